/* Lines of an input, however long the input is: memory is bounded by the longest line (private to cli). */
#pragma once

#include "cli_input.h"
#include "span.h"

enum { CLI_LINE_LIMIT_BYTES = 4 * 1024 * 1024 }; /* an event of CloudWatch Logs has at most 1 MB */

enum lines_outcome {
    LINES_TAKEN,
    LINES_TOO_LONG, /* it is skipped; the next call gives the next line */
    LINES_END,
    LINES_BROKEN, /* the input cannot be read */
};

struct lines {
    struct arena *arena;
    struct input *input;
    char *items;
    size_t from, to, capacity; /* bytes in use, of how many */
    bool ended;
    struct error *err;
};

/* `arena` holds the buffer, at most twice CLI_LINE_LIMIT_BYTES. */
struct lines lines_start(struct arena *arena, struct input *input, struct error *err);
/* The line lives until the next call; its line end (LF or CR LF) is taken off. */
enum lines_outcome lines_next(struct lines *lines, struct span *line);

/* --- Byte by byte, for files that are no lines. --- */

/* What is there already. */
struct span lines_waiting(const struct lines *lines);
/* Waits for more behind it. LINES_TAKEN, LINES_END, LINES_BROKEN; LINES_TOO_LONG: nothing more fits. */
enum lines_outcome lines_more(struct lines *lines);
void lines_skip(struct lines *lines, size_t bytes);
