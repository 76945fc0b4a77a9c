/* Are two patterns the same tree? Blanks, quotes, the case of keywords and superfluous parentheses are no
 * part of it. */
#pragma once

#include "pattern.h"

static bool same_formula(const struct pattern *a, const struct pattern *b) {
    if (a->atom_count != b->atom_count || a->node_count != b->node_count || a->stack_limit != b->stack_limit)
        return false;
    for (size_t i = 0; i < a->atom_count; i++)
        if (a->atoms[i].op != b->atoms[i].op ||
            !pattern_selector_equal(a->atoms[i].selector, b->atoms[i].selector) ||
            !pattern_value_equal(&a->atoms[i].value, &b->atoms[i].value))
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
