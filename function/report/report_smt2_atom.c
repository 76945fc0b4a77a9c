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

bool smt_refuse(struct smt *smt, const char *what, struct span text) {
    if (!smt->refused.ptr)
        smt->refused = arena_printf(smt->arena, "%.*s: %s", SPAN_FMT(text), what);
    return false;
}

static const char *order_name(enum pattern_op op) {
    switch (op) {
    case PATTERN_LESS:
        return "<";
    case PATTERN_LESS_EQUAL:
        return "<=";
    case PATTERN_GREATER:
        return ">";
    case PATTERN_GREATER_EQUAL:
        return ">=";
    case PATTERN_EQUAL:
    case PATTERN_NOT_EQUAL:
    case PATTERN_IS_NULL:
    case PATTERN_IS_TRUE:
    case PATTERN_IS_FALSE:
    case PATTERN_NOT_EXISTS:
        break;
    }
    return "=";
}

static bool is_equality(enum pattern_op op) {
    return op == PATTERN_EQUAL || op == PATTERN_NOT_EQUAL;
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

/* --- Texts --- */

static void put_member(struct smt *smt, const struct pattern_value *value, size_t field, bool other) {
    const char *name = arena_printf(smt->arena, "f%zu.text", field).ptr;
    smt_put_member(&smt->out, name, value, other);
}

/* Is the field's text one of the value's, under the readings of U6, U11, U12? */
static void put_in_language(struct smt *smt, const struct pattern_value *value, size_t field) {
    if (!value->other_point) {
        put_member(smt, value, field, false);
        return;
    }
    text_printf(&smt->out, "(ite (= u%d 0) ", number_of(value->other_point));
    put_member(smt, value, field, false);
    text_append(&smt->out, SPAN(" "));
    put_member(smt, value, field, true);
    text_append(&smt->out, SPAN(")"));
}

static void put_negated(struct smt *smt, const struct pattern_atom *atom) {
    if (atom->op == PATTERN_NOT_EQUAL)
        text_append(&smt->out, SPAN("(not "));
}

static void put_negated_end(struct smt *smt, const struct pattern_atom *atom) {
    if (atom->op == PATTERN_NOT_EQUAL)
        text_append(&smt->out, SPAN(")"));
}

static void put_string_kind(struct smt *smt, const struct pattern_atom *atom, size_t field) {
    if (atom->value.kind == PATTERN_NUMBER) {
        if (is_equality(atom->op)) /* an order is false in every reading */
            smt_refuse(smt, "whether a string is a number (U4) is beyond the theory of strings", atom->text);
        return;
    }
    text_printf(&smt->out, "\n  (and (= f%zu.kind 5) ", field);
    put_negated(smt, atom);
    text_append(&smt->out, SPAN("(and "));
    put_in_language(smt, &atom->value, field);
    if (atom->value.kind == PATTERN_GLOB)
        text_printf(&smt->out, " (or (= u5 0) (not (= f%zu.text \"\")))", field);
    text_append(&smt->out, SPAN(")"));
    put_negated_end(smt, atom);
    text_append(&smt->out, SPAN(")"));
}

/* --- Numbers --- */

static bool put_value(struct smt *smt, const struct pattern_atom *atom, size_t field, struct span number) {
    smt->fields.items[field].by_value = true;
    text_printf(&smt->out, "(%s f%zu.value ", order_name(atom->op), field);
    if (!smt_put_number(&smt->out, number))
        return smt_refuse(smt, "its exponent is too large to be written out", atom->text);
    text_append(&smt->out, SPAN(")"));
    return true;
}

static bool is_number_text(const struct pattern_value *value) {
    return value->kind == PATTERN_GLOB && value->glob.count == 1 && pattern_is_number(value->glob.pieces[0]);
}

/* U4: X by the text, or numerically if both are numbers; Z false; N true for != */
static void put_number_by_reading(struct smt *smt, const struct pattern_atom *atom, size_t field) {
    text_append(&smt->out, SPAN("(or (and (= u4 0) "));
    put_negated(smt, atom);
    if (is_number_text(&atom->value)) {
        put_value(smt, atom, field, atom->value.glob.pieces[0]);
    } else {
        smt->fields.items[field].by_text = true;
        put_in_language(smt, &atom->value, field);
    }
    put_negated_end(smt, atom);
    text_printf(&smt->out, ") %s)", atom->op == PATTERN_NOT_EQUAL ? "(= u4 2)" : "false");
}

static void put_number_kind(struct smt *smt, const struct pattern_atom *atom, size_t field) {
    text_printf(&smt->out, "\n  (and (= f%zu.kind 4) ", field);
    if (atom->value.kind == PATTERN_NUMBER) {
        put_negated(smt, atom);
        put_value(smt, atom, field, atom->value.text);
        put_negated_end(smt, atom);
    } else if (atom->value.kind == PATTERN_GLOB && pattern_glob_is_star(&atom->value.glob)) {
        text_append(&smt->out, atom->op == PATTERN_EQUAL ? SPAN("true") : SPAN("false"));
    } else {
        put_number_by_reading(smt, atom, field);
    }
    text_append(&smt->out, SPAN(")"));
}

void smt_put_atom(struct smt *smt, size_t pattern, size_t index, const struct pattern_atom *atom) {
    size_t field = smt_field(smt, &atom->selector);
    unsigned may = smt->fields.items[field].record->states;
    if (atom->value.kind == PATTERN_REGEX &&
        (atom->value.regex.too_large || atom->value.other_regex.too_large))
        smt_refuse(smt, "the regular expression is too large", atom->text);
    text_printf(&smt->out, "(define-fun p%zu.a%zu () Bool (or false", pattern, index);
    for (int kind = 0; kind < SMT_KINDS; kind++)
        if (kind != SMT_NUMBER && kind != SMT_STRING)
            put_constant_kind(smt, atom, field, (enum smt_kind)kind);
    if (atom->value.kind != PATTERN_NO_VALUE && (may & MAY_BE_STRING))
        put_string_kind(smt, atom, field);
    if (atom->value.kind != PATTERN_NO_VALUE && (may & MAY_BE_NUMBER))
        put_number_kind(smt, atom, field);
    text_append(&smt->out, SPAN("))\n"));
    struct smt_field *asked = &smt->fields.items[field];
    if (asked->by_value && asked->by_text)
        smt_refuse(smt, "a number is asked for its value and for how it is written (U4)", atom->text);
}
