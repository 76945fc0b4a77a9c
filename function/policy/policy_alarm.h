/* Which alarms hear a metric, what the arithmetic says of one, and which composite alarms tell for it. Shared
 * by the files of the alarm hop. */
#pragma once

#include "alarm.h"
#include "policy_composite.h"
#include "policy_internal.h"

enum hearing {
    HEARS_NOTHING,
    HEARS_OTHER_DIMENSIONS, /* the metric, but not with the dimensions that it has on this way */
    HEARS_METRIC,
    HEARS_PERHAPS,
};

enum hearing policy_alarm_hears(const struct walk *walk, const struct metric_alarm *alarm,
                                const struct metric_transformation *transformation);
/* The dimensions with which the alarm watches the metric, one after the other, *at counted from 0; NULL: no
 * more. */
const struct dimensions *policy_alarm_watches(const struct walk *walk, const struct metric_alarm *alarm,
                                              const struct metric_transformation *transformation, size_t *at);
/* Breaks, doubts or passes the walk; sets events and minutes to the alarm. */
void policy_alarm_judge(struct walk *walk, const struct metric_alarm *alarm,
                        const struct metric_transformation *transformation);

/* --- Who publishes: policy_publishers.c --- */

/* A metric as an alarm reads it. */
struct alarm_metric {
    struct span namespace, name;
    const struct dimensions *dimensions;
};
/* All filters that are known to publish to the metric; `ours` is one of them, unless it is NULL. .value is
 * not set. */
struct alarm_publishers policy_alarm_publishers(const struct walk *walk, const struct alarm_metric *metric,
                                                const struct metric_transformation *ours);
/* Asks who else publishes to the metrics of the walk's alarm, log groups without a trail included. */
void policy_alarm_ask_publishers(struct walk *walk, const struct metric_transformation *transformation);
/* Where that was asked and not answered: the walk is in doubt, unless it is immaterial. */
void policy_alarm_judge_publishers(struct walk *walk, const struct alarm_model *model,
                                   const struct metric_transformation *transformation);

/* --- For policy_alarm_judge.c and policy_alarm_math.c --- */

/* "Sum", …, "p90"; false: another one, or percentiles of few samples are left out. */
bool policy_alarm_statistic(const struct metric_alarm *alarm, struct span text, enum alarm_statistic *out);
/* Does an alarm on these dimensions see what the filter of the walk publishes on this way? */
bool policy_alarm_dimensions_fit(const struct walk *walk, const struct dimensions *dimensions,
                                 const struct metric_transformation *transformation);
bool policy_alarm_unit_fits(struct span unit, const struct metric_transformation *transformation);
void policy_alarm_wrong_dimensions(struct walk *walk, const struct dimensions *watched,
                                   const struct metric_transformation *transformation);
void policy_alarm_cannot_fire(struct walk *walk, const char *why);
void policy_alarm_undecided(struct walk *walk, const char *what, struct span value);
/* Series, formula and period of an alarm on metric math; false: the walk is broken or in doubt. */
bool policy_alarm_read_math(struct walk *walk, const struct metric_alarm *alarm,
                            const struct metric_transformation *transformation, struct alarm_model *model);
bool policy_alarm_math_hears(const struct walk *walk, const struct metric_query *query,
                             const struct metric_transformation *transformation);

/* What a metric alarm hears of a counter; a broken walk ends there. */
enum alarm_heard { HEARD_NOTHING, HEARD_BROKEN, HEARD_POSSIBLE };
/* *out: `start` through the alarm's arithmetic, unless nothing is heard. */
enum alarm_heard policy_alarm_hear(const struct counter *counter, const struct walk *start,
                                   const struct metric_alarm *alarm, struct walk *out);
/* Adds the walks of the composite alarms that tell, or may tell, for one of them. heard[i] is that of
 * alarms->metric.items[i]. */
void policy_composites_walk(struct counter *counter, const struct walk *start, const struct alarms *alarms,
                            const enum alarm_heard *heard);
/* The alarm whose actions are used: named as it stands, then its actions and all behind them. */
void policy_alarm_tell(struct counter *counter, struct walk *walk, bool enabled,
                       const struct strings *actions, struct span state);
