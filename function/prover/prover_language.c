#include "prover_language.h"

/* --- TEXT_ANY, TEXT_PLAIN --- */

#define LETTERS "xyzabcdefghijklmnopqrstuvwXYZABCDEFGHIJKLMNOPQRSTUVW0123456789"

static const char *const any_classes[] = {LETTERS, NULL};

static uint32_t step_any(uint32_t states, uint32_t c) {
    (void)c;
    return states;
}

enum { PLAIN_EMPTY = 1, PLAIN_FULL = 2 };

static uint32_t step_plain(uint32_t states, uint32_t c) {
    (void)states;
    return c < 0x20 || c == 0x7F ? 0 : PLAIN_FULL;
}

/* --- TEXT_ADDRESS: three automata side by side --- */

static const char internal[] = "AWS Internal";

enum {
    /* [0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*  by the colons seen */
    COLONS_0 = 1 << 0,
    COLONS_1 = 1 << 1,
    COLONS_2 = 1 << 2,
    /* [A-Za-z0-9-][A-Za-z0-9.-]*\.[A-Za-z0-9.-]*[A-Za-z0-9-] */
    NAME_START = 1 << 3,
    NAME_BODY = 1 << 4,
    NAME_DOTTED = 1 << 5,
    NAME_END = 1 << 6,
    /* "AWS Internal" by the characters seen */
    INTERNAL_0 = 1 << 7,
    INTERNAL_END = 1 << (7 + sizeof internal - 1),
};

static bool is_between(uint32_t c, char first, char last) {
    return c >= (unsigned char)first && c <= (unsigned char)last;
}

static uint32_t step_colons(uint32_t states, uint32_t c) {
    bool hex = is_between(c, '0', '9') || is_between(c | 0x20, 'a', 'f');
    if (c == ':')
        return ((states & (COLONS_0 | COLONS_1)) << 1) | (states & COLONS_2);
    return hex || c == '.' ? states & (COLONS_0 | COLONS_1 | COLONS_2) : 0;
}

static uint32_t step_name(uint32_t states, uint32_t c) {
    bool inner = is_between(c, '0', '9') || is_between(c | 0x20, 'a', 'z') || c == '-';
    uint32_t next = 0;
    if (inner || c == '.')
        next |= states & (NAME_BODY | NAME_DOTTED);
    if (c == '.' && (states & NAME_BODY))
        next |= NAME_DOTTED;
    if (inner && (states & NAME_START))
        next |= NAME_BODY;
    if (inner && (states & NAME_DOTTED))
        next |= NAME_END;
    return next;
}

static uint32_t step_internal(uint32_t states, uint32_t c) {
    for (size_t i = 0; internal[i]; i++)
        if ((states & ((uint32_t)INTERNAL_0 << i)) && c == (unsigned char)internal[i])
            return (uint32_t)INTERNAL_0 << (i + 1);
    return 0;
}

static uint32_t step_address(uint32_t states, uint32_t c) {
    uint32_t next = 0;
    if (states & (COLONS_0 | COLONS_1 | COLONS_2))
        next |= step_colons(states, c);
    if (states & (NAME_START | NAME_BODY | NAME_DOTTED))
        next |= step_name(states, c);
    return states >= INTERNAL_0 ? next | step_internal(states, c) : next;
}

/* The letters of "AWS Internal" are classes of their own. */
static const char *const address_classes[] = {"1023456789", "xyzghijkmopqsuvwXYZGHJKLMNOPQRSTUV",
                                              "bcdfBCDEF",  ".",
                                              ":",          "-",
                                              " ",          "A",
                                              "W",          "S",
                                              "I",          "n",
                                              "t",          "e",
                                              "r",          "a",
                                              "l",          NULL};

/* --- TEXT_NUMBER: JSON's own form --- */

enum {
    NUMBER_START = 1 << 0,
    NUMBER_MINUS = 1 << 1,
    NUMBER_ZERO = 1 << 2,
    NUMBER_WHOLE = 1 << 3,
    NUMBER_POINT = 1 << 4,
    NUMBER_FRACTION = 1 << 5,
    NUMBER_E = 1 << 6,
    NUMBER_E_SIGN = 1 << 7,
    NUMBER_POWER = 1 << 8,
    NUMBER_ENDS = NUMBER_ZERO | NUMBER_WHOLE | NUMBER_FRACTION | NUMBER_POWER,
};

static uint32_t step_digit(uint32_t states, uint32_t c) {
    if (states & (NUMBER_START | NUMBER_MINUS))
        return c == '0' ? NUMBER_ZERO : NUMBER_WHOLE;
    if (states & NUMBER_ZERO)
        return 0;
    if (states & (NUMBER_POINT | NUMBER_FRACTION))
        return NUMBER_FRACTION;
    return states & NUMBER_WHOLE ? NUMBER_WHOLE : NUMBER_POWER;
}

static uint32_t step_number(uint32_t states, uint32_t c) {
    if (is_between(c, '0', '9'))
        return step_digit(states, c);
    if (c == '-' && (states & NUMBER_START))
        return NUMBER_MINUS;
    if (c == '.' && (states & (NUMBER_ZERO | NUMBER_WHOLE)))
        return NUMBER_POINT;
    if ((c == 'e' || c == 'E') && (states & (NUMBER_ZERO | NUMBER_WHOLE | NUMBER_FRACTION)))
        return NUMBER_E;
    return (c == '+' || c == '-') && (states & NUMBER_E) ? NUMBER_E_SIGN : 0;
}

static const char *const number_classes[] = {"123456789", "0", ".", "-", "+", "eE", NULL};

static const struct language languages[TEXT_RULES] = {
    [TEXT_ANY] = {1, 1, step_any, any_classes, SPAN_INIT(""), 'x', true},
    [TEXT_PLAIN] = {PLAIN_EMPTY, PLAIN_FULL, step_plain, any_classes, SPAN_INIT("x"), 'x', true},
    [TEXT_ADDRESS] = {COLONS_0 | NAME_START | INTERNAL_0, COLONS_2 | NAME_END | INTERNAL_END, step_address,
                      address_classes, SPAN_INIT("1.1"), '1', false},
    [TEXT_NUMBER] = {NUMBER_START, NUMBER_ENDS, step_number, number_classes, SPAN_INIT("1"), '1', false},
};

const struct language *language_of(enum text_rule rule) {
    return &languages[rule];
}

bool language_has(const struct language *language, struct span text) {
    uint32_t states = language->start;
    while (text.len > 0 && states)
        states = language->step(states, utf8_take(&text));
    return (states & language->accept) != 0;
}
