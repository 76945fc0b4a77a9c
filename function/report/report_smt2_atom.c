/* One atom: true in these kinds, for these texts, under these readings. */
#include "report_smt2.h"

static const enum pattern_state states[SMT_KINDS] = {
    [SMT_ABSENT] = PATTERN_STATE_ABSENT,    [SMT_NULL] = PATTERN_STATE_NULL,
    [SMT_TRUE] = PATTERN_STATE_TRUE,        [SMT_FALSE] = PATTERN_STATE_FALSE,
    [SMT_NUMBER] = PATTERN_STATE_NUMBER,    [SMT_STRING] = PATTERN_STATE_STRING,
    [SMT_OBJECT] = PATTERN_STATE_CONTAINER, [SMT_ARRAY] = PATTERN_STATE_CONTAINER,
};

static int number_of(enum pattern_open_point point) {
    return __builtin_ctz((unsigned)point);
}

/* --- Kinds without a text: the truth table under each reading of its point, and of the value's own --- */

static void put_constant_kind(struct smt *smt, const struct pattern_atom *atom, size_t field,
                              enum smt_kind kind) {
    uint32_t points = pattern_atom_open_points(atom, states[kind]) & (PATTERN_U2 | PATTERN_U3);
    unsigned point = points ? (unsigned)__builtin_ctz(points) : 0;
    unsigned own = atom->value.other_point ? (unsigned)number_of(atom->value.other_point) : 0;
    for (unsigned choice = 0; choice < (point ? 3 : 1); choice++)
        for (unsigned other = 0; other < (own ? 2 : 1); other++) {
            struct pattern_reading reading = {{0}};
            struct pattern_field value = {.state = states[kind]};
            reading.choice[point] = (unsigned char)choice;
            reading.choice[own] = (unsigned char)(own ? other : reading.choice[own]);
            if (pattern_atom_truth(atom, value, &reading) != PATTERN_TRUE)
                continue;
            text_printf(&smt->out, "\n  (and (= f%zu.kind %d)", field, (int)kind);
            if (point)
                text_printf(&smt->out, " (= u%u %u)", point, choice);
            if (own)
                text_printf(&smt->out, " (= u%u %u)", own, other);
            text_append(&smt->out, SPAN(")"));
        }
}

/* --- Strings --- */

static void put_string_in(struct smt *smt, const struct pattern_value *value, size_t field, bool other) {
    smt_put_member(&smt->out, arena_printf(smt->arena, "f%zu.text", field).ptr, value, other);
}

static void put_string_kind(struct smt *smt, const struct pattern_atom *atom, size_t field) {
    text_printf(&smt->out, "\n  (and (= f%zu.kind 5) ", field);
    if (atom->value.kind == PATTERN_NUMBER) {
        smt_put_string_as_number(smt, atom, field);
    } else {
        text_append(&smt->out, atom->op == PATTERN_NOT_EQUAL ? SPAN("(not (and ") : SPAN("(and (and "));
        smt_put_choice(smt, &atom->value, field, put_string_in);
        if (atom->value.kind == PATTERN_GLOB)
            text_printf(&smt->out, " (or (= u5 0) (not (= f%zu.text \"\")))", field);
        text_append(&smt->out, SPAN("))"));
    }
    text_append(&smt->out, SPAN(")"));
}

void smt_put_choice(struct smt *smt, const struct pattern_value *value, size_t field, smt_put_in *put) {
    if (!value->other_point) {
        put(smt, value, field, false);
        return;
    }
    text_printf(&smt->out, "(ite (= u%d 0) ", number_of(value->other_point));
    put(smt, value, field, false);
    text_append(&smt->out, SPAN(" "));
    put(smt, value, field, true);
    text_append(&smt->out, SPAN(")"));
}

/* --- One field --- */

static void put_condition(struct smt *smt, const char *name, const struct pattern_atom *atom, size_t field) {
    unsigned may = smt->fields.items[field].record->states;
    bool compares = atom->value.kind != PATTERN_NO_VALUE;
    text_printf(&smt->out, "(define-fun %s () Bool (or false", name);
    for (int kind = 0; kind < SMT_KINDS; kind++)
        if (kind != SMT_NUMBER && kind != SMT_STRING)
            put_constant_kind(smt, atom, field, (enum smt_kind)kind);
    if (compares && (may & MAY_BE_STRING))
        put_string_kind(smt, atom, field);
    if (compares && (may & MAY_BE_NUMBER))
        smt_put_number_kind(smt, atom, field);
    text_append(&smt->out, SPAN("))\n"));
    smt_put_literals(smt, atom, field);
}

/* --- The fields that a wildcard stands for --- */

static void put_some(struct smt *smt, const char *name, const struct smt_instances *instances) {
    text_append(&smt->out, SPAN("(or false"));
    for (size_t i = 0; i < instances->count; i++)
        text_printf(&smt->out, " (and (not (= f%zu.kind 0)) %s.e%zu)", instances->items[i].element, name, i);
    text_append(&smt->out, SPAN(")"));
}

static void put_all(struct smt *smt, const char *name, const struct smt_instances *instances) {
    text_append(&smt->out, SPAN("(and true"));
    for (size_t i = 0; i < instances->count; i++)
        text_printf(&smt->out, " (or (= f%zu.kind 0) %s.e%zu)", instances->items[i].element, name, i);
    text_append(&smt->out, SPAN(")"));
}

static void put_none(struct smt *smt, const struct smt_instances *instances) {
    text_append(&smt->out, SPAN("(and true"));
    for (size_t i = 0; i < instances->count; i++)
        text_printf(&smt->out, " (= f%zu.kind 0)", instances->items[i].element);
    text_append(&smt->out, SPAN(")"));
}

/* Some of the values that are there, or by the other reading of U7 all of them; where there is none, as if
 * absent. */
static void put_set(struct smt *smt, const char *name, const struct pattern_atom *atom,
                    const struct smt_instances *instances) {
    text_printf(&smt->out, "(define-fun %s () Bool (ite ", name);
    put_none(smt, instances);
    text_append(&smt->out, atom->op == PATTERN_NOT_EXISTS ? SPAN(" true ") : SPAN(" false "));
    if (atom->op == PATTERN_EQUAL) {
        put_some(smt, name, instances);
    } else {
        text_append(&smt->out, SPAN("(ite (= u7 0) "));
        put_some(smt, name, instances);
        text_append(&smt->out, SPAN(" "));
        put_all(smt, name, instances);
        text_append(&smt->out, SPAN(")"));
    }
    text_append(&smt->out, SPAN("))\n"));
}

void smt_put_atom(struct smt *smt, size_t pattern, size_t index, const struct pattern_atom *atom) {
    struct smt_instances instances = smt_instances(smt, &atom->selector);
    const char *name = arena_printf(smt->arena, "p%zu.a%zu", pattern, index).ptr;
    if (!smt_has_wildcard(&atom->selector)) {
        put_condition(smt, name, atom, instances.items[0].value);
        return;
    }
    for (size_t i = 0; i < instances.count; i++)
        put_condition(smt, arena_printf(smt->arena, "%s.e%zu", name, i).ptr, atom, instances.items[i].value);
    put_set(smt, name, atom, &instances);
}
