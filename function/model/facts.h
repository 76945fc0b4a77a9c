/* What was read of an account: plain data, judged by function/policy, filled by function/aws or from a file.
 *
 *   need  GetTopicAttributes  arn:aws:sns:eu-west-1:111122223333:alerts
 *   fact  the same, READ, struct topic_attributes {.policy = …, .kms_key_id = absent}
 *
 * A fact answers exactly one need, with all pages of its call. Facts are never changed once they are there.
 * Strings are as AWS sent them: hostile until escaped. A subscription's endpoint is never kept. */
#pragma once

#include "arena.h"
#include "operation.h"

struct strings {
    struct span *items;
    size_t count;
};
/* The items of a comma list, trimmed, without the empty ones; views into the text. */
struct strings strings_split(struct arena *arena, struct span list_text);

/* CloudTrail: DescribeTrails */
struct trail {
    struct span arn, name, home_region;
    struct span log_group_arn; /* absent: does not write to CloudWatch Logs; else ends in ":*" */
    bool multi_region, organization;
};
struct trails {
    struct trail *items;
    size_t count;
};

/* CloudTrail: GetTrailStatus. Times in seconds since 1970; NaN: never. */
struct trail_status {
    bool logging;
    struct span logs_delivery_error; /* absent or empty: none */
    double logs_delivery_time_s, start_logging_time_s;
};

/* CloudTrail: GetEventSelectors; one family is filled */
struct event_selector {
    struct span read_write_type; /* ReadOnly, WriteOnly, All */
    bool management_events;
    struct strings excluded_sources;
};
struct field_selector {
    struct span field;
    struct strings equals, starts_with, ends_with, not_equals, not_starts_with, not_ends_with;
};
struct advanced_selector {
    struct span name;
    struct {
        struct field_selector *items;
        size_t count;
    } fields;
};
struct event_selectors {
    struct {
        struct event_selector *items;
        size_t count;
    } basic;
    struct {
        struct advanced_selector *items;
        size_t count;
    } advanced;
};

/* CloudWatch Logs: DescribeMetricFilters, of a log group or of a metric ("NAMESPACE:NAME") */
struct dimension {
    struct span name, value;
};
struct dimensions {
    struct dimension *items;
    size_t count;
};
struct metric_transformation {
    struct span metric_name, metric_namespace;
    struct span metric_value;     /* a number, or "$.field" */
    double default_value;         /* NaN: none */
    struct span unit;             /* absent: None */
    struct dimensions dimensions; /* values are selectors */
};
struct metric_filter {
    struct span name, log_group_name;
    struct span pattern; /* absent: U10 */
    struct {
        struct metric_transformation *items;
        size_t count; /* AWS promises 1 */
    } transformations;
    bool on_transformed_logs;
    struct span field_selection_criteria;
    struct strings system_field_dimensions;
};
struct metric_filters {
    struct metric_filter *items;
    size_t count;
};

/* CloudWatch Logs: DescribeLogGroups, asked by the name as prefix: may list others */
struct log_group {
    struct span name, arn, log_group_class; /* class absent: STANDARD */
};
struct log_groups {
    struct log_group *items;
    size_t count;
};

/* CloudWatch Logs: DescribeSubscriptionFilters */
struct subscription_filter {
    struct span name, destination_arn;
    struct span pattern; /* empty: everything; absent: U10 */
    bool on_transformed_logs;
    struct span field_selection_criteria;
};
struct subscription_filters {
    struct subscription_filter *items;
    size_t count;
};

/* CloudWatch Logs: DescribeAccountPolicies, a subscription filter for many log groups at once */
struct account_policy {
    struct span name;
    struct span document;           /* JSON text: DestinationArn, FilterPattern */
    struct span selection_criteria; /* absent: every log group of region and account */
};
struct account_policies {
    struct account_policy *items;
    size_t count;
};

/* CloudWatch: DescribeAlarms */
struct metric_query {           /* an entry of Metrics[] */
    struct span id, expression; /* expression absent: a metric */
    struct span metric_namespace, metric_name, statistic, unit, account_id;
    struct dimensions dimensions;
    double period_s; /* NaN: absent */
    bool return_data;
};
struct metric_alarm {
    struct span name, arn, state;
    struct span description; /* absent: none */
    bool actions_enabled;
    struct strings alarm_actions;
    struct span metric_name, metric_namespace; /* absent: metric math or PromQL */
    struct dimensions dimensions;
    struct span statistic, extended_statistic, unit;                     /* absent: unset */
    double period_s, evaluation_periods, datapoints_to_alarm, threshold; /* NaN: absent */
    struct span comparison_operator;
    struct span treat_missing_data; /* absent: missing */
    struct span evaluate_low_sample_count_percentile;
    struct span threshold_metric_id, evaluation_state;
    struct {
        struct metric_query *items;
        size_t count; /* 0: a plain metric */
    } queries;
    bool promql;            /* has EvaluationCriteria */
    bool wall_clock_window; /* EvaluationWindow is WallClockWindow */
};
struct composite_alarm {
    struct span name, arn, state;
    struct span description; /* absent: none */
    bool actions_enabled;
    struct strings alarm_actions;
    struct span rule, actions_suppressor, actions_suppressed_by; /* absent: none */
};
struct log_alarm {
    struct span name, arn;
    struct strings log_group_identifiers; /* names or ARNs */
};
struct alarms {
    struct {
        struct metric_alarm *items;
        size_t count;
    } metric;
    struct {
        struct composite_alarm *items;
        size_t count;
    } composite;
    struct {
        struct log_alarm *items;
        size_t count;
    } log;
};

/* CloudWatch: ListAlarmMuteRules */
struct mute_rule {
    struct span arn, status; /* SCHEDULED, ACTIVE, EXPIRED */
};
struct mute_rules {
    struct mute_rule *items;
    size_t count;
};

/* SNS: GetTopicAttributes, ListSubscriptionsByTopic, GetSubscriptionAttributes */
struct topic_attributes {
    struct span policy;     /* JSON text; absent: none */
    struct span kms_key_id; /* absent: not encrypted */
    struct span fifo;       /* "true"; absent: a standard topic */
};
struct subscription {
    struct span arn; /* or PendingConfirmation, Deleted */
    struct span protocol;
};
struct subscriptions {
    struct subscription *items;
    size_t count;
};
struct subscription_attributes {
    struct span filter_policy;       /* JSON text; absent: none */
    struct span filter_policy_scope; /* absent: MessageAttributes */
    struct span pending_confirmation;
};

/* KMS: DescribeKey, GetKeyPolicy */
struct key {
    struct span arn, manager, state; /* AWS or CUSTOMER; Enabled, Disabled, ... */
};
struct key_policy {
    struct span policy; /* JSON text */
};

/* STS: AssumeRole. The role's keys are no fact: whoever calls AWS keeps them. */
struct assumed_role {
    struct span arn;
};

/* Which call, where, about what. */
struct need {
    enum operation operation;
    struct span account_id; /* whose keys ask; facts of two accounts never answer each other's needs */
    struct span region;
    struct span resource; /* ARN or name as the call takes it; absent where the call has none */
};
struct needs {
    struct need *items;
    size_t count, capacity; /* for ARENA_PUSH */
};

enum fact_state {
    FACT_READ,
    FACT_NOT_FOUND,    /* the service says that the resource does not exist */
    FACT_DENIED,       /* permission missing */
    FACT_REFUSED,      /* another answer that will not change by asking again */
    FACT_NOT_RECORDED, /* a facts file without it */
};

struct fact {
    struct need need;
    enum fact_state state;
    const void *value;        /* READ: the operation's struct above; else NULL */
    struct span refusal_code; /* not READ: what the service said */
    struct span refusal_message;
};

struct facts {
    struct arena *arena; /* of everything below */
    struct span account_id, region, partition;
    double collected_at_s; /* the clock that judging uses; seconds since 1970 */
    struct fact *items;
    size_t count, capacity; /* for ARENA_PUSH */
    uint32_t *slots;        /* of facts_find: a hash table of indices + 1; 0: free */
    size_t slot_count;
};

bool need_equal(const struct need *a, const struct need *b);
/* NULL: not asked yet. */
const struct fact *facts_find(const struct facts *facts, const struct need *need);
/* Appends; the need must not have been answered before. Facts begin with count and slot_count 0. */
void facts_add(struct facts *facts, const struct fact *fact);
