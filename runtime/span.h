/* A view of bytes that somebody else owns.
 *
 *   struct span name = span_from_cstr("AccessDenied*");
 *   span_starts_with(name, SPAN("Access"))  ->  true
 *
 * A span never owns, is never NUL-terminated by promise, and may hold NUL bytes. It lives as long as what it
 * points to: an arena, a literal, or a buffer of the caller. {NULL, 0} is "absent", {"", 0} is "empty"; both
 * have length 0. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const char *ptr; /* NULL: absent */
    size_t len;      /* bytes */
};

/* A span of a string literal. */
#define SPAN(literal) ((struct span){"" literal, sizeof(literal) - 1})
/* The same where the language wants a constant expression: static tables. */
#define SPAN_INIT(literal)                                                                                   \
    { "" literal, sizeof(literal) - 1 }
#define SPAN_ABSENT ((struct span){NULL, 0})
/* The two arguments of printf's "%.*s". The text goes out as it is: escape it first where people read it. */
#define SPAN_FMT(s) (int)(s).len, (s).ptr ? (s).ptr : ""

/* NULL gives the absent span. */
struct span span_from_cstr(const char *text);

/* Absent equals empty. */
static inline bool span_equal(struct span a, struct span b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
bool span_equal_ignoring_case(struct span a, struct span b); /* ASCII only */
bool span_starts_with(struct span text, struct span prefix);
bool span_ends_with(struct span text, struct span suffix);
/* memcmp order, the shorter first: below 0, 0, above 0, as qsort wants it. */
int span_compare(struct span a, struct span b);

/* Index of the first `byte`, or text.len. */
size_t span_find_byte(struct span text, char byte);
/* Does `needle` occur in `text`? The empty needle does. */
bool span_contains(struct span text, struct span needle);

/* The first `count` bytes / the rest after them; count is cut to the length. */
struct span span_head(struct span text, size_t count);
struct span span_tail(struct span text, size_t count);
/* Without blanks and tabs at both ends. */
struct span span_trim(struct span text);

/* Takes the text before the next `separator` off the front of *rest; false when *rest was used up.
 *   rest = "a,b"  ->  "a", "b", false */
bool span_next_field(struct span *rest, char separator, struct span *field);

/* Decimal digits only, no sign, no blank; false on anything else or above INT64_MAX. */
bool span_to_int64(struct span text, int64_t *out);
