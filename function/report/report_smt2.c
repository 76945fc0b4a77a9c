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
    "; T1-T3 and T7 of a record are asserted; T6 speaks of terms patterns, which are not written.\n"
    "(set-logic ALL)\n"
    "; T1, T2: not empty, no control characters\n"
    "(define-fun plain () RegLan (re.+ (re.union " RANGE(" ", "~") " " RANGE(
        "\\u{80}",
        "\\u{2ffff}") ")))\n"
                      "; T3: IPv6, IPv4 or a name, AWS itself\n"
                      "(define-fun address () RegLan (re.union (str.to_re \"AWS Internal\")\n"
                      "  (re.++ " PARTS " (str.to_re \":\") " PARTS " (str.to_re \":\") " PARTS ")\n"
                      "  (re.++ (re.union " INNER ") " NAMES " (str.to_re \".\") " NAMES " (re.union " INNER
                      "))))\n"
                      "(define-fun number-text () RegLan (re.++ (re.opt (str.to_re \"-\"))\n"
                      "  (re.union (str.to_re \"0\") (re.++ " RANGE(
                          "1",
                          "9") " (re.* " DIGITS ")))\n"
                               "  (re.opt (re.++ (str.to_re \".\") (re.+ " DIGITS ")))\n"
                               "  (re.opt (re.++ (re.union (str.to_re \"e\") (str.to_re \"E\"))\n"
                               "    (re.opt (re.union (str.to_re \"+\") (str.to_re \"-\"))) (re.+ " DIGITS
                               ")))))\n";

static void put_readings(struct text_builder *out) {
    static const struct {
        int point, readings;
    } rows[] = {{1, 2}, {2, 3}, {3, 3}, {4, 3}, {5, 2}, {6, 2}, {11, 2}, {12, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        text_printf(out, "(declare-const u%d Int) (assert (and (<= 0 u%d) (< u%d %d)))\n", rows[i].point,
                    rows[i].point, rows[i].point, rows[i].readings);
}

static bool has_wildcard(const struct pattern *pattern) {
    for (size_t i = 0; i < pattern->atom_count; i++)
        for (size_t k = 0; k < pattern->atoms[i].selector.count; k++) {
            enum pattern_step_kind kind = pattern->atoms[i].selector.steps[k].kind;
            if (kind == PATTERN_ANY_KEY || kind == PATTERN_ANY_INDEX)
                return true;
        }
    return false;
}

static bool can_be_said(struct smt *smt, const struct pattern *pattern) {
    switch (pattern->family) {
    case PATTERN_EVERYTHING:
        break;
    case PATTERN_JSON:
        if (pattern->node_count == 0)
            return smt_refuse(smt, "what {} means is not known (U10)", pattern->text);
        if (has_wildcard(pattern))
            return smt_refuse(smt, "wildcard selectors are not written in SMT-LIB", pattern->text);
        break;
    case PATTERN_TERMS:
        return smt_refuse(smt, "a terms pattern asks about the record's raw text", pattern->text);
    case PATTERN_COLUMNS:
        return smt_refuse(smt, "a space-delimited pattern asks about the record's raw text", pattern->text);
    }
    if (pattern->open_points & PATTERN_U10)
        return smt_refuse(smt, "what it means is not known (U10)", pattern->text);
    return true;
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
    text_append(&smt->out, SPAN(" (or (= u1 0) (not (or false"));
    for (size_t i = 0; i < pattern->atom_count; i++)
        if (pattern->atoms[i].value.kind != PATTERN_NO_VALUE)
            text_printf(&smt->out, " (>= f%zu.kind %d)", smt_field(smt, &pattern->atoms[i].selector),
                        (int)SMT_OBJECT);
    text_append(&smt->out, SPAN(")))"));
}

static void put_pattern(struct smt *smt, const struct pattern *pattern, size_t number) {
    text_append(&smt->out, SPAN("; "));
    smt_put_string(&smt->out, pattern->text);
    text_append(&smt->out, SPAN("\n"));
    for (size_t i = 0; i < pattern->atom_count; i++)
        smt_put_atom(smt, number, i, &pattern->atoms[i]);
    text_printf(&smt->out, "(define-fun p%zu () Bool (and %.*s", number,
                SPAN_FMT(formula_of(smt, pattern, number)));
    put_kills(smt, pattern);
    text_append(&smt->out, SPAN("))\n"));
    text_printf(&smt->out, number ? "(assert (not p%zu))\n" : "(assert p%zu)\n", number);
}

static bool read_pattern(struct smt *smt, struct span text, const struct pattern **out) {
    struct pattern_error error;
    if (pattern_parse(smt->arena, text, out, &error))
        return can_be_said(smt, *out);
    struct span what = arena_printf(smt->arena, "unreadable at column %zu", error.column);
    return smt_refuse(smt, what.ptr, text);
}

bool report_proof_smt2(struct arena *arena, const struct proof *proof, struct span *out,
                       struct span *refused) {
    struct smt smt = {.arena = arena, .out = {.arena = arena}};
    size_t count = proof->filter_count + 1;
    const struct pattern **patterns = ARENA_NEW_ARRAY(arena, count, const struct pattern *);
    bool said = true;
    for (size_t i = 0; said && i < count; i++)
        said = read_pattern(&smt, i ? proof->filters[i - 1].pattern : proof->requirement, &patterns[i]);
    for (size_t i = 0; said && i < count; i++)
        for (size_t k = 0; k < patterns[i]->atom_count; k++)
            smt_field(&smt, &patterns[i]->atoms[k].selector);
    if (said) {
        text_append(&smt.out, span_from_cstr(preamble));
        put_readings(&smt.out);
        smt_put_fields(&smt);
        for (size_t i = 0; i < count; i++)
            put_pattern(&smt, patterns[i], i);
        text_append(&smt.out, SPAN("(check-sat)\n"));
    }
    *refused = smt.refused;
    *out = text_span(&smt.out);
    return smt.refused.ptr == NULL;
}
