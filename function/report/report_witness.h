/* An event that gets away, told in few words.
 *
 *   {"errorCode":"AccessDenied","eventSource":"sts.amazonaws.com",...}  ->  "AccessDenied by
 * sts.amazonaws.com" */
#pragma once

#include "prover.h"

/* The sooner, the more a reader wants it. */
enum witness_rank {
    WITNESS_CODE,
    WITNESS_SOURCE,
    WITNESS_TELLING, /* says why it gets away */
    WITNESS_ASKED,   /* a pattern asks about it */
    WITNESS_OTHER,
};

struct witness_field {
    struct span path;  /* "userIdentity.type" */
    struct span value; /* a string's text, anything else as JSON; harmless */
    enum witness_rank rank;
};

struct witness_fields {
    struct witness_field *items;
    size_t count, capacity;
};

enum { WITNESS_FIELDS_LIMIT = 64 };

/* The scalar members of `event` (JSON text), first those that the patterns of `proof` (NULL is allowed) ask
 * about. */
struct witness_fields report_witness_fields(struct arena *arena, struct span event,
                                            const struct proof *proof);
/* Absent when `event` is no JSON object or is empty. */
struct span report_witness_short(struct arena *arena, struct span event, const struct proof *proof);
