#include "operation.h"

static const struct operation_info table[OPERATION_COUNT] = {
    [OPERATION_DESCRIBE_TRAILS] = {"DescribeTrails", "cloudtrail:DescribeTrails", NULL},
    [OPERATION_GET_TRAIL_STATUS] = {"GetTrailStatus", "cloudtrail:GetTrailStatus", "trail"},
    [OPERATION_GET_EVENT_SELECTORS] = {"GetEventSelectors", "cloudtrail:GetEventSelectors", "trail"},
    [OPERATION_DESCRIBE_METRIC_FILTERS] = {"DescribeMetricFilters", "logs:DescribeMetricFilters",
                                           "log group"},
    [OPERATION_DESCRIBE_METRIC_PUBLISHERS] = {"DescribeMetricFilters(metric)", "logs:DescribeMetricFilters",
                                              "metric"},
    [OPERATION_DESCRIBE_LOG_GROUPS] = {"DescribeLogGroups", "logs:DescribeLogGroups", "log group"},
    [OPERATION_DESCRIBE_SUBSCRIPTION_FILTERS] = {"DescribeSubscriptionFilters",
                                                 "logs:DescribeSubscriptionFilters", "log group"},
    [OPERATION_DESCRIBE_ACCOUNT_POLICIES] = {"DescribeAccountPolicies", "logs:DescribeAccountPolicies", NULL},
    [OPERATION_DESCRIBE_ALARMS] = {"DescribeAlarms", "cloudwatch:DescribeAlarms", NULL},
    [OPERATION_LIST_ALARM_MUTE_RULES] = {"ListAlarmMuteRules", "cloudwatch:ListAlarmMuteRules", "alarm"},
    [OPERATION_GET_TOPIC_ATTRIBUTES] = {"GetTopicAttributes", "sns:GetTopicAttributes", "topic"},
    [OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC] = {"ListSubscriptionsByTopic", "sns:ListSubscriptionsByTopic",
                                               "topic"},
    [OPERATION_GET_SUBSCRIPTION_ATTRIBUTES] = {"GetSubscriptionAttributes", "sns:GetSubscriptionAttributes",
                                               "subscription"},
    [OPERATION_DESCRIBE_KEY] = {"DescribeKey", "kms:DescribeKey", "key"},
    [OPERATION_GET_KEY_POLICY] = {"GetKeyPolicy", "kms:GetKeyPolicy", "key"},
    [OPERATION_ASSUME_ROLE] = {"AssumeRole", "sts:AssumeRole", "role"},
};

const struct operation_info *operation_info(enum operation operation) {
    return &table[operation];
}

bool operation_from_name(struct span name, enum operation *out) {
    for (int i = 0; i < OPERATION_COUNT; i++)
        if (span_equal(name, span_from_cstr(table[i].name))) {
            *out = (enum operation)i;
            return true;
        }
    return false;
}
