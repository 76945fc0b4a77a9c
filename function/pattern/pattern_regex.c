/* Parser of regular expressions: filter-pattern.md section 3. There are no groups, so a list of items is the
 * whole syntax tree; pattern_regex_build.c turns it into sequences. What engines disagree about (a repeat of
 * a repeat, an empty class, a stray bracket) is refused: unreadable, never guessed. */
#include "pattern_regex_items.h"

#include <string.h>

enum { REPEAT_LIMIT = 10 * 1000 }; /* larger numbers are cut: the build refuses them anyway */

/* --- Characters --- */

static void add_range(struct pattern_characters *set, int first, int last) {
    for (unsigned c = (unsigned)first; c <= (unsigned)last; c++)
        set->ascii[c / 64] |= (uint64_t)1 << c % 64;
}

static void add_all(struct pattern_characters *set, const struct pattern_characters *more) {
    set->ascii[0] |= more->ascii[0];
    set->ascii[1] |= more->ascii[1];
    set->others |= more->others;
}

static struct pattern_characters complement(struct pattern_characters set) {
    return (struct pattern_characters){{~set.ascii[0], ~set.ascii[1]}, !set.others};
}

/* \d \w \s and their complements. False: no such letter. */
static bool named_class(int letter, struct pattern_characters *out) {
    *out = (struct pattern_characters){0};
    switch (letter | 0x20) {
    case 'w':
        add_range(out, 'a', 'z');
        add_range(out, 'A', 'Z');
        add_range(out, '_', '_');
        add_range(out, '0', '9');
        break;
    case 'd':
        add_range(out, '0', '9');
        break;
    case 's':
        add_range(out, ' ', ' ');
        add_range(out, '\t', '\n');
        break;
    default:
        return false;
    }
    if (letter < 'a')
        *out = complement(*out);
    return true;
}

static bool is_operator(int c) {
    return c > 0 && strchr("^$?[]{}|\\*+.", c) != NULL;
}

static bool is_plain(int c) {
    return scan_is_alnum(c) || (c > 0 && strchr(":_#=@/;,- ", c) != NULL);
}

static bool is_hex(int c) {
    return scan_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static int hex_value(int c) {
    return scan_is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* Behind `\x`: two digits, ASCII only. */
static bool parse_hex(struct scanner *scanner, int *out) {
    int high = scan_peek(scanner);
    if (!scan_is_digit(high) || high > '7')
        return scan_fail(scanner, "two hexadecimal digits up to 7F are expected here");
    scanner->position++;
    int low = scan_peek(scanner);
    if (!is_hex(low))
        return scan_fail(scanner, "a second hexadecimal digit is expected here");
    scanner->position++;
    *out = hex_value(high) * 16 + hex_value(low);
    return true;
}

/* Behind a backslash: one character, or (*single < 0) a class. */
static bool parse_escape(struct scanner *scanner, struct pattern_characters *set, int *single) {
    int c = scan_peek(scanner);
    *single = -1;
    if (named_class(c, set)) {
        scanner->position++;
        return true;
    }
    if (c == 'x') {
        scanner->position++;
        if (!parse_hex(scanner, single))
            return false;
    } else if (is_operator(c) || (is_plain(c) && !scan_is_alnum(c) && c != '_' && c != ' ')) {
        scanner->position++;
        *single = c;
    } else {
        return scan_fail(scanner, "this cannot be escaped in a regular expression; write \\xhh");
    }
    add_range(set, *single, *single);
    return true;
}

/* --- [classes] --- */

/* One character of a class, or an escape that is a class itself. */
static bool parse_member(struct scanner *scanner, struct pattern_characters *set, int *single) {
    int c = scan_peek(scanner);
    *set = (struct pattern_characters){0};
    if (scan_take(scanner, '\\'))
        return parse_escape(scanner, set, single);
    if (c < 0)
        return scan_fail(scanner, "] is expected here, which closes the class");
    if (c == '[' || c == ']' || !(is_plain(c) || is_operator(c)))
        return scan_fail(scanner, "a class of a regular expression cannot hold this character here");
    scanner->position++;
    *single = c;
    add_range(set, c, c);
    return true;
}

/* A member, or a range of them; a "-" in front of the closing bracket is itself. */
static bool parse_members(struct scanner *scanner, struct pattern_characters *set) {
    struct pattern_characters members;
    int first;
    int last;
    if (!parse_member(scanner, &members, &first))
        return false;
    add_all(set, &members);
    struct span rest = span_tail(scanner->text, scanner->position);
    if (scan_peek(scanner) != '-' || (rest.len > 1 && rest.ptr[1] == ']'))
        return true;
    if (first < 0)
        return scan_fail(scanner, "a range cannot begin with a class");
    scanner->position++;
    size_t start = scanner->position;
    if (!parse_member(scanner, &members, &last))
        return false;
    if (last < first) {
        scanner->position = start;
        return scan_fail(scanner, "a range goes upwards, from one character to another");
    }
    add_range(set, first, last);
    return true;
}

static bool parse_class(struct scanner *scanner, struct pattern_characters *out) {
    bool negated = scan_take(scanner, '^');
    struct pattern_characters set = {0};
    do {
        if (!parse_members(scanner, &set))
            return false;
    } while (!scan_take(scanner, ']'));
    *out = negated ? complement(set) : set;
    return true;
}

/* --- Repeats --- */

static bool parse_count(struct scanner *scanner, unsigned *out) {
    bool any = false;
    *out = 0;
    for (; scan_is_digit(scan_peek(scanner)); scanner->position++, any = true)
        if (*out < REPEAT_LIMIT)
            *out = *out * 10 + (unsigned)(scan_peek(scanner) - '0');
    return any;
}

/* Behind "{": m} or m,} or m,n} or ,n} */
static bool parse_bounds(struct scanner *scanner, struct regex_item *item) {
    bool has_least = parse_count(scanner, &item->least);
    item->most = item->least;
    if (scan_peek(scanner) == ',') {
        scanner->position++;
        bool has_most = parse_count(scanner, &item->most);
        if (!has_least && !has_most)
            return scan_fail(scanner, "a number is expected here");
        if (!has_most)
            item->most = REGEX_UNBOUNDED;
    } else if (!has_least) {
        return scan_fail(scanner, "a number is expected here");
    }
    if (scan_peek(scanner) == '}' && item->most < item->least)
        return scan_fail(scanner, "the upper bound lies below the lower one");
    return scan_take(scanner, '}') || scan_fail(scanner, "} is expected here");
}

static bool is_repeat(int c) {
    return c == '?' || c == '*' || c == '+' || c == '{';
}

static bool parse_repeat(struct scanner *scanner, struct regex_item *item) {
    item->least = item->most = 1;
    if (!is_repeat(scan_peek(scanner)))
        return true;
    switch (scanner->text.ptr[scanner->position++]) {
    case '?':
        item->least = 0;
        break;
    case '*':
        item->least = 0;
        item->most = REGEX_UNBOUNDED;
        break;
    case '+':
        item->most = REGEX_UNBOUNDED;
        break;
    default:
        if (!parse_bounds(scanner, item))
            return false;
    }
    return !is_repeat(scan_peek(scanner)) || scan_fail(scanner, "a repeat cannot be repeated");
}

/* --- Items --- */

static bool parse_character(struct scanner *scanner, struct regex_item *item) {
    int c = scan_peek(scanner);
    int ignored;
    item->kind = REGEX_CHARACTER;
    if (scan_take(scanner, '\\'))
        return parse_escape(scanner, &item->characters, &ignored);
    if (scan_take(scanner, '['))
        return parse_class(scanner, &item->characters);
    if (c < 0)
        return scan_fail(scanner, "% is expected here, which closes the regular expression");
    if (c == '.') {
        item->is_dot = true;
    } else if (is_plain(c) || c == ']' ||
               c == '}') { /* closing what was not opened: every engine takes it literally */
        add_range(&item->characters, c, c);
    } else {
        return scan_fail(scanner, is_operator(c) || c == '%'
                                      ? "a character is expected before this one; write \\ before an operator"
                                      : "a regular expression cannot hold this character; write \\xhh");
    }
    scanner->position++;
    return true;
}

static bool parse_item(struct scanner *scanner, struct regex_item *item) {
    *item = (struct regex_item){.least = 1, .most = 1};
    if (scan_take(scanner, '^'))
        item->kind = REGEX_START;
    else if (scan_take(scanner, '$'))
        item->kind = REGEX_FINISH;
    else
        return parse_character(scanner, item) && parse_repeat(scanner, item);
    return true;
}

static bool ends_alternative(int c) {
    return c == '|' || c == '%';
}

bool regex_parse(struct scanner *scanner, struct regex *out) {
    size_t start = scanner->position;
    struct regex_builder builder = {.arena = scanner->arena};
    do {
        struct regex_items items = {0};
        do {
            struct regex_item *item = ARENA_PUSH(scanner->arena, &items);
            if (!parse_item(scanner, item))
                return false;
        } while (!ends_alternative(scan_peek(scanner)));
        regex_build_alternative(&builder, &items);
    } while (scan_take(scanner, '|'));
    out->source = scan_since(scanner, start);
    scanner->position++; /* the percent sign */
    regex_build_finish(&builder, out);
    return true;
}
