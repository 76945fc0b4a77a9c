/* A set of values said by finitely many of them: each condition on a wildcard needs at most one value that
 * satisfies it, or one that does not, so as many nameless values as there are conditions stand for every set.
 */
#include "report_smt2.h"

enum { CONDITIONS_LIMIT = 6, INDEX_LIMIT = 8 };

bool smt_is_wildcard(const struct pattern_step *step) {
    return step->kind == PATTERN_ANY_KEY || step->kind == PATTERN_ANY_INDEX;
}

static size_t wildcard_at(const struct pattern_selector *selector) {
    size_t at = 0;
    while (at < selector->count && !smt_is_wildcard(&selector->steps[at]))
        at++;
    return at;
}

bool smt_has_wildcard(const struct pattern_selector *selector) {
    return wildcard_at(selector) < selector->count;
}

bool smt_count_wildcard(struct smt *smt, const struct pattern_atom *atom) {
    const struct pattern_selector *selector = &atom->selector;
    for (size_t i = 0; i < selector->count; i++)
        if (selector->steps[i].kind == PATTERN_INDEX && selector->steps[i].index >= smt->highest_index)
            smt->highest_index = selector->steps[i].index + (selector->steps[i].index < UINT64_MAX);
    if (smt_has_wildcard(selector))
        smt_span(smt, &smt->wildcards, atom->text);
    if (smt->wildcards.count == 0)
        return true;
    if (smt->highest_index > INDEX_LIMIT)
        return smt_refuse(smt, "a wildcard beside so large an array index is not written", atom->text);
    return smt->wildcards.count <= CONDITIONS_LIMIT ||
           smt_refuse(smt, "more than 6 conditions on wildcard selectors are not written", atom->text);
}

/* --- Instances --- */

/* The selector with `step` in the place of its wildcard. */
static void add_instance(struct smt *smt, const struct pattern_selector *selector, struct pattern_step step,
                         struct smt_instances *out) {
    size_t at = wildcard_at(selector);
    struct pattern_step *steps = ARENA_NEW_ARRAY(smt->arena, selector->count, struct pattern_step);
    for (size_t i = 0; i < selector->count; i++)
        steps[i] = i == at ? step : selector->steps[i];
    size_t element = smt_field(smt, &(struct pattern_selector){steps, at + 1});
    size_t value = smt_field(smt, &(struct pattern_selector){steps, selector->count});
    *ARENA_PUSH(smt->arena, out) = (struct smt_instance){element, value};
}

/* T1: these are values of the record's root. */
static void add_required_keys(struct smt *smt) {
    for (size_t i = 0; i < SMT_REQUIRED; i++) {
        struct pattern_step *step = ARENA_NEW(smt->arena, struct pattern_step);
        *step = (struct pattern_step){.kind = PATTERN_KEY, .key = smt_required[i]};
        smt_field(smt, &(struct pattern_selector){step, 1});
    }
}

static void add_named_keys(struct smt *smt, const struct pattern_selector *selector,
                           struct smt_instances *out) {
    size_t parent = wildcard_at(selector);
    if (parent == 0)
        add_required_keys(smt);
    for (size_t i = 0, count = smt->fields.count; i < count; i++) {
        struct pattern_selector child = smt->fields.items[i].selector;
        if (child.count == parent + 1 && child.steps[parent].kind == PATTERN_KEY &&
            pattern_selector_equal((struct pattern_selector){child.steps, parent},
                                   (struct pattern_selector){selector->steps, parent}))
            add_instance(smt, selector, child.steps[parent], out);
    }
}

struct smt_instances smt_instances(struct smt *smt, const struct pattern_selector *selector) {
    struct smt_instances out = {0};
    if (!smt_has_wildcard(selector)) {
        size_t field = smt_field(smt, selector);
        *ARENA_PUSH(smt->arena, &out) = (struct smt_instance){field, field};
        return out;
    }
    bool keys = selector->steps[wildcard_at(selector)].kind == PATTERN_ANY_KEY;
    if (keys)
        add_named_keys(smt, selector, &out);
    size_t nameless = smt->wildcards.count + (keys ? 0 : smt->highest_index);
    for (size_t i = 0; i < nameless; i++)
        add_instance(smt, selector,
                     (struct pattern_step){.kind = keys ? PATTERN_ANY_KEY : PATTERN_INDEX, .index = i}, &out);
    return out;
}
