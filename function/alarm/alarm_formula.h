/* Metric math, as far as it is decided: sums, maxima, minima, FILL, METRICS() and references.
 *
 *   m1 + FILL(e1, 0)                ADD ─┬─ SERIES 0
 *   e1 = SUM([m2, m3])                   └─ FILL 0 ── SUM ─┬─ SERIES 1
 *                                                          └─ SERIES 2
 *
 * The tree lives in the arena; its depth and its size are bounded, repetitions counted, so it may be walked
 * by recursion. */
#pragma once

#include "arena.h"

#include <stdbool.h>

enum {
    ALARM_FORMULA_DEPTH = 32,
    ALARM_FORMULA_SIZE = 1000, /* nodes; AWS allows 10 metrics in an alarm */
    ALARM_FORMULA_QUERIES = 100,
};

enum alarm_formula_kind {
    ALARM_FORMULA_SERIES,
    ALARM_FORMULA_FILL, /* one operand */
    ALARM_FORMULA_SUM,  /* SUM([…]): what is missing adds nothing */
    ALARM_FORMULA_ADD,  /* a + b: what comes of a missing operand is disputed */
    ALARM_FORMULA_MAXIMUM,
    ALARM_FORMULA_MINIMUM,
};

struct alarm_formula {
    enum alarm_formula_kind kind;
    size_t series; /* index, of SERIES */
    double fill;   /* of FILL */
    const struct alarm_formula *operands;
    size_t count, depth, size;
};

/* An entry of an alarm's Metrics. */
struct alarm_query {
    struct span id;
    struct span expression; /* absent: a metric */
    size_t series;          /* index, of a metric */
};

/* The tree of queries[root]; NULL: *why says what is not decided. */
const struct alarm_formula *alarm_formula_parse(struct arena *arena, const struct alarm_query *queries,
                                                size_t count, size_t root, struct span *why);
