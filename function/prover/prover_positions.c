#include "prover_positions.h"

struct builder {
    struct alphabet *alphabet;
    struct position_list *out;
    uint32_t set, sequence;
    struct position next; /* gathers what belongs to the position that comes next */
};

static struct arena *arena_of(const struct builder *builder) {
    return builder->alphabet->arena;
}

/* --- Which characters are told apart? --- */

static bool split_by_glob(struct alphabet *alphabet, const struct pattern_glob *glob) {
    for (size_t i = 0; i < glob->count; i++) {
        struct span piece = glob->pieces[i];
        while (piece.len > 0)
            if (!alphabet_split_off(alphabet, utf8_take(&piece)))
                return false;
    }
    return true;
}

static bool same_characters(const struct pattern_characters *a, const struct pattern_characters *b) {
    return a->ascii[0] == b->ascii[0] && a->ascii[1] == b->ascii[1] && a->others == b->others;
}

static bool split_by_regex(struct alphabet *alphabet, const struct pattern_regex *regex) {
    for (size_t i = 0; i < regex->count; i++) {
        const struct pattern_characters *set = &regex->elements[i].characters;
        bool repeated = i > 0 && same_characters(set, &regex->elements[i - 1].characters);
        if (regex->elements[i].repeat == PATTERN_END || repeated || pattern_characters_are_all(set))
            continue;
        if (!alphabet_split(alphabet, set))
            return false;
    }
    return true;
}

static bool build_alphabet(struct alphabet *alphabet, const struct text_set *sets, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(sets[i].glob ? split_by_glob(alphabet, sets[i].glob) : split_by_regex(alphabet, sets[i].regex)))
            return false;
    alphabet_finish(alphabet);
    return true;
}

/* --- Positions --- */

static void begin_sequence(struct builder *builder) {
    builder->sequence++;
    builder->next = (struct position){.symbol = SYMBOL_NONE, .starts = true};
}

static void emit(struct builder *builder) {
    builder->next.set = builder->set;
    builder->next.sequence = builder->sequence;
    *ARENA_PUSH(arena_of(builder), builder->out) = builder->next;
    builder->next = (struct position){.symbol = SYMBOL_NONE};
}

static void emit_end(struct builder *builder) {
    builder->next.ends = true;
    emit(builder);
}

static void add_glob(struct builder *builder, const struct pattern_glob *glob) {
    begin_sequence(builder);
    for (size_t i = 0; i < glob->count; i++) {
        struct span piece = glob->pieces[i];
        builder->next.loops_all |= i > 0; /* an empty piece is a second star: nothing new */
        while (piece.len > 0) {
            builder->next.symbol = alphabet_symbol(builder->alphabet, utf8_take(&piece));
            emit(builder);
        }
    }
    emit_end(builder);
}

static const uint64_t *symbols_of(const struct builder *builder, const struct pattern_characters *set) {
    const struct symbol_list *symbols = &builder->alphabet->symbols;
    uint64_t *bits = ARENA_NEW_ARRAY(arena_of(builder), symbols->count / 64 + 1, uint64_t);
    for (size_t i = 0; i < symbols->count; i++)
        if (pattern_characters_have(set, symbols->items[i]))
            bits[i / 64] |= (uint64_t)1 << i % 64;
    return bits;
}

static void add_loop(struct builder *builder, const struct pattern_characters *set) {
    if (builder->next.loops_all || builder->next.loop) {
        builder->next.skips = true;
        emit(builder);
    }
    builder->next.loops_all = pattern_characters_are_all(set);
    if (!builder->next.loops_all)
        builder->next.loop = symbols_of(builder, set);
}

static void add_element(struct builder *builder, const struct pattern_element *element) {
    switch (element->repeat) {
    case PATTERN_END:
        emit_end(builder);
        begin_sequence(builder);
        return;
    case PATTERN_ANY_NUMBER:
        add_loop(builder, &element->characters);
        return;
    case PATTERN_OPTIONAL:
        builder->next.skips = true;
        break;
    case PATTERN_ONCE:
        break;
    }
    builder->next.takes = symbols_of(builder, &element->characters);
    emit(builder);
}

static bool add_regex(struct builder *builder, const struct pattern_regex *regex) {
    begin_sequence(builder);
    for (size_t i = 0; i < regex->count; i++) {
        if (!budget_spend(builder->alphabet->budget, 1 + builder->alphabet->symbols.count / 8))
            return false;
        add_element(builder, &regex->elements[i]);
    }
    return true;
}

bool positions_build(struct alphabet *alphabet, const struct text_set *sets, size_t count,
                     struct position_list *out) {
    struct builder builder = {.alphabet = alphabet, .out = out};
    if (!build_alphabet(alphabet, sets, count))
        return false;
    for (size_t i = 0; i < count; i++) {
        builder.set = (uint32_t)i;
        if (sets[i].glob)
            add_glob(&builder, sets[i].glob);
        else if (!add_regex(&builder, sets[i].regex))
            return false;
    }
    return true;
}
