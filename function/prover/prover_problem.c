#include "prover_clauses.h"
#include "prover_search.h"

/* --- Fields --- */

/* Keys joined by dots. A key that holds a dot, or an index, leads to nothing that the tables know. */
static struct span child_path(struct arena *arena, struct span parent, const struct pattern_step *step) {
    if (step->kind != PATTERN_KEY || parent.ptr == NULL || span_find_byte(step->key, '.') < step->key.len)
        return SPAN_ABSENT;
    if (parent.len == 0)
        return step->key;
    return arena_printf(arena, "%.*s.%.*s", SPAN_FMT(parent), SPAN_FMT(step->key));
}

static size_t child_of(struct problem *problem, size_t parent, const struct pattern_step *step) {
    struct field_list *fields = &problem->fields;
    for (size_t i = parent + 1; i < fields->count && fields->items[parent].has_children; i++)
        if (fields->items[i].parent == parent && !fields->items[i].is_wildcard &&
            pattern_step_equal(&fields->items[i].step, step))
            return i;
    struct span path = child_path(problem->arena, fields->items[parent].path, step);
    fields->items[parent].has_children = true;
    *ARENA_PUSH(problem->arena, fields) = (struct field){.parent = parent,
                                                         .step = *step,
                                                         .path = path,
                                                         .type = record_field(path.ptr ? path : SPAN("")),
                                                         .assigned = FIELD_NONE};
    return fields->count - 1;
}

/* The set of values that `step`, a wildcard, and then `rest` lead to. */
static size_t wildcard_of(struct problem *problem, size_t parent, const struct pattern_step *step,
                          const struct pattern_step *rest, size_t rest_count) {
    struct field_list *fields = &problem->fields;
    for (size_t i = 0; i < fields->count; i++) {
        const struct field *field = &fields->items[i];
        if (field->is_wildcard && field->parent == parent && field->step.kind == step->kind &&
            pattern_selector_equal((struct pattern_selector){field->rest, field->rest_count},
                                   (struct pattern_selector){rest, rest_count}))
            return i;
    }
    fields->items[parent].has_children = true;
    *ARENA_PUSH(problem->arena, fields) = (struct field){.parent = parent,
                                                         .step = *step,
                                                         .type = record_field(SPAN("")),
                                                         .assigned = FIELD_NONE,
                                                         .is_wildcard = true,
                                                         .rest = rest,
                                                         .rest_count = rest_count};
    return fields->count - 1;
}

static bool is_wildcard(const struct pattern_step *step) {
    return step->kind == PATTERN_ANY_KEY || step->kind == PATTERN_ANY_INDEX;
}

static size_t field_of_selector(struct problem *problem, const struct pattern_selector *selector) {
    size_t field = 0;
    for (size_t i = 0; i < selector->count; i++) {
        const struct pattern_step *step = &selector->steps[i];
        if (is_wildcard(step))
            return wildcard_of(problem, field, step, step + 1, selector->count - i - 1);
        field = child_of(problem, field, step);
    }
    return field;
}

/* --- Atoms: the same condition on the same field has one slot --- */

static size_t slot_of_atom(struct problem *problem, struct field *field, const struct pattern_atom *atom) {
    for (size_t i = 0; i < field->atoms.count; i++)
        if (field->atoms.items[i].role == ATOM_OWN && field->atoms.items[i].atom.op == atom->op &&
            pattern_value_equal(&field->atoms.items[i].atom.value, &atom->value))
            return i;
    *ARENA_PUSH(problem->arena, &field->atoms) = (struct field_atom){*atom, ATOM_OWN};
    return field->atoms.count - 1;
}

/* --- What is not evaluated --- */

static struct atom_place use_field(struct problem *problem, size_t index, size_t slot) {
    struct index_list *users = &problem->fields.items[index].users;
    if (users->count == 0 || users->items[users->count - 1] != problem->building)
        *ARENA_PUSH(problem->arena, users) = problem->building;
    return (struct atom_place){index, slot};
}

struct atom_place place_unevaluated(struct problem *problem, struct span key, struct span why,
                                    uint32_t points) {
    for (size_t i = 0; i < problem->fields.count; i++)
        if (problem->fields.items[i].unevaluated.ptr && span_equal(problem->fields.items[i].key, key))
            return use_field(problem, i, 0);
    *ARENA_PUSH(problem->arena, &problem->fields) = (struct field){
        .parent = FIELD_NONE, .unevaluated = why, .key = key, .points = points, .assigned = FIELD_NONE};
    return use_field(problem, problem->fields.count - 1, 0);
}

/* Absent: the selector is one that fields can stand for. */
static struct span selector_obstacle(const struct pattern_selector *selector) {
    if (selector->count > BUDGET_STEPS)
        return SPAN("the selector is too long");
    for (size_t i = 0; i < selector->count; i++)
        switch (selector->steps[i].kind) {
        case PATTERN_INDEX:
            if (selector->steps[i].index > BUDGET_INDEX)
                return SPAN("the array index is too large");
            break;
        case PATTERN_KEY:
        case PATTERN_ANY_KEY:
        case PATTERN_ANY_INDEX:
            break;
        }
    return SPAN_ABSENT;
}

static bool is_modelled(const struct pattern_value *value) {
    const struct pattern_glob *globs[] = {&value->glob, &value->other_glob};
    if (value->kind == PATTERN_NUMBER)
        return pattern_number_is_modelled(value->text);
    for (size_t i = 0; i < 2; i++)
        if (globs[i]->count == 1 && pattern_is_number(globs[i]->pieces[0]) &&
            !pattern_number_is_modelled(globs[i]->pieces[0]))
            return false;
    return true;
}

struct atom_place place_atom(struct problem *problem, const struct pattern_atom *atom) {
    struct span obstacle = selector_obstacle(&atom->selector);
    if (!obstacle.ptr && !is_modelled(&atom->value))
        obstacle = SPAN("the exponent is too large");
    if (obstacle.ptr)
        return place_unevaluated(problem, atom->text, obstacle, 0);
    size_t index = field_of_selector(problem, &atom->selector);
    return use_field(problem, index, slot_of_atom(problem, &problem->fields.items[index], atom));
}

struct atom_place place_term(struct problem *problem, const struct pattern_term *term) {
    for (size_t i = 0; i < problem->fields.count; i++) {
        const struct pattern_term *other = problem->fields.items[i].term;
        if (other && other->is_regex == term->is_regex && span_equal(other->text, term->text))
            return use_field(problem, i, 0);
    }
    *ARENA_PUSH(problem->arena, &problem->fields) =
        (struct field){.parent = FIELD_NONE,
                       .term = term,
                       .key = term->text,
                       .points = pattern_term_is_plain(term) ? 0 : PATTERN_U13,
                       .assigned = FIELD_NONE};
    return use_field(problem, problem->fields.count - 1, 0);
}

/* --- Clauses --- */

static void add_patterns(struct problem *problem, size_t conjunction, const struct pattern *const *patterns,
                         size_t count) {
    problem->building = conjunction;
    for (size_t i = 0; i < count; i++) {
        struct clause clause = clause_of(problem, patterns[i]);
        *ARENA_PUSH(problem->arena, &problem->conjunctions[conjunction]) = clause;
    }
}

static void add_text(struct problem *problem, struct span text) {
    const struct pattern *pattern;
    struct pattern_error error;
    if (pattern_parse(problem->arena, text, &pattern, &error))
        add_patterns(problem, problem->conjunction_count - 1, &pattern, 1);
}

static bool mentions(const struct problem *problem, struct span path) {
    for (size_t i = 1; i < problem->fields.count; i++)
        if (problem->fields.items[i].path.ptr && span_equal(problem->fields.items[i].path, path))
            return true;
    return false;
}

static void add_clauses(struct problem *problem, const struct prover_question *question, bool realistic) {
    add_patterns(problem, 0, question->requirement, question->requirement_count);
    for (size_t i = 0; realistic && i < RECORD_REALISTIC_COUNT; i++)
        add_text(problem, record_realistic[i]);
    for (size_t i = 0; i < question->counter_count; i++)
        add_patterns(problem, i + 1, question->counters[i].patterns, question->counters[i].count);
    for (size_t i = 0; i < RECORD_CLAUSE_COUNT; i++)
        if (mentions(problem, record_clauses[i].path))
            add_text(problem, record_clauses[i].pattern);
}

/* --- Cells --- */

static bool is_asked(const struct problem *problem, const struct field *field) {
    for (size_t i = 0; i < field->users.count; i++)
        if (problem->conjunctions[field->users.items[i]].part != PART_IGNORED)
            return true;
    return false;
}

static void choose_order(struct problem *problem) {
    problem->order_count = 0;
    for (size_t i = 0; i < problem->fields.count; i++)
        if (field_is_assignable(&problem->fields.items[i]) && is_asked(problem, &problem->fields.items[i]))
            problem->order[problem->order_count++] = i;
}

void problem_ask(struct problem *problem, const enum part *parts, size_t count) {
    search_reset(problem);
    for (size_t i = 0; i < count; i++)
        problem->conjunctions[i].part = parts[i];
    choose_order(problem);
}

static void set_parts(struct problem *problem) {
    for (size_t i = 0; i < problem->conjunction_count; i++)
        problem->conjunctions[i].part = PART_DENIED;
    problem->conjunctions[0].part = PART_ASSERTED;
    problem->conjunctions[problem->conjunction_count - 1].part = PART_ASSERTED;
}

/* Under one reading: one word holds a truth. */
static bool is_cell_certain(const struct cell *cell, size_t slots) {
    for (size_t i = 0; i < slots; i++)
        if (*cell->truths[i].sure != *cell->truths[i].possible ||
            *cell->truths[i].surely_fatal != *cell->truths[i].possibly_fatal)
            return false;
    return cell->concrete && cell->possible;
}

static bool is_two_valued(const struct problem *problem) {
    for (size_t i = 0; i < problem->order_count; i++) {
        const struct field *field = &problem->fields.items[problem->order[i]];
        for (size_t c = 0; c < field->cells.count; c++)
            if (field_is_free(field) || !is_cell_certain(&field->cells.items[c], field->atoms.count))
                return false;
    }
    return true;
}

static void build_fields(struct problem *problem) {
    uint32_t points = 0;
    problem->order = ARENA_NEW_ARRAY(problem->arena, problem->fields.count, size_t);
    for (size_t i = 0; i < problem->fields.count; i++) {
        points |= cells_open_points(&problem->fields.items[i]);
    }
    choose_order(problem);
    problem->readings = readings_of(problem->arena, points);
    size_t whole = budget_draw(problem->pool, BUDGET_CELLS).work_left;
    size_t left = whole;
    /* The last first: what they leave over is for the requirement's fields, which are the first. */
    for (size_t i = problem->order_count; i-- > 0;) {
        size_t share = left / (i + 1);
        problem->budget.work_left = share;
        cells_build(problem, &problem->fields.items[problem->order[i]]);
        arena_reset(problem->scratch);
        left -= share - problem->budget.work_left;
    }
    *problem->pool -= whole - left;
    problem->two_valued = problem->readings.count == 1 && is_two_valued(problem);
}

static void build_scratch(struct problem *problem) {
    problem->stack = ARENA_NEW_ARRAY(problem->arena, problem->stack_limit + 1, struct truth_set);
    for (size_t i = 0; i <= problem->stack_limit; i++)
        problem->stack[i] = truth_set_new(problem->arena, &problem->readings);
    problem->clause_value = truth_set_new(problem->arena, &problem->readings);
    for (size_t i = 0; i < problem->conjunction_count; i++)
        problem->conjunctions[i].value = truth_set_new(problem->arena, &problem->readings);
    problem->verdict = truth_set_new(problem->arena, &problem->readings);
}

struct problem *problem_new(struct arena *arena, struct arena *scratch, size_t *pool,
                            const struct prover_question *question, bool realistic) {
    struct problem *problem = ARENA_NEW(arena, struct problem);
    problem->arena = arena;
    problem->scratch = scratch;
    problem->pool = pool;
    problem->conjunction_count = question->counter_count + 2;
    problem->conjunctions = ARENA_NEW_ARRAY(arena, problem->conjunction_count, struct conjunction);
    *ARENA_PUSH(arena, &problem->fields) =
        (struct field){.parent = FIELD_NONE, .path = SPAN(""), .assigned = FIELD_NONE};
    add_clauses(problem, question, realistic);
    wildcards_link(problem);
    terms_link(problem);
    set_parts(problem);
    build_fields(problem);
    build_scratch(problem);
    return problem;
}
