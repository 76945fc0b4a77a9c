/* Does a raw event match? JSON events are read token by token, each selector on its own walk; no tree is
 * built. */
#include "json_token.h"
#include "pattern_terms.h"

struct match {
    struct arena *arena;
    const struct pattern_atom *atom;
    const struct pattern_selector *followed; /* NULL, or the last one: what it led to is `field` */
    struct pattern_field field;
    const struct pattern_reading *reading;
    bool is_fatal; /* U1: the whole pattern is false */
};

static enum pattern_answer answer_of(enum pattern_truth truth) {
    switch (truth) {
    case PATTERN_TRUE:
        return PATTERN_MATCHES;
    case PATTERN_FALSE:
    case PATTERN_FATAL:
        return PATTERN_DIFFERS;
    case PATTERN_UNKNOWN:
        return PATTERN_UNANSWERED;
    }
    __builtin_unreachable();
}

/* --- Walking: a place is a value's first token and a reader that stands behind it. --- */

struct place {
    bool present;
    struct json_reader reader;
    struct json_token token;
};

static struct pattern_field field_of(struct arena *arena, struct json_token token) {
    switch (token.kind) {
    case JSON_TOKEN_NULL:
        return (struct pattern_field){.state = PATTERN_STATE_NULL};
    case JSON_TOKEN_TRUE:
        return (struct pattern_field){.state = PATTERN_STATE_TRUE};
    case JSON_TOKEN_FALSE:
        return (struct pattern_field){.state = PATTERN_STATE_FALSE};
    case JSON_TOKEN_NUMBER:
        return (struct pattern_field){.state = PATTERN_STATE_NUMBER, .text = token.raw};
    case JSON_TOKEN_STRING:
        return (struct pattern_field){.state = PATTERN_STATE_STRING, .text = json_token_text(arena, token)};
    case JSON_TOKEN_OBJECT_BEGIN:
    case JSON_TOKEN_ARRAY_BEGIN:
        return (struct pattern_field){.state = PATTERN_STATE_CONTAINER};
    case JSON_TOKEN_OBJECT_END:
    case JSON_TOKEN_ARRAY_END:
    case JSON_TOKEN_NAME:
    case JSON_TOKEN_END:
    case JSON_TOKEN_ERROR:
        return (struct pattern_field){.state = PATTERN_STATE_ABSENT};
    }
    __builtin_unreachable();
}

static struct pattern_field field_at(struct arena *arena, struct place place) {
    return place.present ? field_of(arena, place.token)
                         : (struct pattern_field){.state = PATTERN_STATE_ABSENT};
}

/* The next member's name and value, or element, of the container that `reader` stands in. */
static bool next_child(struct json_reader *reader, struct json_token *name, struct place *child) {
    struct json_token token = json_reader_next(reader);
    *name = token;
    if (token.kind == JSON_TOKEN_NAME)
        token = json_reader_next(reader);
    if (token.kind == JSON_TOKEN_OBJECT_END || token.kind == JSON_TOKEN_ARRAY_END)
        return false;
    *child = (struct place){true, *reader, token};
    return json_reader_skip(reader, token);
}

/* The last member of that name: one key that occurs twice is U10. */
static struct place find_key(struct arena *arena, struct place place, struct span key) {
    struct place found = {0};
    struct place child;
    struct json_token name;
    while (next_child(&place.reader, &name, &child))
        if (span_equal(json_token_text(arena, name), key))
            found = child;
    return found;
}

static struct place find_index(struct place place, uint64_t index) {
    struct place child;
    struct json_token name;
    for (uint64_t i = 0; next_child(&place.reader, &name, &child); i++)
        if (i == index)
            return child;
    return (struct place){0};
}

static struct place find_step(struct arena *arena, struct place place, const struct pattern_step *step) {
    if (!place.present)
        return place;
    if (step->kind == PATTERN_KEY && place.token.kind == JSON_TOKEN_OBJECT_BEGIN)
        return find_key(arena, place, step->key);
    if (step->kind == PATTERN_INDEX && place.token.kind == JSON_TOKEN_ARRAY_BEGIN)
        return find_index(place, step->index);
    return (struct place){0};
}

static bool is_wildcard(const struct pattern_step *step) {
    return step->kind == PATTERN_ANY_KEY || step->kind == PATTERN_ANY_INDEX;
}

/* Follows steps up to the end or a wildcard; *count is cut to what was followed. */
static struct place follow(struct arena *arena, struct place place, const struct pattern_step *steps,
                           size_t *count) {
    for (size_t i = 0; i < *count; i++) {
        if (is_wildcard(&steps[i])) {
            *count = i;
            break;
        }
        place = find_step(arena, place, &steps[i]);
    }
    return place;
}

/* --- An event: valid JSON or not, and where the members of its root are --- */

struct member {
    struct span key;
    struct place place;
};

struct pattern_event {
    struct span text;
    bool is_json;
    struct place root;
    struct member *items; /* of a root that is an object */
    size_t count, capacity;
};

/* Walks over the whole text; false: it is no JSON value. */
static bool read_members(struct arena *arena, struct pattern_event *event) {
    struct json_reader reader = event->root.reader;
    struct json_token token = event->root.token;
    if (token.kind != JSON_TOKEN_OBJECT_BEGIN)
        return json_reader_skip(&reader, token) && json_reader_next(&reader).kind == JSON_TOKEN_END;
    while ((token = json_reader_next(&reader)).kind == JSON_TOKEN_NAME) {
        struct json_token value = json_reader_next(&reader);
        *ARENA_PUSH(arena, event) = (struct member){json_token_text(arena, token), {true, reader, value}};
        if (!json_reader_skip(&reader, value))
            return false;
    }
    return token.kind == JSON_TOKEN_OBJECT_END && json_reader_next(&reader).kind == JSON_TOKEN_END;
}

const struct pattern_event *pattern_event_read(struct arena *arena, struct span text) {
    struct pattern_event *event = ARENA_NEW(arena, struct pattern_event);
    event->text = text;
    event->root = (struct place){.present = true, .reader = json_reader_start(text)};
    event->root.token = json_reader_next(&event->root.reader);
    event->is_json = event->root.token.kind != JSON_TOKEN_ERROR && read_members(arena, event);
    return event;
}

/* The last member of that name. */
static struct place find_member(const struct pattern_event *event, struct span key) {
    for (size_t i = event->count; i > 0; i--)
        if (span_equal(event->items[i - 1].key, key))
            return event->items[i - 1].place;
    return (struct place){0};
}

/* --- Atoms --- */

static enum pattern_answer match_field(struct match *match, struct pattern_field field, bool expanded) {
    enum pattern_truth truth = pattern_atom_truth(match->atom, field, match->reading);
    match->is_fatal |= truth == PATTERN_FATAL && !expanded; /* an element that is a container never is */
    return answer_of(truth);
}

static enum pattern_answer match_place(struct match *match, struct place place) {
    return match_field(match, field_at(match->arena, place), true);
}

/* U7: some expansion is enough, or all have to; `=` is sure. */
static bool asks_all(const struct match *match) {
    return match->atom->op != PATTERN_EQUAL && match->reading->choice[7] == 1;
}

/* What lacks the rest of the path counts as absent; so does the value when there is no expansion. */
static enum pattern_answer match_expansions(struct match *match, struct place container, size_t wildcard_at) {
    const struct pattern_selector *selector = &match->atom->selector;
    const struct pattern_step *rest = &selector->steps[wildcard_at + 1];
    enum json_token_kind wanted = selector->steps[wildcard_at].kind == PATTERN_ANY_KEY
                                      ? JSON_TOKEN_OBJECT_BEGIN
                                      : JSON_TOKEN_ARRAY_BEGIN;
    if (!container.present || container.token.kind != wanted)
        return match_place(match, (struct place){0});
    bool all = asks_all(match);
    enum pattern_answer answer = all ? PATTERN_MATCHES : PATTERN_DIFFERS;
    struct place child;
    struct json_token name;
    size_t expansions = 0;
    for (; next_child(&container.reader, &name, &child); expansions++) {
        size_t count = selector->count - wildcard_at - 1;
        enum pattern_answer one = match_place(match, follow(match->arena, child, rest, &count));
        answer = all ? answer_and(answer, one) : answer_or(answer, one);
    }
    return expansions > 0 ? answer : match_place(match, (struct place){0});
}

static enum pattern_answer match_atom(struct match *match, const struct pattern_atom *atom,
                                      const struct pattern_event *event) {
    const struct pattern_selector *selector = &atom->selector;
    bool from_member =
        event->root.token.kind == JSON_TOKEN_OBJECT_BEGIN && selector->steps[0].kind == PATTERN_KEY;
    size_t first = from_member ? 1 : 0;
    struct place place = from_member ? find_member(event, selector->steps[0].key) : event->root;
    size_t count = selector->count - first;
    match->atom = atom;
    if (match->followed && pattern_selector_equal(*match->followed, *selector))
        return match_field(match, match->field, false);
    place = follow(match->arena, place, selector->steps + first, &count);
    if (first + count < selector->count)
        return match_expansions(match, place, first + count);
    match->followed = selector;
    match->field = field_at(match->arena, place);
    return match_field(match, match->field, false);
}

/* --- Formulas --- */

enum pattern_answer pattern_formula_answer(struct arena *arena, const struct pattern *pattern,
                                           const enum pattern_answer *answers) {
    enum pattern_answer *stack = ARENA_NEW_ARRAY(arena, pattern->stack_limit, enum pattern_answer);
    size_t top = 0; /* results on the stack */
    for (size_t i = 0; i < pattern->node_count; i++)
        if (pattern->formula[i].kind == PATTERN_NODE_ATOM)
            stack[top++] = answers[pattern->formula[i].atom];
        else
            answer_join(pattern->formula[i].kind, stack, &top);
    return stack[0];
}

static enum pattern_answer match_json(struct arena *arena, const struct pattern *pattern,
                                      const struct pattern_event *event,
                                      const struct pattern_reading *reading) {
    if (!event->is_json)
        return PATTERN_DIFFERS;
    if (pattern->node_count == 0)
        return PATTERN_UNANSWERED; /* `{}` */
    struct match match = {.arena = arena, .reading = reading};
    enum pattern_answer *answers = ARENA_NEW_ARRAY(arena, pattern->atom_count, enum pattern_answer);
    for (size_t i = 0; i < pattern->atom_count; i++)
        answers[i] = match_atom(&match, &pattern->atoms[i], event);
    return match.is_fatal ? PATTERN_DIFFERS : pattern_formula_answer(arena, pattern, answers);
}

enum pattern_answer pattern_match(struct arena *arena, const struct pattern *pattern, struct span event) {
    static const struct pattern_reading first = {0};
    switch (pattern->family) {
    case PATTERN_EVERYTHING:
        return PATTERN_MATCHES;
    case PATTERN_JSON:
        return match_json(arena, pattern, pattern_event_read(arena, event), &first);
    case PATTERN_TERMS:
        return terms_match(arena, pattern, event);
    case PATTERN_COLUMNS:
        return columns_match(arena, pattern, event);
    }
    __builtin_unreachable();
}

enum pattern_answer pattern_match_under(struct arena *arena, const struct pattern *pattern,
                                        const struct pattern_event *event,
                                        const struct pattern_reading *reading) {
    if (pattern->open_points & PATTERN_U10)
        return PATTERN_UNANSWERED;
    switch (pattern->family) {
    case PATTERN_EVERYTHING:
        return PATTERN_MATCHES;
    case PATTERN_JSON:
        return match_json(arena, pattern, event, reading);
    case PATTERN_TERMS:
        return terms_match_surely(arena, pattern, event->text);
    case PATTERN_COLUMNS:
        return PATTERN_UNANSWERED;
    }
    __builtin_unreachable();
}

struct span pattern_unanswered(const struct pattern *pattern) {
    static const struct span REGEX = SPAN_INIT("a regular expression with too many repeats");
    if (pattern->family == PATTERN_JSON && pattern->node_count == 0)
        return SPAN("the pattern {}: its meaning is not known");
    for (size_t i = 0; i < pattern->term_count; i++)
        if (pattern->terms[i].regex.too_large)
            return REGEX;
    for (size_t i = 0; i < pattern->atom_count; i++)
        if (pattern->atoms[i].value.regex.too_large)
            return REGEX;
    return SPAN_ABSENT;
}
