#include "prover_automaton.h"

#include <assert.h>
#include <string.h>

/* Positions of all globs in one row: `loops` where a star stands in front of the character, `ends` behind the
 * last. */
struct position {
    uint32_t character;
    uint32_t glob;
    bool loops, ends;
};

struct position_list {
    struct position *items;
    size_t count, capacity;
};

/* --- The alphabet: every character of a glob, and one more for each class of the language --- */

struct symbol_list {
    uint32_t *items;
    size_t count, capacity;
};

struct symbol_set {
    uint64_t ascii[2];
    struct symbol_list list; /* all of them, in order of their coming */
};

struct state {
    uint32_t language;         /* states of the language's automaton */
    const uint32_t *positions; /* ascending: threads of all globs */
    uint32_t position_count;
    uint32_t parent, character; /* how it was reached first */
    uint32_t next;              /* in its hash chain; state indices are counted from 1 there */
};

struct state_list {
    struct state *items;
    size_t count, capacity;
};

enum { BUCKETS_LEAST = 64, BUCKETS_MOST = 4096 };

struct automaton {
    struct arena *arena;
    struct budget *budget;
    const struct language *language;
    size_t vector_words;
    struct position_list positions;
    struct symbol_set used;    /* the globs' characters */
    struct symbol_list others; /* per class of the language: one that no glob uses */
    struct state_list states;
    uint32_t *buckets;
    size_t bucket_count; /* a power of two */
    uint32_t *scratch;   /* positions of the state that is being made */
    uint64_t *vector;
    struct text_classes classes;
};

static bool has_symbol(const struct symbol_set *set, uint32_t c) {
    if (c < 128)
        return set->ascii[c / 64] >> c % 64 & 1;
    for (size_t i = 0; i < set->list.count; i++)
        if (set->list.items[i] == c)
            return true;
    return false;
}

/* False: too many characters. */
static bool add_symbol(struct automaton *automaton, uint32_t c) {
    struct symbol_set *set = &automaton->used;
    if (!budget_spend(automaton->budget, c < 128 ? 1 : 1 + set->list.count / 8))
        return false;
    if (has_symbol(set, c))
        return true;
    if (c < 128)
        set->ascii[c / 64] |= (uint64_t)1 << c % 64;
    *ARENA_PUSH(automaton->arena, &set->list) = c;
    return true;
}

static bool add_glob(struct automaton *automaton, uint32_t index, const struct pattern_glob *glob) {
    for (size_t i = 0; i < glob->count; i++) {
        struct span piece = glob->pieces[i];
        bool loops = i > 0;
        while (piece.len > 0) {
            uint32_t c = utf8_take(&piece);
            *ARENA_PUSH(automaton->arena, &automaton->positions) = (struct position){c, index, loops, false};
            loops = false;
            if (!add_symbol(automaton, c))
                return false;
        }
    }
    /* A star before an empty last piece loops at the end. An inner empty piece is a second star: nothing new.
     */
    bool ends_in_star = glob->count > 1 && glob->pieces[glob->count - 1].len == 0;
    *ARENA_PUSH(automaton->arena, &automaton->positions) = (struct position){0, index, ends_in_star, true};
    return true;
}

static bool find_other(struct automaton *automaton, const char *class, bool beyond_ascii, uint32_t *out) {
    for (; *class; class ++)
        if (!has_symbol(&automaton->used, (unsigned char)*class)) {
            *out = (unsigned char)*class;
            return true;
        }
    for (uint32_t c = 0xE0; beyond_ascii && c < 0xD800; c++)
        if (!has_symbol(&automaton->used, c)) {
            *out = c;
            return true;
        }
    return false;
}

static void build_alphabet(struct automaton *automaton) {
    const struct language *language = automaton->language;
    for (const char *const *class = language->classes; *class; class ++) {
        uint32_t other;
        if (find_other(automaton, *class, language->beyond_ascii, &other))
            *ARENA_PUSH(automaton->arena, &automaton->others) = other;
    }
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

/* Adds a thread to scratch. A thread that stands at a star makes the earlier threads of its glob superfluous.
 */
static size_t add_thread(struct automaton *automaton, size_t count, uint32_t position) {
    const struct position *added = &automaton->positions.items[position];
    if (added->loops)
        while (count > 0 && automaton->positions.items[automaton->scratch[count - 1]].glob == added->glob)
            count--;
    automaton->scratch[count] = position;
    return count + 1;
}

/* Threads come in ascending order and each yields itself, its successor or both: so does the result. */
static bool step(struct automaton *automaton, uint32_t from, uint32_t c) {
    const struct state *state = &automaton->states.items[from];
    if (!budget_spend(automaton->budget, state->position_count + 4))
        return false;
    uint32_t language = automaton->language->step(state->language, c);
    if (language == 0)
        return true;
    size_t count = 0;
    for (uint32_t i = 0; i < state->position_count; i++) {
        uint32_t position = state->positions[i];
        const struct position *at = &automaton->positions.items[position];
        bool already = count > 0 && automaton->scratch[count - 1] == position;
        if (at->loops && !already)
            count = add_thread(automaton, count, position);
        if (!at->ends && at->character == c)
            count = add_thread(automaton, count, position + 1);
    }
    return intern_state(automaton, language, count, from, c);
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

static bool collect_class(struct automaton *automaton, uint32_t index) {
    const struct state *state = &automaton->states.items[index];
    size_t bytes = automaton->vector_words * sizeof(uint64_t);
    if (!(state->language & automaton->language->accept))
        return true;
    memset(automaton->vector, 0, bytes);
    for (uint32_t i = 0; i < state->position_count; i++) {
        const struct position *at = &automaton->positions.items[state->positions[i]];
        if (at->ends)
            automaton->vector[at->glob / 64] |= (uint64_t)1 << at->glob % 64;
    }
    if (!budget_spend(automaton->budget, 1 + automaton->classes.count / 4))
        return false;
    for (size_t i = 0; i < automaton->classes.count; i++)
        if (memcmp(automaton->classes.items[i].accepted, automaton->vector, bytes) == 0)
            return true;
    if (automaton->classes.count == BUDGET_CLASSES ||
        !budget_spend(automaton->budget, automaton->classes.count))
        return false;
    uint64_t *accepted = ARENA_NEW_ARRAY(automaton->arena, automaton->vector_words, uint64_t);
    memcpy(accepted, automaton->vector, bytes);
    *ARENA_PUSH(automaton->arena, &automaton->classes) =
        (struct text_class){text_of_state(automaton, index), accepted};
    return true;
}

/* The characters that threads wait for. All others do what the one "other" character does, where there is one
 * class. */
static bool expand_awaited(struct automaton *automaton, uint32_t from) {
    uint64_t seen[2] = {0};
    for (uint32_t i = 0; i < automaton->states.items[from].position_count; i++) {
        uint32_t position = automaton->states.items[from].positions[i];
        const struct position *at = &automaton->positions.items[position];
        uint32_t c = at->character;
        if (at->ends || (c < 128 && (seen[c / 64] >> c % 64 & 1)))
            continue;
        if (c < 128)
            seen[c / 64] |= (uint64_t)1 << c % 64;
        if (!step(automaton, from, c))
            return false;
    }
    return true;
}

static bool expand(struct automaton *automaton, uint32_t from) {
    for (size_t i = 0; i < automaton->others.count; i++)
        if (!step(automaton, from, automaton->others.items[i]))
            return false;
    if (automaton->language->beyond_ascii)
        return expand_awaited(automaton, from);
    for (size_t i = 0; i < automaton->used.list.count; i++)
        if (!step(automaton, from, automaton->used.list.items[i]))
            return false;
    return true;
}

static void start(struct automaton *automaton) {
    size_t count = 0;
    for (uint32_t i = 0; i < automaton->positions.count; i++)
        if (i == 0 || automaton->positions.items[i - 1].ends)
            automaton->scratch[count++] = i;
    intern_state(automaton, automaton->language->start, count, 0, 0);
}

struct text_classes automaton_classes(struct arena *arena, const struct pattern_glob *globs,
                                      size_t glob_count, enum text_rule rule, struct budget *budget) {
    struct automaton automaton = {
        .arena = arena, .budget = budget, .language = language_of(rule), .vector_words = glob_count / 64 + 1};
    for (size_t i = 0; i < glob_count; i++)
        if (!add_glob(&automaton, (uint32_t)i, &globs[i]))
            return automaton.classes;
    build_alphabet(&automaton);
    automaton.bucket_count = BUCKETS_LEAST;
    while (automaton.bucket_count < BUCKETS_MOST && automaton.bucket_count < 2 * automaton.positions.count)
        automaton.bucket_count *= 2;
    automaton.buckets = ARENA_NEW_ARRAY(arena, automaton.bucket_count, uint32_t);
    automaton.scratch = ARENA_NEW_ARRAY(arena, automaton.positions.count + 1, uint32_t);
    automaton.vector = ARENA_NEW_ARRAY(arena, automaton.vector_words, uint64_t);
    start(&automaton);
    bool complete = automaton.states.count > 0;
    for (uint32_t i = 0; i < automaton.states.count && complete; i++)
        complete = collect_class(&automaton, i) && expand(&automaton, i);
    automaton.classes.complete = complete;
    return automaton.classes;
}
