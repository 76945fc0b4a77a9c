/* From one broken path to the commands that mend it.
 *
 *   log group ──► filter ──► metric ──► alarm ──► topic ──► subscription
 *                 └─ what the path still lacks is made new under a name of our own; what works is used, never
 * changed ─┘ */
#pragma once

#include "report.h"

struct repair {
    struct arena *arena;
    const struct report *report;
    struct {
        struct span *items;
        size_t count, capacity;
    } commands;
    unsigned alarms_made; /* each needs a name of its own */
};

/* Appends the commands; one that is already there is not repeated. */
void report_repair_path(struct repair *repair, const struct path *path);
