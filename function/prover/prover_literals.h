/* Internal to prover/: sets of one text each need no automaton.
 *
 *   HeadBucket, GetObject     {x}  {HeadBucket}  {GetObject}      some other text, then one class a literal
 */
#pragma once

#include "prover_automaton.h"

bool literals_are_all(const struct text_set *sets, size_t count);
/* The same as automaton_classes, of sets that are all literals. */
struct text_classes literals_classes(struct arena *arena, const struct text_set *sets, size_t count,
                                     const struct language *language, struct budget *budget);
