/* The cells of one field: states that its type allows, strings and numbers split by the product automaton,
 * and the truth of every atom in every cell under every joint reading. */
#include "prover_automaton.h"
#include "prover_problem.h"

#include <string.h>

static bool may_be(const struct field *field, unsigned states) {
    return (field->type->states & states) != 0;
}

uint32_t cells_open_points(const struct field *field) {
    uint32_t points = 0;
    for (size_t i = 0; i < field->atoms.count; i++)
        for (enum pattern_state state = 0; state < PATTERN_STATES; state++)
            if (may_be(field, 1u << state) ||
                (state == PATTERN_STATE_CONTAINER && may_be(field, MAY_BE_ARRAY)))
                points |= pattern_atom_open_points(&field->atoms.items[i], state);
    bool never_empty = field->atoms.count > 0 && field->type->rule != TEXT_ANY;
    return never_empty ? points & ~(uint32_t)PATTERN_U5 : points;
}

/* --- The truths of a cell --- */

enum doubt { DOUBT_NONE, DOUBT_NUMBERS, DOUBT_ALL }; /* which atoms the cell's text does not speak for */

static void set_reading(uint64_t *set, size_t reading) {
    set[reading / 64] |= (uint64_t)1 << reading % 64;
}

static void add_truth(struct truth_set *set, size_t reading, enum pattern_truth truth) {
    switch (truth) {
    case PATTERN_TRUE:
        set_reading(set->sure, reading);
        set_reading(set->possible, reading);
        break;
    case PATTERN_UNKNOWN:
        set_reading(set->possible, reading);
        break;
    case PATTERN_FATAL:
        set_reading(set->surely_fatal, reading);
        set_reading(set->possibly_fatal, reading);
        break;
    case PATTERN_FALSE:
        break;
    }
}

static void fill_truth(const struct problem *problem, const struct pattern_atom *atom,
                       const struct cell *cell, enum doubt doubt, struct truth_set *out) {
    const struct readings *readings = &problem->readings;
    struct pattern_field value = {cell->state, cell->text};
    bool unknown = doubt == DOUBT_ALL || (doubt == DOUBT_NUMBERS && atom->value.kind == PATTERN_NUMBER);
    bool fixed = !(pattern_atom_open_points(atom, cell->state) & readings->points);
    enum pattern_truth truth =
        unknown ? PATTERN_UNKNOWN : pattern_atom_truth(atom, value, &readings->items[0]);
    for (size_t i = 0; i < readings->count; i++) {
        if (!unknown && !fixed && i > 0)
            truth = pattern_atom_truth(atom, value, &readings->items[i]);
        add_truth(out, i, truth);
    }
}

/* Do other fields care how this one is present? */
static bool same_coupling(const struct field *field, const struct cell *a, const struct cell *b) {
    bool a_absent = a->state == PATTERN_STATE_ABSENT;
    bool b_absent = b->state == PATTERN_STATE_ABSENT;
    bool nested = field->parent != 0 || field->step.kind == PATTERN_INDEX;
    if (nested && a_absent != b_absent)
        return false;
    bool a_container = a->state == PATTERN_STATE_CONTAINER;
    bool b_container = b->state == PATTERN_STATE_CONTAINER;
    return !field->has_children ||
           (a_container == b_container && (!a_container || a->is_array == b->is_array));
}

static bool same_truths(const struct problem *problem, const struct field *field, const struct cell *a,
                        const struct cell *b) {
    size_t bytes = truth_set_bytes(&problem->readings) * field->atoms.count;
    return memcmp(a->truths[0].sure, b->truths[0].sure, bytes) == 0;
}

/* An earlier cell that no atom and no coupling can tell from this one makes it superfluous. */
static bool is_superfluous(const struct problem *problem, const struct field *field,
                           const struct cell *cell) {
    for (size_t i = 0; i < field->cells.count; i++) {
        const struct cell *earlier = &field->cells.items[i];
        if (earlier->concrete >= cell->concrete && earlier->possible >= cell->possible &&
            same_coupling(field, earlier, cell) && same_truths(problem, field, earlier, cell))
            return true;
    }
    return false;
}

static struct truth_set *new_truths(struct arena *arena, const struct readings *readings, size_t count) {
    struct truth_set *sets = ARENA_NEW_ARRAY(arena, count, struct truth_set);
    uint64_t *words = ARENA_NEW_ARRAY(arena, count * 4 * readings->words, uint64_t);
    for (size_t i = 0; i < count; i++, words += 4 * readings->words)
        sets[i] = (struct truth_set){words, words + readings->words, words + 2 * readings->words,
                                     words + 3 * readings->words};
    return sets;
}

/* Most cells are superfluous: what they were made of stays in the scratch arena. */
static void keep_cell(struct problem *problem, struct field *field, struct cell cell) {
    size_t count = field->atoms.count;
    struct truth_set *truths = new_truths(problem->arena, &problem->readings, count);
    memcpy(truths[0].sure, cell.truths[0].sure, truth_set_bytes(&problem->readings) * count);
    cell.truths = truths;
    cell.text = arena_copy(problem->arena, cell.text);
    *ARENA_PUSH(problem->arena, &field->cells) = cell;
}

static void add_cell(struct problem *problem, struct field *field, struct cell cell, enum doubt doubt) {
    struct truth_set *truths = new_truths(problem->scratch, &problem->readings, field->atoms.count);
    if (!budget_spend(&problem->budget, field->atoms.count * problem->readings.count + field->cells.count)) {
        field->incomplete = SPAN("too much work");
        doubt = DOUBT_ALL;
        cell.concrete = false;
    }
    for (size_t i = 0; i < field->atoms.count; i++)
        fill_truth(problem, &field->atoms.items[i], &cell, doubt, &truths[i]);
    cell.truths = truths;
    cell.possible = true;
    if (!is_superfluous(problem, field, &cell))
        keep_cell(problem, field, cell);
}

static void add_simple(struct problem *problem, struct field *field, enum pattern_state state) {
    if (may_be(field, 1u << state))
        add_cell(problem, field, (struct cell){.state = state, .concrete = true}, DOUBT_NONE);
}

static void add_containers(struct problem *problem, struct field *field) {
    add_simple(problem, field, PATTERN_STATE_CONTAINER);
    if (may_be(field, MAY_BE_ARRAY))
        add_cell(problem, field,
                 (struct cell){.state = PATTERN_STATE_CONTAINER, .is_array = true, .concrete = true},
                 DOUBT_NONE);
}

/* --- Strings and numbers --- */

static struct text_sets sets_of(struct problem *problem, const struct field *field) {
    static const struct span empty_piece[] = {SPAN_INIT("")};
    static const struct pattern_glob empty = {empty_piece, 1};
    struct text_sets sets = {0};
    for (size_t i = 0; i < field->atoms.count; i++)
        text_sets_add(problem->scratch, &sets, &field->atoms.items[i].value);
    if (field->type->rule == TEXT_ANY)
        *ARENA_PUSH(problem->scratch, &sets) =
            (struct text_set){.glob = &empty}; /* U5 tells the empty string from all others */
    return sets;
}

static bool is_member(const struct text_sets *sets, const struct text_class *class, struct span text) {
    for (size_t i = 0; i < sets->count; i++)
        if ((class->accepted[i / 64] >> i % 64 & 1) != text_set_has(&sets->items[i], text))
            return false;
    return true;
}

static uint32_t known_members(const struct field *field, const struct text_sets *sets,
                              const struct text_class *class) {
    size_t count;
    const struct span *values = record_known_values(field->path, &count);
    uint32_t members = 0;
    for (size_t i = 0; i < count; i++)
        if (is_member(sets, class, values[i]) && language_has(language_of(field->type->rule), values[i]))
            members |= 1u << i;
    return members;
}

static bool has_numbers(const struct field *field) {
    for (size_t i = 0; i < field->atoms.count; i++)
        if (field->atoms.items[i].value.kind == PATTERN_NUMBER)
            return true;
    return false;
}

static void add_string(struct problem *problem, struct field *field, struct span text, uint32_t known) {
    struct cell cell = {.state = PATTERN_STATE_STRING, .text = text, .known = known, .concrete = true};
    add_cell(problem, field, cell, DOUBT_NONE);
    if (has_numbers(field)) {
        cell.concrete = false; /* another member of the class may be a number in writing */
        add_cell(problem, field, cell, DOUBT_NUMBERS);
    }
}

/* The first of the nice characters that the set has. */
static uint32_t nicest_of(const struct pattern_characters *set) {
    for (const char *c = language_of(TEXT_ANY)->classes[0]; *c; c++)
        if (pattern_characters_have(set, (unsigned char)*c))
            return (unsigned char)*c;
    for (uint32_t c = ' '; c < 128; c++)
        if (pattern_characters_have(set, c))
            return c;
    return 0xE0;
}

static void put_plainest_of_regex(struct text_builder *text, const struct pattern_regex *regex) {
    for (size_t i = 0; i < regex->count && regex->elements[i].repeat != PATTERN_END; i++)
        if (regex->elements[i].repeat == PATTERN_ONCE)
            utf8_put(text, nicest_of(&regex->elements[i].characters));
}

/* A text that is easy to name, perhaps a member. */
static struct span plainest_member(struct arena *arena, const struct text_set *set) {
    struct text_builder text = {.arena = arena};
    for (size_t i = 0; set->glob && i < set->glob->count; i++)
        text_append(&text, set->glob->pieces[i]);
    if (set->regex)
        put_plainest_of_regex(&text, set->regex);
    return text.count ? text_span(&text) : SPAN("");
}

/* Where the classes are too many: some texts that are easy to name, so that a witness may still be found, and
 * one cell of which nothing is known for all others. */
static void add_remaining_strings(struct problem *problem, struct field *field,
                                  const struct text_sets *sets) {
    const struct language *language = language_of(field->type->rule);
    size_t known_count;
    const struct span *values = record_known_values(field->path, &known_count);
    for (size_t k = 0; k < known_count; k++)
        if (language_has(language, values[k]))
            add_string(problem, field, values[k], 0);
    for (size_t i = 0; i < sets->count && field->cells.count < BUDGET_CLASSES; i++) {
        struct span text = plainest_member(problem->scratch, &sets->items[i]);
        if (language_has(language, text))
            add_string(problem, field, text, 0);
    }
    field->incomplete = SPAN("its values fall into too many classes");
    add_cell(problem, field, (struct cell){.state = PATTERN_STATE_STRING}, DOUBT_ALL);
}

/* First the classes that hold a known value, in the order of those, then the shortest texts. */
static void add_strings(struct problem *problem, struct field *field) {
    struct text_sets sets = sets_of(problem, field);
    struct text_classes classes =
        automaton_classes(problem->scratch, sets.items, sets.count, field->type->rule, &problem->budget);
    uint32_t *known = ARENA_NEW_ARRAY(problem->scratch, classes.count, uint32_t);
    size_t known_count;
    const struct span *values = record_known_values(field->path, &known_count);
    for (size_t i = 0; i < classes.count; i++)
        known[i] = known_count > 0 ? known_members(field, &sets, &classes.items[i]) : 0;
    for (size_t k = 0; k < known_count; k++)
        for (size_t i = 0; i < classes.count; i++)
            if (known[i] && (size_t)__builtin_ctz(known[i]) == k)
                add_string(problem, field, values[k], known[i]);
    for (size_t i = 0; i < classes.count; i++)
        if (known[i] == 0)
            add_string(problem, field, classes.items[i].text, 0);
    if (!classes.complete)
        add_remaining_strings(problem, field, &sets);
}

/* A constant that numbers are compared with. */
static bool is_numeric(const struct pattern_value *value, struct span *text) {
    *text = value->kind == PATTERN_GLOB && value->glob.count == 1 ? value->glob.pieces[0] : value->text;
    return value->kind == PATTERN_NUMBER ||
           (value->kind == PATTERN_GLOB && value->glob.count == 1 && pattern_is_number(*text));
}

static bool compares_numbers(const struct field *field) {
    struct span ignored;
    for (size_t i = 0; i < field->atoms.count; i++)
        if (is_numeric(&field->atoms.items[i].value, &ignored))
            return true;
    return false;
}

static void add_number(struct problem *problem, struct field *field, struct span text) {
    struct cell cell = {.state = PATTERN_STATE_NUMBER, .text = text, .concrete = true};
    add_cell(problem, field, cell, DOUBT_NONE);
}

/* Where numbers are only matched as texts, the automaton of JSON's number form tells all of them apart. Where
 * they are compared as numbers, some are known and the rest is in doubt. */
static void add_numbers(struct problem *problem, struct field *field) {
    bool compared = compares_numbers(field);
    struct text_sets sets = sets_of(problem, field);
    struct text_classes classes =
        automaton_classes(problem->scratch, sets.items, sets.count, TEXT_NUMBER, &problem->budget);
    for (size_t i = 0; i < classes.count; i++)
        add_number(problem, field, classes.items[i].text);
    for (size_t i = 0; compared && i < field->atoms.count; i++) {
        struct span text;
        if (is_numeric(&field->atoms.items[i].value, &text) && language_has(language_of(TEXT_NUMBER), text))
            add_number(problem, field, text);
    }
    if (compared || !classes.complete)
        add_cell(problem, field, (struct cell){.state = PATTERN_STATE_NUMBER}, DOUBT_ALL);
    if (compared)
        field->incomplete = SPAN("numeric comparisons are not decided yet");
}

/* --- The field as a whole --- */

/* Every cell together: what holds whichever it is, and what can hold. */
static void sum_up(struct problem *problem, struct field *field, size_t slots) {
    const struct readings *readings = &problem->readings;
    struct truth_set *any = new_truths(problem->arena, readings, slots);
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
        struct truth_set *truths = new_truths(problem->arena, &problem->readings, 1);
        for (size_t i = 0; i < problem->readings.count; i++)
            add_truth(truths, i, cells[c].truth);
        *ARENA_PUSH(problem->arena, &field->cells) =
            (struct cell){.concrete = cells[c].concrete, .possible = cells[c].possible, .truths = truths};
    }
    sum_up(problem, field, 1);
}

/* The order is the order of taste: a witness takes the first cell that does. */
void cells_build(struct problem *problem, struct field *field) {
    if (field->unevaluated.ptr) {
        build_unevaluated(problem, field);
        return;
    }
    size_t known_count;
    record_known_values(field->path, &known_count);
    if (known_count == 0)
        add_simple(problem, field, PATTERN_STATE_ABSENT);
    if (may_be(field, MAY_BE_STRING))
        add_strings(problem, field);
    if (known_count > 0)
        add_simple(problem, field, PATTERN_STATE_ABSENT);
    if (may_be(field, MAY_BE_NUMBER))
        add_numbers(problem, field);
    add_simple(problem, field, PATTERN_STATE_TRUE);
    add_simple(problem, field, PATTERN_STATE_FALSE);
    add_simple(problem, field, PATTERN_STATE_NULL);
    add_containers(problem, field);
    sum_up(problem, field, field->atoms.count);
}
