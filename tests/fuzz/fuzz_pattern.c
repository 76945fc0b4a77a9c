/* No text crashes the parser, every error has a column inside the text or one behind it, and what parses can
 * be matched. The input: a pattern, then after a newline an event. */
#include "pattern.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct span record =
    SPAN_INIT("{\"errorCode\":\"AccessDenied\",\"n\":404,\"a\":[1,{\"b\":null}],\"readOnly\":true}");

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_create("fuzz", 64 * 1024 * 1024);
    struct span input = {(const char *)data, size};
    size_t end = span_find_byte(input, '\n');
    struct span text = arena_copy(arena, span_head(input, end));
    struct span event = arena_copy(arena, span_tail(input, end + 1));
    const struct pattern *pattern;
    struct pattern_error error;
    if (pattern_parse(arena, text, &pattern, &error)) {
        pattern_match(arena, pattern, record);
        pattern_match(arena, pattern, event);
    } else if (error.column < 1 || error.column > text.len + 1 || error.message.len == 0) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
