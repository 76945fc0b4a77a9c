/* From the items of one alternative to a sequence without anchors, in both readings of U12.
 *
 *   a*^b$c?   =   "^" holds only where nothing was taken, "$" only where nothing follows   =   b END */
#include "pattern_regex_items.h"

static const struct pattern_characters ALL = {{UINT64_MAX, UINT64_MAX}, true};
static const struct pattern_characters NEWLINE = {{(uint64_t)1 << '\n', 0}, false};

struct sequence {
    struct regex_builder *builder;
    struct regex_elements *out;
    bool newlines; /* the second reading */
    size_t start;  /* of the sequence in out */
};

static void add_element(struct sequence *sequence, struct pattern_characters characters,
                        enum pattern_repeat repeat) {
    if (sequence->out->count >= PATTERN_ELEMENTS_LIMIT)
        sequence->builder->too_large = true;
    else
        *ARENA_PUSH(sequence->builder->arena, sequence->out) = (struct pattern_element){characters, repeat};
}

static struct pattern_characters characters_of(const struct sequence *sequence,
                                               const struct regex_item *item) {
    struct pattern_characters set = item->characters;
    if (item->is_dot) {
        set = ALL;
        if (!sequence->newlines)
            set.ascii[0] &= ~NEWLINE.ascii[0];
    }
    return set;
}

static void add_item(struct sequence *sequence, const struct regex_item *item) {
    struct pattern_characters characters = characters_of(sequence, item);
    for (unsigned i = 0; i < item->least && !sequence->builder->too_large; i++)
        add_element(sequence, characters, PATTERN_ONCE);
    if (item->most == REGEX_UNBOUNDED)
        add_element(sequence, characters, PATTERN_ANY_NUMBER);
    else
        for (unsigned i = item->least; i < item->most && !sequence->builder->too_large; i++)
            add_element(sequence, characters, PATTERN_OPTIONAL);
}

/* Can all items of the range take no character? */
static bool can_be_empty(const struct regex_items *items, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        if (items->items[i].kind == REGEX_CHARACTER && items->items[i].least > 0)
            return false;
    return true;
}

/* Can they take exactly one newline? */
static bool can_be_newline(const struct sequence *sequence, const struct regex_items *items, size_t from) {
    bool taken = false;
    for (size_t i = from; i < items->count; i++) {
        const struct regex_item *item = &items->items[i];
        if (item->kind != REGEX_CHARACTER || item->most == 0)
            continue;
        struct pattern_characters set = characters_of(sequence, item);
        bool takes = (set.ascii[0] & NEWLINE.ascii[0]) != 0;
        if (item->least > 1 || (item->least == 1 && (taken || !takes)))
            return false;
        taken |= item->least == 1;
    }
    if (taken)
        return true;
    for (size_t i = from; i < items->count; i++) {
        struct pattern_characters set = characters_of(sequence, &items->items[i]);
        if (items->items[i].kind == REGEX_CHARACTER && items->items[i].most > 0 &&
            (set.ascii[0] & NEWLINE.ascii[0]))
            return true;
    }
    return false;
}

/* The items behind the first "$", from `tail` on. False: they cannot be satisfied there. */
static bool add_finish(struct sequence *sequence, const struct regex_items *items, size_t tail) {
    bool empty = can_be_empty(items, tail, items->count);
    if (!sequence->newlines)
        return empty;
    /* The newline before which "$" holds is left over, or taken by what follows. */
    if (empty)
        add_element(sequence, NEWLINE, PATTERN_OPTIONAL);
    else if (can_be_newline(sequence, items, tail))
        add_element(sequence, NEWLINE, PATTERN_ONCE);
    else
        return false;
    return true;
}

/* False: no text satisfies the anchors. */
static bool add_anchored(struct sequence *sequence, const struct regex_items *items) {
    size_t body = 0; /* behind the last "^" */
    size_t finish = items->count;
    for (size_t i = 0; i < items->count; i++) {
        if (items->items[i].kind == REGEX_START)
            body = i + 1;
        if (items->items[i].kind == REGEX_FINISH && finish == items->count)
            finish = i;
    }
    if (!can_be_empty(items, 0, body))
        return false;
    if (body == 0)
        add_element(sequence, ALL, PATTERN_ANY_NUMBER);
    for (size_t i = body; i < finish; i++)
        if (items->items[i].kind == REGEX_CHARACTER)
            add_item(sequence, &items->items[i]);
    if (finish == items->count)
        add_element(sequence, ALL, PATTERN_ANY_NUMBER);
    else if (!add_finish(sequence, items, body > finish ? body : finish))
        return false;
    add_element(sequence, (struct pattern_characters){0}, PATTERN_END);
    return true;
}

void regex_build_alternative(struct regex_builder *builder, const struct regex_items *items) {
    for (int reading = 0; reading < 2; reading++) {
        struct regex_elements *out = &builder->readings[reading];
        struct sequence sequence = {builder, out, reading == 1, out->count};
        if (!add_anchored(&sequence, items))
            out->count = sequence.start;
    }
    for (size_t i = 0; i < items->count; i++)
        builder->differ |= items->items[i].is_dot || items->items[i].kind == REGEX_FINISH;
}

void regex_build_finish(const struct regex_builder *builder, struct regex *out) {
    const struct regex_elements *first = &builder->readings[0];
    const struct regex_elements *second = &builder->readings[1];
    out->first = (struct pattern_regex){first->items, first->count, builder->too_large};
    out->second = (struct pattern_regex){second->items, second->count, builder->too_large};
    out->differ = builder->differ && !builder->too_large;
}
