#include "facts_fields.h"

#define STRING(type, member, path)                                                                           \
    { path, FIELD_STRING, false, offsetof(struct type, member), NULL }
#define NUMBER(type, member, path)                                                                           \
    { path, FIELD_NUMBER, false, offsetof(struct type, member), NULL }
#define BOOL(type, member, path)                                                                             \
    { path, FIELD_BOOL, false, offsetof(struct type, member), NULL }
#define PRESENT(type, member, path)                                                                          \
    { path, FIELD_PRESENT, false, offsetof(struct type, member), NULL }
#define STRINGS(type, member, path)                                                                          \
    { path, FIELD_STRINGS, false, offsetof(struct type, member), NULL }
#define MAP(type, member, path)                                                                              \
    { path, FIELD_MAP, false, offsetof(struct type, member), NULL }
#define RECORDS(type, member, path, of)                                                                      \
    { path, FIELD_RECORDS, false, offsetof(struct type, member), &of##_record }
#define REQUIRED_RECORDS(type, member, path, of)                                                             \
    { path, FIELD_RECORDS, true, offsetof(struct type, member), &of##_record }
#define REQUIRED_OBJECT(path)                                                                                \
    { path, FIELD_OBJECT, true, 0, NULL }
#define RECORD(type)                                                                                         \
    static const struct record type##_record = {sizeof(struct type),                                         \
                                                sizeof type##_fields / sizeof *type##_fields, type##_fields}

static const struct field trail_fields[] = {
    STRING(trail, arn, "TrailARN"),
    STRING(trail, name, "Name"),
    STRING(trail, home_region, "HomeRegion"),
    STRING(trail, log_group_arn, "CloudWatchLogsLogGroupArn"),
    BOOL(trail, multi_region, "IsMultiRegionTrail"),
    BOOL(trail, organization, "IsOrganizationTrail"),
};
RECORD(trail);
static const struct field trails_fields[] = {REQUIRED_RECORDS(trails, items, "trailList", trail)};
RECORD(trails);

static const struct field trail_status_fields[] = {
    {"IsLogging", FIELD_BOOL, true, offsetof(struct trail_status, logging), NULL},
    STRING(trail_status, logs_delivery_error, "LatestCloudWatchLogsDeliveryError"),
    NUMBER(trail_status, logs_delivery_time_s, "LatestCloudWatchLogsDeliveryTime"),
    NUMBER(trail_status, start_logging_time_s, "StartLoggingTime"),
};
RECORD(trail_status);

static const struct field event_selector_fields[] = {
    STRING(event_selector, read_write_type, "ReadWriteType"),
    BOOL(event_selector, management_events, "IncludeManagementEvents"),
    STRINGS(event_selector, excluded_sources, "ExcludeManagementEventSources"),
};
RECORD(event_selector);
static const struct field field_selector_fields[] = {
    STRING(field_selector, field, "Field"),
    STRINGS(field_selector, equals, "Equals"),
    STRINGS(field_selector, starts_with, "StartsWith"),
    STRINGS(field_selector, ends_with, "EndsWith"),
    STRINGS(field_selector, not_equals, "NotEquals"),
    STRINGS(field_selector, not_starts_with, "NotStartsWith"),
    STRINGS(field_selector, not_ends_with, "NotEndsWith"),
};
RECORD(field_selector);
static const struct field advanced_selector_fields[] = {
    STRING(advanced_selector, name, "Name"),
    RECORDS(advanced_selector, fields, "FieldSelectors", field_selector),
};
RECORD(advanced_selector);
static const struct field event_selectors_fields[] = {
    RECORDS(event_selectors, basic, "EventSelectors", event_selector),
    RECORDS(event_selectors, advanced, "AdvancedEventSelectors", advanced_selector),
};
RECORD(event_selectors);

static const struct field metric_transformation_fields[] = {
    STRING(metric_transformation, metric_name, "metricName"),
    STRING(metric_transformation, metric_namespace, "metricNamespace"),
    STRING(metric_transformation, metric_value, "metricValue"),
    NUMBER(metric_transformation, default_value, "defaultValue"),
    STRING(metric_transformation, unit, "unit"),
    MAP(metric_transformation, dimensions, "dimensions"),
};
RECORD(metric_transformation);
static const struct field metric_filter_fields[] = {
    STRING(metric_filter, name, "filterName"),
    STRING(metric_filter, log_group_name, "logGroupName"),
    STRING(metric_filter, pattern, "filterPattern"),
    RECORDS(metric_filter, transformations, "metricTransformations", metric_transformation),
    BOOL(metric_filter, on_transformed_logs, "applyOnTransformedLogs"),
    STRING(metric_filter, field_selection_criteria, "fieldSelectionCriteria"),
    STRINGS(metric_filter, system_field_dimensions, "emitSystemFieldDimensions"),
};
RECORD(metric_filter);
static const struct field metric_filters_fields[] = {
    REQUIRED_RECORDS(metric_filters, items, "metricFilters", metric_filter),
};
RECORD(metric_filters);

static const struct field log_group_fields[] = {
    STRING(log_group, name, "logGroupName"),
    STRING(log_group, arn, "arn"),
    STRING(log_group, log_group_class, "logGroupClass"),
};
RECORD(log_group);
static const struct field log_groups_fields[] = {REQUIRED_RECORDS(log_groups, items, "logGroups", log_group)};
RECORD(log_groups);

static const struct field subscription_filter_fields[] = {
    STRING(subscription_filter, name, "filterName"),
    STRING(subscription_filter, destination_arn, "destinationArn"),
    STRING(subscription_filter, pattern, "filterPattern"),
    BOOL(subscription_filter, on_transformed_logs, "applyOnTransformedLogs"),
    STRING(subscription_filter, field_selection_criteria, "fieldSelectionCriteria"),
};
RECORD(subscription_filter);
static const struct field subscription_filters_fields[] = {
    REQUIRED_RECORDS(subscription_filters, items, "subscriptionFilters", subscription_filter),
};
RECORD(subscription_filters);
static const struct field account_policy_fields[] = {
    STRING(account_policy, name, "policyName"),
    STRING(account_policy, document, "policyDocument"),
    STRING(account_policy, selection_criteria, "selectionCriteria"),
};
RECORD(account_policy);
static const struct field account_policies_fields[] = {
    REQUIRED_RECORDS(account_policies, items, "accountPolicies", account_policy),
};
RECORD(account_policies);

static const struct field dimension_fields[] = {
    STRING(dimension, name, "Name"),
    STRING(dimension, value, "Value"),
};
RECORD(dimension);
static const struct field metric_query_fields[] = {
    STRING(metric_query, id, "Id"),
    STRING(metric_query, expression, "Expression"),
    STRING(metric_query, metric_namespace, "MetricStat.Metric.Namespace"),
    STRING(metric_query, metric_name, "MetricStat.Metric.MetricName"),
    RECORDS(metric_query, dimensions, "MetricStat.Metric.Dimensions", dimension),
    STRING(metric_query, statistic, "MetricStat.Stat"),
    STRING(metric_query, unit, "MetricStat.Unit"),
    NUMBER(metric_query, period_s, "MetricStat.Period"),
    STRING(metric_query, account_id, "AccountId"),
    BOOL(metric_query, return_data, "ReturnData"),
};
RECORD(metric_query);
static const struct field metric_alarm_fields[] = {
    STRING(metric_alarm, name, "AlarmName"),
    STRING(metric_alarm, arn, "AlarmArn"),
    STRING(metric_alarm, state, "StateValue"),
    STRING(metric_alarm, description, "AlarmDescription"),
    BOOL(metric_alarm, actions_enabled, "ActionsEnabled"),
    STRINGS(metric_alarm, alarm_actions, "AlarmActions"),
    STRING(metric_alarm, metric_name, "MetricName"),
    STRING(metric_alarm, metric_namespace, "Namespace"),
    RECORDS(metric_alarm, dimensions, "Dimensions", dimension),
    STRING(metric_alarm, statistic, "Statistic"),
    STRING(metric_alarm, extended_statistic, "ExtendedStatistic"),
    STRING(metric_alarm, unit, "Unit"),
    NUMBER(metric_alarm, period_s, "Period"),
    NUMBER(metric_alarm, evaluation_periods, "EvaluationPeriods"),
    NUMBER(metric_alarm, datapoints_to_alarm, "DatapointsToAlarm"),
    NUMBER(metric_alarm, threshold, "Threshold"),
    STRING(metric_alarm, comparison_operator, "ComparisonOperator"),
    STRING(metric_alarm, treat_missing_data, "TreatMissingData"),
    STRING(metric_alarm, evaluate_low_sample_count_percentile, "EvaluateLowSampleCountPercentile"),
    STRING(metric_alarm, threshold_metric_id, "ThresholdMetricId"),
    STRING(metric_alarm, evaluation_state, "EvaluationState"),
    RECORDS(metric_alarm, queries, "Metrics", metric_query),
    PRESENT(metric_alarm, promql, "EvaluationCriteria"),
    PRESENT(metric_alarm, wall_clock_window, "EvaluationWindow.WallClockWindow"),
};
RECORD(metric_alarm);
static const struct field composite_alarm_fields[] = {
    STRING(composite_alarm, name, "AlarmName"),
    STRING(composite_alarm, arn, "AlarmArn"),
    STRING(composite_alarm, state, "StateValue"),
    STRING(composite_alarm, description, "AlarmDescription"),
    BOOL(composite_alarm, actions_enabled, "ActionsEnabled"),
    STRINGS(composite_alarm, alarm_actions, "AlarmActions"),
    STRING(composite_alarm, rule, "AlarmRule"),
    STRING(composite_alarm, actions_suppressor, "ActionsSuppressor"),
    STRING(composite_alarm, actions_suppressed_by, "ActionsSuppressedBy"),
};
RECORD(composite_alarm);
static const struct field log_alarm_fields[] = {
    STRING(log_alarm, name, "AlarmName"),
    STRING(log_alarm, arn, "AlarmArn"),
    STRINGS(log_alarm, log_group_identifiers, "ScheduledQueryConfiguration.LogGroupIdentifiers"),
};
RECORD(log_alarm);
static const struct field alarms_fields[] = {
    REQUIRED_RECORDS(alarms, metric, "MetricAlarms", metric_alarm),
    RECORDS(alarms, composite, "CompositeAlarms", composite_alarm),
    RECORDS(alarms, log, "LogAlarms", log_alarm),
};
RECORD(alarms);

static const struct field mute_rule_fields[] = {
    STRING(mute_rule, arn, "AlarmMuteRuleArn"),
    STRING(mute_rule, status, "Status"),
};
RECORD(mute_rule);
static const struct field mute_rules_fields[] = {
    REQUIRED_RECORDS(mute_rules, items, "AlarmMuteRuleSummaries", mute_rule),
};
RECORD(mute_rules);

static const struct field topic_attributes_fields[] = {
    REQUIRED_OBJECT("Attributes"),
    STRING(topic_attributes, policy, "Attributes.Policy"),
    STRING(topic_attributes, kms_key_id, "Attributes.KmsMasterKeyId"),
    STRING(topic_attributes, fifo, "Attributes.FifoTopic"),
};
RECORD(topic_attributes);
static const struct field subscription_fields[] = {
    STRING(subscription, arn, "SubscriptionArn"),
    STRING(subscription, protocol, "Protocol"),
};
RECORD(subscription);
static const struct field subscriptions_fields[] = {
    REQUIRED_RECORDS(subscriptions, items, "Subscriptions", subscription),
};
RECORD(subscriptions);
static const struct field subscription_attributes_fields[] = {
    REQUIRED_OBJECT("Attributes"),
    STRING(subscription_attributes, filter_policy, "Attributes.FilterPolicy"),
    STRING(subscription_attributes, filter_policy_scope, "Attributes.FilterPolicyScope"),
    STRING(subscription_attributes, pending_confirmation, "Attributes.PendingConfirmation"),
};
RECORD(subscription_attributes);

static const struct field key_fields[] = {
    REQUIRED_OBJECT("KeyMetadata"),
    STRING(key, arn, "KeyMetadata.Arn"),
    STRING(key, manager, "KeyMetadata.KeyManager"),
    STRING(key, state, "KeyMetadata.KeyState"),
};
RECORD(key);
static const struct field key_policy_fields[] = {
    {"Policy", FIELD_STRING, true, offsetof(struct key_policy, policy), NULL},
};
RECORD(key_policy);

static const struct field assumed_role_fields[] = {STRING(assumed_role, arn, "AssumedRoleUser.Arn")};
RECORD(assumed_role);

const struct record *facts_record(enum operation operation) {
    static const struct record *const records[OPERATION_COUNT] = {
        [OPERATION_DESCRIBE_TRAILS] = &trails_record,
        [OPERATION_GET_TRAIL_STATUS] = &trail_status_record,
        [OPERATION_GET_EVENT_SELECTORS] = &event_selectors_record,
        [OPERATION_DESCRIBE_METRIC_FILTERS] = &metric_filters_record,
        [OPERATION_DESCRIBE_METRIC_PUBLISHERS] = &metric_filters_record,
        [OPERATION_DESCRIBE_LOG_GROUPS] = &log_groups_record,
        [OPERATION_DESCRIBE_SUBSCRIPTION_FILTERS] = &subscription_filters_record,
        [OPERATION_DESCRIBE_ACCOUNT_POLICIES] = &account_policies_record,
        [OPERATION_DESCRIBE_ALARMS] = &alarms_record,
        [OPERATION_LIST_ALARM_MUTE_RULES] = &mute_rules_record,
        [OPERATION_GET_TOPIC_ATTRIBUTES] = &topic_attributes_record,
        [OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC] = &subscriptions_record,
        [OPERATION_GET_SUBSCRIPTION_ATTRIBUTES] = &subscription_attributes_record,
        [OPERATION_DESCRIBE_KEY] = &key_record,
        [OPERATION_GET_KEY_POLICY] = &key_policy_record,
        [OPERATION_ASSUME_ROLE] = &assumed_role_record,
    };
    return records[operation];
}
