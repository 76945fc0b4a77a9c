/* selector = "$" step { step } ; blanks between its parts, and a bracket right behind the "$", are U9. */
#include "pattern_json.h"

struct step_list {
    struct pattern_step *items;
    size_t count, capacity;
};

static bool is_name_char(int c) {
    return scan_is_alnum(c) || c == '-' || c == '_';
}

static void blanks_inside(struct scanner *scanner) {
    if (scan_blanks(scanner))
        scanner->open_points |= PATTERN_U9;
}

static bool parse_name(struct scanner *scanner, struct pattern_step *step) {
    size_t start = scanner->position;
    while (is_name_char(scan_peek(scanner)))
        scanner->position++;
    if (scanner->position == start)
        return scan_fail(scanner, "a field name, * or [ is expected here");
    *step = (struct pattern_step){.kind = PATTERN_KEY, .key = scan_since(scanner, start)};
    return true;
}

static void parse_index(struct scanner *scanner, struct pattern_step *step) {
    uint64_t index = 0;
    for (; scan_is_digit(scan_peek(scanner)); scanner->position++) {
        uint64_t digit = (uint64_t)(scan_peek(scanner) - '0');
        index = index > (UINT64_MAX - digit) / 10 ? UINT64_MAX : index * 10 + digit;
    }
    *step = (struct pattern_step){.kind = PATTERN_INDEX, .index = index};
}

static bool parse_quoted_key(struct scanner *scanner, char quote, struct pattern_step *step) {
    size_t start = ++scanner->position;
    while (scan_peek(scanner) != quote) {
        if (scan_peek(scanner) < 0)
            return scan_fail(scanner, "the quote that closes this key is expected here");
        scanner->position++;
    }
    *step = (struct pattern_step){.kind = PATTERN_KEY, .key = scan_since(scanner, start)};
    scanner->position++;
    if (quote == '"')
        scanner->open_points |= PATTERN_U9;
    return true;
}

/* One wildcard a selector, three a pattern. `used_here` belongs to the selector. */
static bool parse_wildcard(struct scanner *scanner, enum pattern_step_kind kind, bool *used_here,
                           unsigned *wildcards, struct pattern_step *step) {
    if (*used_here)
        return scan_fail(scanner, "a selector may hold one wildcard, and this is the second");
    if (*wildcards == PATTERN_WILDCARD_LIMIT)
        return scan_fail(scanner, "a pattern may hold three wildcard selectors, and this is the fourth");
    scanner->position++;
    *used_here = true;
    ++*wildcards;
    *step = (struct pattern_step){.kind = kind};
    return true;
}

static bool parse_bracket(struct scanner *scanner, bool *used_here, unsigned *wildcards,
                          struct pattern_step *step) {
    scanner->position++;
    blanks_inside(scanner);
    int c = scan_peek(scanner);
    if (c == '*') {
        if (!parse_wildcard(scanner, PATTERN_ANY_INDEX, used_here, wildcards, step))
            return false;
    } else if (c == '\'' || c == '"') {
        if (!parse_quoted_key(scanner, (char)c, step))
            return false;
    } else if (scan_is_digit(c)) {
        parse_index(scanner, step);
    } else {
        return scan_fail(scanner, "an index, * or a quoted key is expected here");
    }
    blanks_inside(scanner);
    return scan_take(scanner, ']') || scan_fail(scanner, "] is expected here");
}

/* What follows a ".". */
static bool parse_dotted(struct scanner *scanner, bool *used_here, unsigned *wildcards,
                         struct pattern_step *step) {
    blanks_inside(scanner);
    if (scan_peek(scanner) == '*')
        return parse_wildcard(scanner, PATTERN_ANY_KEY, used_here, wildcards, step);
    if (scan_peek(scanner) == '[')
        return parse_bracket(scanner, used_here, wildcards, step);
    return parse_name(scanner, step);
}

/* Looks beyond blanks, which belong to the selector only if another step follows. */
static bool another_step(struct scanner *scanner) {
    size_t before = scanner->position;
    bool blanks = scan_blanks(scanner);
    if (scan_peek(scanner) != '.' && scan_peek(scanner) != '[') {
        scanner->position = before;
        return false;
    }
    if (blanks)
        scanner->open_points |= PATTERN_U9;
    return true;
}

bool json_parse_selector(struct scanner *scanner, unsigned *wildcards, struct pattern_selector *out) {
    struct step_list steps = {0};
    bool used_here = false;
    if (!scan_take(scanner, '$'))
        return scan_fail(scanner, "a selector, which begins with $, is expected here");
    blanks_inside(scanner);
    if (scan_peek(scanner) == '[')
        scanner->open_points |= PATTERN_U9;
    else if (scan_peek(scanner) != '.')
        return scan_fail(scanner, ". is expected after $");
    do {
        struct pattern_step step;
        bool parsed = scan_take(scanner, '.') ? parse_dotted(scanner, &used_here, wildcards, &step)
                                              : parse_bracket(scanner, &used_here, wildcards, &step);
        if (!parsed)
            return false;
        *ARENA_PUSH(scanner->arena, &steps) = step;
    } while (another_step(scanner));
    *out = (struct pattern_selector){steps.items, steps.count};
    return true;
}
