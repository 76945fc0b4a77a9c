/* Internal to prover/: what a CloudTrail record is (filter-pattern.md section 10.10), as tables.
 *
 * T1-T3 and T7 say which states a field may be in and which strings it may hold; T4 and T5, less sure, are
 * conditions in the pattern language itself. */
#pragma once

#include "prover_language.h"

/* One bit for each state; a container is an object or an array here. */
enum state_set {
    MAY_BE_ABSENT = 1 << PATTERN_STATE_ABSENT,
    MAY_BE_NULL = 1 << PATTERN_STATE_NULL,
    MAY_BE_TRUE = 1 << PATTERN_STATE_TRUE,
    MAY_BE_FALSE = 1 << PATTERN_STATE_FALSE,
    MAY_BE_NUMBER = 1 << PATTERN_STATE_NUMBER,
    MAY_BE_STRING = 1 << PATTERN_STATE_STRING,
    MAY_BE_OBJECT = 1 << PATTERN_STATE_CONTAINER,
    MAY_BE_ARRAY = 1 << PATTERN_STATES,
    MAY_BE_ANYTHING = (1 << (PATTERN_STATES + 1)) - 1,
};

struct record_field {
    struct span path;    /* keys joined by dots */
    unsigned states;     /* enum state_set */
    enum text_rule rule; /* of its strings */
    bool hidden;         /* known to the trail, not shown in the record */
};

/* The row of a path; of an unknown one a row that allows everything. */
const struct record_field *record_field(struct span path);

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
