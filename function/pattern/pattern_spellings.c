/* How a number may be written, as regular expressions: 404 is +404, 0404.0, 4.04e2, 40400E-02 ... The zeros
 * of a mantissa and its exponent balance each other, which no regular expression can count, so there are two:
 * `same` holds the usual ways and nothing else, `perhaps` holds every way, and more. */
#include "pattern.h"
#include "pattern_decimal.h"

enum { DIGITS_LIMIT = 24 }; /* of a mantissa with its zeros */

struct elements {
    struct pattern_element *items;
    size_t count, capacity;
};

struct spelling {
    struct arena *arena;
    struct elements out;
    bool negative;
    char digits[DIGITS_LIMIT]; /* without zeros at the ends; none: zero */
    int count;
    int point; /* 0.digits * 10^point */
};

/* --- Elements --- */

static void put(struct spelling *spelling, const char *characters, enum pattern_repeat repeat) {
    struct pattern_element element = {.repeat = repeat};
    for (const char *c = characters; *c; c++)
        element.characters.ascii[*c / 64] |= (uint64_t)1 << *c % 64;
    *ARENA_PUSH(spelling->arena, &spelling->out) = element;
}

static void end(struct spelling *spelling) {
    put(spelling, "", PATTERN_END);
}

#define ANY_DIGIT "0123456789"

static void put_zeros(struct spelling *spelling, int count) {
    for (; count > 0; count--)
        put(spelling, "0", PATTERN_ONCE);
}

static void put_digits(struct spelling *spelling, int from, int to) {
    for (int i = from; i < to; i++)
        put(spelling, (const char[]){spelling->digits[i], '\0'}, PATTERN_ONCE);
}

static void put_sign(struct spelling *spelling) {
    if (spelling->count == 0)
        put(spelling, "+-", PATTERN_OPTIONAL);
    else if (spelling->negative)
        put(spelling, "-", PATTERN_ONCE);
    else
        put(spelling, "+", PATTERN_OPTIONAL);
}

/* Exactly that exponent, by the digits of `power`. */
static void put_exponent(struct spelling *spelling, int power) {
    struct span text = arena_printf(spelling->arena, "%d", power < 0 ? -power : power);
    put(spelling, "eE", PATTERN_ONCE);
    put(spelling, power < 0 ? "-" : power > 0 ? "+" : "+-", power < 0 ? PATTERN_ONCE : PATTERN_OPTIONAL);
    put(spelling, "0", PATTERN_ANY_NUMBER);
    for (size_t i = 0; i < text.len; i++)
        put(spelling, (const char[]){text.ptr[i], '\0'}, PATTERN_ONCE);
}

static void put_any_exponent(struct spelling *spelling) {
    put(spelling, "eE", PATTERN_ONCE);
    put(spelling, "+-", PATTERN_OPTIONAL);
    put(spelling, ANY_DIGIT, PATTERN_ONCE);
    put(spelling, ANY_DIGIT, PATTERN_ANY_NUMBER);
}

/* --- Mantissas --- */

/* 0.digits * 10^point without an exponent. `fraction`: a whole number is written with zeros behind the point.
 */
static void put_mantissa(struct spelling *spelling, int point, bool fraction) {
    int whole = point < 0 ? 0 : point > spelling->count ? spelling->count : point;
    put_sign(spelling);
    put(spelling, "0", PATTERN_ANY_NUMBER);
    put_digits(spelling, 0, whole);
    put_zeros(spelling, point - whole);
    if (point >= spelling->count && !fraction)
        return;
    put(spelling, ".", PATTERN_ONCE);
    put_zeros(spelling, -point);
    put_digits(spelling, whole, spelling->count);
    if (point >= spelling->count)
        put_zeros(spelling, 1);
    put(spelling, "0", PATTERN_ANY_NUMBER);
}

static bool fits(int point) {
    return point >= -DIGITS_LIMIT && point <= DIGITS_LIMIT;
}

/* With the point there, and the exponent that this needs; without one it is right in one place only. */
static void add_with_point(struct spelling *spelling, int point, bool exponent) {
    if (!fits(point))
        return;
    for (int fraction = point < spelling->count; fraction < 2; fraction++) {
        put_mantissa(spelling, point, fraction);
        if (exponent)
            put_exponent(spelling, spelling->point - point);
        end(spelling);
    }
}

static void add_same(struct spelling *spelling) {
    const int points[] = {spelling->point, 0, 1, -1, spelling->count, spelling->count + 1};
    add_with_point(spelling, spelling->point, false);
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        bool again = false;
        for (size_t earlier = 0; earlier < i; earlier++)
            again |= points[earlier] == points[i];
        if (!again)
            add_with_point(spelling, points[i], true);
    }
}

/* Every mantissa with these digits, whatever points and zeros are in it, before any exponent. */
static void add_perhaps(struct spelling *spelling) {
    add_with_point(spelling, spelling->point, false);
    put_sign(spelling);
    put(spelling, "0.", PATTERN_ANY_NUMBER);
    for (int i = 0; i < spelling->count; i++) {
        put_digits(spelling, i, i + 1);
        put(spelling, ".", PATTERN_OPTIONAL);
    }
    put(spelling, "0.", PATTERN_ANY_NUMBER);
    put_any_exponent(spelling);
    end(spelling);
}

/* Zero is regular: no digit but 0 before the exponent. */
static void add_zero(struct spelling *spelling) {
    for (int form = 0; form < 6; form++) { /* 0, 0.0, .0, each with an exponent or without */
        put_sign(spelling);
        for (int part = form / 2 == 2; part <= form / 2 && part < 2; part++) {
            if (part == 1)
                put(spelling, ".", PATTERN_ONCE);
            put(spelling, "0", PATTERN_ONCE);
            put(spelling, "0", PATTERN_ANY_NUMBER);
        }
        if (form % 2)
            put_any_exponent(spelling);
        end(spelling);
    }
}

/* --- Further from zero, without an exponent --- */

/* Behind it: any digits, with a point among them or not. */
static void end_with_any_digits(struct spelling *spelling) {
    put(spelling, ".", PATTERN_OPTIONAL);
    put(spelling, ANY_DIGIT, PATTERN_ANY_NUMBER);
    end(spelling);
}

/* Places in front of the digits, and behind them, are 0. */
static char digit_at(const struct spelling *spelling, int place) {
    if (place < 0 || place >= spelling->count)
        return '0';
    return spelling->digits[place];
}

static void put_places(struct spelling *spelling, int from, int to) {
    for (int place = from; place < to; place++) {
        if (place == spelling->point)
            put(spelling, ".", PATTERN_ONCE);
        put(spelling, (const char[]){digit_at(spelling, place), '\0'}, PATTERN_ONCE);
    }
}

static void begin_beyond(struct spelling *spelling) {
    put(spelling, spelling->negative ? "-" : "+", spelling->negative ? PATTERN_ONCE : PATTERN_OPTIONAL);
    put(spelling, "0", PATTERN_ANY_NUMBER);
}

/* The same up to that place, and more there. */
static void add_more_at(struct spelling *spelling, int first, int place) {
    const char *more = &ANY_DIGIT[digit_at(spelling, place) - '0' + 1];
    if (*more == '\0')
        return;
    begin_beyond(spelling);
    put_places(spelling, first, place);
    if (place == spelling->point)
        put(spelling, ".", PATTERN_ONCE);
    put(spelling, more, PATTERN_ONCE);
    for (int rest = place + 1; rest < spelling->point; rest++)
        put(spelling, ANY_DIGIT, PATTERN_ONCE);
    end_with_any_digits(spelling);
}

static void add_beyond(struct spelling *spelling) {
    int first = spelling->point < 0 ? spelling->point : 0; /* the first place that is written */
    int last = spelling->point > spelling->count ? spelling->point : spelling->count;
    begin_beyond(spelling); /* more digits before the point */
    put(spelling, "123456789", PATTERN_ONCE);
    for (int place = 0; place < spelling->point; place++)
        put(spelling, ANY_DIGIT, PATTERN_ONCE);
    put(spelling, ANY_DIGIT, PATTERN_ANY_NUMBER);
    end_with_any_digits(spelling);
    for (int place = first; place < last; place++)
        add_more_at(spelling, first, place);
    begin_beyond(spelling); /* all the same, and something behind */
    put_places(spelling, first, last);
    if (last == spelling->point)
        put(spelling, ".", PATTERN_ONCE);
    put(spelling, "0", PATTERN_ANY_NUMBER);
    put(spelling, "123456789", PATTERN_ONCE);
    put(spelling, ANY_DIGIT, PATTERN_ANY_NUMBER);
    end(spelling);
}

/* --- All of them --- */

static bool read_number(struct spelling *spelling, struct span text) {
    struct decimal number;
    if (!decimal_parse(text, &number) || number.exponent < -DIGITS_LIMIT || number.exponent > DIGITS_LIMIT ||
        number.digits.len > DIGITS_LIMIT)
        return false;
    spelling->negative = number.negative;
    spelling->point = number.digits.len ? (int)number.exponent : 0;
    for (size_t i = 0; i < number.digits.len; i++)
        if (number.digits.ptr[i] != '.')
            spelling->digits[spelling->count++] = number.digits.ptr[i];
    return true;
}

static struct pattern_regex take(struct spelling *spelling) {
    struct pattern_regex regex = {spelling->out.items, spelling->out.count,
                                  spelling->out.count > PATTERN_ELEMENTS_LIMIT};
    spelling->out = (struct elements){0};
    return regex;
}

bool pattern_number_spellings(struct arena *arena, struct span number, struct pattern_spellings *out) {
    struct spelling spelling = {.arena = arena};
    if (!read_number(&spelling, number))
        return false;
    if (spelling.count == 0) {
        add_zero(&spelling);
        out->same = out->perhaps = take(&spelling);
    } else {
        add_same(&spelling);
        out->same = take(&spelling);
        add_perhaps(&spelling);
        out->perhaps = take(&spelling);
    }
    add_beyond(&spelling);
    out->beyond = take(&spelling);
    return !out->same.too_large && !out->perhaps.too_large && !out->beyond.too_large;
}
