/* Literals and languages of SMT-LIB's strings. */
#include "report_smt2.h"
#include "utf8.h"

#include <stdlib.h>

enum { EXPONENT_LIMIT = 400, ASCII = 128 };

void smt_put_string(struct text_builder *out, struct span text) {
    text_append(out, SPAN("\""));
    while (text.len) {
        uint32_t c = utf8_take(&text); /* patterns are UTF-8: the parser refuses all else */
        if (c == '"')
            text_append(out, SPAN("\"\""));
        else if (c >= ' ' && c < 0x7F && c != '\\')
            text_printf(out, "%c", (char)c);
        else
            text_printf(out, "\\u{%x}", (unsigned)c);
    }
    text_append(out, SPAN("\""));
}

/* --- Globs --- */

static void put_glob(struct text_builder *out, const struct pattern_glob *glob) {
    text_append(out, SPAN("(re.++ (str.to_re \"\")"));
    for (size_t i = 0; i < glob->count; i++) {
        text_append(out, i ? SPAN(" re.all (str.to_re ") : SPAN(" (str.to_re "));
        smt_put_string(out, glob->pieces[i]);
        text_append(out, SPAN(")"));
    }
    text_append(out, SPAN(")"));
}

/* --- Regular expressions: a choice of sequences --- */

static bool has(const struct pattern_characters *characters, unsigned c) {
    return characters->ascii[c / 64] >> c % 64 & 1;
}

static void put_characters(struct text_builder *out, const struct pattern_characters *characters) {
    text_append(out, SPAN("(re.union re.none re.none"));
    for (unsigned from = 0; from < ASCII; from++) {
        unsigned to = from;
        if (!has(characters, from))
            continue;
        while (to + 1 < ASCII && has(characters, to + 1))
            to++;
        text_printf(out, " (re.range \"\\u{%x}\" \"\\u{%x}\")", from, to);
        from = to;
    }
    if (characters->others)
        text_append(out, SPAN(" (re.range \"\\u{80}\" \"\\u{2ffff}\")"));
    text_append(out, SPAN(")"));
}

static void put_element(struct text_builder *out, const struct pattern_element *element) {
    switch (element->repeat) {
    case PATTERN_ONCE:
        text_append(out, SPAN(" "));
        put_characters(out, &element->characters);
        break;
    case PATTERN_OPTIONAL:
        text_append(out, SPAN(" (re.opt "));
        put_characters(out, &element->characters);
        text_append(out, SPAN(")"));
        break;
    case PATTERN_ANY_NUMBER:
        text_append(out, SPAN(" (re.* "));
        put_characters(out, &element->characters);
        text_append(out, SPAN(")"));
        break;
    case PATTERN_END:
        break;
    }
}

void smt_put_sequence(struct text_builder *out, const struct pattern_element *elements, size_t count) {
    text_append(out, SPAN(" (re.++ (str.to_re \"\") (str.to_re \"\")"));
    for (size_t i = 0; i < count && elements[i].repeat != PATTERN_END; i++)
        put_element(out, &elements[i]);
    text_append(out, SPAN(")"));
}

static void put_regex(struct text_builder *out, const struct pattern_regex *regex) {
    text_append(out, SPAN("(re.union re.none re.none"));
    for (size_t i = 0; i < regex->count; i++) {
        smt_put_sequence(out, &regex->elements[i], regex->count - i);
        while (regex->elements[i].repeat != PATTERN_END)
            i++;
    }
    text_append(out, SPAN(")"));
}

static void put_call(struct text_builder *out, const char *word, struct span text, const char *name) {
    text_printf(out, "(%s ", word);
    smt_put_string(out, text);
    text_printf(out, " %s)", name);
}

/* Words that solvers know are decided sooner than languages. False: there is none for this glob. */
static bool put_word(struct text_builder *out, const char *name, const struct pattern_glob *glob) {
    struct span first = glob->pieces[0];
    struct span last = glob->pieces[glob->count - 1];
    if (glob->count == 1)
        put_call(out, "=", first, name);
    else if (glob->count == 2 && first.len == 0)
        put_call(out, "str.suffixof", last, name);
    else if (glob->count == 2 && last.len == 0)
        put_call(out, "str.prefixof", first, name);
    else
        return false;
    return true;
}

void smt_put_member(struct text_builder *out, const char *name, const struct pattern_value *value,
                    bool other) {
    const struct pattern_glob *glob = other ? &value->other_glob : &value->glob;
    if (value->kind != PATTERN_REGEX && put_word(out, name, glob))
        return;
    text_printf(out, "(str.in_re %s ", name);
    if (value->kind == PATTERN_REGEX)
        put_regex(out, other ? &value->other_regex : &value->regex);
    else
        put_glob(out, glob);
    text_append(out, SPAN(")"));
}

/* --- Numbers: "-1.5e2" -> (- 150.0) --- */

static void put_zeros(struct text_builder *out, long count) {
    for (; count > 0; count--)
        text_append(out, SPAN("0"));
}

/* digits * 10^power, without sign */
static void put_decimal(struct text_builder *out, struct span digits, long power) {
    if (power >= 0) {
        text_append(out, digits);
        put_zeros(out, power);
        text_append(out, SPAN(".0"));
        return;
    }
    text_append(out, SPAN("(/ "));
    text_append(out, digits);
    text_append(out, SPAN(".0 1"));
    put_zeros(out, -power);
    text_append(out, SPAN(".0)"));
}

bool smt_put_number(struct text_builder *out, struct span number) {
    struct text_builder digits = {.arena = out->arena};
    struct span text = pattern_number_json(out->arena, number);
    bool negative = span_starts_with(text, SPAN("-"));
    long power = 0;
    bool fraction = false;
    size_t i = negative;
    for (; i < text.len && text.ptr[i] != 'e' && text.ptr[i] != 'E'; i++) {
        if (text.ptr[i] == '.') {
            fraction = true;
            continue;
        }
        text_append(&digits, span_head(span_tail(text, i), 1));
        power -= fraction;
    }
    if (i < text.len)
        power += strtol(arena_cstr(out->arena, span_tail(text, i + 1)), NULL, 10);
    if (power > EXPONENT_LIMIT || power < -EXPONENT_LIMIT)
        return false;
    text_append(out, negative ? SPAN("(- ") : SPAN(""));
    put_decimal(out, text_span(&digits), power);
    text_append(out, negative ? SPAN(")") : SPAN(""));
    return true;
}
