/* Times as AWS writes them: ISO 8601 in UTC, to Unix milliseconds and back. */
#pragma once

#include "arena.h"

/* "2026-10-05T06:00:02.417Z", "2026-10-05T06:00:02Z"; digits beyond milliseconds are dropped. False on
 * anything else, on a date that does not exist, and outside the years 1970-9999. */
bool time_from_text(struct span text, int64_t *out_ms);
/* Always with milliseconds. */
struct span time_to_text(struct arena *arena, int64_t time_ms);
