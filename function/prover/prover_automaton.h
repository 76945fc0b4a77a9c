/* Internal to prover/: which combinations of globs can one text satisfy?
 *
 *   globs    *Operation   Access*          product automaton, states built as they are reached
 *   classes  {no, no}  "x"                 one shortest text for each vector of answers
 *            {no, yes} "Access"
 *            {yes, no} "Operation"
 *            {yes, yes} "AccessOperation"
 *
 * A state holds one position for each glob that is still alive: a glob that has passed a star forgets what
 * was before, because whatever it could match from an earlier star it can match from a later one. So the
 * product is deterministic and each component has at most as many states as the glob has characters, squared
 * by nothing. */
#pragma once

#include "prover_budget.h"
#include "prover_language.h"

struct text_class {
    struct span text;         /* a shortest member */
    const uint64_t *accepted; /* bit i: it is in glob i */
};

struct text_classes {
    struct text_class *items;
    size_t count, capacity;
    bool complete; /* false: a cap was reached, there may be more classes */
};

/* All classes of the texts that `rule` allows, shortest first. */
struct text_classes automaton_classes(struct arena *arena, const struct pattern_glob *globs,
                                      size_t glob_count, enum text_rule rule, struct budget *budget);
