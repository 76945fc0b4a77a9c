#include "prover_witness.h"

#include "prover_automaton.h"
#include "prover_event.h"

/* --- Which service would say that? Fields that the question leaves open are filled so that the record makes
 * sense. --- */

struct story {
    struct span code, source, name, message;
};

static const struct story stories[] = {
    {SPAN_INIT("AccessDenied"), SPAN_INIT("iam.amazonaws.com"), SPAN_INIT("ListUsers"),
     SPAN_INIT("User is not authorized to perform: iam:ListUsers")},
    {SPAN_INIT("AccessDenied"), SPAN_INIT("s3.amazonaws.com"), SPAN_INIT("HeadBucket"),
     SPAN_INIT("Access Denied")},
    {SPAN_INIT("AccessDenied"), SPAN_INIT("s3.amazonaws.com"), SPAN_INIT("GetObject"),
     SPAN_INIT("Access Denied")},
    {SPAN_INIT("AccessDenied"), SPAN_INIT("sts.amazonaws.com"), SPAN_INIT("AssumeRole"),
     SPAN_INIT("User is not authorized to perform: sts:AssumeRole")},
    {SPAN_INIT("Client.UnauthorizedOperation"), SPAN_INIT("ec2.amazonaws.com"),
     SPAN_INIT("DescribeInstances"), SPAN_INIT("You are not authorized to perform this operation.")},
    {SPAN_INIT("Client.UnauthorizedOperation"), SPAN_INIT("ec2.amazonaws.com"), SPAN_INIT("RunInstances"),
     SPAN_INIT("You are not authorized to perform this operation.")},
    {SPAN_INIT("AccessDeniedException"), SPAN_INIT("kms.amazonaws.com"), SPAN_INIT("Decrypt"),
     SPAN_INIT("User is not authorized to perform: kms:Decrypt")},
    {SPAN_INIT("UnauthorizedOperation"), SPAN_INIT("ec2.amazonaws.com"), SPAN_INIT("DescribeInstances"),
     SPAN_INIT("You are not authorized to perform this operation.")},
    {SPAN_INIT("ThrottlingException"), SPAN_INIT("kms.amazonaws.com"), SPAN_INIT("Decrypt"),
     SPAN_INIT("Rate exceeded")},
};

static const struct field *field_by_path(const struct problem *problem, struct span path) {
    for (size_t i = 1; i < problem->fields.count; i++) {
        const struct field *field = &problem->fields.items[i];
        if (field->assigned != FIELD_NONE && field->path.ptr && span_equal(field->path, path))
            return field;
    }
    return NULL;
}

/* Does the solution leave room for that value? NULL, a field outside the question, does. */
static bool allows(const struct field *field, struct span value) {
    if (field == NULL)
        return true;
    const struct cell *cell = &field->cells.items[field->assigned];
    if (cell->state != PATTERN_STATE_STRING)
        return false;
    size_t count;
    const struct span *values = record_known_values(field->path, &count);
    for (size_t i = 0; i < count; i++)
        if (cell->known >> i & 1 && span_equal(values[i], value))
            return true;
    return span_equal(cell->text, value);
}

/* The fields that a story fills; NULL: outside the question. */
struct cast {
    const struct field *code, *source, *name;
};

/* The code counts most, then the call, then the service. */
static unsigned fit(const struct cast *cast, const struct story *story) {
    unsigned points = 0;
    const struct span text = cast->code ? cast->code->cells.items[cast->code->assigned].text : SPAN_ABSENT;
    points += span_equal(text, story->code) || (!cast->code && story == stories) ? 8 : 0;
    points += span_ends_with(text, SPAN("UnauthorizedOperation")) &&
                      span_ends_with(story->code, SPAN("UnauthorizedOperation"))
                  ? 4
                  : 0;
    points += allows(cast->name, story->name) ? 2 : 0;
    points += allows(cast->source, story->source) ? 1 : 0;
    return points;
}

static const struct story *best_story(const struct cast *cast) {
    size_t best = 0;
    unsigned best_fit = fit(cast, &stories[0]);
    for (size_t i = 1; i < sizeof stories / sizeof *stories; i++) {
        unsigned one = fit(cast, &stories[i]);
        if (one > best_fit) {
            best_fit = one;
            best = i;
        }
    }
    return &stories[best];
}

/* --- The solver's fields --- */

static size_t steps_of(const struct problem *problem, const struct field *field, struct pattern_step *steps) {
    size_t count = 0;
    for (const struct field *at = field; at->parent != FIELD_NONE; at = &problem->fields.items[at->parent])
        count++;
    size_t place = count;
    for (const struct field *at = field; at->parent != FIELD_NONE; at = &problem->fields.items[at->parent])
        steps[--place] = at->step;
    return count;
}

static void put_field(const struct problem *problem, const struct field *field, struct event *event) {
    const struct cell *cell = &field->cells.items[field->assigned];
    struct pattern_step steps[BUDGET_STEPS];
    size_t count = steps_of(problem, field, steps);
    event_set(event, steps, count,
              &(struct event_value){.state = cell->state, .is_array = cell->is_array, .text = cell->text});
}

static void put_element(const struct field *wildcard, const struct cell *element, struct pattern_step *steps,
                        size_t count, struct event *event) {
    struct event_value container = {.state = PATTERN_STATE_CONTAINER};
    struct event_value value = {
        .state = element->state, .is_array = element->is_array, .text = element->text};
    if (wildcard->rest_count > 0)
        event_set(event, steps, count, &container);
    for (size_t i = 0; i < wildcard->rest_count; i++)
        steps[count++] = wildcard->rest[i];
    event_set(event, steps, count, &value);
}

/* Is the element another field's? Then that one says what it is. */
static bool is_taken(const struct problem *problem, const struct field *wildcard, uint64_t index) {
    for (size_t i = 1; i < problem->fields.count; i++) {
        const struct field *field = &problem->fields.items[i];
        if (field->parent == wildcard->parent && !field->is_wildcard && field->step.kind == PATTERN_INDEX &&
            field->step.index == index &&
            (field->assigned == FIELD_NONE ||
             field->cells.items[field->assigned].state != PATTERN_STATE_ABSENT))
            return true;
    }
    return false;
}

static uint64_t elements_needed(const struct problem *problem, const struct field *wildcard) {
    uint64_t needed = 0;
    for (size_t i = 1; i < problem->fields.count; i++) {
        const struct field *field = &problem->fields.items[i];
        if (field->parent == wildcard->parent && !field->is_wildcard && field->step.kind == PATTERN_INDEX &&
            is_taken(problem, wildcard, field->step.index) && field->step.index + 1 > needed)
            needed = field->step.index + 1;
    }
    return needed;
}

/* The values of the set one after the other, in the places that are free; the last one fills gaps. */
static void put_set(const struct problem *problem, const struct field *field, struct event *event) {
    const struct cell *set = &field->cells.items[field->assigned];
    struct pattern_step steps[BUDGET_STEPS + 1];
    size_t count = steps_of(problem, field, steps);
    bool is_array = field->step.kind == PATTERN_ANY_INDEX;
    uint64_t needed = is_array ? elements_needed(problem, field) : 0;
    size_t put = 0;
    for (uint64_t place = 0; put < set->member_count || place < needed; place++) {
        if (is_array && is_taken(problem, field, place))
            continue;
        size_t member = put < set->member_count ? put : set->member_count - 1;
        steps[count - 1] = (struct pattern_step){.kind = PATTERN_INDEX, .index = place};
        if (!is_array)
            steps[count - 1] = (struct pattern_step){
                .kind = PATTERN_KEY, .key = arena_printf(problem->arena, "key%u", (unsigned)place + 1)};
        put_element(field, &field->elements.items[set->members[member]], steps, count, event);
        put++;
    }
}

static void put_solution(const struct problem *problem, struct event *event, bool hidden) {
    for (size_t i = 1; i < problem->fields.count; i++) {
        const struct field *field = &problem->fields.items[i];
        if (field->assigned == FIELD_NONE || field_is_free(field) || (!hidden && field->type->hidden))
            continue;
        if (field->is_wildcard && field->cells.items[field->assigned].state != PATTERN_STATE_ABSENT)
            put_set(problem, field, event);
        else if (!field->is_wildcard)
            put_field(problem, field, event);
    }
}

/* A story's value replaces the solver's where the cell holds both. */
static void put_story(const struct problem *problem, struct event *event) {
    struct cast cast = {field_by_path(problem, SPAN("errorCode")),
                        field_by_path(problem, SPAN("eventSource")),
                        field_by_path(problem, SPAN("eventName"))};
    const struct story *story = best_story(&cast);
    if (allows(cast.source, story->source))
        event_set_text(event, SPAN("eventSource"), story->source);
    if (allows(cast.name, story->name))
        event_set_text(event, SPAN("eventName"), story->name);
    if (field_by_path(problem, SPAN("errorMessage")))
        return;
    if (cast.code && cast.code->cells.items[cast.code->assigned].state == PATTERN_STATE_ABSENT)
        event_remove(event, SPAN("errorMessage"));
    else
        event_set_text(event, SPAN("errorMessage"), story->message);
}

/* --- Terms that have to occur: in a text of their own, unless they are there already --- */

static bool occurs(const struct pattern_term *term, struct span text) {
    return term->is_regex ? pattern_regex_matches(&term->regex, text) : span_contains(text, term->text);
}

static struct span missing_terms(const struct problem *problem, struct span printed) {
    struct text_builder text = {.arena = problem->arena};
    for (size_t i = 1; i < problem->fields.count; i++) {
        const struct field *field = &problem->fields.items[i];
        bool wanted = field->term && field->assigned != FIELD_NONE &&
                      field->cells.items[field->assigned].state != PATTERN_STATE_ABSENT;
        if (!wanted || occurs(field->term, printed))
            continue;
        if (text.count > 0)
            text_append(&text, SPAN(" "));
        struct text_set set = {.regex = &field->term->regex};
        text_append(&text,
                    field->term->is_regex ? text_set_example(problem->arena, &set) : field->term->text);
    }
    return text.count ? text_span(&text) : SPAN_ABSENT;
}

static struct span print_witness(const struct problem *problem, bool hidden) {
    static const struct span homes[] = {SPAN_INIT("additionalEventData"), SPAN_INIT("requestParameters"),
                                        SPAN_INIT("responseElements")};
    struct event event = event_refused(problem->arena);
    put_solution(problem, &event, hidden);
    put_story(problem, &event);
    struct span printed = event_print(&event);
    struct span missing = missing_terms(problem, printed);
    for (size_t i = 0; missing.ptr && i < sizeof homes / sizeof *homes; i++)
        if (field_by_path(problem, homes[i]) == NULL) {
            event_set_text(&event, arena_printf(problem->arena, "%.*s.text", SPAN_FMT(homes[i])), missing);
            return event_print(&event);
        }
    return printed;
}

static bool has_hidden(const struct problem *problem) {
    for (size_t i = 1; i < problem->fields.count; i++)
        if (problem->fields.items[i].type && problem->fields.items[i].type->hidden)
            return true;
    return false;
}

struct witness witness_of(const struct problem *problem) {
    struct span shown = print_witness(problem, false);
    return (struct witness){shown, has_hidden(problem) ? print_witness(problem, true) : shown};
}
