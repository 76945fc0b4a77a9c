/* The rule of a composite alarm: when is it true?
 *
 *   ALARM("a") AND NOT (OK(b) OR AT_LEAST(50%, ALARM, (c, d)))
 *   names a b c d      states {ALARM} {OK} {OK, ALARM} {OK}     ->  ALARM_UNKNOWN: c may be in either
 *
 * Three-valued. What binds stronger, AND or OR, is not documented: where they stand side by side both
 * readings have to agree. A rule that cannot be read has no steps and says why. Lives in the arena. */
#pragma once

#include "arena.h"

#include <stdbool.h>

enum {
    ALARM_RULE_DEPTH = 64,
    ALARM_RULE_ELEMENTS = 500, /* as many as AWS allows */
};

/* The states that an alarm may be in, as bits. */
enum {
    ALARM_RULE_OK = 1,
    ALARM_RULE_ALARM = 2,
    ALARM_RULE_INSUFFICIENT_DATA = 4,
    ALARM_RULE_STATES = 7,
};

enum alarm_truth { ALARM_NO, ALARM_YES, ALARM_UNKNOWN };

struct alarm_rule_step; /* of a stack machine */

struct alarm_rule_steps {
    struct alarm_rule_step *items;
    size_t count, capacity;
};

struct alarm_rule {
    struct {
        struct span *items; /* names or ARNs as they are meant, one an occurrence */
        size_t count, capacity;
    } names;
    /* AND before OR; from left to right. */
    struct alarm_rule_steps by_rank, by_place;
    const char *unreadable; /* NULL: it was read */
};

void alarm_rule_parse(struct arena *arena, struct span text, struct alarm_rule *out);
/* states[i] is what the alarm names[i] may be in: bits, at least one. */
enum alarm_truth alarm_rule_decide(const struct alarm_rule *rule, const unsigned char *states);
