/* Internal to prover/: a question as fields with finitely many cells, and clauses over them.
 *
 *   $.errorCode = "A*" && $.userIdentity.type != "Root"
 *
 *   root -- errorCode      cells: "AccessDenied", "x", absent     atoms: = "A*"
 *        \- userIdentity   (implicit: no atom of its own)
 *              \- type     cells: "AssumedRole", "Root", absent   atoms: != "Root"
 *
 * A cell is a set of values that no atom of the question can tell apart; one member stands for all. What
 * cannot be evaluated (a wildcard selector, a terms pattern, an unreadable filter) becomes a field of its
 * own, whose cells are "true" and "false": the same text has the same truth wherever it stands. */
#pragma once

#include "prover.h"
#include "prover_budget.h"
#include "prover_readings.h"
#include "prover_record.h"

struct cell {
    enum pattern_state state;
    bool is_array;                  /* of PATTERN_STATE_CONTAINER: else an object */
    bool concrete;                  /* a witness may use it: the truths below are those of `text` */
    bool unknown;                   /* nothing is known of the atoms there */
    bool possible;                  /* counts when a counterexample is sought that need not be shown */
    struct span text, number;       /* see struct pattern_field */
    uint32_t known;                 /* bit i: known value i of the field lies in this cell too */
    const struct truth_set *truths; /* by atom of the field */
    const uint32_t *members;        /* of a wildcard: indices into its elements, the values in the set */
    size_t member_count;
};

struct cell_list {
    struct cell *items;
    size_t count, capacity;
};

enum atom_role {
    ATOM_OWN,     /* a condition of the question */
    ATOM_ELEMENT, /* a condition on $.x[*], asked of $.x[3]: see prover_wildcards.c */
    ATOM_TERM,    /* does the value hold a term of a terms pattern? See prover_terms.c */
};

struct field_atom {
    struct pattern_atom atom;
    enum atom_role role;
};

struct field_atoms {
    struct field_atom *items;
    size_t count, capacity;
};

struct index_list {
    size_t *items;
    size_t count, capacity;
};

#define FIELD_NONE SIZE_MAX

struct field {
    size_t parent; /* FIELD_NONE: the root, or an unevaluated field */
    struct pattern_step step;
    bool has_children;
    struct span path; /* absent: no field that record.h could know */
    const struct record_field *type;
    struct field_atoms atoms; /* count 0: implicit, or unevaluated */

    bool is_wildcard; /* `step` is * or [*]: the field is a set of values, one at the end of `rest` in each */
    const struct pattern_step *rest;
    size_t rest_count;
    size_t regex_weight;       /* steps that its regular expressions may take for each character */
    struct cell_list elements; /* of a wildcard: what its values may be */

    bool presence_matters; /* whether it is there matters to a link */
    bool ignores_terms;    /* its ATOM_TERM would split it too finely */

    const struct pattern_term *term; /* not NULL: the field is whether it occurs; no atoms, two slots */
    bool always;                     /* it does, in every record */

    struct span unevaluated; /* not absent: why; such a field has one slot and no atoms */
    struct span key;         /* of an unevaluated field: what makes it the same */
    uint32_t points;         /* of an unevaluated field: open points that it names */

    struct cell_list cells;
    const struct truth_set *unknown; /* by atom: of every unknown cell; NULL before the first */
    const struct truth_set *any;     /* by atom: true in every cell, in some cell */
    struct span incomplete;          /* not absent: some values are in no concrete cell; why */
    bool gave_up;                    /* the budget for cells was spent: an unknown cell stands for the rest */
    struct index_list users;         /* conjunctions that speak of the field */

    /* state of the search */
    size_t assigned; /* index of a cell, or FIELD_NONE */
    size_t cursor;
    size_t objects_needed, arrays_needed; /* descendants that are present */
};

struct field_list {
    struct field *items;
    size_t count, capacity;
};

struct atom_place {
    size_t field, slot;
};

/* $.x[3], which is one of $.x[*]: slot `element_slot + i` of the one asks what slot i of the other does. */
struct link {
    size_t wildcard, instance, element_slot, slot_count;
};

struct link_list {
    struct link *items;
    size_t count, capacity;
};

/* A term that occurs when a field is there and has it in its key, or in its value. */
struct term_link {
    size_t term, field;
    size_t slot; /* of the field; SIZE_MAX: values do not matter */
    bool in_key;
};

struct term_link_list {
    struct term_link *items;
    size_t count, capacity;
};

enum clause_kind { CLAUSE_TRUE, CLAUSE_FORMULA, CLAUSE_UNEVALUATED };

struct clause {
    enum clause_kind kind;
    const struct pattern_node *nodes; /* of CLAUSE_FORMULA: postfix */
    const struct atom_place *places;  /* by atom; of CLAUSE_UNEVALUATED one */
    size_t node_count;
};

/* What the question in hand says of a conjunction. */
enum part { PART_IGNORED, PART_ASSERTED, PART_DENIED };

/* All clauses hold. Its value is kept as long as no field of it is assigned or released. */
struct conjunction {
    struct clause *items;
    size_t count, capacity;
    enum part part;
    struct truth_set value;
    bool is_current;
};

struct problem {
    struct arena *arena;
    struct arena *scratch; /* emptied after each field's cells are built */
    size_t *pool;          /* of work, shared with other questions */
    struct budget budget;  /* drawn from it for the step in hand */
    struct truth_set
        *new_truths; /* of the cell that is being made, in scratch; NULL before the first of a field */
    struct field_list fields; /* [0]: the root; parents stand before their children */
    struct link_list links;
    struct term_link_list term_links;
    size_t term_count; /* of all patterns */
    bool two_valued;   /* one reading, no truth is unknown, every cell counts for every goal */
    bool approximate;  /* the search may take for an event what is none: witnesses are matched under every
                          reading */
    struct conjunction *conjunctions; /* [0] the requirement, then the counters, then axioms */
    size_t conjunction_count;
    size_t building;    /* the conjunction that clauses are being added to */
    size_t stack_limit; /* of the deepest clause */
    struct readings readings;
    const uint64_t *wanted_readings; /* of GOAL_WANTED */
    uint32_t wanted_points;          /* of GOAL_HANGING */
    size_t *order;                   /* fields that the search assigns */
    size_t order_count;
    struct truth_set *stack; /* scratch of the evaluation */
    struct truth_set clause_value, verdict;
};

/* What the question says, with T4 and T5 if `realistic`; cells are built. */
struct problem *problem_new(struct arena *arena, struct arena *scratch, size_t *pool,
                            const struct prover_question *question, bool realistic);

/* The question is "the requirement and no counter": this asks another one of the same cells. What is asserted
 * or denied by index; axioms stay. */
void problem_ask(struct problem *problem, const enum part *parts, size_t count);

/* prover_cells.c */
uint32_t cells_open_points(const struct field *field);
void cells_build(struct problem *problem, struct field *field);

/* prover_wildcards.c */
void wildcards_link(struct problem *problem);
uint32_t wildcard_open_points(const struct pattern_atom *atom);
void wildcard_build(struct problem *problem, struct field *field);
/* May the field have that cell, as far as its elements, or what it is an element of, go? */
bool wildcards_allow(const struct problem *problem, size_t field, size_t cell);

/* prover_terms.c */
void terms_link(struct problem *problem);
void terms_build(struct problem *problem, struct field *field);
/* May the field have that cell, as far as terms that do not occur go? */
bool terms_allow(const struct problem *problem, size_t field, size_t cell);

/* Outside the tree of selectors: a term, or what is not evaluated. */
static inline bool field_is_free(const struct field *field) {
    return field->unevaluated.ptr != NULL || field->term != NULL;
}

static inline bool field_is_assignable(const struct field *field) {
    return field->atoms.count > 0 || field_is_free(field);
}
