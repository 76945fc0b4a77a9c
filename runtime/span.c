#include "span.h"

#include <string.h>
#include <strings.h>

struct span span_from_cstr(const char *text) {
    return (struct span){text, text ? strlen(text) : 0};
}

bool span_equal_ignoring_case(struct span a, struct span b) {
    return a.len == b.len && (a.len == 0 || strncasecmp(a.ptr, b.ptr, a.len) == 0);
}

bool span_starts_with(struct span text, struct span prefix) {
    return text.len >= prefix.len && span_equal(span_head(text, prefix.len), prefix);
}

bool span_ends_with(struct span text, struct span suffix) {
    return text.len >= suffix.len && span_equal(span_tail(text, text.len - suffix.len), suffix);
}

int span_compare(struct span a, struct span b) {
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

size_t span_find_byte(struct span text, char byte) {
    const char *found = text.len ? memchr(text.ptr, byte, text.len) : NULL;
    return found ? (size_t)(found - text.ptr) : text.len;
}

bool span_contains(struct span text, struct span needle) {
    return needle.len == 0 || (text.len && memmem(text.ptr, text.len, needle.ptr, needle.len) != NULL);
}

struct span span_head(struct span text, size_t count) {
    return (struct span){text.ptr, count < text.len ? count : text.len};
}

struct span span_tail(struct span text, size_t count) {
    if (count > text.len)
        count = text.len;
    return text.ptr ? (struct span){text.ptr + count, text.len - count} : SPAN_ABSENT;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

struct span span_trim(struct span text) {
    while (text.len && is_blank(text.ptr[0]))
        text = span_tail(text, 1);
    while (text.len && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

bool span_next_field(struct span *rest, char separator, struct span *field) {
    if (!rest->ptr)
        return false;
    size_t end = span_find_byte(*rest, separator);
    *field = span_head(*rest, end);
    *rest = end < rest->len ? span_tail(*rest, end + 1) : SPAN_ABSENT;
    return true;
}

bool span_to_int64(struct span text, int64_t *out) {
    int64_t value = 0;
    if (text.len == 0)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int digit = text.ptr[i] - '0';
        if (digit < 0 || digit > 9 || value > (INT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}
