/* Fields of one record are not independent: $.a.b present makes $.a an object, $.a[0] present makes it an
 * array, and
 * $.a[1] present makes $.a[0] present. */
#include "prover_search.h"

static const struct cell *cell_of(const struct field *field) {
    return field->assigned == FIELD_NONE ? NULL : &field->cells.items[field->assigned];
}

static bool is_object(const struct cell *cell) {
    return cell->state == PATTERN_STATE_CONTAINER && !cell->is_array;
}

static bool is_key(const struct pattern_step *step) {
    return step->kind == PATTERN_KEY || step->kind == PATTERN_ANY_KEY;
}

static bool is_array(const struct cell *cell) {
    return cell->state == PATTERN_STATE_CONTAINER && cell->is_array;
}

static bool is_present(const struct field *field) {
    const struct cell *cell = cell_of(field);
    return field->objects_needed + field->arrays_needed > 0 || (cell && cell->state != PATTERN_STATE_ABSENT);
}

/* Elements before a present one are present, elements behind an absent one are absent. */
static bool siblings_allow(const struct problem *problem, const struct field *field, bool present) {
    if (field->step.kind != PATTERN_INDEX)
        return true;
    for (size_t i = 1; i < problem->fields.count; i++) {
        const struct field *other = &problem->fields.items[i];
        if (other->parent != field->parent || other->step.kind != PATTERN_INDEX || field_is_free(other))
            continue;
        const struct cell *cell = cell_of(other);
        bool before = other->step.index < field->step.index;
        bool after = other->step.index > field->step.index;
        if ((present && before && cell && cell->state == PATTERN_STATE_ABSENT) ||
            (!present && after && is_present(other)))
            return false;
    }
    return true;
}

/* May the field be the container that a present child by `step` makes it? */
static bool may_hold(const struct problem *problem, const struct field *field,
                     const struct pattern_step *step) {
    const struct cell *cell = cell_of(field);
    bool key = is_key(step);
    if (field->type == NULL) /* the root: a record is an object */
        return key;
    if (cell)
        return key ? is_object(cell) : is_array(cell);
    return (field->type->states & (unsigned)(key ? MAY_BE_OBJECT : MAY_BE_ARRAY)) &&
           (key ? field->arrays_needed : field->objects_needed) == 0 && siblings_allow(problem, field, true);
}

static bool ancestors_allow(const struct problem *problem, const struct field *field) {
    for (; field->parent != FIELD_NONE; field = &problem->fields.items[field->parent])
        if (!may_hold(problem, &problem->fields.items[field->parent], &field->step))
            return false;
    return true;
}

static void count_in_ancestors(struct problem *problem, const struct field *field, bool add) {
    for (; field->parent != FIELD_NONE; field = &problem->fields.items[field->parent]) {
        struct field *parent = &problem->fields.items[field->parent];
        size_t *needed = is_key(&field->step) ? &parent->objects_needed : &parent->arrays_needed;
        *needed = add ? *needed + 1 : *needed - 1;
    }
}

static void set_assigned(struct problem *problem, struct field *field, size_t cell) {
    field->assigned = cell;
    for (size_t i = 0; i < field->users.count; i++)
        problem->conjunctions[field->users.items[i]].is_current = false;
}

bool coupling_assign(struct problem *problem, size_t index, size_t cell_index) {
    struct field *field = &problem->fields.items[index];
    const struct cell *cell = &field->cells.items[cell_index];
    if (field_is_free(field)) {
        if (!terms_allow(problem, index, cell_index))
            return false;
        set_assigned(problem, field, cell_index);
        return true;
    }
    bool present = cell->state != PATTERN_STATE_ABSENT;
    if ((field->objects_needed > 0 && !is_object(cell)) || (field->arrays_needed > 0 && !is_array(cell)) ||
        !siblings_allow(problem, field, present) || (present && !ancestors_allow(problem, field)) ||
        !wildcards_allow(problem, index, cell_index) || !terms_allow(problem, index, cell_index))
        return false;
    set_assigned(problem, field, cell_index);
    if (present)
        count_in_ancestors(problem, field, true);
    return true;
}

void coupling_release(struct problem *problem, size_t index) {
    struct field *field = &problem->fields.items[index];
    const struct cell *cell = cell_of(field);
    set_assigned(problem, field, FIELD_NONE);
    if (cell && !field_is_free(field) && cell->state != PATTERN_STATE_ABSENT)
        count_in_ancestors(problem, field, false);
}
