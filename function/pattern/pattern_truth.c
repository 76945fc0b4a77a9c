/* The truth table of filter-pattern.md section 5 and the readings of section 9, as constants: a new
 * measurement changes one line here, and matcher and prover follow. */
#include "pattern.h"
#include "pattern_decimal.h"
#include "pattern_terms.h"

enum outcome {
    NEVER,
    ALWAYS,
    BY_TEXT,      /* the string is in the language, or not */
    BY_NUMBER,    /* numbers are compared exactly */
    BY_READING,   /* Z, N or X of the open point */
    BY_CONTAINER, /* false, or the whole pattern is */
};

struct rule {
    enum outcome outcome;
    enum pattern_open_point point;
};

enum row {
    TEXT_EQUAL,
    TEXT_UNEQUAL,
    NUMBER_EQUAL,
    NUMBER_UNEQUAL,
    ORDER,
    IS_NULL,
    IS_TRUE,
    IS_FALSE,
    NOT_EXISTS,
    ROWS,
};

#define SURE ((enum pattern_open_point)0) /* no reading to choose */

#define ABSENT    PATTERN_STATE_ABSENT
#define NIL       PATTERN_STATE_NULL
#define TRUE_     PATTERN_STATE_TRUE
#define FALSE_    PATTERN_STATE_FALSE
#define NUMBER    PATTERN_STATE_NUMBER
#define STRING    PATTERN_STATE_STRING
#define CONTAINER PATTERN_STATE_CONTAINER

/* What is not named is {NEVER, SURE}: false under every reading. */
static const struct rule rules[ROWS][PATTERN_STATES] = {
    [TEXT_EQUAL] = {[NIL] = {BY_READING, PATTERN_U2},
                    [TRUE_] = {BY_READING, PATTERN_U3},
                    [FALSE_] = {BY_READING, PATTERN_U3},
                    [NUMBER] = {BY_READING, PATTERN_U4}, /* but `*` is true: documented */
                    [STRING] = {BY_TEXT, SURE},
                    [CONTAINER] = {BY_CONTAINER, PATTERN_U1}},
    [TEXT_UNEQUAL] = {[ABSENT] = {NEVER, SURE}, /* measured: DataBiosphere/azul #5884 */
                      [NIL] = {BY_READING, PATTERN_U2},
                      [TRUE_] = {BY_READING, PATTERN_U3},
                      [FALSE_] = {BY_READING, PATTERN_U3},
                      [NUMBER] = {BY_READING, PATTERN_U4},
                      [STRING] = {BY_TEXT, SURE},
                      [CONTAINER] = {BY_CONTAINER, PATTERN_U1}},
    [NUMBER_EQUAL] = {[NIL] = {BY_READING, PATTERN_U2},
                      [TRUE_] = {BY_READING, PATTERN_U3},
                      [FALSE_] = {BY_READING, PATTERN_U3},
                      [NUMBER] = {BY_NUMBER, SURE},
                      [STRING] = {BY_READING, PATTERN_U4},
                      [CONTAINER] = {BY_CONTAINER, PATTERN_U1}},
    [NUMBER_UNEQUAL] = {[ABSENT] = {NEVER, SURE},
                        [NIL] = {BY_READING, PATTERN_U2},
                        [TRUE_] = {BY_READING, PATTERN_U3},
                        [FALSE_] = {BY_READING, PATTERN_U3},
                        [NUMBER] = {BY_NUMBER, SURE},
                        [STRING] = {BY_READING, PATTERN_U4},
                        [CONTAINER] = {BY_CONTAINER, PATTERN_U1}},
    /* On null, true, false and strings an order is false under Z, N and X alike. */
    [ORDER] = {[NUMBER] = {BY_NUMBER, SURE}, [CONTAINER] = {BY_CONTAINER, PATTERN_U1}},
    [IS_NULL] = {[NIL] = {ALWAYS, SURE}},
    [IS_TRUE] = {[TRUE_] = {ALWAYS, SURE}},
    [IS_FALSE] = {[FALSE_] = {ALWAYS, SURE}},
    [NOT_EXISTS] = {[ABSENT] = {ALWAYS, SURE}},
};

/* Every comparison false; `=` false and `!=` true; compared by the JSON text. */
enum style { STYLE_Z, STYLE_N, STYLE_X };

static const enum style styles[PATTERN_STATES][3] = {
    [NIL] = {STYLE_Z, STYLE_N, STYLE_X},    /* U2 */
    [TRUE_] = {STYLE_X, STYLE_Z, STYLE_N},  /* U3 */
    [FALSE_] = {STYLE_X, STYLE_Z, STYLE_N}, /* U3 */
    [NUMBER] = {STYLE_X, STYLE_Z, STYLE_N}, /* U4 */
    [STRING] = {STYLE_X, STYLE_Z, STYLE_N}, /* U4 */
};

static const unsigned char reading_counts[PATTERN_OPEN_POINTS] = {
    [1] = 2, [2] = 3, [3] = 3, [4] = 3, [5] = 2, [6] = 2, [7] = 2, [11] = 2, [12] = 2,
};

static unsigned point_index(enum pattern_open_point point) {
    return (unsigned)__builtin_ctz((unsigned)point);
}

unsigned pattern_reading_count(enum pattern_open_point point) {
    unsigned count = reading_counts[point_index(point)];
    return count ? count : 1;
}

static enum row row_of(const struct pattern_atom *atom) {
    bool number = atom->value.kind == PATTERN_NUMBER;
    switch (atom->op) {
    case PATTERN_EQUAL:
        return number ? NUMBER_EQUAL : TEXT_EQUAL;
    case PATTERN_NOT_EQUAL:
        return number ? NUMBER_UNEQUAL : TEXT_UNEQUAL;
    case PATTERN_LESS:
    case PATTERN_LESS_EQUAL:
    case PATTERN_GREATER:
    case PATTERN_GREATER_EQUAL:
        return ORDER;
    case PATTERN_IS_NULL:
        return IS_NULL;
    case PATTERN_IS_TRUE:
        return IS_TRUE;
    case PATTERN_IS_FALSE:
        return IS_FALSE;
    case PATTERN_NOT_EXISTS:
        return NOT_EXISTS;
    }
    __builtin_unreachable();
}

static bool is_star(const struct pattern_value *value) {
    return value->kind == PATTERN_GLOB && pattern_glob_is_star(&value->glob);
}

static struct rule rule_of(const struct pattern_atom *atom, enum pattern_state state) {
    struct rule rule = rules[row_of(atom)][state];
    if (state == NUMBER && rule.outcome == BY_READING && is_star(&atom->value))
        rule = (struct rule){atom->op == PATTERN_EQUAL ? ALWAYS : NEVER, SURE};
    return rule;
}

static enum pattern_truth truth(bool holds) {
    return holds ? PATTERN_TRUE : PATTERN_FALSE;
}

static bool compare_holds(enum pattern_op op, int order) {
    switch (op) {
    case PATTERN_EQUAL:
        return order == 0;
    case PATTERN_NOT_EQUAL:
        return order != 0;
    case PATTERN_LESS:
        return order < 0;
    case PATTERN_LESS_EQUAL:
        return order <= 0;
    case PATTERN_GREATER:
        return order > 0;
    case PATTERN_GREATER_EQUAL:
        return order >= 0;
    case PATTERN_IS_NULL:
    case PATTERN_IS_TRUE:
    case PATTERN_IS_FALSE:
    case PATTERN_NOT_EXISTS:
        return false;
    }
    __builtin_unreachable();
}

/* Both are numbers: *order is how they compare. */
static bool both_numbers(struct span a, struct span b, int *order) {
    struct decimal left;
    struct decimal right;
    if (!decimal_parse(a, &left) || !decimal_parse(b, &right))
        return false;
    *order = decimal_compare(left, right);
    return true;
}

static bool takes_other(const struct pattern_value *value, const struct pattern_reading *reading) {
    return value->other_point && reading->choice[point_index(value->other_point)] == 1;
}

static const struct pattern_glob *glob_of(const struct pattern_value *value,
                                          const struct pattern_reading *reading) {
    return takes_other(value, reading) ? &value->other_glob : &value->glob;
}

static const struct pattern_regex *regex_of(const struct pattern_value *value,
                                            const struct pattern_reading *reading) {
    return takes_other(value, reading) ? &value->other_regex : &value->regex;
}

static enum pattern_truth by_text(const struct pattern_atom *atom, struct span text,
                                  const struct pattern_reading *reading) {
    const struct pattern_value *value = &atom->value;
    bool matches;
    if (value->kind == PATTERN_REGEX) {
        if (value->regex.too_large)
            return PATTERN_UNKNOWN;
        matches = pattern_regex_matches(regex_of(value, reading), text);
    } else {
        bool open = text.len == 0 && reading->choice[point_index(PATTERN_U5)] == 1;
        matches = pattern_glob_matches(glob_of(value, reading), text) && !open;
    }
    return truth(matches == (atom->op == PATTERN_EQUAL));
}

static struct span json_text(struct pattern_field field) {
    if (field.state == NIL)
        return SPAN("null");
    if (field.state == TRUE_ || field.state == FALSE_)
        return field.state == TRUE_ ? SPAN("true") : SPAN("false");
    return field.text;
}

static struct span number_of(struct pattern_field field) {
    return field.number.ptr ? field.number : json_text(field);
}

/* X, for `=` and `!=`: numerically if both sides are numbers, else by their texts. */
static enum pattern_truth by_json_text(const struct pattern_atom *atom, struct pattern_field field,
                                       const struct pattern_reading *reading) {
    const struct pattern_value *value = &atom->value;
    int order = 1;
    if (value->kind == PATTERN_NUMBER) {
        both_numbers(number_of(field), value->text, &order); /* no number equals a text that is none */
        return truth(compare_holds(atom->op, order));
    }
    if (value->kind == PATTERN_GLOB && field.state == NUMBER) {
        const struct pattern_glob *glob = glob_of(value, reading);
        if (glob->count == 1 && both_numbers(number_of(field), glob->pieces[0], &order))
            return truth(compare_holds(atom->op, order));
    }
    return by_text(atom, json_text(field), reading);
}

static enum pattern_truth by_reading(const struct pattern_atom *atom, struct pattern_field field,
                                     enum pattern_open_point point, const struct pattern_reading *reading) {
    switch (styles[field.state][reading->choice[point_index(point)]]) {
    case STYLE_Z:
        return PATTERN_FALSE;
    case STYLE_N:
        return truth(atom->op == PATTERN_NOT_EQUAL);
    case STYLE_X:
        return by_json_text(atom, field, reading);
    }
    __builtin_unreachable();
}

enum pattern_truth pattern_atom_truth(const struct pattern_atom *atom, struct pattern_field field,
                                      const struct pattern_reading *reading) {
    struct rule rule = rule_of(atom, field.state);
    int order = 1;
    switch (rule.outcome) {
    case NEVER:
        return PATTERN_FALSE;
    case ALWAYS:
        return PATTERN_TRUE;
    case BY_TEXT:
        return by_text(atom, field.text, reading);
    case BY_NUMBER:
        both_numbers(number_of(field), atom->value.text, &order); /* JSON's numbers are numbers here too */
        return truth(compare_holds(atom->op, order));
    case BY_READING:
        return by_reading(atom, field, rule.point, reading);
    case BY_CONTAINER:
        return reading->choice[point_index(PATTERN_U1)] == 1 ? PATTERN_FATAL : PATTERN_FALSE;
    }
    __builtin_unreachable();
}

uint32_t pattern_atom_open_points(const struct pattern_atom *atom, enum pattern_state state) {
    struct rule rule = rule_of(atom, state);
    uint32_t points = rule.point;
    bool by_text_too = rule.outcome == BY_TEXT || rule.outcome == BY_READING;
    if (by_text_too)
        points |= atom->value.other_point;
    if (rule.outcome == BY_TEXT && atom->value.kind == PATTERN_GLOB)
        points |= PATTERN_U5;
    return points;
}

enum pattern_answer pattern_column_answer(const struct pattern_atom *atom, struct span text) {
    static const struct pattern_reading first = {0};
    int order;
    enum pattern_truth result;
    if (atom->value.kind != PATTERN_NUMBER)
        result = by_text(atom, text, &first);
    else if (both_numbers(text, atom->value.text, &order))
        result = truth(compare_holds(atom->op, order));
    else
        result = truth(atom->op == PATTERN_NOT_EQUAL);
    if (result == PATTERN_UNKNOWN)
        return PATTERN_UNANSWERED;
    return result == PATTERN_TRUE ? PATTERN_MATCHES : PATTERN_DIFFERS;
}
