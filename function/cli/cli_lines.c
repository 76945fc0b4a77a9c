#include "cli_lines.h"

#include <string.h>

enum { FIRST_BYTES = 64 * 1024 };

struct lines lines_start(struct arena *arena, struct input *input, struct error *err) {
    return (struct lines){.arena = arena,
                          .input = input,
                          .items = arena_alloc(arena, FIRST_BYTES),
                          .capacity = FIRST_BYTES,
                          .err = err};
}

struct span lines_waiting(const struct lines *lines) {
    return (struct span){lines->items + lines->from, lines->to - lines->from};
}

void lines_skip(struct lines *lines, size_t bytes) {
    lines->from += bytes;
}

static void make_room(struct lines *lines) {
    size_t waiting = lines->to - lines->from;
    if (lines->from > 0)
        memmove(lines->items, lines->items + lines->from, waiting);
    lines->from = 0;
    lines->to = waiting;
    if (waiting < lines->capacity)
        return;
    lines->items = arena_grow(lines->arena, lines->items, &lines->capacity, 1);
}

enum lines_outcome lines_more(struct lines *lines) {
    size_t got;
    if (lines->ended)
        return LINES_END;
    if (lines->to - lines->from >= CLI_LINE_LIMIT_BYTES)
        return LINES_TOO_LONG;
    if (lines->to == lines->capacity)
        make_room(lines);
    if (!input_read(lines->input, lines->items + lines->to, lines->capacity - lines->to, &got, lines->err))
        return LINES_BROKEN;
    lines->to += got;
    lines->ended = got == 0;
    return lines->ended ? LINES_END : LINES_TAKEN;
}

static struct span without_return(struct span line) {
    return span_ends_with(line, SPAN("\r")) ? span_head(line, line.len - 1) : line;
}

/* Up to the end of a line that is too long. */
static enum lines_outcome skip_line(struct lines *lines) {
    for (;;) {
        struct span waiting = lines_waiting(lines);
        size_t length = span_find_byte(waiting, '\n');
        lines_skip(lines, length < waiting.len ? length + 1 : length);
        if (length < waiting.len)
            return LINES_TOO_LONG;
        enum lines_outcome outcome = lines_more(lines);
        if (outcome == LINES_BROKEN)
            return outcome;
        if (outcome == LINES_END)
            return LINES_TOO_LONG;
    }
}

enum lines_outcome lines_next(struct lines *lines, struct span *line) {
    size_t searched = 0;
    for (;;) {
        struct span waiting = lines_waiting(lines);
        const char *end =
            waiting.len > searched ? memchr(waiting.ptr + searched, '\n', waiting.len - searched) : NULL;
        if (end) {
            *line = without_return(span_head(waiting, (size_t)(end - waiting.ptr)));
            lines_skip(lines, (size_t)(end - waiting.ptr) + 1);
            return LINES_TAKEN;
        }
        searched = waiting.len;
        enum lines_outcome outcome = lines_more(lines);
        if (outcome == LINES_TOO_LONG)
            return skip_line(lines);
        if (outcome == LINES_END && waiting.len) { /* the last line needs no line end */
            *line = without_return(waiting);
            lines_skip(lines, waiting.len);
            return LINES_TAKEN;
        }
        if (outcome != LINES_TAKEN)
            return outcome;
    }
}
