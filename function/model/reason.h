/* Why a chain is broken or cannot be verified: one table, one row a code (policy.md, section 3).
 *
 * The order of the rows is the order of the hops, and within a hop the order in which policy.md lists them:
 * of equally far paths the earlier reason is reported. */
#pragma once

#include "span.h"

enum hop {
    HOP_NONE,
    HOP_TRAIL,
    HOP_LOG_GROUP,
    HOP_FILTER,
    HOP_ALARM,
    HOP_TOPIC,
    HOP_SUBSCRIPTION,
    HOP_SIEM,
    HOP_COUNT
};
enum verdict { VERDICT_MONITORED, VERDICT_NOT_MONITORED, VERDICT_CANNOT_VERIFY, VERDICT_NOT_APPLICABLE };

enum reason {
    REASON_NONE,
    REASON_PARAMETER_INVALID,
    REASON_NO_TRAIL,
    REASON_ORGANIZATION_TRAIL_ELSEWHERE,
    REASON_NOT_MULTI_REGION,
    REASON_NOT_LOGGING,
    REASON_MANAGEMENT_EVENTS_INCOMPLETE,
    REASON_TRAIL_UNDECIDED,
    REASON_NO_LOG_GROUP,
    REASON_LOG_GROUP_MISSING,
    REASON_DELIVERY_FAILING,
    REASON_NO_METRIC_FILTER,
    REASON_FILTER_MISSES_EVENTS,
    REASON_FILTER_UNREADABLE,
    REASON_FILTER_UNDECIDED,
    REASON_FILTER_VALUE_NOT_POSITIVE,
    REASON_FILTER_MATCHES_EVERYTHING,
    REASON_NO_ALARM,
    REASON_ALARM_WRONG_DIMENSIONS,
    REASON_ALARM_CANNOT_FIRE,
    REASON_ALARM_DEPENDS_ON_TIMING,
    REASON_ALARM_TELLS_ONCE,
    REASON_ALARM_TOO_SLOW,
    REASON_ALARM_ACTIONS_DISABLED,
    REASON_ALARM_MUTED,
    REASON_ALARM_ACTIONS_SUPPRESSED,
    REASON_ALARM_WITHOUT_ACTION,
    REASON_ALARM_UNDECIDED,
    REASON_NO_SNS_ACTION,
    REASON_TOPIC_MISSING,
    REASON_TOPIC_KEY_BLOCKS_CLOUDWATCH,
    REASON_TOPIC_POLICY_BLOCKS_CLOUDWATCH,
    REASON_TOPIC_UNREADABLE,
    REASON_TOPIC_UNDECIDED,
    REASON_NO_SUBSCRIPTION,
    REASON_ONLY_PENDING_SUBSCRIPTIONS,
    REASON_SUBSCRIPTION_FILTERED,
    REASON_SUBSCRIPTION_UNDECIDED,
    REASON_SIEM_FILTER_MISSES_EVENTS,
    REASON_SIEM_UNDECIDED,
    /* May strike at any hop; the finding's hop says where. */
    REASON_PERMISSION_MISSING,
    REASON_CALL_REFUSED,
    REASON_FACT_NOT_RECORDED,
    REASON_COUNT,
};

/* What a person can do about it; report/remediation.c has the commands. */
enum remedy {
    REMEDY_NONE,        /* nothing that a command could mend */
    REMEDY_WHOLE_CHAIN, /* filter, topic, subscription, alarm */
    REMEDY_TOPIC_ON,    /* topic, subscription, alarm action */
    REMEDY_SUBSCRIPTION,
    REMEDY_ALARM_ACTIONS, /* switch them on */
};

struct reason_info {
    const char *code; /* "NO_TRAIL" */
    enum hop hop;     /* HOP_NONE: any */
    enum verdict verdict;
    const char *text;   /* one sentence without names: what is broken */
    const char *advice; /* one sentence: what to do */
    enum remedy remedy;
};

const struct reason_info *reason_info(enum reason reason);
const char *hop_name(enum hop hop); /* "logGroup"; NULL for HOP_NONE */
const char *verdict_name(enum verdict verdict);
/* "COMPLIANT", ... as AWS Config writes it; CANNOT_VERIFY is NON_COMPLIANT. */
const char *verdict_compliance(enum verdict verdict);
