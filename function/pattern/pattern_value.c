/* What stands behind an operator: a quoted text, a bare text, a number, or %a regular expression%. */
#include "pattern_decimal.h"
#include "pattern_glob.h"
#include "pattern_json.h"
#include "pattern_regex.h"

#include <string.h>

/* `'` and the rest behind the dot are no part of the documented alphabet: taken literally (filter-pattern.md
 * section 4). */
static bool is_bare_char(const struct scanner *scanner) {
    int c = scan_peek(scanner);
    if (scanner->in_columns && c == ',')
        return false;
    return scan_is_alnum(c) || (c > 0 && strchr("_.*+-:/@,'", c) != NULL);
}

static bool ends_bare(const struct scanner *scanner) {
    int c = scan_peek(scanner);
    if (scanner->in_columns && (c == ',' || c == ']'))
        return true;
    return c < 0 || scan_is_blank(c) || c == ')' || c == '&' || c == '|' || c == '}';
}

/* --- quoted: \" and \\ are sure; before any other character the backslash is U6 --- */

static struct pattern_glob quoted_glob(struct scanner *scanner, struct span raw, bool keep_backslash) {
    struct glob_builder builder = glob_start(scanner->arena);
    for (size_t i = 0; i < raw.len; i++) {
        bool escaped = raw.ptr[i] == '\\' && i + 1 < raw.len;
        if (!escaped) {
            glob_add(&builder, raw.ptr[i], raw.ptr[i] == '*');
            continue;
        }
        char c = raw.ptr[++i];
        bool sure = c == '"' || c == '\\';
        if (!sure && keep_backslash)
            glob_add(&builder, '\\', false);
        glob_add(&builder, c, c == '*' && keep_backslash);
    }
    return glob_finish(&builder);
}

static bool has_open_escape(struct span raw) {
    for (size_t i = 0; i + 1 < raw.len; i++)
        if (raw.ptr[i] == '\\' && raw.ptr[++i] != '"' && raw.ptr[i] != '\\')
            return true;
    return false;
}

static bool parse_quoted(struct scanner *scanner, struct pattern_value *out) {
    size_t start = ++scanner->position;
    for (int c; (c = scan_peek(scanner)) != '"'; scanner->position++) {
        if (c == '\\')
            scanner->position++;
        if (scan_peek(scanner) < 0) {
            scanner->position = scanner->text.len;
            return scan_fail(scanner, "\" is expected here, which closes the value");
        }
    }
    struct span raw = scan_since(scanner, start);
    scanner->position++;
    *out =
        (struct pattern_value){.kind = PATTERN_GLOB, .text = raw, .glob = quoted_glob(scanner, raw, false)};
    if (has_open_escape(raw)) {
        out->other_glob = quoted_glob(scanner, raw, true);
        out->other_point = PATTERN_U6;
        scanner->open_points |= PATTERN_U6;
    }
    return true;
}

/* --- bare --- */

static struct pattern_glob bare_glob(struct scanner *scanner, struct span text, bool strip_quotes) {
    struct glob_builder builder = glob_start(scanner->arena);
    for (size_t i = 0; i < text.len; i++)
        if (!strip_quotes || text.ptr[i] != '\'')
            glob_add(&builder, text.ptr[i], text.ptr[i] == '*');
    return glob_finish(&builder);
}

static bool parse_bare(struct scanner *scanner, struct pattern_value *out) {
    size_t start = scanner->position;
    while (is_bare_char(scanner))
        scanner->position++;
    if (scanner->position == start)
        return scan_fail(scanner, "a value is expected here");
    if (!ends_bare(scanner))
        return scan_fail(scanner, "this character needs double quotes around the value");
    struct span text = scan_since(scanner, start);
    if (pattern_is_number(text)) {
        *out = (struct pattern_value){.kind = PATTERN_NUMBER, .text = text};
        return true;
    }
    *out =
        (struct pattern_value){.kind = PATTERN_GLOB, .text = text, .glob = bare_glob(scanner, text, false)};
    if (span_find_byte(text, '\'') < text.len) {
        out->other_glob = bare_glob(scanner, text, true);
        out->other_point = PATTERN_U11;
        scanner->open_points |= PATTERN_U11;
    }
    return true;
}

/* --- %regex% --- */

static bool parse_regex(struct scanner *scanner, unsigned *regexes, struct pattern_value *out) {
    struct regex regex;
    if (*regexes == PATTERN_REGEX_LIMIT)
        return scan_fail(scanner, "a pattern may hold two regular expressions, and this is the third");
    ++*regexes;
    scanner->position++;
    if (!regex_parse(scanner, &regex))
        return false;
    *out = (struct pattern_value){.kind = PATTERN_REGEX, .text = regex.source, .regex = regex.first};
    if (regex.differ) {
        out->other_regex = regex.second;
        out->other_point = PATTERN_U12;
    }
    return true;
}

bool json_parse_value(struct scanner *scanner, unsigned *regexes, struct pattern_value *out) {
    switch (scan_peek(scanner)) {
    case '"':
        return parse_quoted(scanner, out);
    case '%':
        return parse_regex(scanner, regexes, out);
    default:
        return parse_bare(scanner, out);
    }
}

bool json_parse_number(struct scanner *scanner, struct pattern_value *out) {
    size_t length = decimal_prefix(span_tail(scanner->text, scanner->position));
    size_t start = scanner->position;
    scanner->position += length;
    struct span text = scan_since(scanner, start);
    if (!ends_bare(scanner) || !pattern_is_number(text))
        return scan_fail(scanner, "a number is expected behind <, <=, > and >=");
    *out = (struct pattern_value){.kind = PATTERN_NUMBER, .text = text};
    return true;
}
