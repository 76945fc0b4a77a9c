/* What the judge found: a verdict, the paths that led to it, and the needs that could still change it.
 *
 *   trail ── log group ── filter ── alarm ── topic ── subscription
 *     ok        ok         broken: reason, hop; everything behind it is NULL
 *
 * Plain data in the invocation's arena; points into the facts. */
#pragma once

#include "facts.h"
#include "reason.h"

struct proof; /* prover.h */

/* One way from a trail towards a person, as far as it goes. */
struct path {
    bool complete;
    enum reason reason; /* REASON_NONE when complete */
    enum hop hop;       /* where it broke; HOP_NONE when complete */
    struct span detail; /* what exactly is broken, with names; for people */
    const struct trail *trail;
    struct span log_group_arn; /* absent: not reached */
    const struct metric_filter *filter;
    /* A way to a SIEM: in place of filter, alarm, topic and subscription; NULL: no such way. */
    const struct subscription_filter *siem_filter;
    struct span filter_class; /* of either; "equivalent", ...; absent: not reached */
    struct span alarm_arn, alarm_name;
    int64_t events_to_alarm, minutes_to_alarm; /* below 0: unknown */
    struct span topic_arn;
    const struct subscription *subscription;
    /* Healthy but worth a word: an excluded event source, old delivery, an alarm that is in ALARM. */
    struct strings remarks;
    /* PERMISSION_MISSING, CALL_REFUSED, FACT_NOT_RECORDED: the fact that is missing. */
    const struct fact *unread;
    /* A doubt on the way to where it broke, for repairs: mending the break alone would leave it. REASON_NONE:
     * none. */
    enum reason doubt_reason;
    enum hop doubt_hop;
    bool needed; /* not complete; once all needed ones are mended, the account is monitored */
};

/* What stands behind a filter and works, whatever is said of the filter itself: repairs can use it. */
struct heard {
    struct span log_group_arn;
    const struct metric_filter *filter;
    bool rings; /* an event that the filter counts rings; false: only the topic is known to reach somebody */
    struct span topic_arn;
    const struct subscription *subscription;
};

struct findings {
    enum verdict verdict;
    enum reason reason;
    enum hop hop;
    const struct path *deciding; /* the complete path, or the incomplete one that got furthest; NULL: none */
    struct span detail;          /* of the verdict, for people */
    struct span requirement;     /* the pattern's text */
    /* FILTER_MISSES_EVENTS, SIEM_FILTER_MISSES_EVENTS, MANAGEMENT_EVENTS_INCOMPLETE: the event as JSON text
     */
    struct span witness;
    const struct proof
        *proof; /* of all complete paths, or of the trail that got furthest; NULL: none reached */
    struct path *paths;
    size_t path_count;
    struct heard *heard;
    size_t heard_count;
    bool alarms_listed; /* DescribeAlarms was read to its end */
    struct needs needs; /* not empty: read these and judge again; nothing above is final */
};

/* What counts on a path: its metric filter, or its subscription filter to a SIEM. */
bool path_has_filter(const struct path *path);
struct span path_filter_name(const struct path *path); /* absent: no filter was reached */
struct span path_filter_pattern(const struct path *path);
/* Of both paths; two without one have not the same. */
bool path_same_filter(const struct path *a, const struct path *b);
