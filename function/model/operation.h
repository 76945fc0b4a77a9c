/* The read calls of AWS that facts come from: one row an operation.
 *
 * A need names an operation and a resource; a fact is the answer to it. How a call looks on the wire is the
 * business of function/aws; here is what the judge and the reader of a report have to know. */
#pragma once

#include "span.h"

#include <stdbool.h>

enum operation {
    OPERATION_DESCRIBE_TRAILS,
    OPERATION_GET_TRAIL_STATUS,
    OPERATION_GET_EVENT_SELECTORS,
    OPERATION_DESCRIBE_METRIC_FILTERS,
    OPERATION_DESCRIBE_METRIC_PUBLISHERS,
    OPERATION_DESCRIBE_LOG_GROUPS,
    OPERATION_DESCRIBE_SUBSCRIPTION_FILTERS,
    OPERATION_DESCRIBE_ACCOUNT_POLICIES, /* those of subscription filters */
    OPERATION_DESCRIBE_ALARMS,
    OPERATION_LIST_ALARM_MUTE_RULES,
    OPERATION_GET_TOPIC_ATTRIBUTES,
    OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC,
    OPERATION_GET_SUBSCRIPTION_ATTRIBUTES,
    OPERATION_DESCRIBE_KEY,
    OPERATION_GET_KEY_POLICY,
    OPERATION_ASSUME_ROLE, /* answered: the account of the role can be read with its keys from now on */
    OPERATION_COUNT,
};

struct operation_info {
    const char *name;       /* "DescribeTrails": in the facts file and in messages */
    const char *permission; /* "cloudtrail:DescribeTrails": what to grant */
    const char *resource;   /* what need.resource holds, for messages; NULL: the call has none */
};

const struct operation_info *operation_info(enum operation operation);
/* False when no operation has that name. */
bool operation_from_name(struct span name, enum operation *out);
