/* Wildcard selectors: $.x[*].a stands for a set of values, and each atom asks whether some value of the set
 * satisfies it (or, by the other reading of U7, whether all do).
 *
 *   $.x[*] = a && $.x[*] = b      elements  {"a"} {"b"} {"x"}      cells  none  {"a"} {"b"} {"x"} {"a", "b"}
 * ...
 *
 * Two sets that no atom tells apart are one cell, so there are no more cells than truth vectors. What the
 * sets of one array have to do with each other, and with $.x[3], is only half known to the search: that
 * element counts as one of the set, nothing else. So COVERED stands on too many events, never on too few, and
 * a witness is matched under every reading before it is believed. */
#include "prover_cells.h"

#include <string.h>

enum { SETS_LIMIT = 256 };

uint32_t wildcard_open_points(const struct pattern_atom *atom) {
    return atom->op == PATTERN_EQUAL ? 0 : PATTERN_U7;
}

/* --- Sets --- */

/* Readings in which all values have to satisfy the atom. */
static uint64_t *readings_of_all(struct problem *problem) {
    const struct readings *readings = &problem->readings;
    uint64_t *set = ARENA_NEW_ARRAY(problem->arena, readings->words, uint64_t);
    for (size_t i = 0; i < readings->count; i++)
        if (readings->items[i].choice[7] == 1)
            set[i / 64] |= (uint64_t)1 << i % 64;
    return set;
}

struct sets {
    struct problem *problem;
    struct field *field;
    const uint64_t *all;
};

static uint64_t some_or_all(uint64_t a, uint64_t b, uint64_t all) {
    return ((a | b) & ~all) | (a & b & all);
}

/* The truths of one set and one more value. */
static void join(const struct sets *sets, const struct truth_set *set, const struct truth_set *value,
                 struct truth_set *out) {
    for (size_t slot = 0; slot < sets->field->atoms.count; slot++)
        for (size_t w = 0; w < sets->problem->readings.words; w++) {
            bool some = sets->field->atoms.items[slot].atom.op == PATTERN_EQUAL;
            uint64_t all = some ? 0 : sets->all[w];
            out[slot].sure[w] = some_or_all(set[slot].sure[w], value[slot].sure[w], all);
            out[slot].possible[w] = some_or_all(set[slot].possible[w], value[slot].possible[w], all);
        }
}

static bool is_new(const struct sets *sets, const struct cell *cell) {
    const struct cell_list *cells = &sets->field->cells;
    for (size_t i = 0; i < cells->count; i++)
        if (cells->items[i].state != PATTERN_STATE_ABSENT && cells->items[i].concrete >= cell->concrete &&
            cells_same_truths(sets->problem, sets->field, &cells->items[i], cell))
            return false;
    return true;
}

static void keep_set(struct sets *sets, struct cell cell, const struct cell *before, uint32_t added) {
    struct arena *arena = sets->problem->arena;
    size_t count = before ? before->member_count : 0;
    uint32_t *members = ARENA_NEW_ARRAY(arena, count + 1, uint32_t);
    if (count > 0)
        memcpy(members, before->members, count * sizeof *members);
    members[count] = added;
    cell.members = members;
    cell.member_count = count + 1;
    cell.truths = cells_keep_truths(sets->problem, sets->field, &cell);
    *ARENA_PUSH(arena, &sets->field->cells) = cell;
}

/* False: too many. */
static bool add_set(struct sets *sets, size_t before, uint32_t added) {
    struct problem *problem = sets->problem;
    struct field *field = sets->field;
    const struct cell *element = &field->elements.items[added];
    const struct cell *set = before == SIZE_MAX ? NULL : &field->cells.items[before];
    size_t work = field->atoms.count * problem->readings.words * (2 + field->cells.count / 8) + 4;
    if (field->cells.count >= SETS_LIMIT || !budget_spend(&problem->budget, work))
        return false;
    struct truth_set *truths = cells_blank_truths(problem, field);
    join(sets, set ? set->truths : element->truths, element->truths, truths);
    struct cell cell = {.state = PATTERN_STATE_CONTAINER,
                        .is_array = field->step.kind == PATTERN_ANY_INDEX,
                        .concrete = element->concrete && (!set || set->concrete),
                        .possible = true,
                        .truths = truths};
    if (is_new(sets, &cell))
        keep_set(sets, cell, set, added);
    return true;
}

static bool add_sets(struct sets *sets) {
    struct field *field = sets->field;
    size_t first = field->cells.count;
    for (uint32_t e = 0; e < field->elements.count; e++)
        if (!add_set(sets, SIZE_MAX, e))
            return false;
    for (size_t c = first; c < field->cells.count; c++)
        for (uint32_t e = 0; e < field->elements.count; e++)
            if (!add_set(sets, c, e))
                return false;
    return true;
}

/* One value as a field of its own, of which nothing is known. */
static void build_elements(struct problem *problem, struct field *field) {
    static const struct record_field present = {SPAN_INIT(""), MAY_BE_ANYTHING & ~MAY_BE_ABSENT, TEXT_ANY,
                                                false};
    struct field element = {
        .type = field->rest_count > 0 ? field->type : &present, .atoms = field->atoms, .is_wildcard = true};
    cells_add_states(problem, &element);
    field->incomplete = element.incomplete;
    field->elements = element.cells;
}

void wildcard_build(struct problem *problem, struct field *field) {
    struct sets sets = {problem, field, readings_of_all(problem)};
    cells_add(problem, field,
              (struct cell){.state = PATTERN_STATE_ABSENT, .concrete = true, .possible = true});
    build_elements(problem, field);
    if (add_sets(&sets))
        return;
    field->incomplete = SPAN("the sets of its values are too many");
    cells_add(problem, field,
              (struct cell){.state = PATTERN_STATE_CONTAINER,
                            .is_array = field->step.kind == PATTERN_ANY_INDEX,
                            .unknown = true,
                            .possible = true});
}

/* --- $.x[3] is one of $.x[*] --- */

static bool is_instance(const struct pattern_step *step, const struct pattern_step *wildcard) {
    return step->kind == (wildcard->kind == PATTERN_ANY_KEY ? PATTERN_KEY : PATTERN_INDEX);
}

/* Is the field what the wildcard stands for, in one of its values? */
static bool is_instance_of(const struct problem *problem, const struct field *field,
                           const struct field *wildcard) {
    for (size_t i = wildcard->rest_count; i > 0; i--) {
        if (field->parent == FIELD_NONE || !pattern_step_equal(&field->step, &wildcard->rest[i - 1]))
            return false;
        field = &problem->fields.items[field->parent];
    }
    return field->parent == wildcard->parent && !field->is_wildcard && !field->unevaluated.ptr &&
           is_instance(&field->step, &wildcard->step);
}

static void link_instance(struct problem *problem, size_t wildcard, size_t instance) {
    struct field *field = &problem->fields.items[instance];
    const struct field_atoms *asked = &problem->fields.items[wildcard].atoms;
    *ARENA_PUSH(problem->arena, &problem->links) =
        (struct link){wildcard, instance, field->atoms.count, asked->count};
    field->presence_matters = true;
    for (size_t i = 0; i < asked->count; i++)
        *ARENA_PUSH(problem->arena, &field->atoms) = (struct field_atom){asked->items[i].atom, ATOM_ELEMENT};
}

void wildcards_link(struct problem *problem) {
    for (size_t w = 1; w < problem->fields.count; w++) {
        if (!problem->fields.items[w].is_wildcard)
            continue;
        problem->approximate = true;
        for (size_t i = 1; i < problem->fields.count; i++) {
            const struct field *field = &problem->fields.items[i];
            if (field->atoms.count > 0 && !field->is_wildcard && !field->type->hidden &&
                is_instance_of(problem, field, &problem->fields.items[w]))
                link_instance(problem, w, i);
        }
    }
}

/* --- In the search --- */

/* An element that satisfies the atom makes it true of some, one that does not makes it false of all. */
static bool agrees(const struct problem *problem, const struct link *link, const struct cell *set,
                   const struct cell *element) {
    const struct field *wildcard = &problem->fields.items[link->wildcard];
    for (size_t slot = 0; slot < link->slot_count; slot++) {
        const struct truth_set *one = &element->truths[link->element_slot + slot];
        bool some = wildcard->atoms.items[slot].atom.op == PATTERN_EQUAL;
        for (size_t i = 0; i < problem->readings.count; i++) {
            uint64_t bit = (uint64_t)1 << i % 64;
            bool all = !some && problem->readings.items[i].choice[7] == 1;
            if (!all && (one->sure[i / 64] & bit) && !(set->truths[slot].possible[i / 64] & bit))
                return false;
            if (all && (set->truths[slot].sure[i / 64] & bit) && !(one->possible[i / 64] & bit))
                return false;
        }
    }
    return true;
}

static const struct cell *cell_of(const struct field *field, bool is_new_one, size_t new_cell) {
    if (is_new_one)
        return &field->cells.items[new_cell];
    return field->assigned == FIELD_NONE ? NULL : &field->cells.items[field->assigned];
}

bool wildcards_allow(const struct problem *problem, size_t index, size_t cell) {
    for (size_t i = 0; i < problem->links.count; i++) {
        const struct link *link = &problem->links.items[i];
        if (link->wildcard != index && link->instance != index)
            continue;
        const struct cell *set =
            cell_of(&problem->fields.items[link->wildcard], link->wildcard == index, cell);
        const struct cell *element =
            cell_of(&problem->fields.items[link->instance], link->instance == index, cell);
        if (set == NULL || element == NULL || element->state == PATTERN_STATE_ABSENT)
            continue;
        if (set->state == PATTERN_STATE_ABSENT || !agrees(problem, link, set, element))
            return false;
    }
    return true;
}
