/* What of an account can be used by a repair as it stands: a metric, a topic.
 *
 * Each answer is "yes" only where the repaired chain is sure to work; a doubt costs no more than a filter or
 * a topic that a person would have shared. */
#pragma once

#include "report.h"

/* Where a metric filter publishes. */
struct metric_use {
    struct span name_space, name;
    struct span value, unit; /* of one event; unit absent: None */
};

/* The metric of another filter of this region and account whose alarm is heard: one more filter for it mends
 * the chain. */
bool report_heard_metric(struct arena *arena, const struct report *report, const struct path *broken,
                         struct metric_use *out);
/* The metric of the path's own filter, if "Sum >= 1" of it means one event. */
bool report_plain_metric(struct arena *arena, const struct report *report, const struct path *path,
                         struct metric_use *out);
/* A topic in the log group's region that is known to reach somebody, whichever alarm speaks; absent: none. */
struct span report_heard_topic(const struct report *report, struct span log_group_arn);
/* Is there an alarm of that name in the region that watches something else? Putting ours would take its
 * place. */
bool report_alarm_is_taken(const struct facts *facts, struct span region, struct span name,
                           const struct metric_use *metric);
