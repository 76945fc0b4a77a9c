/* Internal to prover/: work is counted, so that every question ends, on every machine at the same point. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum {
    /* One unit is about 10 ns: some ten operations of an automaton or of a formula. */
    BUDGET_CELLS = 8 * 1000 * 1000,      /* for building the cells of a question */
    BUDGET_SEARCH = 16 * 1000 * 1000,    /* for each search */
    BUDGET_REASONS = 8 * 1000 * 1000,    /* for saying what one undecided answer hangs on */
    BUDGET_PROOF = 96 * 1000 * 1000,     /* for all of one question's */
    BUDGET_CLASSIFY = 48 * 1000 * 1000,  /* for the classes of all filters together */
    BUDGET_MATCHES = 4 * 1000,           /* conditions that the matcher evaluates for one witness */
    BUDGET_DECIDING_MATCHES = 64 * 1000, /* the same, where the matcher has the last word */
    BUDGET_STATES = 8 * 1000,            /* of one product automaton */
    BUDGET_CLASSES = 512,                /* of the strings of one field */
    BUDGET_TERMS = 512,                  /* of the terms patterns of a question */
    BUDGET_INDEX = 1000,                 /* array indices beyond it are not modelled */
    BUDGET_STEPS = 60, /* selectors longer than it are not modelled: events are at most 64 deep */
};

struct budget {
    size_t work_left;
};

/* Takes what is left of the pool, at most `limit`. */
static inline struct budget budget_draw(const size_t *pool, size_t limit) {
    return (struct budget){*pool < limit ? *pool : limit};
}

static inline bool budget_spend(struct budget *budget, size_t work) {
    if (budget->work_left < work) {
        budget->work_left = 0;
        return false;
    }
    budget->work_left -= work;
    return true;
}
