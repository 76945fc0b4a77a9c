/* Are two patterns the same tree? Blanks, quotes, the case of keywords and superfluous parentheses are no
 * part of it. */
#pragma once

#include "pattern.h"

static bool same_selector(const struct pattern_selector *a, const struct pattern_selector *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->steps[i].kind != b->steps[i].kind || !span_equal(a->steps[i].key, b->steps[i].key) ||
            a->steps[i].index != b->steps[i].index)
            return false;
    return true;
}

static bool same_glob(const struct pattern_glob *a, const struct pattern_glob *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!span_equal(a->pieces[i], b->pieces[i]))
            return false;
    return true;
}

/* The elements of a regular expression follow from its text. */
static bool same_value(const struct pattern_value *a, const struct pattern_value *b) {
    if (a->kind != b->kind || a->other_point != b->other_point)
        return false;
    if (a->kind == PATTERN_GLOB)
        return same_glob(&a->glob, &b->glob) && same_glob(&a->other_glob, &b->other_glob);
    return span_equal(a->text, b->text);
}

static bool same_formula(const struct pattern *a, const struct pattern *b) {
    if (a->atom_count != b->atom_count || a->node_count != b->node_count || a->stack_limit != b->stack_limit)
        return false;
    for (size_t i = 0; i < a->atom_count; i++)
        if (a->atoms[i].op != b->atoms[i].op ||
            !same_selector(&a->atoms[i].selector, &b->atoms[i].selector) ||
            !same_value(&a->atoms[i].value, &b->atoms[i].value))
            return false;
    for (size_t i = 0; i < a->node_count; i++)
        if (a->formula[i].kind != b->formula[i].kind || a->formula[i].atom != b->formula[i].atom)
            return false;
    return true;
}

static bool same_terms(const struct pattern *a, const struct pattern *b) {
    if (a->term_count != b->term_count)
        return false;
    for (size_t i = 0; i < a->term_count; i++)
        if (a->terms[i].kind != b->terms[i].kind || a->terms[i].is_regex != b->terms[i].is_regex ||
            !span_equal(a->terms[i].text, b->terms[i].text))
            return false;
    return true;
}

static bool same_columns(const struct pattern *a, const struct pattern *b) {
    if (a->column_count != b->column_count)
        return false;
    for (size_t i = 0; i < a->column_count; i++) {
        const struct pattern_column *x = &a->columns[i], *y = &b->columns[i];
        if (x->is_rest != y->is_rest || !span_equal(x->name, y->name) || x->first_node != y->first_node ||
            x->node_count != y->node_count)
            return false;
    }
    return true;
}

/* U8 and U9 are about spelling alone. */
static bool same_pattern(const struct pattern *a, const struct pattern *b) {
    const uint32_t spelling = PATTERN_U8 | PATTERN_U9;
    return a->family == b->family && (a->open_points | spelling) == (b->open_points | spelling) &&
           same_formula(a, b) && same_terms(a, b) && same_columns(a, b);
}
