/* Clauses: what a pattern says, over fields. */
#include "prover_clauses.h"

struct clause clause_unevaluated(struct problem *problem, const struct pattern *pattern, struct span why) {
    struct atom_place *place = ARENA_NEW(problem->arena, struct atom_place);
    struct span key = pattern ? pattern->text : SPAN("a filter");
    *place = place_unevaluated(problem, key, why,
                               pattern ? pattern->open_points & (PATTERN_U10 | PATTERN_U13) : 0);
    return (struct clause){.kind = CLAUSE_UNEVALUATED, .places = place, .node_count = 1};
}

static void note_stack(struct problem *problem, size_t limit) {
    if (limit > problem->stack_limit)
        problem->stack_limit = limit;
}

static struct clause clause_formula(struct problem *problem, const struct pattern *pattern) {
    struct atom_place *places = ARENA_NEW_ARRAY(problem->arena, pattern->atom_count, struct atom_place);
    for (size_t i = 0; i < pattern->atom_count; i++)
        places[i] = place_atom(problem, &pattern->atoms[i]);
    note_stack(problem, pattern->stack_limit);
    return (struct clause){CLAUSE_FORMULA, pattern->formula, places, pattern->node_count};
}

/* --- Terms --- */

struct terms_clause {
    struct problem *problem;
    struct pattern_node *nodes;
    struct atom_place *places;
    size_t node_count, place_count;
};

static void join(struct terms_clause *clause, enum pattern_node_kind kind, struct atom_place place) {
    clause->places[clause->place_count] = place;
    clause->nodes[clause->node_count++] = (struct pattern_node){PATTERN_NODE_ATOM, clause->place_count};
    if (clause->place_count++ > 0)
        clause->nodes[clause->node_count++] = (struct pattern_node){kind, 0};
}

static bool has_other_than_any(const struct pattern *pattern) {
    for (size_t i = 0; i < pattern->term_count; i++)
        if (pattern->terms[i].kind != PATTERN_TERM_ANY)
            return true;
    return false;
}

/* `?` terms count only among themselves. Where U13 leaves the meaning open, only the excluded terms are sure:
 * what contains one is not matched. */
static struct clause clause_terms(struct problem *problem, const struct pattern *pattern) {
    struct terms_clause clause = {
        problem, ARENA_NEW_ARRAY(problem->arena, 2 * pattern->term_count + 2, struct pattern_node),
        ARENA_NEW_ARRAY(problem->arena, pattern->term_count + 1, struct atom_place), 0, 0};
    bool open = pattern->open_points & PATTERN_U13;
    bool others = has_other_than_any(pattern);
    for (size_t i = 0; i < pattern->term_count; i++) {
        const struct pattern_term *term = &pattern->terms[i];
        bool excluded = term->kind == PATTERN_TERM_NOT;
        if (open ? !excluded : others && term->kind == PATTERN_TERM_ANY)
            continue;
        struct atom_place place = place_term(problem, term);
        place.slot = excluded ? 1 : 0;
        join(&clause, others ? PATTERN_NODE_AND : PATTERN_NODE_OR, place);
    }
    if (open)
        join(&clause, PATTERN_NODE_AND,
             place_unevaluated(problem, pattern->text, SPAN("these terms together may mean several things"),
                               PATTERN_U13));
    note_stack(problem, 2);
    return (struct clause){CLAUSE_FORMULA, clause.nodes, clause.places, clause.node_count};
}

static bool terms_are_modelled(const struct pattern *pattern) {
    for (size_t i = 0; i < pattern->term_count; i++)
        if (pattern->terms[i].regex.too_large)
            return false;
    return true;
}

struct clause clause_of(struct problem *problem, const struct pattern *pattern) {
    if (pattern == NULL)
        return clause_unevaluated(problem, NULL, SPAN("unreadable"));
    if (pattern->open_points & PATTERN_U10)
        return clause_unevaluated(problem, pattern, SPAN("its meaning is not known"));
    switch (pattern->family) {
    case PATTERN_EVERYTHING:
        return (struct clause){.kind = CLAUSE_TRUE, .node_count = 1};
    case PATTERN_JSON:
        return clause_formula(problem, pattern);
    case PATTERN_TERMS:
        problem->term_count += pattern->term_count;
        if (problem->term_count > BUDGET_TERMS)
            return clause_unevaluated(problem, pattern, SPAN("the terms are too many"));
        if (!terms_are_modelled(pattern))
            return clause_unevaluated(problem, pattern, SPAN("the regular expression has too many repeats"));
        return clause_terms(problem, pattern);
    case PATTERN_COLUMNS:
        return clause_unevaluated(problem, pattern, SPAN("space-delimited patterns are not decided"));
    }
    __builtin_unreachable();
}
