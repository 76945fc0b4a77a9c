#include "prover_ranks.h"

#include <stdlib.h>

enum { SPELLINGS_LIMIT = 2048 }; /* elements of all spellings of a field */

/* --- Constants --- */

static void add_constant(struct arena *arena, struct constants *constants, struct span text) {
    *ARENA_PUSH(arena, constants) = text;
}

static void add_number_of_glob(struct arena *arena, struct constants *constants,
                               const struct pattern_glob *glob) {
    if (text_is_number_glob(glob))
        add_constant(arena, constants, glob->pieces[0]);
}

static void add_constants_of(struct arena *arena, struct constants *constants,
                             const struct pattern_atom *atom, bool is_number) {
    const struct pattern_value *value = &atom->value;
    if (value->kind == PATTERN_NUMBER && (is_number || !pattern_op_is_order(atom->op)))
        add_constant(arena, constants, value->text);
    if (value->kind != PATTERN_GLOB || !is_number)
        return;
    add_number_of_glob(arena, constants, &value->glob);
    if (value->other_point)
        add_number_of_glob(arena, constants, &value->other_glob);
}

static int compare_constants(const void *a, const void *b) {
    return pattern_number_compare(*(const struct span *)a, *(const struct span *)b);
}

static void sort_constants(struct constants *constants) {
    if (constants->count > 0)
        qsort(constants->items, constants->count, sizeof *constants->items, compare_constants);
    size_t kept = 0;
    for (size_t i = 0; i < constants->count; i++)
        if (kept == 0 || pattern_number_compare(constants->items[kept - 1], constants->items[i]) != 0)
            constants->items[kept++] = constants->items[i];
    constants->count = kept;
}

struct ranks ranks_of(struct arena *arena, const struct field *field, enum pattern_state state) {
    struct ranks ranks = {.first_set = SIZE_MAX};
    bool is_number = state == PATTERN_STATE_NUMBER;
    for (size_t i = 0; i < field->atoms.count; i++) {
        const struct pattern_atom *atom = &field->atoms.items[i].atom;
        add_constants_of(arena, &ranks.constants, atom, is_number);
        ranks.by_order |= is_number && pattern_op_is_order(atom->op);
    }
    sort_constants(&ranks.constants);
    ranks.count = (ranks.by_order ? 2 : 1) * ranks.constants.count + 1;
    return ranks;
}

/* --- Ranks --- */

static size_t rank_of_constant(const struct ranks *ranks, size_t constant) {
    return ranks->by_order ? 2 * constant + 1 : constant + 1;
}

/* SIZE_MAX: it is none. */
static size_t constant_of_rank(const struct ranks *ranks, size_t rank) {
    if (ranks->by_order)
        return rank % 2 == 1 ? rank / 2 : SIZE_MAX;
    return rank > 0 ? rank - 1 : SIZE_MAX;
}

size_t rank_of(const struct ranks *ranks, struct span text) {
    size_t low = 0;
    size_t high = ranks->constants.count;
    if (high == 0 || !pattern_is_number(text))
        return 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = pattern_number_compare(text, ranks->constants.items[middle]);
        if (order == 0)
            return rank_of_constant(ranks, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return ranks->by_order ? 2 * low : 0;
}

struct span number_of_rank(const struct ranks *ranks, struct arena *arena, size_t rank) {
    const struct constants *constants = &ranks->constants;
    size_t constant = constant_of_rank(ranks, rank);
    if (constant != SIZE_MAX)
        return pattern_number_json(arena, constants->items[constant]);
    if (!ranks->by_order)
        return SPAN("none");
    return pattern_number_between(arena, rank == 0 ? SPAN_ABSENT : constants->items[rank / 2 - 1],
                                  rank / 2 == constants->count ? SPAN_ABSENT : constants->items[rank / 2]);
}

/* --- Spellings: three sets for each constant, and one more for numbers without an exponent --- */

enum spelling { SAME, PERHAPS, BEYOND, SPELLINGS };

static bool has_set(const struct text_class *class, size_t set) {
    return class->accepted[set / 64] >> set % 64 & 1;
}

static bool has_spelling(const struct ranks *ranks, const struct text_class *class, size_t constant,
                         enum spelling spelling) {
    return has_set(class, ranks->first_set + 1 + constant * SPELLINGS + (size_t)spelling);
}

static const struct pattern_regex *without_exponent(void) {
    static const struct pattern_element elements[] = {
        {{{(uint64_t)1 << '+' | (uint64_t)1 << '-' | (uint64_t)1 << '.' | (uint64_t)0x3FF << '0', 0}, false},
         PATTERN_ANY_NUMBER},
        {.repeat = PATTERN_END}};
    static const struct pattern_regex regex = {elements, 2, false};
    return &regex;
}

void ranks_add_spellings(struct ranks *ranks, struct arena *arena, struct text_sets *sets) {
    size_t count = ranks->constants.count;
    struct pattern_spellings *spellings = ARENA_NEW_ARRAY(arena, count, struct pattern_spellings);
    size_t elements = 0;
    for (size_t i = 0; i < count; i++) {
        struct pattern_spellings *one = &spellings[i];
        if (!pattern_number_spellings(arena, ranks->constants.items[i], one))
            return;
        if (!ranks->by_order)
            one->beyond = (struct pattern_regex){0};
        elements += one->same.count + one->perhaps.count + one->beyond.count;
        if (elements > SPELLINGS_LIMIT)
            return;
    }
    ranks->first_set = sets->count;
    *ARENA_PUSH(arena, sets) = (struct text_set){.regex = without_exponent()};
    for (size_t i = 0; i < count; i++) {
        *ARENA_PUSH(arena, sets) = (struct text_set){.regex = &spellings[i].same};
        *ARENA_PUSH(arena, sets) = (struct text_set){.regex = &spellings[i].perhaps};
        *ARENA_PUSH(arena, sets) = (struct text_set){.regex = &spellings[i].beyond};
    }
}

bool rank_is_possible(const struct ranks *ranks, const struct text_class *class, size_t rank) {
    size_t constant = constant_of_rank(ranks, rank);
    if (ranks->first_set == SIZE_MAX)
        return true;
    for (size_t i = 0; i < ranks->constants.count; i++)
        if (has_spelling(ranks, class, i, SAME))
            return i == constant;
    if (constant != SIZE_MAX)
        return has_spelling(ranks, class, constant, PERHAPS);
    return !ranks->by_order || !has_set(class, ranks->first_set) || rank == rank_of(ranks, class->text);
}
