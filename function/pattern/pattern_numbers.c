/* Numbers that a proof needs for an example: exact, of any size, as JSON writes them. */
#include "pattern.h"
#include "pattern_decimal.h"

enum { EXPONENT_DIGITS = 15 }; /* longer exponents are not modelled */

static struct decimal decimal_of(struct span text) {
    struct decimal number = {0};
    (void)!decimal_parse(text, &number); /* callers have numbers */
    return number;
}

int pattern_number_compare(struct span a, struct span b) {
    return decimal_compare(decimal_of(a), decimal_of(b));
}

bool pattern_number_is_modelled(struct span text) {
    size_t digits = 0;
    for (size_t i = text.len; i > 0 && text.ptr[i - 1] >= '0' && text.ptr[i - 1] <= '9'; i--)
        digits++;
    bool has_exponent =
        digits < text.len && span_find_byte(text, 'e') + span_find_byte(text, 'E') < 2 * text.len;
    return !has_exponent || digits <= EXPONENT_DIGITS;
}

struct span pattern_number_json(struct arena *arena, struct span text) {
    bool negative = text.ptr[0] == '-';
    size_t at = negative || text.ptr[0] == '+' ? 1 : 0;
    while (at + 1 < text.len && text.ptr[at] == '0' && text.ptr[at + 1] >= '0' && text.ptr[at + 1] <= '9')
        at++;
    struct span rest = span_tail(text, at);
    return arena_printf(arena, "%s%s%.*s", negative ? "-" : "", rest.ptr[0] == '.' ? "0" : "",
                        SPAN_FMT(rest));
}

/* A whole number near the text's, if it is one that people would write. */
static struct span neighbour(struct arena *arena, struct span text, int step) {
    int64_t value;
    bool negative = text.len > 0 && text.ptr[0] == '-';
    if (text.len > 15 || !span_to_int64(span_tail(text, negative ? 1 : 0), &value))
        return SPAN_ABSENT;
    return arena_printf(arena, "%lld", (long long)(negative ? -value : value) + step);
}

static bool lies_between(struct span number, struct span above, struct span below) {
    return number.ptr && (!above.ptr || pattern_number_compare(number, above) > 0) &&
           (!below.ptr || pattern_number_compare(number, below) < 0);
}

/* 0 <= a < b. A power of ten if there is one for sure, else a's digits and one more far behind b's last. */
static struct span between_magnitudes(struct arena *arena, const char *sign, struct decimal a,
                                      struct decimal b) {
    if (a.digits.len == 0 || b.exponent - a.exponent >= 2)
        return arena_printf(arena, "%s1e%lld", sign, (long long)b.exponent - 2);
    struct text_builder text = {.arena = arena};
    text_printf(&text, "%s0.", sign);
    size_t written = 0;
    for (size_t i = 0; i < a.digits.len; i++)
        if (a.digits.ptr[i] != '.') {
            text_append(&text, (struct span){a.digits.ptr + i, 1});
            written++;
        }
    for (; written < b.digits.len + 2; written++)
        text_append(&text, SPAN("0"));
    text_printf(&text, "1e%lld", (long long)a.exponent);
    return text_span(&text);
}

/* Both bounds given, zero not between them. */
static struct span between_decimals(struct arena *arena, struct decimal above, struct decimal below) {
    bool negative = above.negative && above.digits.len > 0;
    return negative ? between_magnitudes(arena, "-", below, above)
                    : between_magnitudes(arena, "", above, below);
}

/* Beyond the only bound: a power of ten of that side, or zero. */
static struct span beyond(struct arena *arena, struct span bound, const char *sign) {
    struct decimal number = decimal_of(bound);
    return arena_printf(arena, "%s1e%lld", sign, (long long)(number.digits.len ? number.exponent + 1 : 0));
}

struct span pattern_number_between(struct arena *arena, struct span above, struct span below) {
    struct span nice[] = {above.ptr ? neighbour(arena, above, 1) : SPAN_ABSENT,
                          below.ptr ? neighbour(arena, below, -1) : SPAN_ABSENT, SPAN("0")};
    for (size_t i = 0; i < sizeof nice / sizeof *nice; i++)
        if (lies_between(nice[i], above, below))
            return nice[i];
    if (!above.ptr)
        return beyond(arena, below, "-");
    if (!below.ptr)
        return beyond(arena, above, "");
    return between_decimals(arena, decimal_of(above), decimal_of(below));
}
