/* The open points of filter-pattern.md section 9, by name and in words. */
#include "pattern.h"

struct point {
    const char *name, *meaning;
};

static const struct point points[PATTERN_OPEN_POINTS] = {
    [1] = {"U1", "an array or object under a comparison"},
    [2] = {"U2", "null under a comparison"},
    [3] = {"U3", "true or false under a comparison"},
    [4] = {"U4", "a number against a text, or a string against a number"},
    [5] = {"U5", "the empty string under * or \"\""},
    [6] = {"U6", "escapes in quoted values other than \\\" and \\\\"},
    [7] = {"U7", "wildcard selectors under anything but ="},
    [8] = {"U8", "keywords in lower case"},
    [9] = {"U9", "a selector written otherwise than documented"},
    [10] = {"U10", "an absent pattern, {}, or keys that occur twice"},
    [11] = {"U11", "single quotes around a value"},
    [12] = {"U12", "a regular expression at a newline"},
    [13] = {"U13", "terms against escapes in the JSON text, or unusual combinations of terms"},
    [14] = {"U14", "dimensions and values taken from the event"},
};

static const struct point *point_of(enum pattern_open_point point) {
    return &points[__builtin_ctz((unsigned)point)];
}

const char *pattern_open_point_name(enum pattern_open_point point) {
    return point_of(point)->name;
}

const char *pattern_open_point_meaning(enum pattern_open_point point) {
    return point_of(point)->meaning;
}
