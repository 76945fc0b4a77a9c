/* Any bytes as an HTTP answer, line by line and in pieces: bounded, whole or refused, never a crash. */
#include "http_answer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { BODY_LIMIT_BYTES = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct arena *arena = arena_create("fuzz", 64 << 20);
    struct http_answer answer = {0};
    struct span rest = {(const char *)bytes, size}, line;
    http_answer_begin(&answer, arena, BODY_LIMIT_BYTES);
    while (!http_answer_is_whole(&answer) && rest.len) {
        size_t end = span_find_byte(rest, '\n');
        line = span_head(rest, end + 1);
        rest = span_tail(rest, end + 1);
        if (!http_answer_take_line(&answer, line))
            break;
    }
    if (http_answer_is_whole(&answer) && rest.len)
        (void)http_answer_take_body(&answer, rest);
    if (answer.body.count > BODY_LIMIT_BYTES || (answer.reason && answer.outcome == HTTP_ANSWERED))
        abort();
    http_answer_free(&answer);
    arena_destroy(arena);
    return 0;
}
