/* "Practically everything" (filter-pattern.md 10.12): does the pattern match the generic successful call, in
 * which every field that it names is a string that as few of its values as possible fit? */
#include "prover.h"
#include "prover_automaton.h"
#include "prover_event.h"

static bool step_equal(const struct pattern_step *a, const struct pattern_step *b) {
    return a->kind == b->kind && a->index == b->index && span_equal(a->key, b->key);
}

static bool same_selector(const struct pattern_selector *a, const struct pattern_selector *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!step_equal(&a->steps[i], &b->steps[i]))
            return false;
    return true;
}

/* Is `a` a true beginning of `b`? */
static bool is_parent(const struct pattern_selector *a, const struct pattern_selector *b) {
    struct pattern_selector head = {b->steps, a->count};
    return a->count < b->count && same_selector(a, &head);
}

static size_t accepted_count(const struct text_class *class, size_t globs) {
    size_t count = 0;
    for (size_t i = 0; i < globs; i++)
        count += class->accepted[i / 64] >> i % 64 & 1;
    return count;
}

#define GENERIC SPAN("(any)")

static bool some_set_has(const struct text_sets *sets, struct span text) {
    for (size_t i = 0; i < sets->count; i++)
        if (text_set_has(&sets->items[i], text))
            return true;
    return false;
}

/* A non-empty string without control characters that the fewest values of the field match. */
static struct span generic_text(struct arena *arena, const struct pattern *pattern,
                                const struct pattern_selector *selector) {
    struct text_sets sets = {0};
    for (size_t i = 0; i < pattern->atom_count; i++)
        if (same_selector(&pattern->atoms[i].selector, selector))
            text_sets_add(arena, &sets, &pattern->atoms[i].value);
    if (!some_set_has(&sets, GENERIC))
        return GENERIC;
    struct budget budget = {BUDGET_CELLS};
    struct text_classes classes = automaton_classes(arena, sets.items, sets.count, TEXT_PLAIN, &budget);
    struct span best = SPAN("x");
    size_t fewest = SIZE_MAX;
    for (size_t i = 0; i < classes.count; i++)
        if (accepted_count(&classes.items[i], sets.count) < fewest) {
            fewest = accepted_count(&classes.items[i], sets.count);
            best = classes.items[i].text;
        }
    return best;
}

static bool is_error_field(const struct pattern_selector *selector) {
    const struct pattern_step *step = &selector->steps[0];
    return step->kind == PATTERN_KEY &&
           (span_equal(step->key, SPAN("errorCode")) || span_equal(step->key, SPAN("errorMessage")));
}

static bool has_child(const struct pattern *pattern, const struct pattern_selector *selector) {
    for (size_t i = 0; i < pattern->atom_count; i++)
        if (is_parent(selector, &pattern->atoms[i].selector))
            return true;
    return false;
}

/* A wildcard stands for one such string: the first element, or a member of a name that nobody uses. */
static struct pattern_step concrete_step(struct pattern_step step) {
    if (step.kind == PATTERN_ANY_INDEX)
        return (struct pattern_step){.kind = PATTERN_INDEX};
    if (step.kind == PATTERN_ANY_KEY)
        return (struct pattern_step){.kind = PATTERN_KEY, .key = SPAN("(any)")};
    return step;
}

static bool is_array_step(const struct pattern_step *step) {
    return step->kind == PATTERN_INDEX || step->kind == PATTERN_ANY_INDEX;
}

static bool is_wildcard(const struct pattern_selector *selector) {
    for (size_t i = 0; i < selector->count; i++)
        if (selector->steps[i].kind == PATTERN_ANY_KEY || selector->steps[i].kind == PATTERN_ANY_INDEX)
            return true;
    return false;
}

/* Does `b` ask for a member of what `a`, by its step `at`, takes for an array? */
static bool takes_for_object(const struct pattern_selector *a, size_t at, const struct pattern_selector *b) {
    if (b->count <= at || is_array_step(&b->steps[at]))
        return false;
    for (size_t i = 0; i < at; i++) {
        struct pattern_step one = concrete_step(a->steps[i]);
        struct pattern_step other = concrete_step(b->steps[i]);
        if (!step_equal(&one, &other))
            return false;
    }
    return true;
}

/* What one condition takes for an array and another for an object is an object. */
static bool is_overruled(const struct pattern *pattern, const struct pattern_selector *selector) {
    for (size_t at = 0; at < selector->count; at++)
        for (size_t i = 0; is_array_step(&selector->steps[at]) && i < pattern->atom_count; i++)
            if (takes_for_object(selector, at, &pattern->atoms[i].selector))
                return true;
    return false;
}

enum { STEPS_LIMIT = 60, INDEX_LIMIT = 1000 }; /* beyond them no event is built */

static bool put_generic(struct arena *arena, const struct pattern *pattern,
                        const struct pattern_selector *selector, struct event *event) {
    struct pattern_step steps[STEPS_LIMIT];
    if (selector->count > STEPS_LIMIT)
        return false;
    for (size_t i = 0; i < selector->count; i++) {
        steps[i] = concrete_step(selector->steps[i]);
        if (steps[i].index > INDEX_LIMIT)
            return false;
    }
    if (has_child(pattern, selector) || is_overruled(pattern, selector))
        return true; /* its children make it what it is; the container is another's */
    struct event_value value = {.state = PATTERN_STATE_STRING,
                                .text = generic_text(arena, pattern, selector)};
    event_set(event, steps, selector->count, &value);
    return true;
}

static bool is_first_of_its_selector(const struct pattern *pattern, size_t atom) {
    for (size_t i = 0; i < atom; i++)
        if (same_selector(&pattern->atoms[i].selector, &pattern->atoms[atom].selector))
            return false;
    return true;
}

/* Those with a wildcard first: what names the same place has the last word. */
static bool put_all(struct arena *arena, const struct pattern *pattern, bool wildcards, struct event *event) {
    for (size_t i = 0; i < pattern->atom_count; i++) {
        const struct pattern_selector *selector = &pattern->atoms[i].selector;
        if (is_wildcard(selector) == wildcards && !is_error_field(selector) &&
            is_first_of_its_selector(pattern, i) && !put_generic(arena, pattern, selector, event))
            return false;
    }
    return true;
}

enum prover_truth prover_matches_everything(struct arena *arena, const struct pattern *pattern) {
    struct event event = event_refused(arena);
    event_remove(&event, SPAN("errorCode"));
    event_remove(&event, SPAN("errorMessage"));
    if ((pattern->open_points & PATTERN_U10) || pattern->family == PATTERN_COLUMNS)
        return PROVER_UNKNOWN;
    if (!put_all(arena, pattern, true, &event) || !put_all(arena, pattern, false, &event))
        return PROVER_UNKNOWN;
    switch (pattern_match(arena, pattern, event_print(&event))) {
    case PATTERN_MATCHES:
        return PROVER_YES;
    case PATTERN_DIFFERS:
        return PROVER_NO;
    case PATTERN_UNANSWERED:
        return PROVER_UNKNOWN;
    }
    __builtin_unreachable();
}
