/* No text crashes the parser, and every error has a column inside the text or one behind it. What parses can
 * be matched and printed; what is printed is the same tree, is printed the same way, and matches the same
 * events. The input: a pattern, then after a newline an event. */
#include "pattern.h"

#include <stdlib.h>

#include "tools/same_pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct span record =
    SPAN_INIT("{\"errorCode\":\"AccessDenied\",\"n\":404,\"a\":[1,{\"b\":null}],\"readOnly\":true}");

static size_t count_characters(struct span text) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return count;
}

static void check_printed(struct arena *arena, const struct pattern *pattern, struct span event) {
    struct span text = pattern_print(arena, pattern);
    const struct pattern *again;
    struct pattern_error error;
    if (count_characters(text) > PATTERN_CHARACTERS_LIMIT)
        return; /* quotes and blanks made it too long */
    if (!pattern_parse(arena, text, &again, &error) || !same_pattern(pattern, again) ||
        !span_equal(text, pattern_print(arena, again)))
        abort();
    if (pattern_match(arena, again, record) != pattern_match(arena, pattern, record) ||
        pattern_match(arena, again, event) != pattern_match(arena, pattern, event))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_create("fuzz", 64 * 1024 * 1024);
    struct span input = {(const char *)data, size};
    size_t end = span_find_byte(input, '\n');
    struct span text = arena_copy(arena, span_head(input, end));
    struct span event = arena_copy(arena, span_tail(input, end + 1));
    const struct pattern *pattern;
    struct pattern_error error;
    if (pattern_parse(arena, text, &pattern, &error))
        check_printed(arena, pattern, event);
    else if (error.column < 1 || error.column > text.len + 1 || error.message.len == 0)
        abort();
    arena_destroy(arena);
    return 0;
}
