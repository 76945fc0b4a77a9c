/* Internal to prover/: which combinations of globs and regular expressions can one text satisfy?
 *
 *   sets     *Operation   Access*          product automaton, states built as they are reached
 *   classes  {no, no}  "x"                 one shortest text for each vector of answers
 *            {no, yes} "Access"
 *            {yes, no} "Operation"
 *            {yes, yes} "AccessOperation"
 *
 * Globs and regular expressions alike are sequences of elements, and a state holds a thread for each position
 * that is still alive. A thread that stands at "any text" makes the earlier ones of its sequence superfluous,
 * because whatever they could match later it can match too. So a glob has as many states as characters; a
 * regular expression such as a.{20}b may have exponentially many, and there the cap ends the work. */
#pragma once

#include "prover_budget.h"
#include "prover_language.h"

/* A set of texts that a value of a pattern names. */
struct text_set {
    const struct pattern_glob *glob;
    const struct pattern_regex *regex; /* when there is no glob; not too large */
};

struct text_sets {
    struct text_set *items;
    size_t count, capacity;
};

/* Those of both readings of a value; none of a number, nor of what is too large. */
void text_sets_add(struct arena *arena, struct text_sets *sets, const struct pattern_value *value);
/* A text without a star that has the form of a number. */
bool text_is_number_glob(const struct pattern_glob *glob);
bool text_set_has(const struct text_set *set, struct span text);

/* A text that is easy to name, perhaps a member. */
struct span text_set_example(struct arena *arena, const struct text_set *set);

struct text_class {
    struct span text;         /* a shortest member */
    const uint64_t *accepted; /* bit i: it is in set i */
};

struct text_classes {
    struct text_class *items;
    size_t count, capacity;
    bool complete; /* false: a cap was reached, there may be more classes */
};

/* All classes of the texts that `rule` allows, the plainest first. */
struct text_classes automaton_classes(struct arena *arena, const struct text_set *sets, size_t set_count,
                                      enum text_rule rule, struct budget *budget);
