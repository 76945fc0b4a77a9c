/* Internal to prover/: work is counted, so that every question ends, on every machine at the same point. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum {
    /* One unit is about 10 ns: some ten operations of an automaton or of a formula. */
    BUDGET_WORK = 40 * 1000 * 1000,
    BUDGET_STATES = 20 * 1000, /* of the product automata of one question */
    BUDGET_CLASSES = 512,      /* of the strings of one field */
    BUDGET_INDEX = 1000,       /* array indices beyond it are not modelled */
    BUDGET_STEPS = 60,         /* selectors longer than it are not modelled: events are at most 64 deep */
};

struct budget {
    size_t work_left;
    size_t states_left;
};

static inline bool budget_spend(struct budget *budget, size_t work) {
    if (budget->work_left < work) {
        budget->work_left = 0;
        return false;
    }
    budget->work_left -= work;
    return true;
}
