/* Event selectors as patterns: an event is recorded iff one selector takes it, and a selector is a
 * conjunction. */
#include "policy_internal.h"

struct patterns {
    const struct pattern **items;
    size_t count, capacity;
};

static void add_pattern(struct arena *arena, struct patterns *list, const struct pattern *pattern) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        const struct pattern **items = ARENA_NEW_ARRAY(arena, capacity, const struct pattern *);
        for (size_t i = 0; i < list->count; i++)
            items[i] = list->items[i];
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = pattern;
}

/* One selector: the conditions that an event has to meet, all of them. */
struct selection {
    const struct walk *walk; /* for memory, texts and parameters */
    struct patterns conditions;
    struct span doubt; /* what further condition is not decided; absent: none */
    struct {
        struct span *items;
        size_t count, capacity;
    } remarks;
};
struct selections {
    struct selection *items;
    size_t count, capacity;
};

static struct arena *arena_of(const struct selection *selection) {
    return selection->walk->policy->arena;
}

static void require(struct selection *selection, const struct pattern *condition) {
    add_pattern(arena_of(selection), &selection->conditions, condition);
}

static void undecided(struct selection *selection, struct span what) {
    if (!selection->doubt.ptr)
        selection->doubt = what;
}

static bool contains(const struct strings *list, struct span text) {
    for (size_t i = 0; i < list->count; i++)
        if (span_equal(list->items[i], text))
            return true;
    return false;
}

static void require_read_only(struct selection *selection, bool value) {
    require(selection, pattern_test(arena_of(selection), PROVER_RECORDED_READ_ONLY,
                                    value ? PATTERN_IS_TRUE : PATTERN_IS_FALSE));
}

/* An allowed exclusion is struck from the formula and named. */
static void exclude_source(struct selection *selection, struct span source) {
    const struct walk *walk = selection->walk;
    if (contains(&walk->policy->parameters->allowed_excluded_event_sources, source))
        *ARENA_PUSH(arena_of(selection), &selection->remarks) =
            walk_text(walk, "the trail leaves out %.*s, as allowed", SPAN_FMT(source));
    else
        require(selection, pattern_compare(arena_of(selection), SPAN("eventSource"), PATTERN_NOT_EQUAL,
                                           PATTERN_EXACTLY, source));
}

static void read_basic(struct selection *selection, const struct event_selector *selector) {
    if (span_equal(selector->read_write_type, SPAN("ReadOnly")))
        require_read_only(selection, true);
    else if (span_equal(selector->read_write_type, SPAN("WriteOnly")))
        require_read_only(selection, false);
    else if (!span_equal(selector->read_write_type, SPAN("All")))
        undecided(selection, walk_text(selection->walk, "event selector of type \"%.*s\"",
                                       SPAN_FMT(selector->read_write_type)));
    for (size_t i = 0; i < selector->excluded_sources.count; i++)
        exclude_source(selection, selector->excluded_sources.items[i]);
}

static size_t count_values(const struct field_selector *field) {
    return field->equals.count + field->starts_with.count + field->ends_with.count + field->not_equals.count +
           field->not_starts_with.count + field->not_ends_with.count;
}

static void read_read_only(struct selection *selection, const struct field_selector *field) {
    bool yes = contains(&field->equals, SPAN("true")), no = contains(&field->equals, SPAN("false"));
    if (field->equals.count != count_values(field) || field->equals.count != (size_t)yes + (size_t)no ||
        field->equals.count == 0)
        undecided(selection, SPAN("event selector on readOnly with an unknown value"));
    else if (yes != no)
        require_read_only(selection, yes);
}

/* Fields of the record that a selector of management events may name; what else there is, is not a field or
 * is known too little. */
static bool is_record_field(struct span field) {
    return span_equal(field, SPAN("eventName")) || span_equal(field, SPAN("eventSource")) ||
           span_equal(field, SPAN("eventType")) || span_equal(field, SPAN("userIdentity.arn")) ||
           span_equal(field, SPAN("errorCode")) || span_equal(field, SPAN("vpcEndpointId"));
}

static void add_alternatives(struct arena *arena, struct patterns *any, const struct field_selector *field,
                             const struct strings *values, enum pattern_shape shape) {
    for (size_t i = 0; i < values->count; i++)
        add_pattern(arena, any, pattern_compare(arena, field->field, PATTERN_EQUAL, shape, values->items[i]));
}

/* An event without the field is not deselected. */
static void require_not(struct selection *selection, const struct field_selector *field,
                        const struct strings *values, enum pattern_shape shape) {
    struct arena *arena = arena_of(selection);
    bool source = span_equal(field->field, SPAN("eventSource")) && shape == PATTERN_EXACTLY;
    for (size_t i = 0; i < values->count; i++) {
        if (source) {
            exclude_source(selection, values->items[i]);
            continue;
        }
        const struct pattern *either[] = {
            pattern_test(arena, field->field, PATTERN_NOT_EXISTS),
            pattern_compare(arena, field->field, PATTERN_NOT_EQUAL, shape, values->items[i]),
        };
        require(selection, pattern_or(arena, either, 2));
    }
}

/* CloudTrail: the selecting operators of one field are alternatives, the deselecting ones must all let it
 * pass. */
static void read_record_field(struct selection *selection, const struct field_selector *field) {
    struct arena *arena = arena_of(selection);
    struct patterns any = {NULL, 0, 0};
    add_alternatives(arena, &any, field, &field->equals, PATTERN_EXACTLY);
    add_alternatives(arena, &any, field, &field->starts_with, PATTERN_BEGINS);
    add_alternatives(arena, &any, field, &field->ends_with, PATTERN_ENDS);
    if (any.count)
        require(selection, pattern_or(arena, any.items, any.count));
    require_not(selection, field, &field->not_equals, PATTERN_EXACTLY);
    require_not(selection, field, &field->not_starts_with, PATTERN_BEGINS);
    require_not(selection, field, &field->not_ends_with, PATTERN_ENDS);
}

/* The record shows the field only where it is true; what `false` selects is not documented. */
static void read_console(struct selection *selection, const struct field_selector *field) {
    struct arena *arena = arena_of(selection);
    bool only_true =
        count_values(field) == 1 && field->equals.count == 1 && contains(&field->equals, SPAN("true"));
    if (!only_true) {
        undecided(selection, SPAN("event selector on sessionCredentialFromConsole other than true"));
        return;
    }
    const struct pattern *either[] = {
        pattern_compare(arena, field->field, PATTERN_EQUAL, PATTERN_EXACTLY, SPAN("true")),
        pattern_test(arena, field->field, PATTERN_IS_TRUE),
    };
    require(selection, pattern_or(arena, either, 2));
}

static void read_field(struct selection *selection, const struct field_selector *field) {
    if (span_equal(field->field, SPAN("eventCategory")))
        return;
    if (span_equal(field->field, SPAN("readOnly")))
        read_read_only(selection, field);
    else if (span_equal(field->field, SPAN("sessionCredentialFromConsole")))
        read_console(selection, field);
    else if (is_record_field(field->field) && count_values(field))
        read_record_field(selection, field);
    else
        undecided(selection, walk_text(selection->walk, "event selector on field \"%.*s\" is not decided",
                                       SPAN_FMT(field->field)));
}

/* Data, network and insight events are outside the question. A selector that does not say is in doubt. */
static bool is_about_management(struct selection *selection, const struct advanced_selector *selector) {
    bool said = false, management = false;
    for (size_t i = 0; i < selector->fields.count; i++) {
        const struct field_selector *field = &selector->fields.items[i];
        bool category = span_equal(field->field, SPAN("eventCategory"));
        said = said || (category && field->equals.count && field->equals.count == count_values(field));
        management = management || (category && contains(&field->equals, SPAN("Management")));
    }
    if (!said)
        undecided(selection, SPAN("an event selector does not say its eventCategory"));
    return management || !said;
}

static void read_advanced(struct selection *selection, const struct advanced_selector *selector) {
    for (size_t i = 0; i < selector->fields.count; i++)
        read_field(selection, &selector->fields.items[i]);
}

/* The selectors that take management events. */
static struct selections read_all(const struct walk *walk, const struct event_selectors *selectors) {
    struct arena *arena = walk->policy->arena;
    struct selections all = {NULL, 0, 0};
    for (size_t i = 0; i < selectors->basic.count; i++) {
        struct selection selection = {.walk = walk};
        if (!selectors->basic.items[i].management_events)
            continue;
        read_basic(&selection, &selectors->basic.items[i]);
        *ARENA_PUSH(arena, &all) = selection;
    }
    for (size_t i = 0; i < selectors->advanced.count; i++) {
        struct selection selection = {.walk = walk};
        if (!is_about_management(&selection, &selectors->advanced.items[i]))
            continue;
        read_advanced(&selection, &selectors->advanced.items[i]);
        *ARENA_PUSH(arena, &all) = selection;
    }
    return all;
}

/* One that takes every event, but for sources that may be left out: then no other one matters. Of several
 * the one that leaves out least; NULL: there is none. */
static const struct selection *find_total(const struct selections *all) {
    const struct selection *total = NULL;
    for (size_t i = 0; i < all->count; i++) {
        const struct selection *one = &all->items[i];
        if (one->conditions.count == 0 && !one->doubt.ptr &&
            (!total || one->remarks.count < total->remarks.count))
            total = one;
    }
    return total;
}

static void add_remarks(struct walk *walk, const struct selection *selection) {
    for (size_t i = 0; i < selection->remarks.count; i++)
        walk_remark(walk, selection->remarks.items[i]);
}

/* What is not decided may be fulfilled. */
static void join(struct walk *walk, const struct selections *all, const struct pattern **recorded) {
    struct arena *arena = walk->policy->arena;
    struct patterns alternatives = {NULL, 0, 0};
    for (size_t i = 0; i < all->count; i++) {
        const struct selection *one = &all->items[i];
        add_remarks(walk, one);
        if (one->doubt.ptr)
            walk_doubt(walk, HOP_TRAIL, REASON_TRAIL_UNDECIDED, one->doubt);
        if (one->conditions.count)
            add_pattern(arena, &alternatives,
                        pattern_and(arena, one->conditions.items, one->conditions.count));
    }
    if (alternatives.count == all->count)
        *recorded = pattern_or(arena, alternatives.items, alternatives.count);
}

static void break_none(struct walk *walk) {
    walk_break(walk, HOP_TRAIL, REASON_MANAGEMENT_EVENTS_INCOMPLETE, SPAN("it records no management events"));
}

/* AWS promises one family. Which of two would count is not known, and need not be where they agree. */
static void read_both_families(struct walk *walk, const struct event_selectors *selectors) {
    struct event_selectors only_basic = *selectors, only_advanced = *selectors;
    only_basic.advanced.count = 0;
    only_advanced.basic.count = 0;
    struct selections basic = read_all(walk, &only_basic), advanced = read_all(walk, &only_advanced);
    const struct selection *basic_total = find_total(&basic), *advanced_total = find_total(&advanced);
    if (basic.count == 0 && advanced.count == 0) {
        break_none(walk);
    } else if (basic_total && advanced_total) {
        add_remarks(walk, basic_total);
        add_remarks(walk, advanced_total);
    } else {
        walk_doubt(walk, HOP_TRAIL, REASON_TRAIL_UNDECIDED,
                   SPAN("it has basic and advanced event selectors at once"));
    }
}

void policy_selectors_read(struct walk *walk, const struct event_selectors *selectors,
                           const struct pattern **recorded) {
    /* Both lists empty: a trail whose selectors were never set, which records all management events. */
    if (selectors->basic.count == 0 && selectors->advanced.count == 0)
        return;
    if (selectors->basic.count && selectors->advanced.count) {
        read_both_families(walk, selectors);
        return;
    }
    struct selections all = read_all(walk, selectors);
    const struct selection *total = find_total(&all);
    if (all.count == 0)
        break_none(walk);
    else if (total)
        add_remarks(walk, total);
    else
        join(walk, &all, recorded);
}
