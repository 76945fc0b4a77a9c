/* Is it the clock? Signatures carry the time, and a refused one may be nothing else. */
#pragma once

#include "arena.h"

/* `date`: the reply's Date header. In words how far the local clock is off; absent when the header cannot be
 * read. */
struct span aws_skew_describe(struct arena *arena, struct span date, int64_t now_ms);
