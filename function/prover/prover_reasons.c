/* An assignment that may be a counterexample and need not be one: what does that hang on? */
#include "prover_search.h"

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

/* The verdict of the assignment as the search left it, and after each change that is tried. */
static bool same_possible(const struct problem *problem, const uint64_t *before) {
    for (size_t w = 0; w < problem->readings.words; w++)
        if (problem->verdict.possible[w] != before[w])
            return false;
    return true;
}

/* Would the opposite truth of what is not evaluated change the verdict? */
static bool matters(struct problem *problem, size_t index, const uint64_t *before) {
    size_t cell = problem->fields.items[index].assigned;
    coupling_release(problem, index);
    coupling_assign(problem, index, 1 - cell); /* the cells are false, true, unknown */
    bool changed = !evaluate(problem) || !same_possible(problem, before);
    coupling_release(problem, index);
    coupling_assign(problem, index, cell);
    return changed;
}

static void add_unevaluated(struct reasons *reasons, const uint64_t *before, bool all) {
    struct problem *problem = reasons->problem;
    for (size_t i = 0; i < problem->order_count; i++) {
        size_t index = problem->order[i];
        const struct field *field = &problem->fields.items[index];
        if (!field->unevaluated.ptr || !(all || matters(problem, index, before)))
            continue;
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
        reasons->points |= field->points;
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

struct span reasons_of(struct problem *problem, bool gave_up, uint32_t *points) {
    struct reasons reasons = {.problem = problem, .text = {.arena = problem->arena}};
    uint64_t *before = ARENA_NEW_ARRAY(problem->arena, problem->readings.words, uint64_t);
    for (size_t w = 0; w < problem->readings.words; w++)
        before[w] = problem->verdict.possible[w];
    bool doubtful = is_doubtful(problem);
    if (gave_up)
        add_reason(&reasons, SPAN(""), SPAN("the search needs too many steps"));
    else
        reasons.points = readings_points_that_matter(&problem->readings, before);
    if (!gave_up)
        add_unevaluated(&reasons, before, false);
    add_doubtful_fields(&reasons, doubtful, false);
    add_points(&reasons);
    if (reasons.count == 0) { /* no single thing: all that is open together */
        add_unevaluated(&reasons, before, true);
        add_doubtful_fields(&reasons, true, true);
        add_approximate(&reasons);
        add_points(&reasons);
    }
    *points = reasons.points;
    return text_span(&reasons.text);
}
