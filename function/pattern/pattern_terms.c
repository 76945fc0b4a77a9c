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
            return scan_fail(scanner, "the quoted term is not closed");
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

struct terms_found {
    bool unanswered, must_missing, other_than_any, any, any_found;
};

static void look_for(const struct pattern_term *term, struct span event, struct terms_found *found) {
    bool unknown = term->is_regex && term->regex.too_large;
    bool occurs = !unknown && (term->is_regex ? pattern_regex_matches(&term->regex, event)
                                              : span_contains(event, term->text));
    found->unanswered |= unknown;
    switch (term->kind) {
    case PATTERN_TERM_MUST:
        found->must_missing |= !unknown && !occurs;
        found->other_than_any = true;
        break;
    case PATTERN_TERM_NOT:
        found->must_missing |= occurs;
        found->other_than_any = true;
        break;
    case PATTERN_TERM_ANY:
        found->any = true;
        found->any_found |= occurs;
        break;
    }
}

/* `?` terms count only among themselves. */
enum pattern_answer terms_match(const struct pattern *pattern, struct span event) {
    struct terms_found found = {0};
    for (size_t i = 0; i < pattern->term_count; i++)
        look_for(&pattern->terms[i], event, &found);
    if (found.must_missing)
        return PATTERN_DIFFERS;
    if (!found.other_than_any && found.any && found.any_found)
        return PATTERN_MATCHES;
    if (found.unanswered)
        return PATTERN_UNANSWERED;
    return found.other_than_any || !found.any ? PATTERN_MATCHES : PATTERN_DIFFERS;
}
