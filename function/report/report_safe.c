#include "report_safe.h"

#include "utf8.h"

struct character {
    uint32_t code;
    size_t len; /* bytes */
};

/* The first character of a text that is valid UTF-8. */
static struct character first_character(struct span text) {
    static const struct {
        unsigned char from, mask;
        size_t len;
    } heads[] = {{0xF0, 0x07, 4}, {0xE0, 0x0F, 3}, {0xC0, 0x1F, 2}};
    unsigned char head = (unsigned char)text.ptr[0];
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (head < heads[i].from || text.len < heads[i].len)
            continue;
        uint32_t code = head & heads[i].mask;
        for (size_t k = 1; k < heads[i].len; k++)
            code = code << 6 | ((unsigned char)text.ptr[k] & 0x3F);
        return (struct character){code, heads[i].len};
    }
    return (struct character){head, 1};
}

static bool is_harmful(uint32_t code) {
    static const struct {
        uint32_t from, to;
    } ranges[] = {
        {0x00, 0x1F},       {0x7F, 0x9F},     /* controls; ESC and CSI begin terminal sequences */
        {0x061C, 0x061C},                     /* direction marks */
        {0x200B, 0x200F},   {0x202A, 0x202E}, /* without width; direction marks and overrides */
        {0x2028, 0x2029},                     /* line ends for some readers */
        {0x2060, 0x206F},   {0xFEFF, 0xFEFF}, /* without width; direction isolates */
        {0xFFF9, 0xFFFD},                     /* annotations; what stands for a broken byte */
        {0xE0000, 0xE0FFF},                   /* tags: invisible */
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i].from && code <= ranges[i].to)
            return true;
    return false;
}

struct span report_safe(struct arena *arena, struct span text) {
    struct text_builder out = {.arena = arena};
    text = utf8_repair(arena, text);
    while (text.len) {
        struct character character = first_character(text);
        text_append(&out, is_harmful(character.code) ? SPAN("?") : span_head(text, character.len));
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

static void put_escape(struct text_builder *out, uint32_t code) {
    if (code <= 0xFFFF) {
        text_printf(out, "\\u%04x", (unsigned)code);
        return;
    }
    code -= 0x10000;
    text_printf(out, "\\u%04x\\u%04x", (unsigned)(0xD800 + (code >> 10)),
                (unsigned)(0xDC00 + (code & 0x3FF)));
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
        bool escaped = is_harmful(character.code) && character.code != '\n';
        if (escapes == REPORT_ESCAPE_NON_ASCII)
            escaped = escaped || character.code > 0x7E;
        if (escaped)
            put_escape(&out, character.code);
        else
            text_append(&out, span_head(json, character.len));
        json = span_tail(json, character.len);
    }
    return text_span(&out);
}
