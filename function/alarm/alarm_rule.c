#include "alarm_rule.h"

#include "alarm_rule_step.h"
#include "alarm_scan.h"

#include <string.h>

struct reading {
    struct arena *arena;
    struct span rest;
    struct alarm_rule *rule;
    struct alarm_rule_steps *steps;
    size_t next_name; /* of the second reading, which finds the names of the first */
    size_t depth, elements;
    bool by_place; /* AND and OR from left to right; else AND first */
};

static bool fail(struct reading *reading, const char *why) {
    if (!reading->rule->unreadable)
        reading->rule->unreadable = why;
    return false;
}

static bool expect(struct reading *reading, char byte) {
    return alarm_skip(&reading->rest, byte) || fail(reading, "a bracket or a comma is missing");
}

static struct span peek_word(struct reading *reading) {
    size_t count = 0;
    alarm_skip_blanks(&reading->rest);
    while (count < reading->rest.len && alarm_is_letter(reading->rest.ptr[count]))
        count++;
    return span_head(reading->rest, count);
}

/* AWS's own pages write "false" as well. */
static bool skip_constant(struct reading *reading, const char *word) {
    struct span found = peek_word(reading);
    if (!span_equal_ignoring_case(found, span_from_cstr(word)))
        return false;
    reading->rest = span_tail(reading->rest, found.len);
    return true;
}

static bool skip_word(struct reading *reading, const char *word) {
    struct span found = peek_word(reading);
    if (!span_equal(found, span_from_cstr(word)))
        return false;
    reading->rest = span_tail(reading->rest, found.len);
    return true;
}

static bool emit(struct reading *reading, struct alarm_rule_step step) {
    if (++reading->elements > ALARM_RULE_ELEMENTS)
        return fail(reading, "it has more elements than AWS allows");
    *ARENA_PUSH(reading->arena, reading->steps) = step;
    return true;
}

/* Inside quotation marks a backslash takes the next byte as it is. */
static bool read_quoted(struct reading *reading, struct span *out) {
    struct text_builder text = {.arena = reading->arena};
    while (reading->rest.len && *reading->rest.ptr != '"') {
        if (*reading->rest.ptr == '\\')
            reading->rest = span_tail(reading->rest, 1);
        text_append(&text, span_head(reading->rest, 1));
        reading->rest = span_tail(reading->rest, 1);
    }
    *out = text_span(&text);
    return expect(reading, '"');
}

static struct span read_bare(struct reading *reading) {
    size_t count = 0;
    while (count < reading->rest.len && !alarm_is_blank(reading->rest.ptr[count]) &&
           !strchr("(),\"\\", reading->rest.ptr[count]))
        count++;
    struct span name = span_head(reading->rest, count);
    reading->rest = span_tail(reading->rest, count);
    return name;
}

static bool read_name(struct reading *reading, size_t *index) {
    struct span name;
    alarm_skip_blanks(&reading->rest);
    if (!alarm_skip(&reading->rest, '"'))
        name = read_bare(reading);
    else if (!read_quoted(reading, &name))
        return false;
    if (!name.len)
        return fail(reading, "the name of an alarm is missing");
    if (++reading->elements > ALARM_RULE_ELEMENTS)
        return fail(reading, "it has more elements than AWS allows");
    *index = reading->next_name++;
    if (*index == reading->rule->names.count)
        *ARENA_PUSH(reading->arena, &reading->rule->names) = name;
    return true;
}

static bool read_state(struct reading *reading, unsigned char *states) {
    static const struct {
        const char *word;
        unsigned char state;
    } table[] = {{"ALARM", ALARM_RULE_ALARM},
                 {"OK", ALARM_RULE_OK},
                 {"INSUFFICIENT_DATA", ALARM_RULE_INSUFFICIENT_DATA}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (skip_word(reading, table[i].word)) {
            *states = table[i].state;
            return true;
        }
    return fail(reading, "a function is not one of ALARM, OK, INSUFFICIENT_DATA and AT_LEAST");
}

static bool read_count(struct reading *reading, int64_t *out) {
    size_t count = 0;
    alarm_skip_blanks(&reading->rest);
    while (count < reading->rest.len && reading->rest.ptr[count] >= '0' && reading->rest.ptr[count] <= '9')
        count++;
    struct span digits = span_head(reading->rest, count);
    reading->rest = span_tail(reading->rest, count);
    return (span_to_int64(digits, out) && *out > 0 && *out <= ALARM_RULE_ELEMENTS) ||
           fail(reading, "how many alarms AT_LEAST asks for cannot be read");
}

/* An alarm that is listed twice may count once or twice. */
static bool repeats(const struct reading *reading, size_t first, size_t count) {
    const struct span *names = &reading->rule->names.items[first];
    for (size_t i = 1; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (span_equal(names[i], names[k]))
                return true;
    return false;
}

static bool read_names(struct reading *reading, size_t *first, size_t *count) {
    size_t index;
    *first = reading->next_name;
    if (!expect(reading, '('))
        return false;
    do
        if (!read_name(reading, &index))
            return false;
    while (alarm_skip(&reading->rest, ','));
    *count = reading->next_name - *first;
    if (repeats(reading, *first, *count))
        return fail(reading, "AT_LEAST lists an alarm twice");
    return expect(reading, ')');
}

/* AT_LEAST(2, ALARM, (a, b, c)); 50% and NOT ALARM are possible as well. */
static bool read_at_least(struct reading *reading) {
    struct alarm_rule_step step = {.kind = ALARM_RULE_AT_LEAST};
    int64_t number;
    if (!expect(reading, '(') || !read_count(reading, &number))
        return false;
    bool percent = alarm_skip(&reading->rest, '%');
    if (!expect(reading, ','))
        return false;
    bool negated = skip_word(reading, "NOT");
    if (!read_state(reading, &step.states) || !expect(reading, ',') ||
        !read_names(reading, &step.first, &step.count))
        return false;
    if (negated)
        step.states = ALARM_RULE_STATES & ~step.states;
    step.needed = (size_t)number;
    if (percent)
        step.needed = (step.needed * step.count + 99) / 100;
    return expect(reading, ')') && emit(reading, step);
}

static bool read_alternatives(struct reading *reading);

static bool read_function(struct reading *reading) {
    struct alarm_rule_step step = {.kind = ALARM_RULE_STATE};
    if (skip_word(reading, "AT_LEAST"))
        return read_at_least(reading);
    return read_state(reading, &step.states) && expect(reading, '(') && read_name(reading, &step.first) &&
           expect(reading, ')') && emit(reading, step);
}

static bool read_operand(struct reading *reading) {
    bool negated = false, fine;
    while (skip_word(reading, "NOT"))
        negated = !negated;
    if (skip_constant(reading, "TRUE"))
        fine = emit(reading, (struct alarm_rule_step){.kind = ALARM_RULE_CONSTANT, .constant = ALARM_YES});
    else if (skip_constant(reading, "FALSE"))
        fine = emit(reading, (struct alarm_rule_step){.kind = ALARM_RULE_CONSTANT, .constant = ALARM_NO});
    else if (alarm_skip(&reading->rest, '('))
        fine = read_alternatives(reading) && expect(reading, ')');
    else
        fine = read_function(reading);
    return fine && (!negated || emit(reading, (struct alarm_rule_step){.kind = ALARM_RULE_NOT}));
}

static bool read_conjunction(struct reading *reading) {
    if (!read_operand(reading))
        return false;
    while (skip_word(reading, "AND"))
        if (!read_operand(reading) || !emit(reading, (struct alarm_rule_step){.kind = ALARM_RULE_AND}))
            return false;
    return true;
}

/* By rank an operand of OR is a conjunction; by place AND and OR are alike. */
static bool read_terms(struct reading *reading) {
    bool (*read_term)(struct reading *) = reading->by_place ? read_operand : read_conjunction;
    if (!read_term(reading))
        return false;
    for (;;) {
        enum alarm_rule_kind kind = ALARM_RULE_OR;
        if (reading->by_place && skip_word(reading, "AND"))
            kind = ALARM_RULE_AND;
        else if (!skip_word(reading, "OR"))
            return true;
        if (!read_term(reading) || !emit(reading, (struct alarm_rule_step){.kind = kind}))
            return false;
    }
}

static bool read_alternatives(struct reading *reading) {
    if (++reading->depth > ALARM_RULE_DEPTH)
        return fail(reading, "its brackets are too deep");
    bool fine = read_terms(reading);
    reading->depth--;
    return fine;
}

static bool read_rule(struct arena *arena, struct span text, struct alarm_rule *rule, bool by_place) {
    struct reading reading = {
        .arena = arena,
        .rest = text,
        .rule = rule,
        .steps = by_place ? &rule->by_place : &rule->by_rank,
        .by_place = by_place,
    };
    if (!read_alternatives(&reading))
        return false;
    alarm_skip_blanks(&reading.rest);
    return reading.rest.len == 0 || fail(&reading, "something follows its end");
}

void alarm_rule_parse(struct arena *arena, struct span text, struct alarm_rule *out) {
    *out = (struct alarm_rule){.unreadable = NULL};
    if (read_rule(arena, text, out, false))
        (void)read_rule(arena, text, out, true);
}
