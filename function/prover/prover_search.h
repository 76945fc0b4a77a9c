/* Internal to prover/: choosing one cell for each field so that the requirement holds and no counter does. */
#pragma once

#include "prover_problem.h"

enum search_goal {
    GOAL_POSSIBLE, /* a counterexample under some joint reading, whatever is not evaluated: none = covered */
    GOAL_CERTAIN,  /* one event that is a counterexample under every joint reading: a witness */
    GOAL_WHOLE,    /* the same, but it may be in doubt that there is such an event */
    GOAL_WANTED,   /* GOAL_POSSIBLE under one of problem->wanted_readings */
    GOAL_HANGING,  /* an event that one choice for one of problem->wanted_points makes a counterexample, and
                      another does not */
    GOAL_DOUBTFUL, /* an event of which it is not known under every joint reading what it is: where a field is
                      left out of the order */
};

enum search_result { SEARCH_FOUND, SEARCH_NONE, SEARCH_GAVE_UP };

/* On SEARCH_FOUND the fields keep their assignment and problem->verdict says how sure it is. */
enum search_result search_run(struct problem *problem, enum search_goal goal);

/* No field is assigned any more. */
void search_reset(struct problem *problem);
/* After SEARCH_FOUND: the next solution. */
enum search_result search_next(struct problem *problem, enum search_goal goal);

/* prover_evaluate.c: problem->verdict of the present, perhaps partial assignment. False: out of budget. */
bool evaluate(struct problem *problem);

/* prover_coupling.c: gives the field that cell, if the fields above, below and beside it allow it. */
bool coupling_assign(struct problem *problem, size_t field, size_t cell);
void coupling_release(struct problem *problem, size_t field);

/* prover_reasons.c: after a search for GOAL_POSSIBLE that found something or gave up: in words, and the open
 * points that the answer hangs on. Other searches follow it. */
struct span reasons_of(struct problem *problem, bool gave_up, uint32_t *points);
