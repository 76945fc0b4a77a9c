/* The question of a proof in SMT-LIB 2: `unsat` exactly when it is covered. */
#include "report_smt2.h"

#include "report.h"

#define RANGE(a, b) "(re.range \"" a "\" \"" b "\")"
#define HEXES       RANGE("0", "9") " " RANGE("A", "F") " " RANGE("a", "f")
#define INNER       RANGE("A", "Z") " " RANGE("a", "z") " " RANGE("0", "9") " (str.to_re \"-\")"
#define PARTS       "(re.* (re.union " HEXES " (str.to_re \":\") (str.to_re \".\")))"
#define NAMES       "(re.* (re.union " INNER " (str.to_re \".\")))"
#define DIGITS      RANGE("0", "9")

static const char preamble[] =
    "; earshot explain --format smt2\n"
    "; sat: some CloudTrail record that the requirement p0 names is matched by no filter p1, p2 ...,\n"
    "; under some reading of the open points u1 ... u12. unsat: COVERED.\n"
    "; T1-T3, T6 and T7 of a record are asserted.\n"
    "(set-logic ALL)\n"
    "; T1, T2: not empty, no control characters\n"
    "(define-fun plain () RegLan (re.comp (re.union (str.to_re \"\")\n"
    "  (re.++ re.all (re.union (re.range \"\\u{0}\" \"\\u{1f}\") (str.to_re \"\\u{7f}\")) re.all))))\n"
    "; T3: IPv6, IPv4 or a name, AWS itself\n"
    "(define-fun address () RegLan (re.union (str.to_re \"AWS Internal\")\n"
    "  (re.++ " PARTS " (str.to_re \":\") " PARTS " (str.to_re \":\") " PARTS ")\n"
    "  (re.++ (re.union " INNER ") " NAMES " (str.to_re \".\") " NAMES " (re.union " INNER "))))\n"
    "(define-fun number-text () RegLan (re.++ (re.opt (str.to_re \"-\"))\n"
    "  (re.union (str.to_re \"0\") (re.++ " RANGE(
        "1", "9") " (re.* " DIGITS ")))\n"
                  "  (re.opt (re.++ (str.to_re \".\") (re.+ " DIGITS ")))\n"
                  "  (re.opt (re.++ (re.union (str.to_re \"e\") (str.to_re \"E\"))\n"
                  "    (re.opt (re.union (str.to_re \"+\") (str.to_re \"-\"))) (re.+ " DIGITS ")))))\n"
                  "; T6: characters that stand in the JSON text as they are\n"
                  "(define-fun safe () RegLan (re.union " RANGE(" ", "!") " " RANGE("#", ".") " " RANGE(
                      "0", "[") " " RANGE("]", "~") "))\n";

static void put_readings(struct text_builder *out) {
    static const struct {
        int point, readings;
    } rows[] = {{1, 2}, {2, 3}, {3, 3}, {4, 3}, {5, 2}, {6, 2}, {7, 2}, {11, 2}, {12, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        text_printf(out, "(declare-const u%d Int) (assert (and (<= 0 u%d) (< u%d %d)))\n", rows[i].point,
                    rows[i].point, rows[i].point, rows[i].readings);
}

bool smt_refuse(struct smt *smt, const char *what, struct span text) {
    if (!smt->refused.ptr)
        smt->refused = arena_printf(smt->arena, "%.*s: %s", SPAN_FMT(text), what);
    return false;
}

size_t smt_span(struct smt *smt, struct smt_spans *spans, struct span text) {
    for (size_t i = 0; i < spans->count; i++)
        if (span_equal(spans->items[i], text))
            return i;
    *ARENA_PUSH(smt->arena, spans) = text;
    return spans->count - 1;
}

/* --- Patterns as formulas --- */

/* Has the pattern, or what is left of it, no single reading? U10, U13, columns. */
static bool is_free(const struct pattern *pattern) {
    bool is_empty_object = pattern->family == PATTERN_JSON && pattern->node_count == 0;
    return (pattern->open_points & (PATTERN_U10 | PATTERN_U13)) || pattern->family == PATTERN_COLUMNS ||
           is_empty_object;
}

static bool has_other_than_any(const struct pattern *pattern) {
    for (size_t i = 0; i < pattern->term_count; i++)
        if (pattern->terms[i].kind != PATTERN_TERM_ANY)
            return true;
    return false;
}

/* `?` terms count only among themselves. Where U13 leaves the pattern open, what contains an excluded term is
 * matched under no reading. */
static void put_terms(struct smt *smt, const struct pattern *pattern) {
    bool open = is_free(pattern);
    bool others = has_other_than_any(pattern);
    text_append(&smt->out, others ? SPAN("(and true") : SPAN("(or false"));
    for (size_t i = 0; i < pattern->term_count; i++) {
        const struct pattern_term *term = &pattern->terms[i];
        if (term->kind == PATTERN_TERM_NOT)
            text_printf(&smt->out, " (not t%zu)", smt_term(smt, term));
        else if (!open && (!others || term->kind == PATTERN_TERM_MUST))
            text_printf(&smt->out, " t%zu", smt_term(smt, term));
    }
    text_append(&smt->out, SPAN(")"));
}

static struct span formula_of(struct smt *smt, const struct pattern *pattern, size_t number) {
    struct span *stack = ARENA_NEW_ARRAY(smt->arena, pattern->stack_limit + 1, struct span);
    size_t top = 0;
    for (size_t i = 0; i < pattern->node_count; i++) {
        const struct pattern_node *node = &pattern->formula[i];
        if (node->kind == PATTERN_NODE_ATOM) {
            stack[top++] = arena_printf(smt->arena, "p%zu.a%zu", number, node->atom);
            continue;
        }
        top--;
        stack[top - 1] =
            arena_printf(smt->arena, "(%s %.*s %.*s)", node->kind == PATTERN_NODE_AND ? "and" : "or",
                         SPAN_FMT(stack[top - 1]), SPAN_FMT(stack[top]));
    }
    return top ? stack[0] : SPAN("true");
}

/* U1: a comparison with a container may kill the whole pattern. */
static void put_kills(struct smt *smt, const struct pattern *pattern) {
    text_append(&smt->out, SPAN("(or (= u1 0) (not (or false"));
    for (size_t i = 0; i < pattern->atom_count; i++)
        if (pattern->atoms[i].value.kind != PATTERN_NO_VALUE &&
            !smt_has_wildcard(&pattern->atoms[i].selector))
            text_printf(&smt->out, " (>= f%zu.kind %d)", smt_field(smt, &pattern->atoms[i].selector),
                        (int)SMT_OBJECT);
    text_append(&smt->out, SPAN(")))"));
}

static void put_meaning(struct smt *smt, const struct pattern *pattern, size_t number) {
    switch (pattern->family) {
    case PATTERN_EVERYTHING:
    case PATTERN_COLUMNS:
        text_append(&smt->out, SPAN("true"));
        break;
    case PATTERN_JSON:
        text_append(&smt->out, formula_of(smt, pattern, number));
        text_append(&smt->out, SPAN(" "));
        put_kills(smt, pattern);
        break;
    case PATTERN_TERMS:
        put_terms(smt, pattern);
        break;
    }
}

static void put_pattern(struct smt *smt, const struct pattern *pattern, size_t number) {
    text_append(&smt->out, SPAN("; "));
    smt_put_string(&smt->out, pattern->text);
    text_append(&smt->out, SPAN("\n"));
    for (size_t i = 0; i < pattern->atom_count && pattern->family == PATTERN_JSON; i++)
        smt_put_atom(smt, number, i, &pattern->atoms[i]);
    text_printf(&smt->out, "(define-fun p%zu () Bool (and ", number);
    put_meaning(smt, pattern, number);
    if (is_free(pattern))
        text_printf(&smt->out, " x%zu", smt_span(smt, &smt->frees, pattern->text));
    text_append(&smt->out, SPAN("))\n"));
    text_printf(&smt->out, number ? "(assert (not p%zu))\n" : "(assert p%zu)\n", number);
}

/* --- What the patterns speak of, before anything is written --- */

static bool read_pattern(struct smt *smt, struct span text, const struct pattern **out) {
    struct pattern_error error;
    if (pattern_parse(smt->arena, text, out, &error))
        return true;
    struct span what = arena_printf(smt->arena, "unreadable at column %zu", error.column);
    return smt_refuse(smt, what.ptr, text);
}

static bool note_terms(struct smt *smt, const struct pattern *pattern) {
    for (size_t i = 0; i < pattern->term_count; i++) {
        if (pattern->terms[i].regex.too_large)
            return smt_refuse(smt, "the regular expression is too large", pattern->text);
        smt_term(smt, &pattern->terms[i]);
    }
    if (is_free(pattern))
        smt_span(smt, &smt->frees, pattern->text);
    return true;
}

static bool note_fields(struct smt *smt, const struct pattern *pattern) {
    for (size_t i = 0; i < pattern->atom_count && pattern->family == PATTERN_JSON; i++) {
        struct smt_instances instances = smt_instances(smt, &pattern->atoms[i].selector);
        for (size_t k = 0; k < instances.count; k++)
            if (!smt_note_atom(smt, &pattern->atoms[i], instances.items[k].value))
                return false;
    }
    return true;
}

static bool count_wildcards(struct smt *smt, const struct pattern *pattern) {
    for (size_t i = 0; i < pattern->atom_count && pattern->family == PATTERN_JSON; i++)
        if (!smt_count_wildcard(smt, &pattern->atoms[i]))
            return false;
    return true;
}

typedef bool note(struct smt *smt, const struct pattern *pattern);

static bool note_all(struct smt *smt, const struct pattern *const *patterns, size_t count, note *each) {
    for (size_t i = 0; i < count; i++)
        if (!each(smt, patterns[i]))
            return false;
    return true;
}

static bool note_question(struct smt *smt, const struct pattern *const *patterns, size_t count) {
    if (!note_all(smt, patterns, count, note_terms) || !note_all(smt, patterns, count, count_wildcards))
        return false;
    for (size_t before = SIZE_MAX; before != smt->fields.count;) {
        before = smt->fields.count;
        if (!note_all(smt, patterns, count, note_fields))
            return false;
    }
    return smt_note_terms(smt);
}

/* --- The question --- */

static void put_question(struct smt *smt, const struct pattern *const *patterns, size_t count) {
    text_append(&smt->out, span_from_cstr(preamble));
    put_readings(&smt->out);
    for (size_t i = 0; i < smt->frees.count; i++) {
        text_printf(&smt->out, "(declare-const x%zu Bool) ; no single reading: ", i);
        smt_put_string(&smt->out, smt->frees.items[i]);
        text_append(&smt->out, SPAN("\n"));
    }
    smt_put_fields(smt);
    smt_put_terms(smt);
    for (size_t i = 0; i < count; i++)
        put_pattern(smt, patterns[i], i);
    text_append(&smt->out, SPAN("(check-sat)\n"));
}

bool report_proof_smt2(struct arena *arena, const struct proof *proof, struct span *out,
                       struct span *refused) {
    struct smt smt = {.arena = arena, .out = {.arena = arena}};
    size_t count = proof->filter_count + 1;
    const struct pattern **patterns = ARENA_NEW_ARRAY(arena, count, const struct pattern *);
    bool said = true;
    for (size_t i = 0; said && i < count; i++)
        said = read_pattern(&smt, i ? proof->filters[i - 1].pattern : proof->requirement, &patterns[i]);
    if (said && note_question(&smt, patterns, count))
        put_question(&smt, patterns, count);
    *refused = smt.refused;
    *out = text_span(&smt.out);
    return smt.refused.ptr == NULL;
}
