/* The strings and the numbers of a field, split twice: by the sets of texts that the automaton tells apart,
 * and by the constants that they are compared with as numbers.
 *
 *   $.n > 5, $.n = 4*      texts  {4...} {others}      numbers  below 5 | 5 | above 5
 *
 * Every pair is a cell. For some a member is known; where none is known, perhaps because there is none, the
 * cell counts against COVERED, and no witness may use it. */
#include "prover_automaton.h"
#include "prover_cells.h"
#include "prover_ranks.h"

#include <string.h>

enum { PAIRS_LIMIT = 64 * 1024 };

struct texts {
    struct problem *problem;
    struct field *field;
    enum pattern_state state;
    struct text_sets sets;
    struct text_classes classes;
    struct ranks ranks;
    bool *seen;       /* by class and rank */
    uint64_t *vector; /* scratch */
};

static const struct language *language_of_texts(const struct texts *texts) {
    return language_of(texts->state == PATTERN_STATE_NUMBER ? TEXT_NUMBER : texts->field->type->rule);
}

/* --- Which texts, which constants? --- */

/* Numbers meet `*` and numeric texts otherwise than as texts. */
static void keep_sets_for_numbers(struct text_sets *sets) {
    size_t kept = 0;
    for (size_t i = 0; i < sets->count; i++) {
        const struct pattern_glob *glob = sets->items[i].glob;
        if (!text_is_number_glob(glob) && !(glob && pattern_glob_is_star(glob)))
            sets->items[kept++] = sets->items[i];
    }
    sets->count = kept;
}

static void find_sets(struct texts *texts) {
    static const struct span empty_piece[] = {SPAN_INIT("")};
    static const struct pattern_glob empty = {empty_piece, 1};
    struct arena *scratch = texts->problem->scratch;
    for (size_t i = 0; i < texts->field->atoms.count; i++)
        if (texts->field->atoms.items[i].role != ATOM_TERM || !texts->field->ignores_terms)
            text_sets_add(scratch, &texts->sets, &texts->field->atoms.items[i].atom.value);
    if (texts->state == PATTERN_STATE_NUMBER)
        keep_sets_for_numbers(&texts->sets);
    else if (texts->field->type->rule == TEXT_ANY) /* U5 tells the empty string from all others */
        *ARENA_PUSH(scratch, &texts->sets) = (struct text_set){.glob = &empty};
}

/* A glob with a star, or a regular expression: spellings of one number may fall on both sides. */
static bool tell_spellings_apart(const struct text_sets *sets) {
    for (size_t i = 0; i < sets->count; i++)
        if (sets->items[i].regex || sets->items[i].glob->count > 1)
            return true;
    return false;
}

/* Spellings are worth a part of the budget; without them the classes are what they were. */
static void find_classes(struct texts *texts) {
    struct arena *scratch = texts->problem->scratch;
    struct budget *budget = &texts->problem->budget;
    enum text_rule rule = texts->state == PATTERN_STATE_NUMBER ? TEXT_NUMBER : texts->field->type->rule;
    struct text_sets spelled = {0};
    for (size_t i = 0; i < texts->sets.count; i++)
        *ARENA_PUSH(scratch, &spelled) = texts->sets.items[i];
    if (texts->ranks.constants.count > 0 && tell_spellings_apart(&texts->sets))
        ranks_add_spellings(&texts->ranks, scratch, &spelled);
    if (texts->ranks.first_set != SIZE_MAX) {
        size_t share = budget->work_left / 4;
        struct budget part = {share};
        texts->classes = automaton_classes(scratch, spelled.items, spelled.count, rule, &part);
        budget->work_left -= share - part.work_left;
    }
    if (texts->classes.complete) {
        texts->sets = spelled;
        return;
    }
    texts->ranks.first_set = SIZE_MAX;
    texts->classes = automaton_classes(scratch, texts->sets.items, texts->sets.count, rule, budget);
}

/* --- Cells --- */

static size_t find_class(const struct texts *texts, struct span text) {
    size_t words = texts->sets.count / 64 + 1;
    if (!budget_spend(&texts->problem->budget, texts->sets.count + text.len * texts->field->regex_weight))
        return SIZE_MAX;
    memset(texts->vector, 0, words * sizeof(uint64_t));
    for (size_t i = 0; i < texts->sets.count; i++)
        if (text_set_has(&texts->sets.items[i], text))
            texts->vector[i / 64] |= (uint64_t)1 << i % 64;
    for (size_t i = 0; i < texts->classes.count; i++)
        if (memcmp(texts->classes.items[i].accepted, texts->vector, words * sizeof(uint64_t)) == 0)
            return i;
    return SIZE_MAX;
}

/* Index into `seen`; SIZE_MAX: a text of a class that was not reached. */
static size_t pair_of(const struct texts *texts, struct span text) {
    size_t class = find_class(texts, text);
    return class == SIZE_MAX ? SIZE_MAX : class * texts->ranks.count + rank_of(&texts->ranks, text);
}

static void add_member(struct texts *texts, size_t pair, struct span text, uint32_t known) {
    if (pair != SIZE_MAX && texts->seen[pair])
        return;
    if (pair != SIZE_MAX)
        texts->seen[pair] = true;
    cells_add(texts->problem, texts->field,
              (struct cell){
                  .state = texts->state, .text = text, .known = known, .concrete = true, .possible = true});
}

static void add_text(struct texts *texts, struct span text) {
    if (language_has(language_of_texts(texts), text))
        add_member(texts, pair_of(texts, text), text, 0);
}

/* Cells that hold a known value come first, in the order of those. */
static void add_known(struct texts *texts) {
    size_t count = 0;
    const struct span *values = NULL;
    if (texts->state == PATTERN_STATE_STRING)
        values = record_known_values(texts->field->path, &count);
    size_t pairs[32];
    for (size_t k = 0; k < count; k++)
        pairs[k] = pair_of(texts, values[k]);
    for (size_t k = 0; k < count; k++) {
        uint32_t known = 0;
        for (size_t i = k; i < count; i++)
            known |= pairs[i] == pairs[k] ? 1u << i : 0;
        if (pairs[k] != SIZE_MAX)
            add_member(texts, pairs[k], values[k], known);
        else if (!texts->classes.complete)
            add_member(texts, SIZE_MAX, values[k], 0);
    }
}

static void add_classes(struct texts *texts) {
    for (size_t i = 0; i < texts->classes.count; i++) {
        struct span text = texts->classes.items[i].text;
        add_member(texts, i * texts->ranks.count + rank_of(&texts->ranks, text), text, 0);
    }
}

/* Each constant and each gap between them, in some spellings. */
static void add_spellings(struct texts *texts) {
    static const char *const forms[] = {"%.*s", "%.*s.0", "%.*se0", "%.*sE0"};
    for (size_t rank = 0; rank < texts->ranks.count && texts->ranks.constants.count > 0; rank++) {
        struct span number = number_of_rank(&texts->ranks, texts->problem->scratch, rank);
        for (size_t f = 0; f < sizeof forms / sizeof *forms && !cells_gave_up(texts->field); f++) {
            struct text_builder text = {.arena = texts->problem->scratch};
            text_append(&text, number);
            text_append(&text, span_from_cstr(forms[f] + 4));
            add_text(texts, text_span(&text));
        }
    }
}

/* A class that lies in a glob without a star has one member, which is in its cell already. */
static bool has_one_member(const struct texts *texts, const struct text_class *class) {
    for (size_t i = 0; i < texts->sets.count; i++)
        if ((class->accepted[i / 64] >> i % 64 & 1) && texts->sets.items[i].glob &&
            texts->sets.items[i].glob->count == 1)
            return true;
    return false;
}

static void add_unseen_pairs(struct texts *texts) {
    for (size_t i = 0; i < texts->classes.count; i++)
        for (size_t rank = 0; rank < texts->ranks.count && !cells_gave_up(texts->field); rank++) {
            if (texts->seen[i * texts->ranks.count + rank] ||
                has_one_member(texts, &texts->classes.items[i]) ||
                !rank_is_possible(&texts->ranks, &texts->classes.items[i], rank))
                continue;
            size_t before = texts->field->cells.count;
            cells_add(texts->problem, texts->field,
                      (struct cell){.state = texts->state,
                                    .text = texts->classes.items[i].text,
                                    .number = number_of_rank(&texts->ranks, texts->problem->scratch, rank),
                                    .possible = true});
            if (texts->field->cells.count > before && !texts->field->incomplete.ptr)
                texts->field->incomplete = SPAN("its values are compared both as texts and as numbers");
        }
}

/* --- Too many --- */

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

struct span text_set_example(struct arena *arena, const struct text_set *set) {
    struct text_builder text = {.arena = arena};
    for (size_t i = 0; set->glob && i < set->glob->count; i++)
        text_append(&text, set->glob->pieces[i]);
    if (set->regex)
        put_plainest_of_regex(&text, set->regex);
    return text.count ? text_span(&text) : SPAN("");
}

/* Some texts that are easy to name, so that a witness may still be found, and one cell of which nothing is
 * known for all others. */
static void add_remaining(struct texts *texts) {
    for (size_t i = 0; i < texts->sets.count && texts->field->cells.count < BUDGET_CLASSES; i++)
        add_text(texts, text_set_example(texts->problem->scratch, &texts->sets.items[i]));
    texts->field->incomplete = SPAN("its values fall into too many classes");
    cells_add(texts->problem, texts->field,
              (struct cell){.state = texts->state, .unknown = true, .possible = true});
}

/* --- All of them --- */

static void add_texts(struct problem *problem, struct field *field, enum pattern_state state) {
    struct texts texts = {.problem = problem, .field = field, .state = state};
    find_sets(&texts);
    texts.ranks = ranks_of(problem->scratch, field, state);
    find_classes(&texts);
    texts.vector = ARENA_NEW_ARRAY(problem->scratch, texts.sets.count / 64 + 1, uint64_t);
    if (texts.classes.count * texts.ranks.count > PAIRS_LIMIT)
        texts.classes = (struct text_classes){0};
    texts.seen = ARENA_NEW_ARRAY(problem->scratch, texts.classes.count * texts.ranks.count, bool);
    add_known(&texts);
    add_classes(&texts);
    add_spellings(&texts);
    add_unseen_pairs(&texts);
    if (!texts.classes.complete)
        add_remaining(&texts);
}

void cells_add_strings(struct problem *problem, struct field *field) {
    add_texts(problem, field, PATTERN_STATE_STRING);
}

void cells_add_numbers(struct problem *problem, struct field *field) {
    add_texts(problem, field, PATTERN_STATE_NUMBER);
}
