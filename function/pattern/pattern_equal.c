/* When are two parts of patterns the same? */
#include "pattern.h"

bool pattern_step_equal(const struct pattern_step *a, const struct pattern_step *b) {
    return a->kind == b->kind && a->index == b->index && span_equal(a->key, b->key);
}

bool pattern_selector_equal(struct pattern_selector a, struct pattern_selector b) {
    if (a.count != b.count)
        return false;
    for (size_t i = 0; i < a.count; i++)
        if (!pattern_step_equal(&a.steps[i], &b.steps[i]))
            return false;
    return true;
}

static bool glob_equal(const struct pattern_glob *a, const struct pattern_glob *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!span_equal(a->pieces[i], b->pieces[i]))
            return false;
    return true;
}

bool pattern_value_equal(const struct pattern_value *a, const struct pattern_value *b) {
    if (a->kind != b->kind || a->other_point != b->other_point)
        return false;
    switch (a->kind) {
    case PATTERN_NO_VALUE:
        return true;
    case PATTERN_GLOB:
        return glob_equal(&a->glob, &b->glob) && glob_equal(&a->other_glob, &b->other_glob);
    case PATTERN_NUMBER:
    case PATTERN_REGEX: /* its elements follow from the text */
        return span_equal(a->text, b->text);
    }
    __builtin_unreachable();
}

bool pattern_op_is_order(enum pattern_op op) {
    return op == PATTERN_LESS || op == PATTERN_LESS_EQUAL || op == PATTERN_GREATER ||
           op == PATTERN_GREATER_EQUAL;
}
