/* Random formulas of &&, || and parentheses, from a seed: the same everywhere. The atoms are the test's own.
 */
#pragma once

#include "arena.h"

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

#define PICK(seed, table) ((table)[next_random(seed) % (sizeof(table) / sizeof *(table))])

/* At most `depth` deep; before that, one node in `leaf_odds` is an atom. */
static void put_formula(struct text_builder *out, uint32_t *seed, int depth, uint32_t leaf_odds,
                        void (*put_atom)(struct text_builder *out, uint32_t *seed)) {
    if (depth == 0 || next_random(seed) % leaf_odds == 0) {
        put_atom(out, seed);
        return;
    }
    text_append(out, SPAN("("));
    put_formula(out, seed, depth - 1, leaf_odds, put_atom);
    text_append(out, next_random(seed) % 2 ? SPAN(" && ") : SPAN(" || "));
    put_formula(out, seed, depth - 1, leaf_odds, put_atom);
    text_append(out, SPAN(")"));
}
