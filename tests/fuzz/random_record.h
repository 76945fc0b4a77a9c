/* CloudTrail records that make the atoms of some patterns true or nearly true: fields typed as T1-T3 and T7
 * say, values cut from the patterns' own. */
#pragma once

#include "prover_event.h"
#include "prover_record.h"

enum { RANDOM_STEPS = 8 };

static uint32_t random_below(uint32_t *seed, size_t limit) {
    *seed = *seed * 1664525u + 1013904223u;
    return (uint32_t)((*seed >> 8) % limit);
}

static bool is_plain(struct span text) {
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7F)
            return false;
    return text.len > 0;
}

/* What the atom waits for, or close to it. */
static struct span text_near(struct arena *arena, const struct pattern_atom *atom, uint32_t *seed) {
    static const struct span fillers[] = {SPAN_INIT(""), SPAN_INIT("x"), SPAN_INIT("AccessDenied")};
    struct text_builder text = {.arena = arena};
    const struct pattern_value *value = &atom->value;
    for (size_t i = 0; i < value->glob.count; i++) {
        text_append(&text, i > 0 ? fillers[random_below(seed, 3)] : SPAN(""));
        text_append(&text, value->glob.pieces[i]);
    }
    if (value->glob.count == 0)
        text_append(&text, value->text);
    if (random_below(seed, 4) == 0)
        text_append(&text, fillers[random_below(seed, 3)]);
    return text_span(&text);
}

static struct span random_text(struct arena *arena, const struct record_field *field,
                               const struct pattern_atom *atom, uint32_t *seed) {
    size_t known_count;
    const struct span *known = record_known_values(field->path, &known_count);
    struct span near = text_near(arena, atom, seed);
    bool free =
        field->rule != TEXT_ADDRESS && is_plain(near) && !span_equal(near, SPAN("AwsCloudTrailInsight"));
    if (known_count && (!free || random_below(seed, 3) == 0))
        return known[random_below(seed, known_count)];
    return free ? near : SPAN("x");
}

static struct event_value random_value(struct arena *arena, const struct record_field *field,
                                       const struct pattern_atom *atom, uint32_t *seed) {
    struct event_value value = {.state = PATTERN_STATE_ABSENT};
    do
        value.state = (enum pattern_state)random_below(seed, PATTERN_STATES);
    while (!(field->states >> value.state & 1));
    if (value.state == PATTERN_STATE_STRING)
        value.text = random_text(arena, field, atom, seed);
    else if (value.state == PATTERN_STATE_NUMBER)
        value.text =
            atom->value.kind == PATTERN_NUMBER ? pattern_number_json(arena, atom->value.text) : SPAN("404");
    return value;
}

static struct pattern_step step_of(struct pattern_step step, uint32_t *seed) {
    if (step.kind == PATTERN_ANY_KEY)
        return (struct pattern_step){.kind = PATTERN_KEY, .key = SPAN("any")};
    if (step.kind == PATTERN_ANY_INDEX)
        return (struct pattern_step){.kind = PATTERN_INDEX, .index = random_below(seed, 2)};
    return step;
}

/* The row of the field that the steps lead to; NULL where the record cannot have such a field. A key with a
 * dot is no path. */
static const struct record_field *field_at(struct arena *arena, const struct pattern_step *steps,
                                           size_t count) {
    struct text_builder path = {.arena = arena};
    const struct record_field *field = record_field(SPAN(""));
    for (size_t i = 0; i < count; i++) {
        bool is_index = steps[i].kind == PATTERN_INDEX;
        if (is_index ? i == 0 || steps[i].index > 2 : span_find_byte(steps[i].key, '.') < steps[i].key.len)
            return NULL;
        if (i > 0 && !(field->states & (is_index ? MAY_BE_ARRAY : MAY_BE_OBJECT)))
            return NULL;
        text_append(&path, i > 0 ? SPAN(".") : SPAN(""));
        text_append(&path, is_index ? SPAN("[]") : steps[i].key);
        field = record_field(text_span(&path));
    }
    return field->hidden ? NULL : field;
}

static void set_atom(struct event *event, const struct pattern_atom *atom, uint32_t *seed) {
    struct pattern_step steps[RANDOM_STEPS];
    size_t count = atom->selector.count;
    if (count > RANDOM_STEPS)
        return;
    for (size_t i = 0; i < count; i++)
        steps[i] = step_of(atom->selector.steps[i], seed);
    const struct record_field *field = field_at(event->arena, steps, count);
    if (!field)
        return;
    struct event_value value = random_value(event->arena, field, atom, seed);
    event_set(event, steps, count, &value);
}

/* Absent patterns (NULL) are left out. */
static struct span random_record(struct arena *arena, const struct pattern *const *patterns, size_t count,
                                 uint32_t *seed) {
    struct event event = event_refused(arena);
    for (size_t i = 0; i < count; i++)
        for (size_t a = 0; patterns[i] && a < patterns[i]->atom_count; a++)
            if (patterns[i]->family == PATTERN_JSON && random_below(seed, 4))
                set_atom(&event, &patterns[i]->atoms[a], seed);
    return event_print(&event);
}
