/* Which family is it, and is it too long? */
#include "json_token.h"
#include "pattern_json.h"
#include "pattern_terms.h"

#include <stdlib.h>

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

static size_t count_characters(struct span text) {
    return scan_column(text, text.len) - 1;
}

/* The first byte that is no valid UTF-8, by halving: a prefix is valid up to there, give or take a cut
 * character. */
static size_t find_bad_byte(struct span text) {
    size_t good = 0;
    for (size_t length = 1; length <= text.len; length++)
        if (utf8_is_valid(span_head(text, length)))
            good = length;
        else if (length - good >= 4)
            break;
    return good;
}

bool pattern_parse(struct arena *arena, struct span text, const struct pattern **out,
                   struct pattern_error *error) {
    static const char *const TOO_LONG = "a pattern has at most 1,024 characters";
    struct scanner scanner = {.arena = arena, .text = text, .error = error};
    struct pattern *pattern = ARENA_NEW(arena, struct pattern);
    *error = (struct pattern_error){SPAN_ABSENT, 0};
    *out = NULL;
    if (!utf8_is_valid(text)) {
        scanner.position = find_bad_byte(text);
        return scan_fail(&scanner, "the pattern is not UTF-8");
    }
    bool parsed = parse_family(&scanner, pattern);
    if (parsed ? count_characters(text) > PATTERN_CHARACTERS_LIMIT
               : error->column > PATTERN_CHARACTERS_LIMIT + 1) {
        *error = (struct pattern_error){span_from_cstr(TOO_LONG), PATTERN_CHARACTERS_LIMIT + 1};
        return false;
    }
    if (!parsed)
        return false;
    pattern->text = text;
    pattern->open_points = scanner.open_points | (text.ptr ? 0 : PATTERN_U10);
    *out = pattern;
    return true;
}
