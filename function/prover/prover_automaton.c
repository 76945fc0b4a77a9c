#include "prover_automaton.h"

#include "prover_literals.h"
#include "prover_positions.h"

#include <assert.h>
#include <string.h>

struct state {
    uint32_t language;         /* states of the language's automaton */
    const uint32_t *positions; /* ascending: threads of all sets */
    uint32_t position_count;
    uint32_t parent, character; /* how it was reached first */
    uint32_t next;              /* in its hash chain; state indices are counted from 1 there */
};

struct state_list {
    struct state *items;
    size_t count, capacity;
};

/* Where the language goes from one of its states, by symbol. There are few of them, and many states have
 * each. */
struct row {
    uint32_t language;
    const uint32_t *next; /* 0: nowhere */
    const uint64_t
        *groups; /* of symbols that lead to the same state: a bit for each, `symbol_words` a group */
    size_t group_count;
};

struct row_list {
    struct row *items;
    size_t count, capacity;
};

enum { BUCKETS_LEAST = 64, BUCKETS_MOST = 4096 };

struct automaton {
    struct arena *arena;
    struct budget *budget;
    const struct language *language;
    size_t vector_words, symbol_words;
    struct position_list positions;
    struct alphabet alphabet;
    struct state_list states;
    uint32_t *buckets;
    size_t bucket_count; /* a power of two */
    uint32_t *scratch;   /* threads of the state that is being made, ascending */
    uint64_t *awaited;   /* symbols that make a difference to the state that is being expanded */
    uint64_t *chosen;    /* these, and one for each group of the others */
    uint64_t *vector;
    struct row_list rows;
    struct text_classes classes;
    bool has_outsider; /* a text that no thread follows to its end is known */
};

void text_sets_add(struct arena *arena, struct text_sets *sets, const struct pattern_value *value) {
    if (value->kind == PATTERN_GLOB) {
        *ARENA_PUSH(arena, sets) = (struct text_set){.glob = &value->glob};
        if (value->other_point)
            *ARENA_PUSH(arena, sets) = (struct text_set){.glob = &value->other_glob};
    }
    if (value->kind == PATTERN_REGEX && !value->regex.too_large) {
        *ARENA_PUSH(arena, sets) = (struct text_set){.regex = &value->regex};
        if (value->other_point)
            *ARENA_PUSH(arena, sets) = (struct text_set){.regex = &value->other_regex};
    }
}

bool text_is_number_glob(const struct pattern_glob *glob) {
    return glob && glob->count == 1 && pattern_is_number(glob->pieces[0]);
}

bool text_set_has(const struct text_set *set, struct span text) {
    return set->glob ? pattern_glob_matches(set->glob, text) : pattern_regex_matches(set->regex, text);
}

/* --- States --- */

static size_t hash_state(uint32_t language, const uint32_t *positions, size_t count) {
    uint64_t hash = language * 0x9E3779B97F4A7C15u;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ positions[i]) * 0x9E3779B97F4A7C15u;
    return (size_t)(hash >> 40);
}

/* The state that `scratch` describes; false: the cap is reached. New ones are appended. */
static bool intern_state(struct automaton *automaton, uint32_t language, size_t count, uint32_t parent,
                         uint32_t c) {
    uint32_t *bucket =
        &automaton->buckets[hash_state(language, automaton->scratch, count) & (automaton->bucket_count - 1)];
    for (uint32_t i = *bucket; i != 0; i = automaton->states.items[i - 1].next) {
        assert(automaton->states.items != NULL); /* a chain leads to states that exist */
        const struct state *state = &automaton->states.items[i - 1];
        if (state->language == language && state->position_count == count &&
            memcmp(state->positions, automaton->scratch, count * sizeof(uint32_t)) == 0)
            return true;
    }
    if (automaton->states.count == BUDGET_STATES || !budget_spend(automaton->budget, count / 4 + 4))
        return false;
    uint32_t *positions = ARENA_NEW_ARRAY(automaton->arena, count, uint32_t);
    memcpy(positions, automaton->scratch, count * sizeof(uint32_t));
    *ARENA_PUSH(automaton->arena, &automaton->states) =
        (struct state){language, positions, (uint32_t)count, parent, c, *bucket};
    *bucket = (uint32_t)automaton->states.count;
    return true;
}

/* What `scratch` holds so far: positions below `next` have been considered. */
struct threads {
    size_t count;
    uint32_t next;
};

/* A thread at "any text" makes the earlier ones of its sequence superfluous; one that has also ended, all
 * others of its set. */
static size_t push_thread(const struct automaton *automaton, size_t count, uint32_t position) {
    const struct position *items = automaton->positions.items;
    const struct position *added = &items[position];
    if (count > 0) {
        const struct position *last = &items[automaton->scratch[count - 1]];
        if (last->set == added->set && last->ends && last->loops_all)
            return count;
    }
    while (added->loops_all && count > 0) {
        const struct position *last = &items[automaton->scratch[count - 1]];
        if (last->sequence != added->sequence && !(added->ends && last->set == added->set))
            break;
        count--;
    }
    automaton->scratch[count] = position;
    return count + 1;
}

/* A thread at the position, and at those that are as good. Positions are added in ascending order, and two
 * runs that overlap end at the same one. */
static void add_thread(struct automaton *automaton, struct threads *threads, uint32_t position) {
    for (bool more = true; more; position++) {
        more = automaton->positions.items[position].skips;
        if (position < threads->next)
            continue;
        threads->count = push_thread(automaton, threads->count, position);
        threads->next = position + 1;
    }
}

static bool has_bit(const uint64_t *bits, uint32_t i) {
    return bits[i / 64] >> i % 64 & 1;
}

static void set_bit(uint64_t *bits, uint32_t i) {
    bits[i / 64] |= (uint64_t)1 << i % 64;
}

/* The first symbol that leads where symbol i does. */
static uint32_t first_like(const uint32_t *next, uint32_t i) {
    uint32_t first = 0;
    while (next[first] != next[i])
        first++;
    return first;
}

static void group_symbols(const struct automaton *automaton, struct row *row) {
    uint32_t count = (uint32_t)automaton->alphabet.symbols.count;
    uint64_t *groups = ARENA_NEW_ARRAY(automaton->arena, count * automaton->symbol_words, uint64_t);
    uint32_t *group_of = ARENA_NEW_ARRAY(automaton->arena, count, uint32_t);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t first = first_like(row->next, i);
        if (row->next[i] == 0)
            continue;
        group_of[i] = first == i ? (uint32_t)row->group_count++ : group_of[first];
        set_bit(groups + group_of[i] * automaton->symbol_words, i);
    }
    row->groups = groups;
}

static const struct row *language_row(struct automaton *automaton, uint32_t language) {
    struct row_list *rows = &automaton->rows;
    for (size_t i = rows->count; i > 0; i--)
        if (rows->items[i - 1].language == language)
            return &rows->items[i - 1];
    const struct symbol_list *symbols = &automaton->alphabet.symbols;
    uint32_t *next = ARENA_NEW_ARRAY(automaton->arena, symbols->count, uint32_t);
    for (size_t i = 0; i < symbols->count; i++)
        next[i] = automaton->language->step(language, symbols->items[i]);
    struct row *row = ARENA_PUSH(automaton->arena, rows);
    *row = (struct row){.language = language, .next = next};
    group_symbols(automaton, row);
    return row;
}

static bool step(struct automaton *automaton, uint32_t from, uint32_t symbol, uint32_t language) {
    const struct state *state = &automaton->states.items[from];
    uint32_t c = automaton->alphabet.symbols.items[symbol];
    struct threads threads = {0};
    if (!budget_spend(automaton->budget, state->position_count + 4))
        return false;
    for (uint32_t i = 0; i < state->position_count; i++) {
        uint32_t position = state->positions[i];
        const struct position *at = &automaton->positions.items[position];
        if (at->loops_all || (at->loop && has_bit(at->loop, symbol)))
            add_thread(automaton, &threads, position);
        if (at->symbol == symbol || (at->takes && has_bit(at->takes, symbol)))
            add_thread(automaton, &threads, position + 1);
    }
    return intern_state(automaton, language, threads.count, from, c);
}

/* --- Classes --- */

static struct span text_of_state(struct automaton *automaton, uint32_t index) {
    size_t length = 0;
    for (uint32_t i = index; i != 0; i = automaton->states.items[i].parent)
        length++;
    uint32_t *characters = ARENA_NEW_ARRAY(automaton->arena, length, uint32_t);
    for (uint32_t i = index; i != 0; i = automaton->states.items[i].parent)
        characters[--length] = automaton->states.items[i].character;
    struct text_builder text = {.arena = automaton->arena};
    for (uint32_t i = index; i != 0; i = automaton->states.items[i].parent)
        utf8_put(&text, characters[length++]);
    return length ? text_span(&text) : SPAN("");
}

/* Fills `vector`. True: no thread can still change, so every text from here on is of this class. */
static bool read_vector(struct automaton *automaton, const struct state *state) {
    bool settled = true;
    memset(automaton->vector, 0, automaton->vector_words * sizeof(uint64_t));
    for (uint32_t i = 0; i < state->position_count; i++) {
        const struct position *at = &automaton->positions.items[state->positions[i]];
        if (at->ends)
            set_bit(automaton->vector, at->set);
        settled = settled && at->ends && at->loops_all;
    }
    return settled;
}

static bool is_known(const struct automaton *automaton) {
    size_t bytes = automaton->vector_words * sizeof(uint64_t);
    for (size_t i = 0; i < automaton->classes.count; i++)
        if (memcmp(automaton->classes.items[i].accepted, automaton->vector, bytes) == 0)
            return true;
    return false;
}

/* The class that `vector` says. */
static bool collect_class(struct automaton *automaton, uint32_t index) {
    if (automaton->classes.count == BUDGET_CLASSES ||
        !budget_spend(automaton->budget, automaton->classes.count))
        return false;
    size_t bytes = automaton->vector_words * sizeof(uint64_t);
    uint64_t *accepted = ARENA_NEW_ARRAY(automaton->arena, automaton->vector_words, uint64_t);
    memcpy(accepted, automaton->vector, bytes);
    *ARENA_PUSH(automaton->arena, &automaton->classes) =
        (struct text_class){text_of_state(automaton, index), accepted};
    return true;
}

/* Symbols that some thread treats unlike the others. False: the others end every thread. */
static bool find_awaited(struct automaton *automaton, const struct state *state) {
    bool survives = false;
    memset(automaton->awaited, 0, automaton->symbol_words * sizeof(uint64_t));
    for (uint32_t i = 0; i < state->position_count; i++) {
        const struct position *at = &automaton->positions.items[state->positions[i]];
        if (at->symbol != SYMBOL_NONE)
            set_bit(automaton->awaited, at->symbol);
        for (size_t w = 0; w < automaton->symbol_words && (at->takes || at->loop); w++)
            automaton->awaited[w] |= (at->takes ? at->takes[w] : 0) | (at->loop ? at->loop[w] : 0);
        survives |= at->loops_all;
    }
    return survives;
}

/* Among symbols that nobody awaits, the first speaks for all that lead the language to the same state. */
static void add_speakers(struct automaton *automaton, const struct row *row) {
    size_t words = automaton->symbol_words;
    for (const uint64_t *group = row->groups; group < row->groups + row->group_count * words; group += words)
        for (size_t w = 0; w < words; w++) {
            uint64_t others = group[w] & ~automaton->awaited[w];
            automaton->chosen[w] |= others & -others;
            if (others)
                break;
        }
}

static bool expand(struct automaton *automaton, uint32_t from) {
    const struct row *row = language_row(automaton, automaton->states.items[from].language);
    bool survives = find_awaited(automaton, &automaton->states.items[from]);
    memcpy(automaton->chosen, automaton->awaited, automaton->symbol_words * sizeof(uint64_t));
    if (survives || !automaton->has_outsider)
        add_speakers(automaton, row);
    for (size_t w = 0; w < automaton->symbol_words; w++)
        for (uint64_t bits = automaton->chosen[w]; bits; bits &= bits - 1) {
            uint32_t symbol = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(bits);
            if (row->next[symbol] && !step(automaton, from, symbol, row->next[symbol]))
                return false;
        }
    return true;
}

/* False: a cap is reached. */
static bool visit(struct automaton *automaton, uint32_t index) {
    const struct state *state = &automaton->states.items[index];
    if (!budget_spend(automaton->budget, 1 + automaton->classes.count / 4))
        return false;
    bool settled = read_vector(automaton, state);
    bool known = is_known(automaton);
    if (!known && (state->language & automaton->language->accept)) {
        if (!collect_class(automaton, index))
            return false;
        known = true;
    }
    automaton->has_outsider |= known && state->position_count == 0;
    return (settled && known) || expand(automaton, index);
}

static void start(struct automaton *automaton) {
    struct threads threads = {0};
    for (uint32_t i = 0; i < automaton->positions.count; i++)
        if (automaton->positions.items[i].starts)
            add_thread(automaton, &threads, i);
    intern_state(automaton, automaton->language->start, threads.count, 0, 0);
}

static void allocate(struct automaton *automaton, size_t set_count) {
    struct arena *arena = automaton->arena;
    automaton->vector_words = set_count / 64 + 1;
    automaton->symbol_words = automaton->alphabet.symbols.count / 64 + 1;
    automaton->bucket_count = BUCKETS_LEAST;
    while (automaton->bucket_count < BUCKETS_MOST && automaton->bucket_count < 2 * automaton->positions.count)
        automaton->bucket_count *= 2;
    automaton->buckets = ARENA_NEW_ARRAY(arena, automaton->bucket_count, uint32_t);
    automaton->scratch = ARENA_NEW_ARRAY(arena, automaton->positions.count + 1, uint32_t);
    automaton->awaited = ARENA_NEW_ARRAY(arena, automaton->symbol_words, uint64_t);
    automaton->chosen = ARENA_NEW_ARRAY(arena, automaton->symbol_words, uint64_t);
    automaton->vector = ARENA_NEW_ARRAY(arena, automaton->vector_words, uint64_t);
}

struct text_classes automaton_classes(struct arena *arena, const struct text_set *sets, size_t set_count,
                                      enum text_rule rule, struct budget *budget) {
    if (literals_are_all(sets, set_count))
        return literals_classes(arena, sets, set_count, language_of(rule), budget);
    struct automaton automaton = {.arena = arena, .budget = budget, .language = language_of(rule)};
    alphabet_start(&automaton.alphabet, arena, automaton.language, budget);
    if (!positions_build(&automaton.alphabet, sets, set_count, &automaton.positions))
        return automaton.classes;
    allocate(&automaton, set_count);
    start(&automaton);
    bool complete = automaton.states.count > 0;
    for (uint32_t i = 0; i < automaton.states.count && complete; i++)
        complete = visit(&automaton, i);
    automaton.classes.complete = complete;
    return automaton.classes;
}
