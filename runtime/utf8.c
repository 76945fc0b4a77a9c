#include "utf8.h"

/* The well-formed sequences of the Unicode standard, table 3-7. Bytes after the second are always 80..BF. */
static const struct {
    unsigned char first_low, first_high, second_low, second_high, length;
} forms[] = {
    {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3},
    {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
    {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static bool is_within(char c, unsigned char low, unsigned char high) {
    return (unsigned char)c >= low && (unsigned char)c <= high;
}

size_t utf8_length(struct span text) {
    if (text.len == 0)
        return 0;
    if (is_within(text.ptr[0], 0x00, 0x7F))
        return 1;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!is_within(text.ptr[0], forms[i].first_low, forms[i].first_high))
            continue;
        size_t length = forms[i].length;
        if (text.len < length || !is_within(text.ptr[1], forms[i].second_low, forms[i].second_high))
            return 0;
        for (size_t k = 2; k < length; k++)
            if (!is_within(text.ptr[k], 0x80, 0xBF))
                return 0;
        return length;
    }
    return 0;
}

static size_t valid_prefix(struct span text) {
    size_t valid = 0;
    while (valid < text.len) {
        if ((unsigned char)text.ptr[valid] < 0x80) { /* nearly always */
            valid++;
            continue;
        }
        size_t length = utf8_length(span_tail(text, valid));
        if (length == 0)
            break;
        valid += length;
    }
    return valid;
}

bool utf8_is_valid(struct span text) {
    return valid_prefix(text) == text.len;
}

struct span utf8_repair(struct arena *arena, struct span text) {
    size_t valid = valid_prefix(text);
    if (valid == text.len)
        return text;
    struct text_builder repaired = {.arena = arena};
    while (valid < text.len) {
        text_append(&repaired, span_head(text, valid));
        text_append(&repaired, SPAN("\xEF\xBF\xBD"));
        text = span_tail(text, valid + 1);
        valid = valid_prefix(text);
    }
    text_append(&repaired, text);
    return text_span(&repaired);
}
