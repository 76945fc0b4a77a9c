/* Internal to pattern/: the two families that are not JSON patterns. */
#pragma once

#include "pattern_scan.h"

MUST_CHECK bool terms_parse_pattern(struct scanner *scanner, struct pattern *out);
MUST_CHECK bool columns_parse_pattern(struct scanner *scanner, struct pattern *out);
enum pattern_answer terms_match(struct arena *arena, const struct pattern *pattern, struct span event);
/* The same under every reading of U13; unanswered where they differ or nothing is known. */
enum pattern_answer terms_match_surely(struct arena *arena, const struct pattern *pattern, struct span event);
enum pattern_answer columns_match(struct arena *arena, const struct pattern *pattern, struct span event);

/* Kleene's three values. */
static inline enum pattern_answer answer_and(enum pattern_answer a, enum pattern_answer b) {
    if (a == PATTERN_DIFFERS || b == PATTERN_DIFFERS)
        return PATTERN_DIFFERS;
    return a == PATTERN_MATCHES ? b : a;
}

static inline enum pattern_answer answer_or(enum pattern_answer a, enum pattern_answer b) {
    if (a == PATTERN_MATCHES || b == PATTERN_MATCHES)
        return PATTERN_MATCHES;
    return a == PATTERN_DIFFERS ? b : a;
}

/* An AND or OR of a postfix formula: the two results on top of the stack become one. */
static inline void answer_join(enum pattern_node_kind kind, enum pattern_answer *stack, size_t *top) {
    enum pattern_answer last = stack[--*top], *first = &stack[*top - 1];
    *first = kind == PATTERN_NODE_AND ? answer_and(*first, last) : answer_or(*first, last);
}

/* pattern_truth.c: a condition on a text that may be a number in writing. */
enum pattern_answer pattern_column_answer(const struct pattern_atom *atom, struct span text);
