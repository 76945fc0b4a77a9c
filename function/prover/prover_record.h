/* Internal to prover/: what a CloudTrail record is (filter-pattern.md section 10.10), as tables.
 *
 * T1-T3 and T7, which say what a field may be, are in prover.h; T4 and T5, less sure, are conditions in the
 * pattern language itself. */
#pragma once

#include "prover_language.h"

/* Real values that a witness prefers, by path, in order; *count 0 when there are none. */
const struct span *record_known_values(struct span path, size_t *count);

/* T4 and T5. */
#define RECORD_REALISTIC_COUNT 2
extern const struct span record_realistic[RECORD_REALISTIC_COUNT];

/* What is true of every record beyond the states and strings of one field. Only a question that mentions the
 * field can hang on it. */
struct record_clause {
    struct span path;
    struct span pattern;
};
#define RECORD_CLAUSE_COUNT 2
extern const struct record_clause record_clauses[RECORD_CLAUSE_COUNT];
