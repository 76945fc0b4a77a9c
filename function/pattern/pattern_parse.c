/* Which family is it, and may this text be a pattern at all? */
#include "pattern_json.h"
#include "pattern_terms.h"
#include "utf8.h"

static bool parse_family(struct scanner *scanner, struct pattern *out) {
    scan_blanks(scanner);
    switch (scan_peek(scanner)) {
    case '{':
        return json_parse_pattern(scanner, out);
    case '[':
        return columns_parse_pattern(scanner, out);
    default:
        return terms_parse_pattern(scanner, out);
    }
}

/* Where the text stops being one that a pattern may have: NUL, what is no UTF-8, or a character too many.
 * text.len: nowhere. */
static size_t find_flaw(struct arena *arena, struct span text, struct span *message) {
    size_t at = 0;
    for (size_t characters = 0; at < text.len; characters++) {
        size_t length = utf8_length(span_tail(text, at));
        if (length == 0)
            *message =
                arena_printf(arena, "a pattern is UTF-8; found the byte 0x%02X", (unsigned char)text.ptr[at]);
        else if (text.ptr[at] == '\0')
            *message = SPAN("a pattern holds no NUL; found one");
        else if (characters == PATTERN_CHARACTERS_LIMIT)
            *message = SPAN("a pattern has at most 1,024 characters; found more");
        if (message->ptr)
            return at;
        at += length;
    }
    return at;
}

bool pattern_parse(struct arena *arena, struct span text, const struct pattern **out,
                   struct pattern_error *error) {
    struct span flaw = SPAN_ABSENT;
    struct span good = span_head(text, find_flaw(arena, text, &flaw)); /* however long the text is */
    struct scanner scanner = {.arena = arena, .text = good, .error = error};
    struct pattern *pattern = ARENA_NEW(arena, struct pattern);
    *error = (struct pattern_error){SPAN_ABSENT, 0};
    *out = NULL;
    bool parsed = parse_family(&scanner, pattern);
    size_t end = scan_column(good, good.len);
    if (flaw.ptr && (parsed || error->column == end)) {
        *error = (struct pattern_error){flaw, end};
        return false;
    }
    if (!parsed)
        return false;
    pattern->text = text;
    pattern->open_points = scanner.open_points | (text.ptr ? 0 : PATTERN_U10);
    *out = pattern;
    return true;
}
