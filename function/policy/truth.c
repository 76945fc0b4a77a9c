#include "truth.h"

enum truth truth_and(enum truth a, enum truth b) {
    if (a == TRUTH_NO || b == TRUTH_NO)
        return TRUTH_NO;
    return a == TRUTH_YES && b == TRUTH_YES ? TRUTH_YES : TRUTH_UNKNOWN;
}

enum truth truth_not(enum truth a) {
    if (a == TRUTH_UNKNOWN)
        return a;
    return a == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

enum truth truth_or(enum truth a, enum truth b) {
    return truth_not(truth_and(truth_not(a), truth_not(b)));
}

enum truth truth_of(bool value) {
    return value ? TRUTH_YES : TRUTH_NO;
}
