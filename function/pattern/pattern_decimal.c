#include "pattern_decimal.h"

#include "pattern.h"

/* Exponents are cut here: no text of a pattern or an event is long enough to tell them apart. */
static const int64_t EXPONENT_LIMIT = (int64_t)1 << 60;

enum state { START, SIGN, WHOLE, POINT, FIRST_POINT, FRACTION, EXPONENT, EXPONENT_SIGN, POWER, STATES };
enum input { DIGIT, SIGN_CHAR, DOT, E_CHAR, INPUTS };

/* 0 = START: no step leads there, so it means "no number goes on like this". */
static const unsigned char steps[STATES][INPUTS] = {
    [START] = {[DIGIT] = WHOLE, [SIGN_CHAR] = SIGN, [DOT] = FIRST_POINT},
    [SIGN] = {[DIGIT] = WHOLE, [DOT] = FIRST_POINT},
    [WHOLE] = {[DIGIT] = WHOLE, [DOT] = POINT, [E_CHAR] = EXPONENT},
    [POINT] = {[DIGIT] = FRACTION},
    [FIRST_POINT] = {[DIGIT] = FRACTION},
    [FRACTION] = {[DIGIT] = FRACTION, [E_CHAR] = EXPONENT},
    [EXPONENT] = {[DIGIT] = POWER, [SIGN_CHAR] = EXPONENT_SIGN},
    [EXPONENT_SIGN] = {[DIGIT] = POWER},
    [POWER] = {[DIGIT] = POWER},
};

static enum input classify(char c) {
    if (c >= '0' && c <= '9')
        return DIGIT;
    if (c == '+' || c == '-')
        return SIGN_CHAR;
    if (c == 'e' || c == 'E')
        return E_CHAR;
    return c == '.' ? DOT : INPUTS;
}

static size_t run(struct span text, enum state *state) {
    *state = START;
    for (size_t i = 0; i < text.len; i++) {
        enum input input = classify(text.ptr[i]);
        if (input == INPUTS || steps[*state][input] == START)
            return i;
        *state = steps[*state][input];
    }
    return text.len;
}

size_t decimal_prefix(struct span text) {
    enum state ignored;
    return run(text, &ignored);
}

/* `text` is empty or begins with the letter e. */
static int64_t parse_power(struct span text) {
    bool negative = text.len > 1 && text.ptr[1] == '-';
    int64_t power = 0;
    for (size_t i = 0; i < text.len; i++)
        if (classify(text.ptr[i]) == DIGIT && power < EXPONENT_LIMIT / 16)
            power = power * 10 + (text.ptr[i] - '0');
    return negative ? -power : power;
}

bool decimal_parse(struct span text, struct decimal *out) {
    enum state end;
    if (run(text, &end) != text.len || (end != WHOLE && end != FRACTION && end != POWER))
        return false;
    size_t length = 0; /* of the part before the exponent */
    while (length < text.len && classify(text.ptr[length]) != E_CHAR)
        length++;
    struct span significand = span_head(text, length);
    size_t point = span_find_byte(significand, '.');
    size_t first = SIZE_MAX;
    size_t last = 0;
    for (size_t i = 0; i < length; i++)
        if (text.ptr[i] >= '1' && text.ptr[i] <= '9') {
            first = first == SIZE_MAX ? i : first;
            last = i;
        }
    if (first == SIZE_MAX) {
        *out = (struct decimal){.digits = SPAN("")};
        return true;
    }
    int64_t places =
        (int64_t)point - (int64_t)first; /* digits before the point; one less when they follow it */
    *out = (struct decimal){.negative = text.ptr[0] == '-',
                            .digits = {text.ptr + first, last - first + 1},
                            .exponent =
                                (places < 0 ? places + 1 : places) + parse_power(span_tail(text, length))};
    return true;
}

/* The next digit, 0 beyond the end. */
static char next_digit(struct span *digits) {
    if (digits->len > 0 && digits->ptr[0] == '.')
        *digits = span_tail(*digits, 1);
    if (digits->len == 0)
        return '0';
    char digit = digits->ptr[0];
    *digits = span_tail(*digits, 1);
    return digit;
}

static int compare_magnitudes(struct decimal a, struct decimal b) {
    if (a.exponent != b.exponent)
        return a.exponent < b.exponent ? -1 : 1;
    while (a.digits.len > 0 || b.digits.len > 0) {
        int difference = next_digit(&a.digits) - next_digit(&b.digits);
        if (difference != 0)
            return difference;
    }
    return 0;
}

static int sign(struct decimal number) {
    if (number.digits.len == 0)
        return 0;
    return number.negative ? -1 : 1;
}

int decimal_compare(struct decimal a, struct decimal b) {
    int sign_a = sign(a);
    if (sign_a != sign(b))
        return sign_a - sign(b);
    return sign_a * compare_magnitudes(a, b);
}

bool pattern_is_number(struct span text) {
    struct decimal ignored;
    return decimal_parse(text, &ignored);
}
