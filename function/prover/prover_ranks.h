/* Internal to the cells of prover/: the constants that a field is compared with as a number, and the pieces
 * that they cut its values into.
 *
 *   $.n > 5, $.n = 7      rank 0: below 5    1: 5    2: between    3: 7    4: above
 *   $.n = 5, $.n = "7"    rank 0: neither    1: 5    2: 7                   (no order: so for every string)
 *
 * Where texts are told apart too, sets of spellings say which texts can have which rank. */
#pragma once

#include "prover_automaton.h"
#include "prover_problem.h"

struct constants {
    struct span *items; /* ascending, all different */
    size_t count, capacity;
};

struct ranks {
    struct constants constants;
    bool by_order;
    size_t count;
    size_t first_set; /* of the spellings; SIZE_MAX: there are none */
};

/* Of the field's numbers, or of its strings. */
struct ranks ranks_of(struct arena *arena, const struct field *field, enum pattern_state state);

size_t rank_of(const struct ranks *ranks, struct span text);
/* Some number of that rank; where it is none of the constants and there is no order, a text that is no
 * number. */
struct span number_of_rank(const struct ranks *ranks, struct arena *arena, size_t rank);

/* Adds the spellings of the constants to the sets, unless they are too many. */
void ranks_add_spellings(struct ranks *ranks, struct arena *arena, struct text_sets *sets);
/* May a text of the class have that rank? */
bool rank_is_possible(const struct ranks *ranks, const struct text_class *class, size_t rank);
