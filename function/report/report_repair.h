/* From one broken path to the commands that mend it.
 *
 *   log group ──► filter ──► metric ──► alarm ──► topic ──► subscription
 *                 └─ what the path still lacks is made new under a name of our own; what works is used, never
 * changed ─┘ */
#pragma once

#include "report_metric_use.h"

/* One more filter for the same metric needs no second alarm. */
struct alarm_made {
    struct span region;
    struct metric_use metric;
};

struct repair {
    struct arena *arena;
    const struct report *report;
    struct {
        struct span *items;
        size_t count, capacity;
    } commands;
    struct {
        struct alarm_made *items;
        size_t count, capacity;
    } alarms;            /* made so far */
    unsigned last_alarm; /* number in its name: each needs one of its own */
};

/* Appends the commands; one that is already there is not repeated. */
void report_repair_path(struct repair *repair, const struct path *path);
