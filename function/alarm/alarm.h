/* The arithmetic of a metric alarm: how many matching events put it in ALARM, and how soon?
 *
 *   per minute   1 . . 0 . | . . 1 . .     values of matching events, default values (0) of other minutes, or
 *                                          nothing
 *   per period   Sum = 1   | Sum = 1       series, one a metric; a formula may join several to one
 *   alarm        M breaching ones of the last N put it in ALARM
 *
 * What is known of CloudWatch, and all that is used, is in README.md. What does not follow from it is
 * REASON_ALARM_UNDECIDED. Knows numbers only: no names, no facts. */
#pragma once

#include "reason.h"

#include <stdbool.h>
#include <stdint.h>

enum alarm_statistic {
    ALARM_SUM,
    ALARM_SAMPLE_COUNT,
    ALARM_MINIMUM,
    ALARM_MAXIMUM,
    ALARM_AVERAGE,
    ALARM_PERCENTILE,
};

enum alarm_missing { ALARM_MISSING, ALARM_NOT_BREACHING, ALARM_BREACHING, ALARM_IGNORE };

enum alarm_state { ALARM_STATE_OK, ALARM_STATE_ALARM, ALARM_STATE_UNKNOWN };

/* What is published to a metric, over all filters that publish to it. */
struct alarm_publishers {
    double value;       /* of one event that the filter in question matches; above 0 */
    double low, high;   /* of one event that any of the filters matches */
    bool variable;      /* a filter publishes a field of the event: low and high do not hold for it */
    int64_t count;      /* filters; 0: what is published is not known */
    int64_t defaults;   /* filters with a default value */
    double default_sum; /* a minute */
    double default_low, default_high;
    /* The same without the filter in question: where that one matches it publishes no default value. */
    int64_t other_defaults;
    double other_default_low, other_default_high;
};

/* A metric as the alarm reads it. */
struct alarm_series {
    enum alarm_statistic statistic;
    bool ours;  /* the filter in question publishes to it */
    bool empty; /* it never has a datapoint: its unit or its dimensions are not the metric's */
    struct alarm_publishers publishers;
};

struct alarm_formula; /* alarm_formula.h */

struct alarm_model {
    const struct alarm_series *series;
    size_t series_count;
    const struct alarm_formula *formula; /* NULL: the alarm watches series[0] itself */
    double threshold;
    bool strict; /* above the threshold; else at or above */
    double period_s, evaluation_periods, datapoints_to_alarm;
    enum alarm_missing missing;
    bool wall_clock;
    enum alarm_state state;
};

struct alarm_answer {
    enum reason reason; /* REASON_NONE, or one of HOP_ALARM */
    /* Matching events at the worst times inside one period, and minutes from the last of them to ALARM in the
     * worst case; below 0: unknown. With ALARM_UNDECIDED, events is still a lower bound. */
    int64_t events, minutes;
    const char *text; /* why not, or what is worth a word though all is well; NULL: nothing */
};

struct alarm_answer alarm_decide(const struct alarm_model *model);
