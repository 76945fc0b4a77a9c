/* Internal to pattern/: numbers as they are written, compared exactly. 404, 4.04e2 and +404.0 are
 * one number; 0.1 is no binary fraction.
 *
 *   404.0  =  0.404 * 10^3        digits "404", exponent 3 */
#pragma once

#include "span.h"

struct decimal {
    bool negative;
    struct span digits; /* from the first to the last digit that is not 0; may hold one '.', which counts for
                         * nothing; empty: zero */
    int64_t exponent;
};

/* number = [ "+" | "-" ] ( digits [ "." digits ] | "." digits ) [ ( "e" | "E" ) [ "+" | "-" ] digits ] ;
 * False when the whole text is not of that form. The result views the text. */
bool decimal_parse(struct span text, struct decimal *out);
/* Below 0, 0, above 0. */
int decimal_compare(struct decimal a, struct decimal b);
/* How many bytes at the start of the text can begin a number. */
size_t decimal_prefix(struct span text);
