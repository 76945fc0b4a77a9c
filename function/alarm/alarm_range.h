/* Between which values does a datapoint lie, whatever the samples of its period are?
 *
 *   Sum of a filter that publishes 1, three events     [3, inf)    others may add to it
 *   Average of the same, beside default values of 0    (0, 1]      open: an event lifts it above the zeros
 *   the sum of two metrics, one without data           [3, inf)    what is missing adds nothing */
#pragma once

#include "alarm.h"

enum alarm_scene {
    ALARM_QUIET,  /* no log arrives */
    ALARM_SILENT, /* logs arrive every minute, and no filter matches */
    ALARM_EVENTS, /* the filter in question matches `events` times, at the worst times; others whatever */
    ALARM_MANY,   /* what more and more such events come to: the low end is the limit */
    ALARM_ANY,    /* some filter matched */
};

struct alarm_range {
    bool may_miss, may_exist; /* no datapoint; a datapoint in [low, high] */
    double low, high;
    double best;        /* the highest that it comes to because of ours, not because of others alone */
    bool low_open;      /* above low, never equal to it; with ALARM_MANY: the limit is never reached */
    bool ours;          /* the filter in question takes part */
    const char *unsure; /* not NULL: why the range is not trusted */
};

/* `minutes` of a period, at least 1. */
struct alarm_range alarm_range_of(const struct alarm_model *model, enum alarm_scene scene, double events,
                                  double minutes);
