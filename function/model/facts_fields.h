/* The table that says which members of a reply become which fields of a struct. Private to facts_*.c.
 *
 *   {"AlarmName", FIELD_STRING, …, offsetof(struct metric_alarm, name)}      decode: JSON ─► struct, encode:
 * back */
#pragma once

#include "facts.h"
#include "json.h"

enum field_kind {
    FIELD_STRING,  /* struct span */
    FIELD_NUMBER,  /* double, NaN when absent */
    FIELD_BOOL,    /* bool, false when absent */
    FIELD_PRESENT, /* bool: the member is there, neither null nor [] */
    FIELD_STRINGS, /* struct strings, a JSON array */
    FIELD_MAP,     /* struct dimensions, a JSON object of strings */
    FIELD_RECORDS, /* {items, count} of `record`, a JSON array of objects */
    FIELD_OBJECT,  /* nothing: the object has to be there, its members have rows of their own */
};

struct record;

struct field {
    const char *path; /* "Name", or steps through objects: "Outer.Inner.Name" */
    enum field_kind kind;
    bool required; /* a reply without it is malformed */
    size_t offset;
    const struct record *record; /* FIELD_RECORDS only */
};

struct record {
    size_t size;
    size_t field_count;
    const struct field *fields;
};

/* How every list of facts.h begins: items and count are read and written through this. */
struct list {
    void *items;
    size_t count;
};

/* What an operation's reply becomes. */
const struct record *facts_record(enum operation operation);
/* The object that facts_decode reads back to the same value. */
struct json *facts_encode(struct arena *arena, const struct record *record, const void *value);
