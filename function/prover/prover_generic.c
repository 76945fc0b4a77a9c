/* "Practically everything" (filter-pattern.md 10.12): does the pattern match the generic successful call, in
 * which every field that it names is a string that as few of its values as possible fit? */
#include "prover.h"
#include "prover_automaton.h"
#include "prover_event.h"

/* Is `a` a true beginning of `b`? */
static bool is_parent(const struct pattern_selector *a, const struct pattern_selector *b) {
    struct pattern_selector head = {b->steps, a->count};
    return a->count < b->count && pattern_selector_equal(*a, head);
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
        if (pattern_selector_equal(pattern->atoms[i].selector, *selector))
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

static bool is_array_step(const struct pattern_step *step) {
    return step->kind == PATTERN_INDEX || step->kind == PATTERN_ANY_INDEX;
}

/* Does `b` ask for a member of what `a`, by its step `at`, takes for an array? */
static bool takes_for_object(const struct pattern_selector *a, size_t at, const struct pattern_selector *b) {
    if (b->count <= at || is_array_step(&b->steps[at]))
        return false;
    struct pattern_selector head = {b->steps, at};
    return pattern_selector_equal((struct pattern_selector){a->steps, at}, head);
}

/* What one condition takes for an array and another for an object is an object. */
static bool is_overruled(const struct pattern *pattern, const struct pattern_selector *selector) {
    for (size_t at = 0; at < selector->count; at++)
        for (size_t i = 0; is_array_step(&selector->steps[at]) && i < pattern->atom_count; i++)
            if (takes_for_object(selector, at, &pattern->atoms[i].selector))
                return true;
    return false;
}

/* An error field is absent, and what is below it; the parent of another field is an object; a wildcard stands
 * for one string. */
static struct pattern_field generic_field(struct arena *arena, const struct pattern *pattern,
                                          const struct pattern_selector *selector) {
    if (is_error_field(selector) || is_overruled(pattern, selector))
        return (struct pattern_field){.state = PATTERN_STATE_ABSENT};
    if (has_child(pattern, selector))
        return (struct pattern_field){.state = PATTERN_STATE_CONTAINER};
    return (struct pattern_field){.state = PATTERN_STATE_STRING,
                                  .text = generic_text(arena, pattern, selector)};
}

/* The first condition on the same field. */
static size_t first_of_selector(const struct pattern *pattern, size_t atom) {
    size_t first = 0;
    while (!pattern_selector_equal(pattern->atoms[first].selector, pattern->atoms[atom].selector))
        first++;
    return first;
}

static enum pattern_answer match_fields(struct arena *arena, const struct pattern *pattern) {
    static const struct pattern_reading first = {0};
    static const enum pattern_answer answer_of[] = {
        [PATTERN_FALSE] = PATTERN_DIFFERS,
        [PATTERN_TRUE] = PATTERN_MATCHES,
        [PATTERN_FATAL] = PATTERN_DIFFERS,
        [PATTERN_UNKNOWN] = PATTERN_UNANSWERED,
    };
    enum pattern_answer *answers = ARENA_NEW_ARRAY(arena, pattern->atom_count, enum pattern_answer);
    struct pattern_field *fields = ARENA_NEW_ARRAY(arena, pattern->atom_count, struct pattern_field);
    for (size_t i = 0; i < pattern->atom_count; i++) {
        const struct pattern_atom *atom = &pattern->atoms[i];
        size_t same = first_of_selector(pattern, i);
        fields[i] = same < i ? fields[same] : generic_field(arena, pattern, &atom->selector);
        answers[i] = answer_of[pattern_atom_truth(atom, fields[i], &first)];
    }
    return pattern_formula_answer(arena, pattern, answers);
}

static enum pattern_answer match_text(struct arena *arena, const struct pattern *pattern) {
    struct event event = event_refused(arena);
    event_remove(&event, SPAN("errorCode"));
    event_remove(&event, SPAN("errorMessage"));
    return pattern_match(arena, pattern, event_print(&event));
}

static enum pattern_answer match_generic(struct arena *arena, const struct pattern *pattern) {
    if ((pattern->open_points & PATTERN_U10) || pattern->family == PATTERN_COLUMNS)
        return PATTERN_UNANSWERED;
    return pattern->family == PATTERN_JSON ? match_fields(arena, pattern) : match_text(arena, pattern);
}

enum prover_truth prover_matches_everything(struct arena *arena, const struct pattern *pattern) {
    switch (match_generic(arena, pattern)) {
    case PATTERN_MATCHES:
        return PROVER_YES;
    case PATTERN_DIFFERS:
        return PROVER_NO;
    case PATTERN_UNANSWERED:
        return PROVER_UNKNOWN;
    }
    __builtin_unreachable();
}
