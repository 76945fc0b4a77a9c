#include "prover_literals.h"

struct literals {
    struct arena *arena;
    const struct text_set *sets;
    size_t count;
    struct text_classes classes;
};

static struct span literal(const struct text_set *set) {
    return set->glob->pieces[0];
}

bool literals_are_all(const struct text_set *sets, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!sets[i].glob || sets[i].glob->count > 1)
            return false;
    return true;
}

static bool is_literal(const struct literals *literals, struct span text) {
    for (size_t i = 0; i < literals->count; i++)
        if (span_equal(literal(&literals->sets[i]), text))
            return true;
    return false;
}

static uint64_t *add_class(struct literals *literals, struct span text) {
    uint64_t *accepted = ARENA_NEW_ARRAY(literals->arena, literals->count / 64 + 1, uint64_t);
    *ARENA_PUSH(literals->arena, &literals->classes) = (struct text_class){text, accepted};
    return accepted;
}

/* One of the first count + 1 texts is none of the literals. */
static void add_other(struct literals *literals, const struct language *language) {
    struct text_builder text = {.arena = literals->arena};
    text_append(&text, language->plainest);
    while (is_literal(literals, text_span(&text)))
        text_append_byte(&text, language->more);
    add_class(literals, text_span(&text));
}

static void add_literal(struct literals *literals, size_t set) {
    struct span text = literal(&literals->sets[set]);
    uint64_t *accepted = add_class(literals, text);
    for (size_t i = set; i < literals->count; i++)
        if (span_equal(literal(&literals->sets[i]), text))
            accepted[i / 64] |= (uint64_t)1 << i % 64;
}

static bool is_first(const struct literals *literals, size_t set) {
    for (size_t i = 0; i < set; i++)
        if (span_equal(literal(&literals->sets[i]), literal(&literals->sets[set])))
            return false;
    return true;
}

struct text_classes literals_classes(struct arena *arena, const struct text_set *sets, size_t count,
                                     const struct language *language, struct budget *budget) {
    struct literals literals = {.arena = arena, .sets = sets, .count = count};
    add_other(&literals, language);
    for (size_t i = 0; i < count; i++) {
        if (literals.classes.count == BUDGET_CLASSES || !budget_spend(budget, 1 + count / 4))
            return literals.classes;
        if (is_first(&literals, i) && language_has(language, literal(&sets[i])))
            add_literal(&literals, i);
    }
    literals.classes.complete = true;
    return literals.classes;
}
