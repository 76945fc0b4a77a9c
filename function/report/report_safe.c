#include "report_safe.h"

#include "json.h"
#include "utf8.h"

struct character {
    int32_t code;
    size_t len;   /* bytes */
    bool harmful; /* steers the reader, or stands for a broken byte */
};

/* The first character of a text that is valid UTF-8. */
static struct character first_character(struct span text) {
    enum { REPLACEMENT = 0xFFFD };
    int32_t code = utf8_code(text);
    return (struct character){code, utf8_length(text), code == REPLACEMENT || utf8_steering(text) >= 0};
}

struct span report_safe(struct arena *arena, struct span text) {
    struct text_builder out = {.arena = arena};
    text = utf8_repair(arena, text);
    while (text.len) {
        struct character character = first_character(text);
        text_append(&out, character.harmful ? SPAN("?") : span_head(text, character.len));
        text = span_tail(text, character.len);
    }
    return text_span(&out);
}

static size_t units_of(struct character character) {
    return character.code > 0xFFFF ? 2 : 1;
}

size_t report_utf16_units(struct span text) {
    size_t units = 0;
    while (text.len) {
        struct character character = first_character(text);
        units += units_of(character);
        text = span_tail(text, character.len);
    }
    return units;
}

struct span report_cut(struct arena *arena, struct span text, size_t limit_units) {
    if (report_utf16_units(text) <= limit_units)
        return text;
    size_t units = sizeof "..." - 1, len = 0;
    while (len < text.len) {
        struct character character = first_character(span_tail(text, len));
        units += units_of(character);
        if (units > limit_units)
            break;
        len += character.len;
    }
    return arena_printf(arena, "%.*s...", SPAN_FMT(span_head(text, len)));
}

/* Bytes of the first line: up to the last blank that fits, or the first one behind when a word is too long.
 */
static size_t line_length(struct span text, size_t width) {
    if (text.len <= width)
        return text.len;
    size_t len = width;
    while (len > 0 && text.ptr[len] != ' ')
        len--;
    return len ? len : span_find_byte(text, ' ');
}

struct span report_wrap(struct arena *arena, struct span text, size_t width, const char *indent) {
    struct text_builder out = {.arena = arena};
    text = span_trim(text);
    for (bool first = true; text.len; first = false) {
        if (!first)
            text_printf(&out, "\n%s", indent);
        size_t len = line_length(text, width);
        text_append(&out, span_trim(span_head(text, len)));
        text = span_trim(span_tail(text, len));
    }
    return text_span(&out);
}

/* Bytes in front that are printable ASCII or a newline. */
static size_t harmless_length(struct span text) {
    size_t len = 0;
    while (len < text.len && ((text.ptr[len] >= ' ' && text.ptr[len] < 0x7F) || text.ptr[len] == '\n'))
        len++;
    return len;
}

/* Such characters stand in strings only, so that no parsing is needed. */
struct span report_escape_json(struct arena *arena, struct span json, enum report_json_escapes escapes) {
    struct text_builder out = {.arena = arena};
    if (harmless_length(json) == json.len) /* nearly always */
        return json;
    while (json.len) {
        struct character character = first_character(json);
        bool escaped = character.harmful && character.code != '\n';
        if (escapes == REPORT_ESCAPE_NON_ASCII)
            escaped = escaped || character.code > 0x7E;
        if (escaped)
            json_put_escape(&out, character.code);
        else
            text_append(&out, span_head(json, character.len));
        json = span_tail(json, character.len);
    }
    return text_span(&out);
}
