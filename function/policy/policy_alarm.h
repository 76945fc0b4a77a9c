/* Which alarms hear a metric, and what the arithmetic says of one. Shared by the files of the alarm hop. */
#pragma once

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
const struct dimensions *policy_alarm_watches(const struct metric_alarm *alarm,
                                              const struct metric_transformation *transformation, size_t *at);
/* Asks who else publishes to the metric, unless that is known or something else breaks the path. */
void policy_alarm_ask_publishers(struct walk *walk, const struct metric_transformation *transformation);
/* Breaks, doubts or passes the walk; sets events and minutes to the alarm. */
void policy_alarm_judge(struct walk *walk, const struct metric_alarm *alarm,
                        const struct metric_transformation *transformation);
/* May the composite alarm's rule be true because of the alarm of that name and ARN? */
bool policy_composite_names(const struct composite_alarm *composite, struct span name, struct span arn);
