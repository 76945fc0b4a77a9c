/* Internal to prover/: what the matcher takes for a witness, counted before it starts. */
#pragma once

#include "prover_problem.h"

/* Conditions that one match of all the patterns asks. */
size_t match_conditions(const struct problem *problem);
/* Units of prover_budget.h for one match of them all against an event of that many bytes. */
size_t match_work(const struct problem *problem, size_t event_bytes);
