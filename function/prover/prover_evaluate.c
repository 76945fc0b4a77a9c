/* requirement and not counter 1 and not counter 2 ..., under all joint readings at once, for a perhaps
 * partial assignment: an unassigned field counts as any of its cells. */
#include "prover_search.h"

static const struct truth_set *truth_of(const struct problem *problem, const struct atom_place *place) {
    const struct field *field = &problem->fields.items[place->field];
    if (field->assigned == FIELD_NONE)
        return &field->any[place->slot];
    return &field->cells.items[field->assigned].truths[place->slot];
}

static void combine_and(const struct readings *readings, struct truth_set *left,
                        const struct truth_set *right) {
    for (size_t w = 0; w < readings->words; w++) {
        left->sure[w] &= right->sure[w];
        left->possible[w] &= right->possible[w];
        left->surely_fatal[w] |= right->surely_fatal[w];
        left->possibly_fatal[w] |= right->possibly_fatal[w];
    }
}

static void combine_or(const struct readings *readings, struct truth_set *left,
                       const struct truth_set *right) {
    for (size_t w = 0; w < readings->words; w++) {
        left->sure[w] |= right->sure[w];
        left->possible[w] |= right->possible[w];
        left->surely_fatal[w] |= right->surely_fatal[w];
        left->possibly_fatal[w] |= right->possibly_fatal[w];
    }
}

/* U1: one container under a comparison may make the whole pattern false. */
static void apply_fatal(const struct readings *readings, struct truth_set *value) {
    for (size_t w = 0; w < readings->words; w++) {
        value->sure[w] &= ~value->possibly_fatal[w];
        value->possible[w] &= ~value->surely_fatal[w];
    }
}

static void evaluate_formula(struct problem *problem, const struct clause *clause) {
    const struct readings *readings = &problem->readings;
    size_t top = 0;
    for (size_t i = 0; i < clause->node_count; i++) {
        const struct pattern_node *node = &clause->nodes[i];
        switch (node->kind) {
        case PATTERN_NODE_ATOM:
            truth_set_copy(readings, &problem->stack[top++], truth_of(problem, &clause->places[node->atom]));
            break;
        case PATTERN_NODE_AND:
            top--;
            combine_and(readings, &problem->stack[top - 1], &problem->stack[top]);
            break;
        case PATTERN_NODE_OR:
            top--;
            combine_or(readings, &problem->stack[top - 1], &problem->stack[top]);
            break;
        }
    }
    truth_set_copy(readings, &problem->clause_value, &problem->stack[0]);
    apply_fatal(readings, &problem->clause_value);
}

static void evaluate_clause(struct problem *problem, const struct clause *clause) {
    switch (clause->kind) {
    case CLAUSE_TRUE:
        truth_set_true(&problem->readings, &problem->clause_value);
        break;
    case CLAUSE_FORMULA:
        evaluate_formula(problem, clause);
        break;
    case CLAUSE_UNEVALUATED:
        truth_set_copy(&problem->readings, &problem->clause_value, truth_of(problem, clause->places));
        break;
    }
}

static bool evaluate_conjunction(struct problem *problem, struct conjunction *conjunction) {
    if (conjunction->is_current)
        return true;
    truth_set_true(&problem->readings, &conjunction->value);
    for (size_t i = 0; i < conjunction->count; i++) {
        const struct clause *clause = &conjunction->items[i];
        if (!budget_spend(&problem->budget, 2 + clause->node_count * problem->readings.words))
            return false;
        evaluate_clause(problem, clause);
        combine_and(&problem->readings, &conjunction->value, &problem->clause_value);
    }
    conjunction->is_current = true;
    return true;
}

/* Asserted conjunctions first: if they cannot hold, nothing else matters. */
static bool evaluate_part(struct problem *problem, enum part part) {
    const struct readings *readings = &problem->readings;
    struct truth_set *verdict = &problem->verdict;
    for (size_t c = 0; c < problem->conjunction_count && !readings_none(readings, verdict->possible); c++) {
        struct conjunction *one = &problem->conjunctions[c];
        if (one->part != part)
            continue;
        if (!evaluate_conjunction(problem, one))
            return false;
        for (size_t w = 0; w < readings->words; w++) {
            verdict->sure[w] &= part == PART_DENIED ? ~one->value.possible[w] : one->value.sure[w];
            verdict->possible[w] &= part == PART_DENIED ? ~one->value.sure[w] : one->value.possible[w];
        }
    }
    return true;
}

bool evaluate(struct problem *problem) {
    truth_set_true(&problem->readings, &problem->verdict);
    return budget_spend(&problem->budget, 1 + problem->conjunction_count / 4) &&
           evaluate_part(problem, PART_ASSERTED) && evaluate_part(problem, PART_DENIED);
}
