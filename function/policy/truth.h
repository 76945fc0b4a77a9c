/* Yes, no, or unknown: how policies of others are evaluated. Unknown is decided by what is certain beside it.
 *
 *   truth_and(TRUTH_NO, TRUTH_UNKNOWN)  ->  TRUTH_NO */
#pragma once

#include <stdbool.h>

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

enum truth truth_and(enum truth a, enum truth b);
enum truth truth_or(enum truth a, enum truth b);
enum truth truth_not(enum truth a);
enum truth truth_of(bool value);
