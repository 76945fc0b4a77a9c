#include "alarm_formula.h"

#include "alarm_scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_LIMIT_BYTES = 2048 }; /* of an expression, as AWS limits it */

/* A value while it is read: one series, or an array of them. */
struct value {
    struct alarm_formula *items;
    size_t count, capacity;
    bool array;
};

/* The queries, each read at most once. */
struct reading {
    struct arena *arena;
    const struct alarm_query *queries;
    size_t count;
    struct value *values;
    enum { UNREAD, BEING_READ, READ } * states;
    size_t depth; /* of calls and brackets, over all references */
    struct span why;
};

struct text {
    struct reading *reading;
    struct span rest;
};

static bool fail(struct reading *reading, const char *what, struct span name) {
    if (!reading->why.ptr)
        reading->why = arena_printf(reading->arena, "%s%s%.*s", what, name.len ? " " : "", SPAN_FMT(name));
    return false;
}

static bool fail_text(struct text *text) {
    return fail(text->reading, "its expression is not decided from here:", span_head(text->rest, 40));
}

static bool expect(struct text *text, char byte) {
    return alarm_skip(&text->rest, byte) || fail_text(text);
}

static bool is_word_byte(char byte) {
    return alarm_is_letter(byte) || (byte >= '0' && byte <= '9');
}

static struct span read_word(struct text *text) {
    size_t count = 0;
    alarm_skip_blanks(&text->rest);
    while (count < text->rest.len && is_word_byte(text->rest.ptr[count]))
        count++;
    struct span word = span_head(text->rest, count);
    text->rest = span_tail(text->rest, count);
    return word;
}

static bool read_number(struct text *text, double *out) {
    char copy[32] = {0}, *end;
    size_t count = 0;
    alarm_skip_blanks(&text->rest);
    while (count < text->rest.len && count < sizeof copy - 1 &&
           strchr("+-.0123456789", text->rest.ptr[count]) && text->rest.ptr[count]) {
        copy[count] = text->rest.ptr[count];
        count++;
    }
    *out = strtod(copy, &end);
    if (count == 0 || *end || !isfinite(*out))
        return fail_text(text);
    text->rest = span_tail(text->rest, count);
    return true;
}

/* Adds a node, with its depth and size. */
static bool push(struct reading *reading, struct value *value, struct alarm_formula formula) {
    formula.depth = formula.size = 1;
    for (size_t i = 0; i < formula.count; i++) {
        const struct alarm_formula *operand = &formula.operands[i];
        formula.depth = operand->depth + 1 > formula.depth ? operand->depth + 1 : formula.depth;
        formula.size += operand->size;
    }
    if (formula.depth > ALARM_FORMULA_DEPTH || formula.size > ALARM_FORMULA_SIZE ||
        value->count == ALARM_FORMULA_SIZE)
        return fail(reading, "its expressions are too long to be decided", SPAN_ABSENT);
    *ARENA_PUSH(reading->arena, value) = formula;
    return true;
}

static bool push_all(struct reading *reading, struct value *value, const struct value *more) {
    for (size_t i = 0; i < more->count; i++)
        if (!push(reading, value, more->items[i]))
            return false;
    return true;
}

static bool read_query(struct reading *reading, size_t index, struct value *out);
static bool read_sum(struct text *text, struct value *out);

static bool read_reference(struct reading *reading, struct span id, struct value *out) {
    for (size_t i = 0; i < reading->count; i++)
        if (span_equal(reading->queries[i].id, id))
            return read_query(reading, i, out);
    return fail(reading, "its expression is not decided:", id);
}

/* METRICS(), or METRICS("part of an Id"): all metrics among the queries, expressions left out. */
static bool read_metrics(struct text *text, struct value *out) {
    struct reading *reading = text->reading;
    struct span part = SPAN("");
    if (alarm_skip(&text->rest, '"')) {
        part = span_head(text->rest, span_find_byte(text->rest, '"'));
        text->rest = span_tail(text->rest, part.len);
        if (!expect(text, '"'))
            return false;
    }
    out->array = true;
    for (size_t i = 0; i < reading->count; i++) {
        struct value one = {NULL, 0, 0, false};
        if (reading->queries[i].expression.ptr || !span_contains(reading->queries[i].id, part))
            continue;
        if (!read_query(reading, i, &one) || !push_all(reading, out, &one))
            return false;
    }
    return out->count || fail_text(text);
}

static bool read_fill(struct text *text, struct value *out) {
    struct value value = {NULL, 0, 0, false};
    double fill;
    if (!read_sum(text, &value) || !expect(text, ',') || !read_number(text, &fill))
        return false;
    out->array = value.array;
    for (size_t i = 0; i < value.count; i++) {
        struct alarm_formula filled = {
            .kind = ALARM_FORMULA_FILL, .fill = fill, .operands = &value.items[i], .count = 1};
        if (!push(text->reading, out, filled))
            return false;
    }
    return true;
}

static bool join(struct reading *reading, enum alarm_formula_kind kind, const struct value *value,
                 struct value *out) {
    struct alarm_formula joined = {.kind = kind, .operands = value->items, .count = value->count};
    return value->count == 1 ? push_all(reading, out, value) : push(reading, out, joined);
}

/* SUM, MAX and MIN of an array are a series; of one series they are a number over all periods that were read,
 * which AWS's page advises against. */
static bool read_joining(struct text *text, enum alarm_formula_kind kind, struct value *out) {
    struct value value = {NULL, 0, 0, false};
    if (!read_sum(text, &value))
        return false;
    if (!value.array)
        return fail(text->reading, "SUM, MAX or MIN of a single series is not decided", SPAN_ABSENT);
    return join(text->reading, kind, &value, out);
}

static bool read_call(struct text *text, struct span name, struct value *out) {
    static const struct {
        const char *name;
        enum alarm_formula_kind kind;
    } joining[] = {
        {"SUM", ALARM_FORMULA_SUM}, {"MAX", ALARM_FORMULA_MAXIMUM}, {"MIN", ALARM_FORMULA_MINIMUM}};
    bool fine = false;
    if (span_equal(name, SPAN("METRICS")))
        fine = read_metrics(text, out);
    else if (span_equal(name, SPAN("FILL")))
        fine = read_fill(text, out);
    else
        for (size_t i = 0; i < sizeof joining / sizeof *joining; i++)
            if (span_equal(name, span_from_cstr(joining[i].name)))
                fine = read_joining(text, joining[i].kind, out);
    return fine ? expect(text, ')') : fail(text->reading, "a function of metric math is not decided:", name);
}

static bool read_array(struct text *text, struct value *out) {
    out->array = true;
    do {
        struct value one = {NULL, 0, 0, false};
        if (!read_sum(text, &one) || !push_all(text->reading, out, &one))
            return false;
    } while (alarm_skip(&text->rest, ','));
    return expect(text, ']');
}

static bool read_operand(struct text *text, struct value *out) {
    if (alarm_skip(&text->rest, '('))
        return read_sum(text, out) && expect(text, ')');
    if (alarm_skip(&text->rest, '['))
        return read_array(text, out);
    struct span word = read_word(text);
    if (!word.len)
        return fail_text(text);
    return alarm_skip(&text->rest, '(') ? read_call(text, word, out)
                                        : read_reference(text->reading, word, out);
}

static bool read_operands(struct text *text, struct value *out) {
    struct value all = {NULL, 0, 0, false};
    if (!read_operand(text, out))
        return false;
    if (!alarm_skip(&text->rest, '+'))
        return true;
    do {
        if (out->array)
            return fail(text->reading, "arithmetic with arrays is not decided", SPAN_ABSENT);
        if (!push_all(text->reading, &all, out))
            return false;
        *out = (struct value){NULL, 0, 0, false};
        if (!read_operand(text, out))
            return false;
    } while (alarm_skip(&text->rest, '+'));
    if (out->array)
        return fail(text->reading, "arithmetic with arrays is not decided", SPAN_ABSENT);
    if (!push_all(text->reading, &all, out))
        return false;
    *out = (struct value){NULL, 0, 0, false};
    return join(text->reading, ALARM_FORMULA_ADD, &all, out);
}

static bool read_sum(struct text *text, struct value *out) {
    if (++text->reading->depth > ALARM_FORMULA_DEPTH)
        return fail(text->reading, "its expressions are too deep to be decided", SPAN_ABSENT);
    bool fine = read_operands(text, out);
    text->reading->depth--;
    return fine;
}

static bool read_expression(struct reading *reading, struct span expression, struct value *out) {
    struct text text = {reading, expression};
    if (expression.len > TEXT_LIMIT_BYTES)
        return fail(reading, "its expression is longer than AWS allows", SPAN_ABSENT);
    if (!read_sum(&text, out))
        return false;
    alarm_skip_blanks(&text.rest);
    return text.rest.len == 0 || fail_text(&text);
}

static bool read_unread(struct reading *reading, const struct alarm_query *query, struct value *out) {
    struct alarm_formula series = {.kind = ALARM_FORMULA_SERIES, .series = query->series};
    return query->expression.ptr ? read_expression(reading, query->expression, out)
                                 : push(reading, out, series);
}

static bool read_query(struct reading *reading, size_t index, struct value *out) {
    if (reading->states[index] == BEING_READ)
        return fail(reading, "its expressions refer to each other in a circle", SPAN_ABSENT);
    if (reading->states[index] == UNREAD) {
        reading->states[index] = BEING_READ;
        if (!read_unread(reading, &reading->queries[index], &reading->values[index]))
            return false;
        reading->states[index] = READ;
    }
    *out = reading->values[index];
    /* A copy that is pushed to must not write into this one. */
    out->capacity = out->count;
    return true;
}

const struct alarm_formula *alarm_formula_parse(struct arena *arena, const struct alarm_query *queries,
                                                size_t count, size_t root, struct span *why) {
    struct reading reading = {
        .arena = arena,
        .queries = queries,
        .count = count,
        .values = ARENA_NEW_ARRAY(arena, count + 1, struct value),
        .states = arena_alloc_array(arena, count + 1, sizeof *reading.states),
    };
    struct value value = {NULL, 0, 0, false};
    bool fine = count <= ALARM_FORMULA_QUERIES || fail(&reading, "it has too many queries", SPAN_ABSENT);
    fine = fine && read_query(&reading, root, &value);
    if (fine && value.count != 1)
        fine = fail(&reading, "its expression is several series", SPAN_ABSENT);
    *why = reading.why;
    return fine ? &value.items[0] : NULL;
}
