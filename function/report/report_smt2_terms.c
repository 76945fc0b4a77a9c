/* Terms: is a text in the record's raw text?
 *
 *   (define-fun t0.in ((s String)) Bool (str.contains s "AccessDenied"))
 *   (define-fun t0 () Bool (t0.in raw))
 *   (assert (=> (and (= f0.kind 5) (t0.in f0.text)) t0))       T6: $.errorCode stands in raw as it is
 *
 * A term that JSON may escape, and a regular expression, occur or not by no single reading (U13): t0 is a
 * free constant, which only what surely makes it occur binds. */
#include "report_smt2.h"

#include <string.h>

size_t smt_term(struct smt *smt, const struct pattern_term *term) {
    for (size_t i = 0; i < smt->terms.count; i++)
        if (smt->terms.items[i].is_regex == term->is_regex &&
            span_equal(smt->terms.items[i].text, term->text))
            return i;
    *ARENA_PUSH(smt->arena, &smt->terms) = *term;
    return smt->terms.count - 1;
}

static bool is_in_numbers(const struct pattern_term *term) {
    static const char characters[] = "0123456789.eE+-";
    for (size_t i = 0; !term->is_regex && i < term->text.len; i++)
        if (!memchr(characters, term->text.ptr[i], sizeof characters - 1))
            return false;
    return term->is_regex || term->text.len > 0;
}

bool smt_note_terms(struct smt *smt) {
    for (size_t i = 0; i < smt->terms.count; i++)
        for (size_t f = 0; f < smt->fields.count && is_in_numbers(&smt->terms.items[i]); f++) {
            struct smt_field *field = &smt->fields.items[f];
            field->number_by_text = field->string_by_text = true;
            if (!smt_numbers_are_said(smt, field, smt->terms.items[i].text))
                return false;
        }
    return true;
}

static bool is_empty(const struct pattern_term *term) {
    return !term->is_regex && term->text.len == 0;
}

/* --- t0.in: does a string that holds this make the term occur? --- */

static bool is_any_text(const struct pattern_element *element) {
    return element->repeat == PATTERN_ANY_NUMBER && pattern_characters_are_all(&element->characters);
}

/* An alternative without anchors, found in characters that JSON never escapes. */
static void put_alternative(struct text_builder *out, const struct pattern_element *elements, size_t count) {
    if (count < 2 || !is_any_text(&elements[0]) || !is_any_text(&elements[count - 1]))
        return;
    text_append(out, SPAN(" (re.++ re.all (re.inter (re.* safe)"));
    smt_put_sequence(out, elements + 1, count - 2);
    text_append(out, SPAN(") re.all)"));
}

static void put_regex_in(struct text_builder *out, const struct pattern_regex *regex) {
    text_append(out, SPAN("(str.in_re s (re.union re.none re.none"));
    for (size_t start = 0, end; start < regex->count; start = end + 1) {
        for (end = start; regex->elements[end].repeat != PATTERN_END; end++)
            ;
        put_alternative(out, &regex->elements[start], end - start);
    }
    text_append(out, SPAN("))"));
}

static void put_in(struct smt *smt, size_t number) {
    const struct pattern_term *term = &smt->terms.items[number];
    text_append(&smt->out, SPAN("; "));
    smt_put_string(&smt->out, term->text);
    text_printf(&smt->out, "\n(define-fun t%zu.in ((s String)) Bool ", number);
    if (term->is_regex) {
        put_regex_in(&smt->out, &term->regex);
    } else if (pattern_term_is_plain(term)) {
        text_append(&smt->out, SPAN("(str.contains s "));
        smt_put_string(&smt->out, term->text);
        text_append(&smt->out, SPAN(")"));
    } else {
        text_append(&smt->out, is_empty(term) ? SPAN("true") : SPAN("false"));
    }
    text_append(&smt->out, SPAN(")\n"));
}

static void put_term(struct smt *smt, size_t number) {
    const struct pattern_term *term = &smt->terms.items[number];
    put_in(smt, number);
    if (pattern_term_is_plain(term) || is_empty(term))
        text_printf(&smt->out, "(define-fun t%zu () Bool (t%zu.in raw))\n", number, number);
    else
        text_printf(&smt->out, "(declare-const t%zu Bool) ; U13\n", number);
}

/* --- What makes a term occur --- */

static bool can_be_in_a_text(const struct pattern_term *term) {
    return term->is_regex || pattern_term_is_plain(term);
}

/* A word that stands in the raw text whenever the condition, an SMT-LIB term, holds. */
static void put_word(struct smt *smt, size_t number, const char *condition, struct span word) {
    const struct pattern_term *term = &smt->terms.items[number];
    if (!can_be_in_a_text(term) || (!term->is_regex && !span_contains(word, term->text)))
        return;
    text_printf(&smt->out, "(assert (=> (and %s (t%zu.in ", condition, number);
    smt_put_string(&smt->out, word);
    text_printf(&smt->out, ")) t%zu))\n", number);
}

static void put_kind_word(struct smt *smt, size_t term, size_t field, enum smt_kind kind, struct span word) {
    put_word(smt, term, arena_printf(smt->arena, "(= f%zu.kind %d)", field, (int)kind).ptr, word);
}

static void put_field_link(struct smt *smt, size_t term, size_t number) {
    const struct smt_field *field = &smt->fields.items[number];
    const struct pattern_step *last = &field->selector.steps[field->selector.count - 1];
    unsigned may = field->record->states;
    if (last->kind == PATTERN_KEY)
        put_word(smt, term, arena_printf(smt->arena, "(not (= f%zu.kind 0))", number).ptr, last->key);
    if (may & MAY_BE_NULL)
        put_kind_word(smt, term, number, SMT_NULL, SPAN("null"));
    if (may & MAY_BE_TRUE)
        put_kind_word(smt, term, number, SMT_TRUE, SPAN("true"));
    if (may & MAY_BE_FALSE)
        put_kind_word(smt, term, number, SMT_FALSE, SPAN("false"));
    if ((may & (MAY_BE_NUMBER | MAY_BE_STRING)) && can_be_in_a_text(&smt->terms.items[term]))
        text_printf(&smt->out,
                    "(assert (=> (and (or (= f%zu.kind 4) (= f%zu.kind 5)) (t%zu.in f%zu.text)) t%zu))\n",
                    number, number, term, number, term);
}

/* What occurs in a term occurs where that term does; plain ones both stand in raw. */
static void put_term_links(struct smt *smt, size_t term) {
    for (size_t i = 0; i < smt->terms.count; i++) {
        const struct pattern_term *other = &smt->terms.items[i];
        if (i != term && !other->is_regex &&
            !(pattern_term_is_plain(other) && pattern_term_is_plain(&smt->terms.items[term])))
            put_word(smt, term, arena_printf(smt->arena, "t%zu", i).ptr, other->text);
    }
}

void smt_put_terms(struct smt *smt) {
    if (smt->terms.count > 0)
        text_append(&smt->out, SPAN("(declare-const raw String)\n"));
    for (size_t i = 0; i < smt->terms.count; i++)
        put_term(smt, i);
    for (size_t i = 0; i < smt->terms.count; i++) {
        for (size_t k = 0; k < SMT_REQUIRED; k++)
            put_word(smt, i, "true", smt_required[k]);
        for (size_t f = 0; f < smt->fields.count; f++)
            put_field_link(smt, i, f);
        put_term_links(smt, i);
    }
}
