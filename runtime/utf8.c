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

int32_t utf8_code(struct span text) {
    static const unsigned char head_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07}; /* by length */
    size_t length = utf8_length(text);
    if (length == 0)
        return -1;
    int32_t code = (unsigned char)text.ptr[0] & head_bits[length];
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text.ptr[i] & 0x3F);
    return code;
}

uint32_t utf8_take(struct span *text) {
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07}; /* by length */
    const unsigned char *bytes = (const unsigned char *)text->ptr;
    size_t length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
    uint32_t code = bytes[0] & masks[length];
    for (size_t i = 1; i < length && i < text->len; i++)
        code = code << 6 | (bytes[i] & 0x3Fu);
    *text = span_tail(*text, length);
    return code;
}

size_t utf8_encode(uint32_t code, char *out) {
    static const unsigned char leads[] = {0, 0x00, 0xC0, 0xE0, 0xF0}; /* by length */
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(leads[length] | code);
    return length;
}

void utf8_put(struct text_builder *builder, uint32_t code) {
    char bytes[4];
    text_append(builder, (struct span){bytes, utf8_encode(code, bytes)});
}

int32_t utf8_steering(struct span text) {
    static const struct {
        int32_t first, last;
    } ranges[] = {
        {0x00, 0x1F},       {0x7F, 0x9F},     /* controls; ESC and CSI begin terminal sequences */
        {0x061C, 0x061C},   {0x200B, 0x200F}, /* marks of direction, or without width */
        {0x2028, 0x202E},                     /* line separators, overrides of direction */
        {0x2060, 0x206F},   {0xFEFF, 0xFEFF}, /* isolates, without width */
        {0xFFF9, 0xFFFB},                     /* annotations */
        {0xE0000, 0xE0FFF},                   /* tags: invisible */
    };
    int32_t code = utf8_code(text);
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return code;
    return -1;
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
