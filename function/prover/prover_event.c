#include "prover_event.h"

#include "json.h"

enum { PATH_STEPS = 8 }; /* of the paths in the table below */

static size_t find_child(const struct event *event, size_t parent, const struct pattern_step *step) {
    for (size_t i = event->items[parent].first; i != 0; i = event->items[i].next)
        if (pattern_step_equal(&event->items[i].step, step))
            return i;
    return 0;
}

/* Behind its siblings; array elements in order of their index. */
static size_t add_child(struct event *event, size_t parent, const struct pattern_step *step) {
    *ARENA_PUSH(event->arena, event) = (struct event_value){.state = PATTERN_STATE_ABSENT, .step = *step};
    size_t child = event->count - 1;
    size_t *link = &event->items[parent].first;
    while (*link != 0 && (step->kind == PATTERN_KEY || event->items[*link].step.index < step->index))
        link = &event->items[*link].next;
    event->items[child].next = *link;
    *link = child;
    return child;
}

static void make_container(struct event_value *value, bool is_array) {
    if (value->state == PATTERN_STATE_CONTAINER && value->is_array == is_array)
        return;
    value->state = PATTERN_STATE_CONTAINER;
    value->is_array = is_array;
    value->first = 0;
}

static void set_value(struct event_value *target, const struct event_value *value) {
    if (value->state == PATTERN_STATE_CONTAINER) {
        make_container(target, value->is_array);
        return;
    }
    target->state = value->state;
    target->text = value->text;
    target->first = 0;
}

void event_set(struct event *event, const struct pattern_step *steps, size_t count,
               const struct event_value *value) {
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t child = find_child(event, at, &steps[i]);
        if (child == 0 && value->state == PATTERN_STATE_ABSENT)
            return;
        make_container(&event->items[at], steps[i].kind == PATTERN_INDEX);
        at = child ? child : add_child(event, at, &steps[i]);
    }
    set_value(&event->items[at], value);
}

static size_t split_path(struct span path, struct pattern_step *steps) {
    size_t count = 0;
    struct span key;
    while (count < PATH_STEPS && span_next_field(&path, '.', &key))
        steps[count++] = (struct pattern_step){.kind = PATTERN_KEY, .key = key};
    return count;
}

static void set_path(struct event *event, struct span path, const struct event_value *value) {
    struct pattern_step steps[PATH_STEPS];
    size_t count = split_path(path, steps);
    event_set(event, steps, count, value);
}

void event_set_text(struct event *event, struct span path, struct span text) {
    set_path(event, path, &(struct event_value){.state = PATTERN_STATE_STRING, .text = text});
}

void event_remove(struct event *event, struct span path) {
    set_path(event, path, &(struct event_value){.state = PATTERN_STATE_ABSENT});
}

/* --- The shape of a record: filter-pattern.md 10.9, in that order --- */

struct shape {
    struct span path;
    enum pattern_state state;
    struct span text;
};

#define TEXT(path, text)                                                                                     \
    { SPAN_INIT(path), PATTERN_STATE_STRING, SPAN_INIT(text) }
#define PLAIN(path, kind)                                                                                    \
    { SPAN_INIT(path), PATTERN_STATE_##kind, SPAN_INIT("") }

static const struct shape refused[] = {
    TEXT("eventVersion", "1.08"),
    TEXT("userIdentity.type", "AssumedRole"),
    TEXT("userIdentity.principalId", "AROAEXAMPLE:example"),
    TEXT("userIdentity.arn", "arn:aws:sts::111122223333:assumed-role/example/example"),
    TEXT("userIdentity.accountId", "111122223333"),
    TEXT("eventTime", "2025-01-01T12:00:00Z"),
    TEXT("eventSource", "iam.amazonaws.com"),
    TEXT("eventName", "ListUsers"),
    TEXT("awsRegion", "us-east-1"),
    TEXT("sourceIPAddress", "198.51.100.10"),
    TEXT("userAgent", "aws-cli/2.15.0"),
    TEXT("errorCode", "AccessDenied"),
    TEXT("errorMessage", "not authorized"),
    PLAIN("requestParameters", NULL),
    PLAIN("responseElements", NULL),
    TEXT("requestID", "11111111-2222-3333-4444-555555555555"),
    TEXT("eventID", "66666666-7777-8888-9999-000000000000"),
    PLAIN("readOnly", TRUE),
    TEXT("eventType", "AwsApiCall"),
    PLAIN("managementEvent", TRUE),
    TEXT("recipientAccountId", "111122223333"),
    TEXT("eventCategory", "Management"),
};

enum pattern_state event_refused_state(struct span path) {
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (path.ptr && span_equal(refused[i].path, path))
            return refused[i].state;
    return PATTERN_STATE_ABSENT;
}

struct event event_refused(struct arena *arena) {
    enum { ROOM = 2 * sizeof refused / sizeof *refused };
    struct event event = {
        .arena = arena, .items = ARENA_NEW_ARRAY(arena, ROOM, struct event_value), .capacity = ROOM};
    *ARENA_PUSH(arena, &event) = (struct event_value){.state = PATTERN_STATE_CONTAINER};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        set_path(&event, refused[i].path,
                 &(struct event_value){.state = refused[i].state, .text = refused[i].text});
    return event;
}

/* --- Printing: depth first without recursion; the way back up is kept on a stack --- */

enum { USUAL_BYTES = 1500 };

struct open_list {
    size_t *items;
    size_t count, capacity;
};

struct printer {
    const struct event *event;
    struct text_builder out;
    struct open_list open;
};

static bool is_plain(struct span text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < ' ' || c >= 0x7F || c == '"' || c == '\\')
            return false;
    }
    return true;
}

static void print_string(struct printer *printer, struct span text) {
    if (!is_plain(text)) {
        text_append(&printer->out, json_quote(printer->event->arena, text));
        return;
    }
    text_append(&printer->out, SPAN("\""));
    text_append(&printer->out, text);
    text_append(&printer->out, SPAN("\""));
}

static void print_scalar(struct printer *printer, const struct event_value *value) {
    static const struct span literals[PATTERN_STATES] = {
        [PATTERN_STATE_NULL] = SPAN_INIT("null"),
        [PATTERN_STATE_TRUE] = SPAN_INIT("true"),
        [PATTERN_STATE_FALSE] = SPAN_INIT("false"),
    };
    if (value->state == PATTERN_STATE_STRING)
        print_string(printer, value->text);
    else if (value->state == PATTERN_STATE_NUMBER)
        text_append(&printer->out, value->text);
    else
        text_append(&printer->out, literals[value->state]);
}

/* Elements that nobody asked for are null. */
static void print_gap(struct printer *printer, uint64_t from, uint64_t to) {
    for (; from < to; from++)
        text_append(&printer->out, from == 0 ? SPAN("null") : SPAN(",null"));
}

/* What stands in front of a child: gap, comma, name. `previous` is its elder sibling that was printed, or 0.
 */
static void print_lead(struct printer *printer, const struct event_value *parent, size_t previous,
                       const struct event_value *child) {
    if (parent->is_array) {
        uint64_t from = previous ? printer->event->items[previous].step.index + 1 : 0;
        print_gap(printer, from, child->step.index);
        if (child->step.index > 0)
            text_append(&printer->out, SPAN(","));
        return;
    }
    if (previous)
        text_append(&printer->out, SPAN(","));
    print_string(printer, child->step.key);
    text_append(&printer->out, SPAN(":"));
}

static size_t skip_absent(const struct event *event, size_t index) {
    while (index != 0 && event->items[index].state == PATTERN_STATE_ABSENT)
        index = event->items[index].next;
    return index;
}

static void print_close(struct printer *printer, size_t index) {
    text_append(&printer->out, printer->event->items[index].is_array ? SPAN("]") : SPAN("}"));
}

struct span event_print(const struct event *event) {
    struct printer printer = {.event = event, .out = {.arena = event->arena}};
    text_reserve(&printer.out, USUAL_BYTES);
    *ARENA_PUSH(event->arena, &printer.open) = 0;
    text_append(&printer.out, SPAN("{"));
    size_t previous = 0;
    size_t child = skip_absent(event, event->items[0].first);
    while (printer.open.count > 0) {
        size_t parent = printer.open.items[printer.open.count - 1];
        if (child == 0) {
            print_close(&printer, parent);
            printer.open.count--;
            previous = parent;
            child = skip_absent(event, event->items[parent].next);
            continue;
        }
        const struct event_value *value = &event->items[child];
        print_lead(&printer, &event->items[parent], previous, value);
        if (value->state == PATTERN_STATE_CONTAINER) {
            text_append(&printer.out, value->is_array ? SPAN("[") : SPAN("{"));
            *ARENA_PUSH(event->arena, &printer.open) = child;
            previous = 0;
            child = skip_absent(event, value->first);
        } else {
            print_scalar(&printer, value);
            previous = child;
            child = skip_absent(event, value->next);
        }
    }
    return text_span(&printer.out);
}
