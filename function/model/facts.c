#include "facts.h"

struct strings strings_split(struct arena *arena, struct span list_text) {
    struct {
        struct span *items;
        size_t count, capacity;
    } list = {NULL, 0, 0};
    struct span item;
    while (span_next_field(&list_text, ',', &item))
        if (span_trim(item).len)
            *ARENA_PUSH(arena, &list) = span_trim(item);
    return (struct strings){list.items, list.count};
}

bool need_equal(const struct need *a, const struct need *b) {
    return a->operation == b->operation && span_equal(a->resource, b->resource) &&
           span_equal(a->region, b->region) && span_equal(a->account_id, b->account_id);
}

/* FNV-1a */
static uint64_t hash_text(uint64_t hash, struct span text) {
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * 0x100000001B3U;
    return (hash ^ 0xFF) * 0x100000001B3U;
}

static uint64_t hash_need(const struct need *need) {
    uint64_t hash = 0xCBF29CE484222325U ^ (uint64_t)need->operation;
    hash = hash_text(hash, need->resource);
    return hash_text(hash_text(hash, need->region), need->account_id);
}

/* The slot of the need, or the free one where it would be; there always is one. */
static size_t find_slot(const struct facts *facts, const struct need *need) {
    size_t mask = facts->slot_count - 1, slot = (size_t)hash_need(need) & mask;
    while (facts->slots[slot] && !need_equal(&facts->items[facts->slots[slot] - 1].need, need))
        slot = (slot + 1) & mask;
    return slot;
}

const struct fact *facts_find(const struct facts *facts, const struct need *need) {
    uint32_t index = facts->count ? facts->slots[find_slot(facts, need)] : 0;
    return index ? &facts->items[index - 1] : NULL;
}

enum { SLOTS_MIN = 64 };

/* At most half of the slots are taken. A power of two, for the mask above. */
static void grow_slots(struct facts *facts) {
    facts->slot_count = facts->slot_count ? facts->slot_count * 2 : SLOTS_MIN;
    facts->slots = ARENA_NEW_ARRAY(facts->arena, facts->slot_count, uint32_t);
    for (size_t i = 0; i + 1 < facts->count; i++)
        facts->slots[find_slot(facts, &facts->items[i].need)] = (uint32_t)i + 1;
}

void facts_add(struct facts *facts, const struct fact *fact) {
    *ARENA_PUSH(facts->arena, facts) = *fact;
    if (facts->count * 2 > facts->slot_count)
        grow_slots(facts);
    facts->slots[find_slot(facts, &fact->need)] = (uint32_t)facts->count;
}
