#include "policy_alarm_message.h"

#include "arn.h"

#include <math.h>

struct alarm_message alarm_message_find(const struct facts *facts, struct span account_id,
                                        struct span alarm_name, struct span alarm_arn) {
    struct alarm_message message = {
        .account_id = arn_field(alarm_arn, 4), .alarm_name = alarm_name, .alarm_arn = alarm_arn};
    struct need need = {OPERATION_DESCRIBE_ALARMS, account_id, arn_field(alarm_arn, 3), SPAN_ABSENT};
    const struct fact *fact = facts_find(facts, &need);
    const struct alarms *alarms = fact && fact->state == FACT_READ ? fact->value : NULL;
    for (size_t i = 0; alarms && i < alarms->metric.count; i++)
        if (span_equal(alarms->metric.items[i].arn, alarm_arn))
            message.metric = &alarms->metric.items[i];
    for (size_t i = 0; alarms && i < alarms->composite.count; i++)
        if (span_equal(alarms->composite.items[i].arn, alarm_arn))
            message.composite = &alarms->composite.items[i];
    return message;
}

static struct message_value text_value(struct span text) {
    return (struct message_value){.kind = text.len ? MESSAGE_TEXT : MESSAGE_NOTHING, .text = text};
}

static struct message_value number_value(double number, bool is_whole) {
    return (struct message_value){
        .kind = isnan(number) ? MESSAGE_OPEN : MESSAGE_NUMBER, .number = number, .is_whole = is_whole};
}

static struct message_value of_kind(enum message_kind kind) {
    return (struct message_value){.kind = kind};
}

static struct message_value description_value(const struct alarm_message *message) {
    if (message->metric)
        return text_value(message->metric->description);
    return message->composite ? text_value(message->composite->description) : of_kind(MESSAGE_OPEN);
}

static struct message_value trigger_value(const struct alarm_message *message) {
    const struct metric_alarm *metric = message->metric;
    if (message->composite)
        return of_kind(MESSAGE_ABSENT);
    /* Metric math has a list of metrics there instead. */
    return of_kind(metric && metric->metric_name.len && !metric->promql ? MESSAGE_OBJECT : MESSAGE_OPEN);
}

static struct message_value statistic_value(const struct alarm_message *message) {
    static const struct {
        struct span api, capitals;
    } names[] = {
        {SPAN_INIT("Sum"), SPAN_INIT("SUM")},
        {SPAN_INIT("Average"), SPAN_INIT("AVERAGE")},
        {SPAN_INIT("Minimum"), SPAN_INIT("MINIMUM")},
        {SPAN_INIT("Maximum"), SPAN_INIT("MAXIMUM")},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_equal(message->metric->statistic, names[i].api))
            return text_value(message->statistic_in_capitals ? names[i].capitals : names[i].api);
    return of_kind(MESSAGE_OPEN);
}

struct member {
    struct span name;
    struct message_value value;
};

static struct message_value find_member(const struct member *members, size_t count, struct span name) {
    for (size_t i = 0; i < count; i++)
        if (span_equal(members[i].name, name))
            return members[i].value;
    return of_kind(MESSAGE_OPEN);
}

static struct message_value trigger_member(const struct alarm_message *message, struct span name) {
    const struct metric_alarm *metric = message->metric;
    enum message_kind kind = trigger_value(message).kind;
    if (kind != MESSAGE_OBJECT)
        return of_kind(kind);
    const struct member members[] = {
        {SPAN("MetricName"), text_value(metric->metric_name)},
        {SPAN("Namespace"), text_value(metric->metric_namespace)},
        {SPAN("Statistic"), statistic_value(message)},
        {SPAN("ComparisonOperator"), text_value(metric->comparison_operator)},
        {SPAN("Period"), number_value(metric->period_s, true)},
        {SPAN("Threshold"), number_value(metric->threshold, false)},
    };
    return find_member(members, sizeof members / sizeof *members, name);
}

struct message_value alarm_message_member(const struct alarm_message *message, bool of_trigger,
                                          struct span name) {
    if (of_trigger)
        return trigger_member(message, name);
    const struct member members[] = {
        {SPAN("AlarmName"), text_value(message->alarm_name)},
        {SPAN("AlarmDescription"), description_value(message)},
        {SPAN("AlarmArn"), text_value(message->alarm_arn)},
        {SPAN("AWSAccountId"), text_value(message->account_id)},
        {SPAN("NewStateValue"), text_value(SPAN("ALARM"))},
        {SPAN("OldStateValue"), text_value(message->old_state)},
        {SPAN("Trigger"), trigger_value(message)},
    };
    return find_member(members, sizeof members / sizeof *members, name);
}
