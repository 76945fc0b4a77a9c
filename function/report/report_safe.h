/* Text that other people chose, made harmless for a terminal, a log and AWS Config.
 *
 *   report_safe(arena, "a\x1b[31mb")  ->  "a?[31mb"
 *
 * A name may hold control characters, escape sequences, marks that turn the direction of writing, or bytes
 * that are no UTF-8. Each such character becomes one '?'; everything else stays, letters of any alphabet
 * included. */
#pragma once

#include "arena.h"

struct span report_safe(struct arena *arena, struct span text);

/* Units of UTF-16, which is how AWS counts the length of an annotation. `text` is valid UTF-8. */
size_t report_utf16_units(struct span text);
/* At most `limit_units` (at least 3); a text that is cut ends in "..." behind a whole character. */
struct span report_cut(struct arena *arena, struct span text, size_t limit_units);

/* Text on several lines of at most `width` bytes, broken at blanks; every line but the first begins with
 * `indent`. */
struct span report_wrap(struct arena *arena, struct span text, size_t width, const char *indent);

enum report_json_escapes {
    REPORT_ESCAPE_HARMFUL,   /* only what report_safe would replace */
    REPORT_ESCAPE_NON_ASCII, /* for a shell */
};
/* The same JSON value with characters as \u escapes. `json` is one line of JSON text. */
struct span report_escape_json(struct arena *arena, struct span json, enum report_json_escapes escapes);
