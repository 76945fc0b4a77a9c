#include "aws_call.h"

#include <string.h>

#define PAGES(name) .token_in = (name), .token_out = (name)

/* A trail of another account's organization answers CloudTrailARNInvalidException or TrailNotFoundException:
 * it cannot be seen, which is not that it does not exist. Only for trails is "not found" therefore a refusal.
 */
static const struct aws_call reads[OPERATION_COUNT] = {
    [OPERATION_DESCRIBE_TRAILS] = {.name = "DescribeTrails", .service = AWS_SERVICE_CLOUDTRAIL},
    [OPERATION_GET_TRAIL_STATUS] = {.name = "GetTrailStatus",
                                    .service = AWS_SERVICE_CLOUDTRAIL,
                                    .resource_member = "Name"},
    [OPERATION_GET_EVENT_SELECTORS] = {.name = "GetEventSelectors",
                                       .service = AWS_SERVICE_CLOUDTRAIL,
                                       .resource_member = "TrailName"},
    [OPERATION_DESCRIBE_METRIC_FILTERS] = {.name = "DescribeMetricFilters",
                                           .service = AWS_SERVICE_LOGS,
                                           .resource_member = "logGroupName",
                                           .fixed = {{"limit", "50"}},
                                           PAGES("nextToken"),
                                           .codes = {{"ResourceNotFoundException", AWS_NOT_FOUND}}},
    [OPERATION_DESCRIBE_METRIC_PUBLISHERS] = {.name = "DescribeMetricFilters",
                                              .service = AWS_SERVICE_LOGS,
                                              .resource_member = "metricNamespace",
                                              .second_member = "metricName",
                                              .fixed = {{"limit", "50"}},
                                              PAGES("nextToken"),
                                              .dispensable = true},
    [OPERATION_DESCRIBE_LOG_GROUPS] = {.name = "DescribeLogGroups",
                                       .service = AWS_SERVICE_LOGS,
                                       .resource_member = "logGroupNamePrefix",
                                       .fixed = {{"limit", "50"}},
                                       PAGES("nextToken")},
    [OPERATION_DESCRIBE_SUBSCRIPTION_FILTERS] = {.name = "DescribeSubscriptionFilters",
                                                 .service = AWS_SERVICE_LOGS,
                                                 .resource_member = "logGroupName",
                                                 .fixed = {{"limit", "50"}},
                                                 PAGES("nextToken"),
                                                 .codes = {{"ResourceNotFoundException", AWS_NOT_FOUND}}},
    [OPERATION_DESCRIBE_ACCOUNT_POLICIES] = {.name = "DescribeAccountPolicies",
                                             .service = AWS_SERVICE_LOGS,
                                             .fixed = {{"policyType", "\"SUBSCRIPTION_FILTER_POLICY\""}},
                                             PAGES("nextToken"),
                                             .codes = {{"ResourceNotFoundException", AWS_OK}},
                                             .reply_instead = "{\"accountPolicies\":[]}"},
    /* AlarmTypes left out would mean metric alarms only; a partition without log alarms may refuse the word.
     */
    [OPERATION_DESCRIBE_ALARMS] = {.name = "DescribeAlarms",
                                   .service = AWS_SERVICE_CLOUDWATCH,
                                   .fixed = {{"AlarmTypes",
                                              "[\"MetricAlarm\",\"CompositeAlarm\",\"LogAlarm\"]"},
                                             {"MaxRecords", "100"}},
                                   .second_choice = {"AlarmTypes", "[\"MetricAlarm\",\"CompositeAlarm\"]"},
                                   PAGES("NextToken")},
    /* Regions that do not know the operation have no mute rules. */
    [OPERATION_LIST_ALARM_MUTE_RULES] = {.name = "ListAlarmMuteRules",
                                         .service = AWS_SERVICE_CLOUDWATCH,
                                         .resource_member = "AlarmName",
                                         .fixed = {{"MaxRecords", "50"}},
                                         PAGES("NextToken"),
                                         .codes = {{"UnknownOperationException", AWS_OK},
                                                   {"InvalidAction", AWS_OK}},
                                         .reply_instead = "{\"AlarmMuteRuleSummaries\":[]}"},
    [OPERATION_GET_TOPIC_ATTRIBUTES] = {.name = "GetTopicAttributes",
                                        .service = AWS_SERVICE_SNS,
                                        .resource_member = "TopicArn",
                                        .codes = {{"NotFound", AWS_NOT_FOUND}},
                                        .xml_map = "Attributes"},
    [OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC] = {.name = "ListSubscriptionsByTopic",
                                               .service = AWS_SERVICE_SNS,
                                               .resource_member = "TopicArn",
                                               PAGES("NextToken"),
                                               .codes = {{"NotFound", AWS_NOT_FOUND}},
                                               .xml_list = "Subscriptions",
                                               .secret_reply = true},
    [OPERATION_GET_SUBSCRIPTION_ATTRIBUTES] = {.name = "GetSubscriptionAttributes",
                                               .service = AWS_SERVICE_SNS,
                                               .resource_member = "SubscriptionArn",
                                               .codes = {{"NotFound", AWS_NOT_FOUND}},
                                               .xml_map = "Attributes",
                                               .secret_reply = true},
    [OPERATION_DESCRIBE_KEY] = {.name = "DescribeKey",
                                .service = AWS_SERVICE_KMS,
                                .resource_member = "KeyId",
                                .codes = {{"NotFoundException", AWS_NOT_FOUND}}},
    [OPERATION_GET_KEY_POLICY] = {.name = "GetKeyPolicy",
                                  .service = AWS_SERVICE_KMS,
                                  .resource_member = "KeyId",
                                  .fixed = {{"PolicyName", "\"default\""}},
                                  .codes = {{"NotFoundException", AWS_NOT_FOUND}}},
    /* The least time that STS gives; an invocation lasts no longer. */
    [OPERATION_ASSUME_ROLE] = {.name = "AssumeRole",
                               .service = AWS_SERVICE_STS,
                               .resource_member = "RoleArn",
                               .fixed = {{"RoleSessionName", "\"earshot\""}, {"DurationSeconds", "\"900\""}},
                               .secret_reply = true},
};

static const struct aws_call writes[AWS_WRITE_COUNT] = {
    [AWS_PUT_EVALUATIONS] = {.name = "PutEvaluations",
                             .service = AWS_SERVICE_CONFIG,
                             .permission = "config:PutEvaluations",
                             .codes = {{"NoSuchConfigRuleException", AWS_NOT_FOUND}},
                             .is_write = true,
                             .secret_input = true},
    /* LimitExceededException: the evaluation runs already, or ran less than a minute ago. */
    [AWS_START_CONFIG_RULES_EVALUATION] = {.name = "StartConfigRulesEvaluation",
                                           .service = AWS_SERVICE_CONFIG,
                                           .permission = "config:StartConfigRulesEvaluation",
                                           .codes = {{"LimitExceededException", AWS_OK}},
                                           .reply_instead = "{}",
                                           .is_write = true,
                                           .empty_reply = true},
    [AWS_PUT_EXTERNAL_EVALUATION] = {.name = "PutExternalEvaluation",
                                     .service = AWS_SERVICE_CONFIG,
                                     .permission = "config:PutExternalEvaluation",
                                     .is_write = true,
                                     .empty_reply = true},
    [AWS_GET_CALLER_IDENTITY] = {.name = "GetCallerIdentity",
                                 .service = AWS_SERVICE_STS,
                                 .permission = "sts:GetCallerIdentity"},
};

const struct aws_call *aws_call_read(enum operation operation) {
    return &reads[operation];
}

const struct aws_call *aws_call_write(enum aws_write write) {
    return &writes[write];
}

static void set_if_present(struct arena *arena, struct json *body, const char *name, struct span value) {
    if (name && value.ptr)
        json_set_string(arena, body, name, value);
}

/* "Security:UnauthorizedCalls" is a namespace and a name, where the row has a second member. */
static void set_resource(struct arena *arena, struct json *body, const struct aws_call *call,
                         struct span resource) {
    size_t first = resource.len;
    while (call->second_member && first > 0 && resource.ptr[first - 1] != ':')
        first--;
    if (call->second_member && first > 0) {
        set_if_present(arena, body, call->second_member, span_tail(resource, first));
        resource = span_head(resource, first - 1);
    }
    set_if_present(arena, body, call->resource_member, resource);
}

/* RFC 3986: everything but the unreserved characters. */
static void append_form_encoded(struct text_builder *out, struct span text) {
    static const char hex[] = "0123456789ABCDEF";
    const struct span unreserved = SPAN("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        char escape[] = {'%', hex[c >> 4], hex[c & 15]};
        bool plain = span_find_byte(unreserved, (char)c) < unreserved.len;
        text_append(out, plain ? (struct span){text.ptr + i, 1} : (struct span){escape, sizeof escape});
    }
}

static void append_form_member(struct text_builder *out, struct span name, struct span value) {
    text_append(out, out->count ? SPAN("&") : SPAN(""));
    append_form_encoded(out, name);
    text_append(out, SPAN("="));
    append_form_encoded(out, value);
}

static struct span encode_form(struct arena *arena, const struct aws_call *call, const struct json *body) {
    struct text_builder out = {.arena = arena};
    append_form_member(&out, SPAN("Action"), span_from_cstr(call->name));
    append_form_member(&out, SPAN("Version"), span_from_cstr(aws_service_info(call->service)->dialect));
    for (const struct json *member = json_first(body); member; member = json_next(member))
        append_form_member(&out, json_name(member), json_string(member));
    return text_span(&out);
}

static const struct aws_member *chosen(const struct aws_call *call, const struct aws_input *input, size_t i) {
    const struct aws_member *second = &call->second_choice;
    bool is_replaced = input->second_choice && second->name && strcmp(second->name, call->fixed[i].name) == 0;
    return is_replaced ? second : &call->fixed[i];
}

/* A text of the table needs no escape, and a form takes no embedded JSON. */
static struct json *fixed_value(struct arena *arena, const struct aws_member *member) {
    struct span value = span_from_cstr(member->json);
    if (!span_starts_with(value, SPAN("\"")))
        return json_embed(arena, value);
    return json_string_value(arena, span_tail(span_head(value, value.len - 1), 1));
}

static const struct json *body_of_row(struct arena *arena, const struct aws_call *call,
                                      const struct aws_input *input) {
    struct json *body = json_object(arena);
    for (size_t i = 0; i < sizeof call->fixed / sizeof *call->fixed && call->fixed[i].name; i++) {
        const struct aws_member *member = chosen(call, input, i);
        json_set(arena, body, member->name, fixed_value(arena, member));
    }
    set_resource(arena, body, call, input->resource);
    set_if_present(arena, body, call->token_in, input->page_token);
    return body;
}

struct span aws_call_encode(struct arena *arena, const struct aws_call *call, const struct aws_input *input) {
    const struct json *body = input->whole ? input->whole : body_of_row(arena, call, input);
    switch (aws_service_info(call->service)->protocol) {
    case AWS_PROTOCOL_JSON:
        return json_print(arena, body);
    case AWS_PROTOCOL_QUERY:
        return encode_form(arena, call, body);
    }
    return SPAN_ABSENT;
}
