/* The cells of one field: states that its type allows, strings and numbers split by the product automaton,
 * and the truth of every atom in every cell under every joint reading. */
#include "prover_cells.h"
#include "prover_event.h"

#include <string.h>

static bool may_be(const struct field *field, unsigned states) {
    return (field->type->states & states) != 0;
}

static uint32_t atom_open_points(const struct field *field, const struct field_atom *atom) {
    uint32_t points = 0;
    for (enum pattern_state state = 0; state < PATTERN_STATES; state++)
        if (may_be(field, 1u << state) || (state == PATTERN_STATE_CONTAINER && may_be(field, MAY_BE_ARRAY)))
            points |= pattern_atom_open_points(&atom->atom, state);
    if (field->is_wildcard)
        points |= wildcard_open_points(&atom->atom);
    return field->is_wildcard || atom->role == ATOM_ELEMENT ? points & ~(uint32_t)PATTERN_U1 : points;
}

uint32_t cells_open_points(const struct field *field) {
    uint32_t points = 0;
    for (size_t i = 0; i < field->atoms.count; i++)
        if (field->atoms.items[i].role != ATOM_TERM)
            points |= atom_open_points(field, &field->atoms.items[i]);
    bool never_empty = field->atoms.count > 0 && field->type->rule != TEXT_ANY;
    return never_empty ? points & ~(uint32_t)PATTERN_U5 : points;
}

/* --- The truths of a cell --- */

/* Adds the truth for the readings of the mask. */
static void add_truth(struct truth_set *set, size_t word, uint64_t mask, enum pattern_truth truth) {
    switch (truth) {
    case PATTERN_TRUE:
        set->sure[word] |= mask;
        set->possible[word] |= mask;
        break;
    case PATTERN_UNKNOWN:
        set->possible[word] |= mask;
        break;
    case PATTERN_FATAL:
        set->surely_fatal[word] |= mask;
        set->possibly_fatal[word] |= mask;
        break;
    case PATTERN_FALSE:
        break;
    }
}

static void add_to_all(const struct readings *readings, struct truth_set *set, enum pattern_truth truth) {
    for (size_t i = 0; i < readings->count; i += 64) {
        size_t rest = readings->count - i;
        add_truth(set, i / 64, rest < 64 ? ((uint64_t)1 << rest) - 1 : UINT64_MAX, truth);
    }
}

/* An element that is a container does not kill the pattern (U1). */
static enum pattern_truth truth_of_atom(const struct field *field, const struct field_atom *atom,
                                        struct pattern_field value, const struct pattern_reading *reading) {
    static const struct pattern_reading as_written = {0};
    if (atom->role == ATOM_TERM)
        return field->ignores_terms ? PATTERN_UNKNOWN : pattern_atom_truth(&atom->atom, value, &as_written);
    enum pattern_truth truth = pattern_atom_truth(&atom->atom, value, reading);
    bool element = field->is_wildcard || atom->role == ATOM_ELEMENT;
    return truth == PATTERN_FATAL && element ? PATTERN_FALSE : truth;
}

static void fill_truth(const struct problem *problem, const struct field *field,
                       const struct field_atom *atom, const struct cell *cell, struct truth_set *out) {
    const struct readings *readings = &problem->readings;
    struct pattern_field value = {cell->state, cell->text, cell->number};
    if (!(pattern_atom_open_points(&atom->atom, cell->state) & readings->points)) {
        add_to_all(readings, out, truth_of_atom(field, atom, value, &readings->items[0]));
        return;
    }
    for (size_t i = 0; i < readings->count; i++)
        add_truth(out, i / 64, (uint64_t)1 << i % 64, truth_of_atom(field, atom, value, &readings->items[i]));
}

/* Do other fields care how this one is present? */
static bool same_coupling(const struct field *field, const struct cell *a, const struct cell *b) {
    bool a_absent = a->state == PATTERN_STATE_ABSENT;
    bool b_absent = b->state == PATTERN_STATE_ABSENT;
    bool nested = field->parent != 0 || field->step.kind == PATTERN_INDEX;
    if ((nested || field->presence_matters) && a_absent != b_absent)
        return false;
    bool a_container = a->state == PATTERN_STATE_CONTAINER;
    bool b_container = b->state == PATTERN_STATE_CONTAINER;
    return !field->has_children ||
           (a_container == b_container && (!a_container || a->is_array == b->is_array));
}

bool cells_same_truths(const struct problem *problem, const struct field *field, const struct cell *a,
                       const struct cell *b) {
    size_t bytes = truth_set_bytes(&problem->readings) * field->atoms.count;
    if (a->unknown || b->unknown)
        return a->unknown && b->unknown;
    return memcmp(a->truths[0].sure, b->truths[0].sure, bytes) == 0;
}

/* An earlier cell that no atom and no coupling can tell from this one makes it superfluous. */
static bool is_superfluous(const struct problem *problem, const struct field *field,
                           const struct cell *cell) {
    for (size_t i = 0; i < field->cells.count; i++) {
        const struct cell *earlier = &field->cells.items[i];
        if (earlier->concrete >= cell->concrete && earlier->possible >= cell->possible &&
            same_coupling(field, earlier, cell) && cells_same_truths(problem, field, earlier, cell))
            return true;
    }
    return false;
}

struct truth_set *cells_new_truths(struct arena *arena, const struct readings *readings, size_t count) {
    struct truth_set *sets = ARENA_NEW_ARRAY(arena, count, struct truth_set);
    uint64_t *words = ARENA_NEW_ARRAY(arena, count * 4 * readings->words, uint64_t);
    for (size_t i = 0; i < count; i++, words += 4 * readings->words)
        sets[i] = (struct truth_set){words, words + readings->words, words + 2 * readings->words,
                                     words + 3 * readings->words};
    return sets;
}

/* One truth for all atoms: nobody has paid for as many as there are. */
static const struct truth_set *unknown_truths(struct problem *problem, struct field *field) {
    if (field->unknown == NULL) {
        struct truth_set *truths = ARENA_NEW_ARRAY(problem->arena, field->atoms.count, struct truth_set);
        struct truth_set one = truth_set_new(problem->arena, &problem->readings);
        add_to_all(&problem->readings, &one, PATTERN_UNKNOWN);
        for (size_t i = 0; i < field->atoms.count; i++)
            truths[i] = one;
        field->unknown = truths;
    }
    return field->unknown;
}

/* Most cells are superfluous: what they were made of stays in the scratch arena. */
const struct truth_set *cells_keep_truths(struct problem *problem, struct field *field,
                                          const struct cell *cell) {
    if (cell->unknown)
        return unknown_truths(problem, field);
    size_t count = field->atoms.count;
    struct truth_set *truths = cells_new_truths(problem->arena, &problem->readings, count);
    memcpy(truths[0].sure, cell->truths[0].sure, truth_set_bytes(&problem->readings) * count);
    return truths;
}

static void keep_cell(struct problem *problem, struct field *field, struct cell cell) {
    cell.truths = cells_keep_truths(problem, field, &cell);
    cell.text = arena_copy(problem->arena, cell.text);
    *ARENA_PUSH(problem->arena, &field->cells) = cell;
}

bool cells_gave_up(const struct field *field) {
    return field->gave_up;
}

enum { ATOM_WORK = 4 }; /* units that one truth costs */

static size_t count_regex_steps(const struct field *field) {
    size_t weight = 0;
    for (size_t i = 0; i < field->atoms.count; i++) {
        const struct pattern_value *value = &field->atoms.items[i].atom.value;
        if (value->kind == PATTERN_REGEX)
            weight += 1 + (value->regex.count + value->other_regex.count) / 8;
    }
    return weight;
}

/* Zeroed, and used again for the next cell: most cells are superfluous. */
struct truth_set *cells_blank_truths(struct problem *problem, const struct field *field) {
    if (problem->new_truths == NULL)
        problem->new_truths = cells_new_truths(problem->scratch, &problem->readings, field->atoms.count);
    memset(problem->new_truths[0].sure, 0, truth_set_bytes(&problem->readings) * field->atoms.count);
    return problem->new_truths;
}

void cells_add(struct problem *problem, struct field *field, struct cell cell) {
    size_t work = field->atoms.count * ATOM_WORK + cell.text.len * field->regex_weight;
    if (!budget_spend(&problem->budget, work * problem->readings.count + field->cells.count)) {
        field->incomplete = SPAN("too much work");
        field->gave_up = true;
        cell.unknown = true;
        cell.concrete = false;
    }
    struct truth_set *truths = cell.unknown ? NULL : cells_blank_truths(problem, field);
    for (size_t i = 0; truths && i < field->atoms.count; i++)
        fill_truth(problem, field, &field->atoms.items[i], &cell, &truths[i]);
    cell.truths = truths;
    if (!is_superfluous(problem, field, &cell))
        keep_cell(problem, field, cell);
}

static void add_simple(struct problem *problem, struct field *field, enum pattern_state state) {
    if (may_be(field, 1u << state))
        cells_add(problem, field, (struct cell){.state = state, .concrete = true, .possible = true});
}

static void add_containers(struct problem *problem, struct field *field) {
    add_simple(problem, field, PATTERN_STATE_CONTAINER);
    if (may_be(field, MAY_BE_ARRAY))
        cells_add(
            problem, field,
            (struct cell){
                .state = PATTERN_STATE_CONTAINER, .is_array = true, .concrete = true, .possible = true});
}

/* --- The field as a whole --- */

static bool all_unknown(const struct field *field) {
    for (size_t c = 0; c < field->cells.count; c++)
        if (!field->cells.items[c].unknown)
            return false;
    return field->cells.count > 0;
}

/* Every cell together: what holds whichever it is, and what can hold. */
static void sum_up(struct problem *problem, struct field *field, size_t slots) {
    const struct readings *readings = &problem->readings;
    if (all_unknown(field)) {
        field->any = field->cells.items[0].truths;
        return;
    }
    struct truth_set *any = cells_new_truths(problem->arena, readings, slots);
    for (size_t slot = 0; slot < slots; slot++)
        for (size_t c = 0; c < field->cells.count; c++)
            for (size_t w = 0; w < readings->words; w++) {
                const struct truth_set *one = &field->cells.items[c].truths[slot];
                any[slot].sure[w] = c ? any[slot].sure[w] & one->sure[w] : one->sure[w];
                any[slot].surely_fatal[w] =
                    c ? any[slot].surely_fatal[w] & one->surely_fatal[w] : one->surely_fatal[w];
                any[slot].possible[w] |= one->possible[w];
                any[slot].possibly_fatal[w] |= one->possibly_fatal[w];
            }
    field->any = any;
}

/* True or false when a counterexample is only to be excluded; neither when one is to be shown. */
static void build_unevaluated(struct problem *problem, struct field *field) {
    static const struct {
        enum pattern_truth truth;
        bool concrete, possible;
    } cells[] = {{PATTERN_FALSE, false, true}, {PATTERN_TRUE, false, true}, {PATTERN_UNKNOWN, true, false}};
    for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
        struct truth_set *truths = cells_new_truths(problem->arena, &problem->readings, 1);
        add_to_all(&problem->readings, truths, cells[c].truth);
        *ARENA_PUSH(problem->arena, &field->cells) =
            (struct cell){.concrete = cells[c].concrete, .possible = cells[c].possible, .truths = truths};
    }
    sum_up(problem, field, 1);
}

/* The order is the order of taste, because a witness takes the first cell that does: the state that the field
 * has in the record that witnesses are made of, then what is usual for it. */
void cells_add_states(struct problem *problem, struct field *field) {
    enum pattern_state usual = event_refused_state(field->path);
    if (usual != PATTERN_STATE_STRING)
        add_simple(problem, field, usual);
    if (may_be(field, MAY_BE_STRING))
        cells_add_strings(problem, field);
    add_simple(problem, field, PATTERN_STATE_ABSENT);
    if (may_be(field, MAY_BE_NUMBER))
        cells_add_numbers(problem, field);
    add_simple(problem, field, PATTERN_STATE_TRUE);
    add_simple(problem, field, PATTERN_STATE_FALSE);
    add_simple(problem, field, PATTERN_STATE_NULL);
    add_containers(problem, field);
}

static bool has_terms(const struct field *field) {
    for (size_t i = 0; i < field->atoms.count; i++)
        if (field->atoms.items[i].role == ATOM_TERM)
            return true;
    return false;
}

static void build_atoms(struct problem *problem, struct field *field) {
    field->regex_weight = count_regex_steps(field);
    field->unknown = NULL;
    problem->new_truths = NULL;
    if (field->is_wildcard)
        wildcard_build(problem, field);
    else
        cells_add_states(problem, field);
}

void cells_build(struct problem *problem, struct field *field) {
    if (field->unevaluated.ptr) {
        build_unevaluated(problem, field);
        return;
    }
    if (field->term) {
        terms_build(problem, field);
        sum_up(problem, field, 2);
        return;
    }
    build_atoms(problem, field);
    if (field->incomplete.ptr && has_terms(field)) {
        field->ignores_terms = true;
        field->cells = (struct cell_list){0};
        field->elements = (struct cell_list){0};
        field->incomplete = SPAN_ABSENT;
        field->gave_up = false;
        build_atoms(problem, field);
    }
    sum_up(problem, field, field->atoms.count);
}
