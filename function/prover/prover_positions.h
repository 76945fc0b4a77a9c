/* Internal to prover/: globs and regular expressions as one row of positions.
 *
 *   a*b     0: takes a    1: any text loops here, takes b    2: ends
 */
#pragma once

#include "prover_alphabet.h"
#include "prover_automaton.h"

struct position {
    uint32_t set;          /* index of the glob or regular expression */
    uint32_t sequence;     /* counted over all sets */
    uint32_t symbol;       /* takes this one: then the next position; SYMBOL_NONE: see `takes` */
    const uint64_t *takes; /* NULL or a bit for each symbol */
    const uint64_t *loop;  /* NULL or a bit for each symbol that keeps a thread here */
    bool loops_all;        /* every symbol does */
    bool skips;            /* the next position is as good as this one */
    bool starts, ends;     /* of the sequence */
};

struct position_list {
    struct position *items;
    size_t count, capacity;
};

/* The alphabet is finished by it. False: the budget is spent. */
MUST_CHECK bool positions_build(struct alphabet *alphabet, const struct text_set *sets, size_t count,
                                struct position_list *out);
