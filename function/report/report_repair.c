#include "report_repair.h"

#include "arn.h"
#include "report_chain.h"
#include "report_command.h"
#include "report_metric_use.h"
#include "report_safe.h"

#define OWN_NAME "earshot-unauthorized-api-calls"

enum { ARN_PARTITION = 1, ARN_REGION = 3, ARN_ACCOUNT = 4 };

#define EMAIL_ENDPOINT "--notification-endpoint \"${EARSHOT_EMAIL:?address to be told}\""

static void add_command(struct repair *repair, const struct command *command) {
    struct span text = report_command(repair->arena, command);
    for (size_t i = 0; i < repair->commands.count; i++)
        if (span_equal(repair->commands.items[i], text))
            return;
    *ARENA_PUSH(repair->arena, &repair->commands) = text;
}

static void put_filter(struct repair *repair, const struct path *path, const struct metric_use *metric) {
    struct arena *arena = repair->arena;
    struct json *transformation = json_object(arena), *transformations = json_array(arena);
    json_set_string(arena, transformation, "metricName", metric->name);
    json_set_string(arena, transformation, "metricNamespace", metric->name_space);
    json_set_string(arena, transformation, "metricValue", metric->value);
    if (metric->unit.len)
        json_set_string(arena, transformation, "unit", metric->unit);
    json_add(arena, transformations, transformation);
    struct span json = report_escape_json(arena, json_print(arena, transformations), REPORT_ESCAPE_NON_ASCII);
    const struct command_field fields[] = {
        {"--log-group-name", "logGroupName", COMMAND_TEXT, report_log_group_name(path->log_group_arn)},
        {"--filter-name", "filterName", COMMAND_TEXT, SPAN(OWN_NAME)},
        {"--filter-pattern", "filterPattern", COMMAND_PATTERN, repair->report->findings->requirement},
        {"--metric-transformations", "metricTransformations", COMMAND_JSON, json},
    };
    add_command(repair, &(struct command){.call = "logs put-metric-filter",
                                          .region = arn_field(path->log_group_arn, ARN_REGION),
                                          .fields = fields,
                                          .count = sizeof fields / sizeof *fields});
}

static void subscribe(struct repair *repair, struct span topic_arn) {
    const struct command_field fields[] = {
        {"--topic-arn", "TopicArn", COMMAND_TEXT, topic_arn},
        {"--protocol", "Protocol", COMMAND_TEXT, SPAN("email")},
    };
    add_command(repair, &(struct command){.call = "sns subscribe",
                                          .region = arn_field(topic_arn, ARN_REGION),
                                          .fields = fields,
                                          .count = sizeof fields / sizeof *fields,
                                          .tail = EMAIL_ENDPOINT});
}

/* Neither making the topic again nor subscribing the same address, which keeps its filter policy, mends it.
 */
static bool breaks_topic(const struct path *path) {
    return (path->hop == HOP_TOPIC && path->reason != REASON_TOPIC_MISSING) ||
           path->reason == REASON_SUBSCRIPTION_FILTERED || path->reason == REASON_SUBSCRIPTION_UNDECIDED;
}

/* Is this ARN a topic that a path has found wanting? */
static bool topic_is_broken(const struct findings *findings, struct span topic_arn) {
    for (size_t i = 0; i < findings->path_count; i++) {
        const struct path *path = &findings->paths[i];
        if (breaks_topic(path) && span_equal(path->topic_arn, topic_arn))
            return true;
    }
    return false;
}

static struct span numbered(struct arena *arena, unsigned number) {
    return number < 2 ? SPAN(OWN_NAME) : arena_printf(arena, OWN_NAME "-%u", number);
}

/* Makes a topic beside the log group; returns its ARN. */
static struct span make_topic(struct repair *repair, struct span log_group_arn) {
    struct arena *arena = repair->arena;
    struct span region = arn_field(log_group_arn, ARN_REGION), name, topic_arn;
    unsigned number = 0;
    do {
        name = numbered(arena, ++number);
        topic_arn = arena_printf(arena, "arn:%.*s:sns:%.*s:%.*s:%.*s",
                                 SPAN_FMT(arn_field(log_group_arn, ARN_PARTITION)), SPAN_FMT(region),
                                 SPAN_FMT(arn_field(log_group_arn, ARN_ACCOUNT)), SPAN_FMT(name));
    } while (topic_is_broken(repair->report->findings, topic_arn));
    const struct command_field fields[] = {{"--name", "Name", COMMAND_TEXT, name}};
    add_command(repair, &(struct command){
                            .call = "sns create-topic", .region = region, .fields = fields, .count = 1});
    subscribe(repair, topic_arn);
    return topic_arn;
}

static bool has_alarm(const struct repair *repair, struct span region, const struct metric_use *metric) {
    for (size_t i = 0; i < repair->alarms.count; i++) {
        const struct alarm_made *made = &repair->alarms.items[i];
        if (span_equal(made->region, region) && span_equal(made->metric.name, metric->name) &&
            span_equal(made->metric.name_space, metric->name_space))
            return true;
    }
    return false;
}

static void put_alarm(struct repair *repair, struct span region, const struct metric_use *metric,
                      struct span topic_arn) {
    struct span name;
    do
        name = numbered(repair->arena, ++repair->last_alarm);
    while (report_alarm_is_taken(repair->report->facts, region, name, metric));
    *ARENA_PUSH(repair->arena, &repair->alarms) = (struct alarm_made){region, *metric};
    const struct command_field fields[] = {
        {"--alarm-name", "AlarmName", COMMAND_TEXT, name},
        {"--namespace", "Namespace", COMMAND_TEXT, metric->name_space},
        {"--metric-name", "MetricName", COMMAND_TEXT, metric->name},
        {"--statistic", "Statistic", COMMAND_TEXT, SPAN("Sum")},
        {"--period", "Period", COMMAND_NUMBER, SPAN("300")},
        {"--evaluation-periods", "EvaluationPeriods", COMMAND_NUMBER, SPAN("1")},
        {"--threshold", "Threshold", COMMAND_NUMBER, SPAN("1")},
        {"--comparison-operator", "ComparisonOperator", COMMAND_TEXT, SPAN("GreaterThanOrEqualToThreshold")},
        {"--treat-missing-data", "TreatMissingData", COMMAND_TEXT, SPAN("notBreaching")},
        {"--alarm-actions", "AlarmActions", COMMAND_LIST, topic_arn},
    };
    add_command(repair, &(struct command){.call = "cloudwatch put-metric-alarm",
                                          .region = region,
                                          .fields = fields,
                                          .count = sizeof fields / sizeof *fields});
}

static void enable_alarm(struct repair *repair, const struct path *path) {
    struct span arn = path->alarm_arn.len ? path->alarm_arn : path->log_group_arn;
    const struct command_field fields[] = {{"--alarm-names", "AlarmNames", COMMAND_LIST, path->alarm_name}};
    add_command(repair, &(struct command){.call = "cloudwatch enable-alarm-actions",
                                          .region = arn_field(arn, ARN_REGION),
                                          .fields = fields,
                                          .count = 1});
}

/* Filter, topic with subscription, alarm: as many of them as the path lacks. */
static void complete_chain(struct repair *repair, const struct path *path) {
    const struct report *report = repair->report;
    struct span log_group_arn = path->log_group_arn;
    struct metric_use metric = {0};
    bool lacks_filter = path->hop == HOP_FILTER || path->hop == HOP_SIEM;
    if (lacks_filter && report_heard_metric(repair->arena, report, path, &metric)) {
        put_filter(repair, path, &metric);
        return;
    }
    if (lacks_filter || !report_plain_metric(repair->arena, report, path, &metric)) {
        metric = (struct metric_use){SPAN("Earshot"), SPAN("UnauthorizedApiCalls"), SPAN("1"), SPAN_ABSENT};
        put_filter(repair, path, &metric);
    }
    if (has_alarm(repair, arn_field(log_group_arn, ARN_REGION), &metric))
        return;
    struct span topic_arn = report_heard_topic(report, log_group_arn);
    if (!topic_arn.ptr)
        topic_arn = make_topic(repair, log_group_arn);
    put_alarm(repair, arn_field(log_group_arn, ARN_REGION), &metric, topic_arn);
}

static void mend(struct repair *repair, const struct path *path) {
    bool has_log_group =
        path->hop > HOP_LOG_GROUP && region_is_valid(arn_field(path->log_group_arn, ARN_REGION));
    switch (reason_info(path->reason)->remedy) {
    case REMEDY_NONE:
        break;
    case REMEDY_SUBSCRIPTION:
        if (region_is_valid(arn_field(path->topic_arn, ARN_REGION)))
            subscribe(repair, path->topic_arn);
        break;
    case REMEDY_ALARM_ACTIONS:
        if (has_log_group && path->alarm_name.len)
            enable_alarm(repair, path);
        break;
    case REMEDY_WHOLE_CHAIN:
    case REMEDY_TOPIC_ON:
        if (has_log_group)
            complete_chain(repair, path);
        break;
    }
}

/* A path is as good as its first fault, be it a break or a doubt that commands can end. */
void report_repair_path(struct repair *repair, const struct path *path) {
    struct path first = *path;
    if (reason_info(path->doubt_reason)->remedy != REMEDY_NONE) {
        first.reason = path->doubt_reason;
        first.hop = path->doubt_hop;
    }
    mend(repair, &first);
}
