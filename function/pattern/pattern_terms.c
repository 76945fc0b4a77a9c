/* Terms: blank-separated substrings. */
#include "pattern_terms.h"
#include "pattern_regex.h"

struct term_list {
    struct pattern_term *items;
    size_t count, capacity;
};

static bool is_word_char(int c) {
    return scan_is_alnum(c) || c == '_';
}

static bool parse_phrase(struct scanner *scanner, struct pattern_term *term) {
    struct text_builder text = {.arena = scanner->arena};
    scanner->position++;
    for (int c; (c = scan_peek(scanner)) != '"'; scanner->position++) {
        if (c == '\\')
            scanner->position++;
        if (scan_peek(scanner) < 0) {
            scanner->position = scanner->text.len;
            return scan_fail(scanner, "\" is expected here, which closes the term");
        }
        text_append(&text, span_head(span_tail(scanner->text, scanner->position), 1));
    }
    scanner->position++;
    term->text = text.count ? text_span(&text) : SPAN("");
    return true;
}

static bool parse_regex_term(struct scanner *scanner, struct pattern_term *term) {
    struct regex regex;
    scanner->position++;
    if (!regex_parse(scanner, &regex))
        return false;
    term->text = regex.source;
    term->is_regex = true;
    term->regex = regex.first;
    return true;
}

static bool parse_word(struct scanner *scanner, struct pattern_term *term) {
    size_t start = scanner->position;
    while (is_word_char(scan_peek(scanner)))
        scanner->position++;
    if (scanner->position == start)
        return scan_fail(scanner, "a term with this character needs double quotes");
    term->text = scan_since(scanner, start);
    return true;
}

static bool parse_term(struct scanner *scanner, struct pattern_term *term) {
    if (scan_take(scanner, '?'))
        term->kind = PATTERN_TERM_ANY;
    else if (scan_take(scanner, '-'))
        term->kind = PATTERN_TERM_NOT;
    switch (scan_peek(scanner)) {
    case '"':
        return parse_phrase(scanner, term);
    case '%':
        return parse_regex_term(scanner, term);
    default:
        return parse_word(scanner, term);
    }
}

static bool is_match_all(const struct term_list *terms) {
    return terms->count == 1 && terms->items[0].kind == PATTERN_TERM_MUST && !terms->items[0].is_regex &&
           span_trim(terms->items[0].text).len == 0;
}

/* `-a` alone and `?a` beside `-b` are U13. */
static uint32_t terms_open_points(const struct term_list *terms) {
    bool seen[3] = {false};
    for (size_t i = 0; i < terms->count; i++)
        seen[terms->items[i].kind] = true;
    return seen[PATTERN_TERM_NOT] && (!seen[PATTERN_TERM_MUST] || seen[PATTERN_TERM_ANY]) ? PATTERN_U13 : 0;
}

bool terms_parse_pattern(struct scanner *scanner, struct pattern *out) {
    struct term_list terms = {0};
    scan_blanks(scanner);
    while (scan_peek(scanner) >= 0) {
        struct pattern_term term = {0};
        if (!parse_term(scanner, &term))
            return false;
        if (scan_peek(scanner) >= 0 && !scan_blanks(scanner))
            return scan_fail(scanner, "a term with this character needs double quotes");
        *ARENA_PUSH(scanner->arena, &terms) = term;
    }
    out->family = terms.count == 0 || is_match_all(&terms) ? PATTERN_EVERYTHING : PATTERN_TERMS;
    out->terms = terms.items;
    out->term_count = terms.count;
    scanner->open_points |= terms_open_points(&terms);
    return true;
}

/* --- Matching --- */

static enum pattern_answer occurs(const struct pattern_term *term, struct span text) {
    if (term->is_regex && term->regex.too_large)
        return PATTERN_UNANSWERED;
    bool found = term->is_regex ? pattern_regex_matches(&term->regex, text) : span_contains(text, term->text);
    return found ? PATTERN_MATCHES : PATTERN_DIFFERS;
}

static enum pattern_answer negate(enum pattern_answer answer) {
    if (answer == PATTERN_UNANSWERED)
        return answer;
    return answer == PATTERN_MATCHES ? PATTERN_DIFFERS : PATTERN_MATCHES;
}

/* `?` terms count only among themselves. `found` answers for each term. */
static enum pattern_answer combine(const struct pattern *pattern, const enum pattern_answer *found) {
    enum pattern_answer others = PATTERN_MATCHES;
    enum pattern_answer any = PATTERN_DIFFERS;
    bool only_any = true;
    for (size_t i = 0; i < pattern->term_count; i++)
        switch (pattern->terms[i].kind) {
        case PATTERN_TERM_MUST:
            others = answer_and(others, found[i]);
            only_any = false;
            break;
        case PATTERN_TERM_NOT:
            others = answer_and(others, negate(found[i]));
            only_any = false;
            break;
        case PATTERN_TERM_ANY:
            any = answer_or(any, found[i]);
            break;
        }
    return only_any ? any : others;
}

enum pattern_answer terms_match(struct arena *arena, const struct pattern *pattern, struct span event) {
    enum pattern_answer *found = ARENA_NEW_ARRAY(arena, pattern->term_count, enum pattern_answer);
    for (size_t i = 0; i < pattern->term_count; i++)
        found[i] = occurs(&pattern->terms[i], event);
    return combine(pattern, found);
}

/* The event as a writer would put it down that escapes every "/". */
static struct span with_escaped_slashes(struct arena *arena, struct span event) {
    struct text_builder text = {.arena = arena};
    for (size_t i = 0; i < event.len; i++)
        text_append(&text, event.ptr[i] == '/' ? SPAN("\\/") : (struct span){event.ptr + i, 1});
    return text.count ? text_span(&text) : SPAN("");
}

/* Are there characters that one writer escapes and another does not? */
static bool has_open_characters(struct span event) {
    for (size_t i = 0; i < event.len; i++)
        if (event.ptr[i] == '\\' || (unsigned char)event.ptr[i] >= 0x80)
            return true;
    return false;
}

static bool has_excluded_term(const struct pattern *pattern, const enum pattern_answer *found) {
    for (size_t i = 0; i < pattern->term_count; i++)
        if (pattern->terms[i].kind == PATTERN_TERM_NOT && found[i] == PATTERN_MATCHES)
            return true;
    return false;
}

enum pattern_answer terms_match_surely(struct arena *arena, const struct pattern *pattern,
                                       struct span event) {
    enum pattern_answer *found = ARENA_NEW_ARRAY(arena, pattern->term_count, enum pattern_answer);
    struct span escaped = with_escaped_slashes(arena, event);
    bool open = has_open_characters(event);
    for (size_t i = 0; i < pattern->term_count; i++) {
        const struct pattern_term *term = &pattern->terms[i];
        enum pattern_answer one = occurs(term, event);
        bool sure =
            open ? pattern_term_is_plain(term) && one == PATTERN_MATCHES : one == occurs(term, escaped);
        found[i] = sure ? one : PATTERN_UNANSWERED;
    }
    if (!(pattern->open_points & PATTERN_U13))
        return combine(pattern, found);
    return has_excluded_term(pattern, found) ? PATTERN_DIFFERS : PATTERN_UNANSWERED;
}

bool pattern_term_is_plain(const struct pattern_term *term) {
    for (size_t i = 0; i < term->text.len; i++) {
        unsigned char c = (unsigned char)term->text.ptr[i];
        if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '/')
            return false;
    }
    return !term->is_regex && term->text.len > 0;
}
