/* There may be a counterexample and need not be one: what does that hang on? The definition is in README.md:
 * it speaks of all events, so the order of conditions and filters has no part in it. */
#include "prover_search.h"

#include <string.h>

enum {
    REASONS_SHOWN = 4,
    QUOTED_BYTES = 80, /* of a pattern's text */
};

struct reasons {
    struct problem *problem;
    struct text_builder text;
    size_t count;
    uint32_t points;
};

static void add_reason(struct reasons *reasons, struct span what, struct span why) {
    if (reasons->count++ >= REASONS_SHOWN)
        return;
    if (reasons->count > 1)
        text_append(&reasons->text, SPAN("; "));
    size_t cut = what.len > QUOTED_BYTES ? QUOTED_BYTES : what.len;
    while (cut > 0 && cut < what.len && ((unsigned char)what.ptr[cut] & 0xC0) == 0x80)
        cut--;
    text_append(&reasons->text, span_head(what, cut));
    if (cut < what.len)
        text_append(&reasons->text, SPAN("..."));
    if (what.len > 0)
        text_append(&reasons->text, SPAN(": "));
    text_append(&reasons->text, why);
}

/* --- Open points --- */

/* The searches end at a cap too: then whatever is touched is named. */
static bool gave_up(const struct problem *problem, enum search_result result) {
    return result == SEARCH_GAVE_UP || problem->budget.work_left == 0;
}

/* Those that make an event a counterexample by one choice and not by another, whatever the event and the
 * other choices are. False: the cap is reached. */
static bool find_deciding_points(struct problem *problem, uint32_t *points) {
    problem->wanted_points = problem->readings.points;
    enum search_result result = search_run(problem, GOAL_HANGING);
    while (result == SEARCH_FOUND) {
        const uint64_t *set = problem->verdict.possible;
        *points |= readings_points_between(&problem->readings, set, set, problem->wanted_points);
        problem->wanted_points &= ~*points;
        if (problem->wanted_points == 0)
            return true;
        result = search_next(problem, GOAL_HANGING);
    }
    return !gave_up(problem, result);
}

/* The joint readings under which nothing is missed. False: the cap is reached. */
static bool find_covered_readings(struct problem *problem, uint64_t *covered) {
    memcpy(covered, problem->readings.all, problem->readings.words * sizeof(uint64_t));
    problem->wanted_readings = covered;
    enum search_result result = search_run(problem, GOAL_WANTED);
    while (result == SEARCH_FOUND) {
        for (size_t w = 0; w < problem->readings.words; w++)
            covered[w] &= ~problem->verdict.possible[w];
        if (readings_none(&problem->readings, covered))
            return true;
        result = search_next(problem, GOAL_WANTED);
    }
    return !gave_up(problem, result);
}

/* What the answer hangs on: choices by which something is missed, or nothing is; where something is missed
 * under every reading, but never the same event, choices that decide on an event. False: the cap is reached.
 */
static bool find_points(struct problem *problem, uint32_t *points) {
    uint64_t *covered = ARENA_NEW_ARRAY(problem->arena, problem->readings.words, uint64_t);
    if (!find_covered_readings(problem, covered))
        return false;
    *points = readings_points_between(&problem->readings, covered, covered, problem->readings.points);
    if (!readings_none(&problem->readings, covered))
        return true;
    switch (search_run(problem, GOAL_WHOLE)) {
    case SEARCH_FOUND: /* only whether there is that event is in doubt */
        return true;
    case SEARCH_NONE:
        return find_deciding_points(problem, points);
    case SEARCH_GAVE_UP:
        return false;
    }
    __builtin_unreachable();
}

/* --- What is not evaluated --- */

/* The possible counterexample with that cell for the field; none where the other fields rule it out. */
static bool verdict_with(struct problem *problem, size_t field, size_t cell, uint64_t *out) {
    size_t words = problem->readings.words;
    bool done = true;
    memset(out, 0, words * sizeof *out);
    if (!coupling_assign(problem, field, cell))
        return true;
    done = evaluate(problem);
    memcpy(out, problem->verdict.possible, words * sizeof *out);
    coupling_release(problem, field);
    return done;
}

/* Would the opposite truth of the field change what the event is? */
static bool decides(struct problem *problem, size_t field) {
    size_t bytes = problem->readings.words * sizeof(uint64_t);
    uint64_t *verdicts = ARENA_NEW_ARRAY(problem->arena, 2 * problem->readings.words, uint64_t);
    uint64_t *other = verdicts + problem->readings.words;
    return !verdict_with(problem, field, 0, verdicts) || !verdict_with(problem, field, 1, other) ||
           memcmp(verdicts, other, bytes) != 0;
}

/* Is there an event of which only that field's truth says what it is? */
static bool some_event_hangs_on(struct problem *problem, size_t field) {
    enum search_result result = search_run(problem, GOAL_DOUBTFUL);
    while (result == SEARCH_FOUND && !decides(problem, field))
        result = search_next(problem, GOAL_DOUBTFUL);
    return result == SEARCH_FOUND || gave_up(problem, result);
}

/* The field at that place of the order is left out of the search: its truth stays unknown. */
static bool truth_matters(struct problem *problem, size_t place) {
    size_t field = problem->order[place];
    size_t after = problem->order_count - place - 1;
    if (problem->fields.items[field].cells.count < 2)
        return false;
    search_reset(problem);
    memmove(problem->order + place, problem->order + place + 1, after * sizeof *problem->order);
    problem->order_count--;
    bool matters = some_event_hangs_on(problem, field);
    search_reset(problem);
    memmove(problem->order + place + 1, problem->order + place, after * sizeof *problem->order);
    problem->order[place] = field;
    problem->order_count++;
    return matters;
}

static void add_unevaluated(struct reasons *reasons, bool all) {
    struct problem *problem = reasons->problem;
    for (size_t i = 0; i < problem->order_count; i++) {
        const struct field *field = &problem->fields.items[problem->order[i]];
        bool open = field->unevaluated.ptr || (field->term && field->points);
        if (!open || !(all || truth_matters(problem, i)))
            continue;
        if (field->unevaluated.ptr)
            add_reason(reasons, field->key, field->unevaluated);
        reasons->points |= field->points;
    }
}

/* As a person finds it in the patterns: its path, or a condition on it. */
static struct span name_of(const struct field *field) {
    if (field->path.ptr || field->atoms.count == 0)
        return field->path;
    return field->atoms.items[0].atom.text;
}

static void add_doubtful_fields(struct reasons *reasons, bool doubtful, bool all) {
    const struct problem *problem = reasons->problem;
    for (size_t i = 0; i < problem->order_count; i++) {
        const struct field *field = &problem->fields.items[problem->order[i]];
        bool concrete = field->assigned != FIELD_NONE && field->cells.items[field->assigned].concrete;
        if (field->incomplete.ptr && (all || !concrete))
            add_reason(reasons, name_of(field), field->incomplete);
        for (size_t a = 0; doubtful && a < field->atoms.count; a++)
            if (field->atoms.items[a].atom.value.regex.too_large)
                add_reason(reasons, field->atoms.items[a].atom.text,
                           SPAN("the regular expression has too many repeats"));
    }
}

/* Terms and wildcard selectors, where nothing else is in doubt: the search found an event that may exist, and
 * the matcher none that does. */
static void add_approximate(struct reasons *reasons) {
    const struct problem *problem = reasons->problem;
    for (size_t i = 0; i < problem->order_count; i++) {
        const struct field *field = &problem->fields.items[problem->order[i]];
        if (field->term)
            add_reason(reasons, field->key, SPAN("whether the text of an event contains it is not decided"));
        if (field->is_wildcard)
            add_reason(reasons, field->atoms.items[0].atom.text,
                       SPAN("what a wildcard selector shares with other conditions is not decided"));
    }
}

static void add_points(struct reasons *reasons) {
    for (unsigned bit = 1; bit < PATTERN_OPEN_POINTS; bit++)
        if (reasons->points >> bit & 1) {
            enum pattern_open_point point = (enum pattern_open_point)(1u << bit);
            add_reason(reasons, span_from_cstr(pattern_open_point_name(point)),
                       span_from_cstr(pattern_open_point_meaning(point)));
        }
}

static bool is_doubtful(const struct problem *problem) {
    for (size_t w = 0; w < problem->readings.words; w++)
        if (problem->verdict.sure[w] != problem->verdict.possible[w])
            return true;
    return false;
}

/* Each of these searches is one more than the answer needed. */
static void search_for_reasons(struct reasons *reasons) {
    struct problem *problem = reasons->problem;
    size_t *shared = problem->pool;
    size_t drawn = budget_draw(shared, BUDGET_REASONS).work_left;
    size_t left = drawn;
    problem->pool = &left;
    if (!find_points(problem, &reasons->points))
        reasons->points = problem->readings.points;
    add_unevaluated(reasons, false);
    problem->pool = shared;
    *shared -= drawn - left;
}

struct span reasons_of(struct problem *problem, bool search_gave_up, uint32_t *points) {
    struct reasons reasons = {.problem = problem, .text = {.arena = problem->arena}};
    if (search_gave_up)
        add_reason(&reasons, SPAN(""), SPAN("the search needs too many steps"));
    add_doubtful_fields(&reasons, is_doubtful(problem), false);
    if (!search_gave_up)
        search_for_reasons(&reasons);
    add_points(&reasons);
    if (reasons.count == 0) { /* no single thing: all that is open together */
        add_unevaluated(&reasons, true);
        add_doubtful_fields(&reasons, true, true);
        add_approximate(&reasons);
        add_points(&reasons);
    }
    *points = reasons.points;
    return text_span(&reasons.text);
}
