/* Internal to prover/: from patterns to clauses, and from their atoms and terms to fields. */
#pragma once

#include "prover_problem.h"

struct clause clause_of(struct problem *problem, const struct pattern *pattern);

/* prover_problem.c: the slot that the conjunction in hand will ask. */
struct atom_place place_atom(struct problem *problem, const struct pattern_atom *atom);
struct atom_place place_term(struct problem *problem, const struct pattern_term *term);
struct atom_place place_unevaluated(struct problem *problem, struct span key, struct span why,
                                    uint32_t points);
