/* Internal to the cells of prover/: one field's cells are put together here. */
#pragma once

#include "prover_problem.h"

/* Adds the cell with the truth of every atom in it, unless an earlier one makes it superfluous. */
void cells_add(struct problem *problem, struct field *field, struct cell cell);
/* The budget for cells is spent: what is missing is in an unknown cell already. */
bool cells_gave_up(const struct field *field);

/* Those of a cell that stays. */
const struct truth_set *cells_keep_truths(struct problem *problem, struct field *field,
                                          const struct cell *cell);
bool cells_same_truths(const struct problem *problem, const struct field *field, const struct cell *a,
                       const struct cell *b);

/* Zeroed, by atom; the same memory every time. */
struct truth_set *cells_blank_truths(struct problem *problem, const struct field *field);
struct truth_set *cells_new_truths(struct arena *arena, const struct readings *readings, size_t count);
/* Every state that the field's type allows. */
void cells_add_states(struct problem *problem, struct field *field);

/* prover_texts.c */
void cells_add_strings(struct problem *problem, struct field *field);
void cells_add_numbers(struct problem *problem, struct field *field);
