/* A condition on a member of the root costs the same in every event. What lies deeper is walked to, token by
 * token, once for each step: in an event with an array of 1,000 elements, that is nearly all the work. */
#include "prover_match_work.h"

enum {
    CONDITION_WORK = 20,
    USUAL_EVENT_BYTES = 1000, /* a record with a few fields beside those of every record */
    BYTES_WALKED = 2,         /* by one unit */
    BYTES_SEARCHED = 16,
};

/* A term, or a pattern that is not evaluated, is held against the whole text. */
static size_t condition_work(const struct problem *problem, struct atom_place place, size_t event_bytes) {
    const struct field *field = &problem->fields.items[place.field];
    size_t deep = event_bytes > USUAL_EVENT_BYTES ? event_bytes - USUAL_EVENT_BYTES : 0;
    if (place.slot >= field->atoms.count)
        return CONDITION_WORK + event_bytes / BYTES_WALKED;
    const struct pattern_atom *atom = &field->atoms.items[place.slot].atom;
    size_t work = CONDITION_WORK + deep / BYTES_SEARCHED + (atom->selector.count - 1) * (deep / BYTES_WALKED);
    if (atom->value.kind == PATTERN_REGEX)
        work += deep * (1 + (atom->value.regex.count + atom->value.other_regex.count) / 64);
    return work;
}

static size_t clause_work(const struct problem *problem, const struct clause *clause, size_t event_bytes) {
    size_t work = CONDITION_WORK;
    switch (clause->kind) {
    case CLAUSE_TRUE:
        break;
    case CLAUSE_UNEVALUATED:
        work += condition_work(problem, clause->places[0], event_bytes);
        break;
    case CLAUSE_FORMULA:
        for (size_t i = 0; i < clause->node_count; i++)
            if (clause->nodes[i].kind == PATTERN_NODE_ATOM)
                work += condition_work(problem, clause->places[clause->nodes[i].atom], event_bytes);
        break;
    }
    return work;
}

size_t match_work(const struct problem *problem, size_t event_bytes) {
    size_t work = 0;
    for (size_t c = 0; c < problem->conjunction_count; c++)
        for (size_t i = 0; i < problem->conjunctions[c].count; i++)
            work += clause_work(problem, &problem->conjunctions[c].items[i], event_bytes);
    return work;
}

size_t match_conditions(const struct problem *problem) {
    size_t conditions = 1; /* never a division by zero */
    for (size_t c = 0; c < problem->conjunction_count; c++)
        for (size_t i = 0; i < problem->conjunctions[c].count; i++)
            conditions += 1 + problem->conjunctions[c].items[i].node_count;
    return conditions;
}
