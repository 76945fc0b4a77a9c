/* Any bytes as JSON: what the strict tokenizer lets through, cJSON reads, and what is printed reads back. */
#include "json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct arena *arena = arena_create("fuzz", 64 << 20);
    const struct json *value, *again;
    struct error err = {{0}, {0}};
    struct span text = {(const char *)bytes, size};
    bool parsed = json_parse(arena, text, "test", &value, &err);
    if (parsed && !json_check(text, JSON_VALUES_LIMIT, "test", &err))
        abort();
    if (parsed && !json_parse(arena, json_print(arena, value), "test", &again, &err))
        abort();
    arena_destroy(arena);
    return 0;
}
