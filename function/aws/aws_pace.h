/* Keeps calls below a service's rate: three attempts do not survive 500 trails that are all asked for at
 * once.
 *
 * A bucket that holds one second's calls: so many may start at once, the others when their turn comes. */
#pragma once

#include <stdint.h>

struct aws_pace {
    int64_t full_ms; /* Unix time at which the bucket would be full again; 0: it is */
};

/* Milliseconds until a call may start: 0 takes its place, more takes none. `calls_per_second` 0: always 0. */
int64_t aws_pace_take(struct aws_pace *pace, int calls_per_second, int64_t now_ms);
