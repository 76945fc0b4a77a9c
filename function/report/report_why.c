#include "report_why.h"

#include "json.h"

enum { VALUE_LIMIT_BYTES = 60 };

/* --- Which atom decides: alone it would turn the answer --- */

/* The formula's value where `flipped` counts as true. */
static bool formula_holds(const struct pattern *pattern, const bool *truths, size_t flipped, bool *stack) {
    size_t top = 0;
    for (size_t i = 0; i < pattern->node_count; i++) {
        const struct pattern_node *node = &pattern->formula[i];
        if (node->kind == PATTERN_NODE_ATOM) {
            stack[top++] = truths[node->atom] || node->atom == flipped;
            continue;
        }
        top--;
        stack[top - 1] =
            node->kind == PATTERN_NODE_AND ? stack[top - 1] && stack[top] : stack[top - 1] || stack[top];
    }
    return top > 0 && stack[0];
}

static bool matches_text(struct arena *arena, struct span text, struct span event) {
    const struct pattern *pattern;
    struct pattern_error error;
    return pattern_parse(arena, text, &pattern, &error) &&
           pattern_match(arena, pattern, event) == PATTERN_MATCHES;
}

/* Keys joined by dots; absent for indices, wildcards and keys with a dot. */
static struct span path_of(struct arena *arena, const struct pattern_selector *selector) {
    struct text_builder path = {.arena = arena};
    for (size_t i = 0; i < selector->count; i++) {
        struct pattern_step step = selector->steps[i];
        if (step.kind != PATTERN_KEY || span_find_byte(step.key, '.') < step.key.len)
            return SPAN_ABSENT;
        text_printf(&path, "%s%.*s", i ? "." : "", SPAN_FMT(step.key));
    }
    return text_span(&path);
}

static struct span value_at(struct arena *arena, struct span event, struct span path, enum json_kind *kind) {
    const struct json *value;
    struct span key;
    *kind = JSON_ABSENT;
    if (!json_parse(arena, event, "", &value, NULL))
        return SPAN_ABSENT;
    while (value && span_next_field(&path, '.', &key))
        value = json_member(value, arena_cstr(arena, key));
    *kind = json_kind(value);
    return *kind == JSON_STRING ? json_string(value) : value ? json_print(arena, value) : SPAN_ABSENT;
}

/* --- Sentences --- */

static const struct {
    struct span path, sentence;
} absences[] = {
    {SPAN_INIT("userIdentity.userName"), SPAN_INIT("assumed-role events have no userName")},
    {SPAN_INIT("userIdentity.invokedBy"),
     SPAN_INIT("calls that no AWS service makes for somebody have none")},
    {SPAN_INIT("userIdentity.sessionContext"), SPAN_INIT("calls with long-term keys have none")},
    {SPAN_INIT("errorCode"), SPAN_INIT("calls that succeed have none")},
    {SPAN_INIT("errorMessage"), SPAN_INIT("some refusals have none")},
    {SPAN_INIT("additionalEventData.MFAUsed"), SPAN_INIT("only sign-ins to the console have it")},
    {SPAN_INIT("vpcEndpointId"), SPAN_INIT("calls from outside a VPC have none")},
};

static void put_absence(struct text_builder *out, struct span path) {
    for (size_t i = 0; i < sizeof absences / sizeof *absences; i++)
        if (span_equal(absences[i].path, path)) {
            text_printf(out, ": %.*s", SPAN_FMT(absences[i].sentence));
            return;
        }
    text_printf(out, ": this event has no %.*s", SPAN_FMT(path));
}

static bool has_star(const struct pattern_value *value) {
    return value->kind != PATTERN_GLOB || value->glob.count > 1;
}

/* `=`: what was waited for, and what came. */
static void put_unequal(struct text_builder *out, const char *subject, const struct pattern_atom *atom,
                        struct span path, struct span value) {
    text_printf(out, "%s waits for %.*s %.*s", subject, SPAN_FMT(path),
                SPAN_FMT(span_head(atom->value.text, VALUE_LIMIT_BYTES)));
    bool contained = atom->value.text.len && span_contains(value, atom->value.text);
    if (!has_star(&atom->value) && contained)
        text_append(out, SPAN(" exactly, which is only a part of this one: it has no `*`"));
    else
        text_append(out, SPAN(", and this one is another"));
}

static struct span sentence_of(struct arena *arena, const char *subject, const struct pattern_atom *atom,
                               struct span path, struct span value, bool is_absent) {
    struct text_builder out = {.arena = arena};
    if (is_absent) {
        bool unequal = atom->op == PATTERN_NOT_EQUAL;
        text_append(&out, unequal ? SPAN("`!=` is false when the field is absent")
                                  : SPAN("a comparison is false when the field is absent"));
        put_absence(&out, path);
    } else if (atom->op == PATTERN_NOT_EQUAL) {
        text_printf(&out, "%s leaves out %.*s %.*s", subject, SPAN_FMT(path),
                    SPAN_FMT(span_head(value, VALUE_LIMIT_BYTES)));
    } else if (atom->op == PATTERN_EQUAL) {
        put_unequal(&out, subject, atom, path, value);
    } else {
        text_printf(&out, "%s asks for %.*s, which does not hold", subject, SPAN_FMT(atom->text));
    }
    return text_span(&out);
}

/* The more of its words the event has, the more a reader wants to hear of an atom. */
static unsigned weight_of(const struct pattern_atom *atom, struct span value, bool is_absent) {
    if (atom->op == PATTERN_NOT_EQUAL)
        return 3;
    if (is_absent || atom->value.kind != PATTERN_GLOB)
        return 1;
    return atom->value.text.len && span_contains(value, atom->value.text) ? 4 : 2;
}

static void consider(struct arena *arena, const char *subject, const struct pattern_atom *atom,
                     struct span event, struct why *best, unsigned *best_weight) {
    enum json_kind kind;
    struct span path = path_of(arena, &atom->selector);
    if (!path.len)
        return;
    struct span value = value_at(arena, event, path, &kind);
    const struct pattern *absent = pattern_test(arena, path, PATTERN_NOT_EXISTS);
    bool is_absent = kind == JSON_ABSENT && pattern_match(arena, absent, event) == PATTERN_MATCHES;
    unsigned weight = weight_of(atom, value, is_absent);
    if (weight <= *best_weight)
        return;
    *best_weight = weight;
    *best = (struct why){.field = path,
                         .sentence = sentence_of(arena, subject, atom, path, value, is_absent),
                         .is_absent = is_absent};
}

struct why report_why(struct arena *arena, const char *subject, struct span text, struct span event) {
    struct why best = {.field = SPAN_ABSENT};
    const struct pattern *pattern;
    struct pattern_error error;
    unsigned weight = 0;
    if (!event.len || !pattern_parse(arena, text, &pattern, &error) || pattern->family != PATTERN_JSON)
        return best;
    bool *truths = ARENA_NEW_ARRAY(arena, pattern->atom_count, bool);
    bool *stack = ARENA_NEW_ARRAY(arena, pattern->stack_limit, bool);
    for (size_t i = 0; i < pattern->atom_count; i++) {
        struct span alone = arena_printf(arena, "{ %.*s }", SPAN_FMT(pattern->atoms[i].text));
        truths[i] = matches_text(arena, alone, event);
    }
    for (size_t i = 0; i < pattern->atom_count; i++)
        if (!truths[i] && formula_holds(pattern, truths, i, stack))
            consider(arena, subject, &pattern->atoms[i], event, &best, &weight);
    return best;
}
