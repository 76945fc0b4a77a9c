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

const struct fact *facts_find(const struct facts *facts, const struct need *need) {
    for (size_t i = 0; i < facts->count; i++)
        if (need_equal(&facts->items[i].need, need))
            return &facts->items[i];
    return NULL;
}

void facts_add(struct facts *facts, const struct fact *fact) {
    *ARENA_PUSH(facts->arena, facts) = *fact;
}
