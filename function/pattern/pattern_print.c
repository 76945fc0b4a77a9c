/* A tree back into text. Values are quoted, so that nothing hangs on the alphabet of bare ones; && and || are
 * never mixed without parentheses, so that nobody has to know which binds tighter. */
#include "pattern.h"
#include "pattern_scan.h"

/* --- Selectors --- */

static bool is_name(struct span key) {
    for (size_t i = 0; i < key.len; i++)
        if (!scan_is_alnum((unsigned char)key.ptr[i]) && key.ptr[i] != '-' && key.ptr[i] != '_')
            return false;
    return key.len > 0;
}

static void put_key(struct text_builder *out, struct span key) {
    if (is_name(key)) {
        text_printf(out, ".%.*s", SPAN_FMT(key));
        return;
    }
    struct span quote = span_find_byte(key, '\'') < key.len ? SPAN("\"") : SPAN("'");
    const struct span parts[] = {SPAN(".["), quote, key, quote, SPAN("]")};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        text_append(out, parts[i]); /* a key may hold NUL */
}

static void put_selector(struct text_builder *out, const struct pattern_selector *selector) {
    text_append(out, SPAN("$"));
    for (size_t i = 0; i < selector->count; i++) {
        const struct pattern_step *step = &selector->steps[i];
        const char *dot = i == 0 ? "." : ""; /* "$[" is U9 */
        switch (step->kind) {
        case PATTERN_KEY:
            put_key(out, step->key);
            break;
        case PATTERN_INDEX:
            text_printf(out, "%s[%llu]", dot, (unsigned long long)step->index);
            break;
        case PATTERN_ANY_KEY:
            text_append(out, SPAN(".*"));
            break;
        case PATTERN_ANY_INDEX:
            text_printf(out, "%s[*]", dot);
            break;
        }
    }
}

/* --- Conditions --- */

static void put_escaped(struct text_builder *out, struct span text, const char *special) {
    for (size_t i = 0; i < text.len; i++) {
        struct span one = {text.ptr + i, 1};
        if (span_contains(span_from_cstr(special), one))
            text_append(out, SPAN("\\"));
        text_append(out, one);
    }
}

static void put_wrapped(struct text_builder *out, struct span text, struct span around) {
    text_append(out, around);
    text_append(out, text);
    text_append(out, around);
}

static void put_glob(struct text_builder *out, const struct pattern_value *value) {
    if (value->other_point == PATTERN_U11) {
        text_append(out, value->text); /* quotes would make its own quotes literal */
        return;
    }
    if (value->other_point == PATTERN_U6) {
        put_wrapped(out, value->text, SPAN("\"")); /* which escape it is decides the readings */
        return;
    }
    text_append(out, SPAN("\""));
    for (size_t i = 0; i < value->glob.count; i++) {
        if (i > 0)
            text_append(out, SPAN("*"));
        put_escaped(out, value->glob.pieces[i], "\"\\*");
    }
    text_append(out, SPAN("\""));
}

static void put_condition(struct text_builder *out, const struct pattern_atom *atom) {
    static const struct span ops[] = {
        [PATTERN_EQUAL] = SPAN_INIT(" = "),          [PATTERN_NOT_EQUAL] = SPAN_INIT(" != "),
        [PATTERN_LESS] = SPAN_INIT(" < "),           [PATTERN_LESS_EQUAL] = SPAN_INIT(" <= "),
        [PATTERN_GREATER] = SPAN_INIT(" > "),        [PATTERN_GREATER_EQUAL] = SPAN_INIT(" >= "),
        [PATTERN_IS_NULL] = SPAN_INIT(" IS NULL"),   [PATTERN_IS_TRUE] = SPAN_INIT(" IS TRUE"),
        [PATTERN_IS_FALSE] = SPAN_INIT(" IS FALSE"), [PATTERN_NOT_EXISTS] = SPAN_INIT(" NOT EXISTS"),
    };
    text_append(out, ops[atom->op]);
    switch (atom->value.kind) {
    case PATTERN_NO_VALUE:
        break;
    case PATTERN_NUMBER:
        text_append(out, atom->value.text);
        break;
    case PATTERN_REGEX:
        put_wrapped(out, atom->value.text, SPAN("%"));
        break;
    case PATTERN_GLOB:
        put_glob(out, &atom->value);
        break;
    }
}

struct span pattern_print_atom(struct arena *arena, const struct pattern_atom *atom) {
    struct text_builder out = {.arena = arena};
    put_selector(&out, &atom->selector);
    put_condition(&out, atom);
    return text_span(&out);
}

/* --- Formulas --- */

/* One atom in its place, from left to right. */
struct place {
    size_t atom;
    size_t opened, closed;         /* parentheses in front of it and behind it */
    enum pattern_node_kind before; /* the operator on its left */
};

/* A result on the stack: a row of places. */
struct part {
    size_t first, last;
    enum pattern_node_kind kind;
};

static void enclose(struct place *places, const struct part *part) {
    places[part->first].opened++;
    places[part->last].closed++;
}

/* The right side of the same operator needs parentheses too: a && (b && c) is another tree. */
static void join(struct place *places, struct part *left, const struct part *right,
                 enum pattern_node_kind kind) {
    if (left->kind != PATTERN_NODE_ATOM && left->kind != kind)
        enclose(places, left);
    if (right->kind != PATTERN_NODE_ATOM)
        enclose(places, right);
    places[right->first].before = kind;
    *left = (struct part){left->first, right->last, kind};
}

/* Postfix to infix. */
static struct place *place_atoms(struct arena *arena, const struct pattern *pattern, size_t first_node,
                                 size_t node_count, size_t *count) {
    struct place *places = ARENA_NEW_ARRAY(arena, node_count, struct place);
    struct part *stack = ARENA_NEW_ARRAY(arena, pattern->stack_limit, struct part);
    size_t top = 0;
    *count = 0;
    for (size_t i = 0; i < node_count; i++) {
        const struct pattern_node *node = &pattern->formula[first_node + i];
        if (node->kind == PATTERN_NODE_ATOM) {
            places[*count] = (struct place){.atom = node->atom, .before = PATTERN_NODE_ATOM};
            stack[top++] = (struct part){*count, *count, PATTERN_NODE_ATOM};
            ++*count;
        } else {
            top--;
            join(places, &stack[top - 1], &stack[top], node->kind);
        }
    }
    return places;
}

static void put_operator(struct text_builder *out, enum pattern_node_kind kind) {
    if (kind != PATTERN_NODE_ATOM)
        text_append(out, kind == PATTERN_NODE_AND ? SPAN(" && ") : SPAN(" || "));
}

static void put_json(struct text_builder *out, const struct pattern *pattern) {
    size_t count;
    const struct place *places = place_atoms(out->arena, pattern, 0, pattern->node_count, &count);
    text_append(out, SPAN("{"));
    for (size_t i = 0; i < count; i++) {
        const struct pattern_atom *atom = &pattern->atoms[places[i].atom];
        put_operator(out, places[i].before);
        if (i == 0)
            text_append(out, SPAN(" "));
        for (size_t n = 0; n < places[i].opened; n++)
            text_append(out, SPAN("("));
        put_selector(out, &atom->selector);
        put_condition(out, atom);
        for (size_t n = 0; n < places[i].closed; n++)
            text_append(out, SPAN(")"));
    }
    text_append(out, count ? SPAN(" }") : SPAN("}"));
}

/* --- The other families --- */

/* Without parentheses, which a column's condition cannot have and never needs. */
static void put_column(struct text_builder *out, const struct pattern *pattern,
                       const struct pattern_column *column) {
    size_t count;
    const struct place *places =
        place_atoms(out->arena, pattern, column->first_node, column->node_count, &count);
    text_append(out, column->is_rest ? SPAN("...") : column->name);
    for (size_t i = 0; i < count; i++) {
        put_operator(out, places[i].before);
        if (i > 0)
            text_append(out, column->name);
        put_condition(out, &pattern->atoms[places[i].atom]);
    }
}

static void put_columns(struct text_builder *out, const struct pattern *pattern) {
    text_append(out, SPAN("["));
    for (size_t i = 0; i < pattern->column_count; i++) {
        text_append(out, i > 0 ? SPAN(", ") : SPAN(""));
        put_column(out, pattern, &pattern->columns[i]);
    }
    text_append(out, SPAN("]"));
}

static bool is_word(struct span text) {
    return is_name(text) && span_find_byte(text, '-') == text.len;
}

static void put_term(struct text_builder *out, const struct pattern_term *term) {
    static const char *const marks[] = {
        [PATTERN_TERM_MUST] = "", [PATTERN_TERM_ANY] = "?", [PATTERN_TERM_NOT] = "-"};
    text_append(out, span_from_cstr(marks[term->kind]));
    if (term->is_regex) {
        put_wrapped(out, term->text, SPAN("%"));
    } else if (is_word(term->text)) {
        text_append(out, term->text);
    } else {
        text_append(out, SPAN("\""));
        put_escaped(out, term->text, "\"\\");
        text_append(out, SPAN("\""));
    }
}

static void put_terms(struct text_builder *out, const struct pattern *pattern) {
    for (size_t i = 0; i < pattern->term_count; i++) {
        text_append(out, i > 0 ? SPAN(" ") : SPAN(""));
        put_term(out, &pattern->terms[i]);
    }
}

struct span pattern_print(struct arena *arena, const struct pattern *pattern) {
    struct text_builder out = {.arena = arena};
    if (pattern->family == PATTERN_JSON)
        put_json(&out, pattern);
    else if (pattern->column_count > 0)
        put_columns(&out, pattern);
    else if (pattern->term_count > 0)
        put_terms(&out, pattern);
    else
        return pattern->open_points & PATTERN_U10 ? SPAN_ABSENT : SPAN("");
    return text_span(&out);
}
