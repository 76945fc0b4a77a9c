/* Numbers are Reals, and a string that is one has a value too (U4). How a number is written hangs on its
 * value in ways that the theory of strings has no words for: a field is asked for the one or for the other.
 */
#include "report_smt2.h"

static bool is_equality(enum pattern_op op) {
    return op == PATTERN_EQUAL || op == PATTERN_NOT_EQUAL;
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

static const struct pattern_glob *glob_of(const struct pattern_value *value, bool other) {
    return other ? &value->other_glob : &value->glob;
}

/* --- By value or by text? --- */

bool smt_numbers_are_said(struct smt *smt, const struct smt_field *field, struct span text) {
    if (field->number_by_value && field->number_by_text)
        return smt_refuse(smt, "a number is asked for its value and for how it is written (U4)", text);
    if (field->string_by_value && field->string_by_text)
        return smt_refuse(smt, "a string is asked for its value as a number and for its text (U4)", text);
    return true;
}

static void note_glob(struct smt_field *field, const struct pattern_glob *glob) {
    if (glob->count > 1)
        field->number_by_text = field->string_by_text = true;
    else if (pattern_is_number(glob->pieces[0]))
        field->number_by_value = true;
}

bool smt_note_atom(struct smt *smt, const struct pattern_atom *atom, size_t index) {
    struct smt_field *field = &smt->fields.items[index];
    const struct pattern_value *value = &atom->value;
    switch (value->kind) {
    case PATTERN_NO_VALUE:
        break;
    case PATTERN_NUMBER:
        field->number_by_value = true;
        field->string_by_value |= is_equality(atom->op); /* an order is false in every reading */
        break;
    case PATTERN_GLOB:
        if (pattern_glob_is_star(&value->glob))
            break;
        note_glob(field, &value->glob);
        if (value->other_point)
            note_glob(field, &value->other_glob);
        break;
    case PATTERN_REGEX:
        if (value->regex.too_large || value->other_regex.too_large)
            return smt_refuse(smt, "the regular expression is too large", atom->text);
        field->number_by_text = field->string_by_text = true;
        break;
    }
    return smt_numbers_are_said(smt, field, atom->text);
}

/* --- Numbers --- */

static void put_value(struct smt *smt, const char *order, size_t field, struct span number) {
    text_printf(&smt->out, "(%s f%zu.value ", order, field);
    if (!smt_put_number(&smt->out, number))
        smt_refuse(smt, "its exponent is too large to be written out", number);
    text_append(&smt->out, SPAN(")"));
}

/* Numerically where both are numbers; a text that is none is how no number is written. */
static void put_number_in(struct smt *smt, const struct pattern_value *value, size_t field, bool other) {
    const struct pattern_glob *glob = glob_of(value, other);
    if (value->kind == PATTERN_REGEX || glob->count > 1)
        smt_put_member(&smt->out, arena_printf(smt->arena, "f%zu.text", field).ptr, value, other);
    else if (pattern_is_number(glob->pieces[0]))
        put_value(smt, "=", field, glob->pieces[0]);
    else
        text_append(&smt->out, SPAN("false"));
}

/* U4: X as above; Z false; N true for != */
static void put_by_reading(struct smt *smt, const struct pattern_atom *atom, size_t field, smt_put_in *put) {
    bool negated = atom->op == PATTERN_NOT_EQUAL;
    text_append(&smt->out,
                negated ? SPAN("(or (= u4 2) (and (= u4 0) (not ") : SPAN("(or false (and (= u4 0) (and "));
    smt_put_choice(smt, &atom->value, field, put);
    text_append(&smt->out, SPAN(")))"));
}

void smt_put_number_kind(struct smt *smt, const struct pattern_atom *atom, size_t field) {
    text_printf(&smt->out, "\n  (and (= f%zu.kind 4) ", field);
    if (atom->value.kind == PATTERN_NUMBER) {
        text_append(&smt->out, atom->op == PATTERN_NOT_EQUAL ? SPAN("(not ") : SPAN("(and "));
        put_value(smt, order_name(atom->op), field, atom->value.text);
        text_append(&smt->out, SPAN(")"));
    } else if (atom->value.kind == PATTERN_GLOB && pattern_glob_is_star(&atom->value.glob)) {
        text_append(&smt->out, atom->op == PATTERN_EQUAL ? SPAN("true") : SPAN("false"));
    } else {
        put_by_reading(smt, atom, field, put_number_in);
    }
    text_append(&smt->out, SPAN(")"));
}

/* --- Strings that are numbers --- */

static void put_numeric(struct smt *smt, const struct pattern_value *value, size_t field, bool other) {
    (void)other;
    text_printf(&smt->out, "(and f%zu.numeric ", field);
    put_value(smt, "=", field, value->text);
    text_append(&smt->out, SPAN(")"));
}

void smt_put_string_as_number(struct smt *smt, const struct pattern_atom *atom, size_t field) {
    if (is_equality(atom->op))
        put_by_reading(smt, atom, field, put_numeric);
    else
        text_append(&smt->out, SPAN("false"));
}

static void put_literal(struct smt *smt, const struct pattern_glob *glob, size_t field) {
    if (glob->count > 1)
        return;
    text_printf(&smt->out, "(assert (=> (= f%zu.text ", field);
    smt_put_string(&smt->out, glob->pieces[0]);
    text_append(&smt->out, SPAN(") "));
    if (pattern_is_number(glob->pieces[0])) {
        text_printf(&smt->out, "(and f%zu.numeric ", field);
        put_value(smt, "=", field, glob->pieces[0]);
        text_append(&smt->out, SPAN(")))\n"));
    } else {
        text_printf(&smt->out, "(not f%zu.numeric)))\n", field);
    }
}

void smt_put_literals(struct smt *smt, const struct pattern_atom *atom, size_t field) {
    if (!smt->fields.items[field].string_by_value || atom->value.kind != PATTERN_GLOB)
        return;
    put_literal(smt, &atom->value.glob, field);
    if (atom->value.other_point)
        put_literal(smt, &atom->value.other_glob, field);
}
