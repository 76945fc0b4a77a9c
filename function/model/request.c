#include "request.h"

#include "arn.h"
#include "time_text.h"

static const char unknown_event[] = "Function.UnknownEvent";
static const char refused[] = "Function.Refused";

/* What is being decoded: what came, and what it becomes. */
struct decoding {
    struct arena *arena;
    const struct request_context *context;
    const struct json *event;
    struct request *request;
    struct error *err;
};

static const struct {
    enum trigger trigger;
    const char *name;
} trigger_names[] = {
    {TRIGGER_CONFIG_SCHEDULED, "ScheduledNotification"},
    {TRIGGER_CONFIG_CHANGE, "ConfigurationItemChangeNotification"},
    {TRIGGER_CONFIG_OVERSIZED, "OversizedConfigurationItemChangeNotification"},
    {TRIGGER_CONFIG_SNAPSHOT, "ConfigurationSnapshotDeliveryCompleted"},
    {TRIGGER_CONFIG_PROACTIVE, "proactive evaluation"},
    {TRIGGER_EVENTBRIDGE_SCHEDULED, "Scheduled Event"},
    {TRIGGER_EVENTBRIDGE_API_CALL, "AWS API Call via CloudTrail"},
    {TRIGGER_EVENTBRIDGE_CONFIG_ITEM, "Config Configuration Item Change"},
};

/* The Config messages: which member of the message holds the trigger's time, and which the item. */
static const struct message {
    enum trigger trigger;
    const char *item;
    const char *time; /* of the item where there is one, else of the message */
} messages[] = {
    {TRIGGER_CONFIG_SCHEDULED, NULL, "notificationCreationTime"},
    {TRIGGER_CONFIG_CHANGE, "configurationItem", "configurationItemCaptureTime"},
    {TRIGGER_CONFIG_OVERSIZED, "configurationItemSummary", "configurationItemCaptureTime"},
    {TRIGGER_CONFIG_SNAPSHOT, NULL, "notificationCreationTime"},
};

const char *trigger_name(enum trigger trigger) {
    for (size_t i = 0; i < sizeof trigger_names / sizeof *trigger_names; i++)
        if (trigger_names[i].trigger == trigger)
            return trigger_names[i].name;
    return "unknown";
}

bool trigger_is_config(enum trigger trigger) {
    return trigger <= TRIGGER_CONFIG_PROACTIVE;
}

/* Values in messages are cut; whoever shows the message escapes it. */
static bool reject(struct decoding *d, const char *member, struct span value, const char *allowed) {
    return error_set(d->err, unknown_event, "%s \"%.*s\": must be %s", member, SPAN_FMT(span_head(value, 80)),
                     allowed);
}

static bool required_string(struct decoding *d, const struct json *object, const char *name,
                            struct span *out) {
    const struct json *member = json_member(object, name);
    *out = json_string(member);
    if (out->ptr)
        return true;
    return error_set(d->err, unknown_event, "member %s is %s, must be a string", name,
                     json_kind_name(json_kind(member)));
}

static bool required_time(struct decoding *d, const struct json *object, const char *name) {
    struct span text;
    if (!required_string(d, object, name, &text))
        return false;
    return time_from_text(text, &d->request->ordering_time_ms) ||
           reject(d, name, text, "a time such as 2026-10-05T06:00:02.417Z");
}

static bool valid_place(struct decoding *d) {
    const struct request *request = d->request;
    if (!account_id_is_valid(request->account_id))
        return reject(d, "accountId", request->account_id, "12 digits");
    if (!region_is_valid(request->region))
        return reject(d, "region", request->region, "[a-z0-9-], 1 to 63 characters");
    return true;
}

/* Shared buses and open invoke permissions: an account that is not ours must be on the list. */
static bool allow_account(struct decoding *d) {
    struct span list = d->context->allowed_accounts, item, account = d->request->account_id;
    if (list.len == 0)
        return true;
    while (span_next_field(&list, ',', &item))
        if (span_equal(span_trim(item), account))
            return true;
    return error_set(d->err, refused, "account %.*s is not in ALLOWED_ACCOUNTS", SPAN_FMT(account));
}

/* Own keys read the own account only: judged with them, another account would get our verdict. Only AWS
 * Config sends parameters; EventBridge has none that could name a role. */
static bool allow_foreign_account(struct decoding *d) {
    const struct request *request = d->request;
    struct span own = d->context->function_account_id;
    if (span_equal(request->account_id, own) ||
        (request->parameters.assume_role_mode && request->parameters.execution_role_name.len))
        return true;
    const char *advice =
        trigger_is_config(request->trigger)
            ? "set the rule parameter ExecutionRoleName to a role in that account, and AssumeRoleMode "
              "to true"
            : "let an AWS Config rule with the parameter ExecutionRoleName ask instead";
    return error_set(d->err, refused, "account %.*s is not the function's own (%.*s): %s",
                     SPAN_FMT(request->account_id),
                     SPAN_FMT(own.len ? own : SPAN("unknown: no function ARN came")), advice);
}

/* A fault in the parameters is a verdict, not an error: whoever wrote them sees it in AWS Config
 * (config-rule.md, 4). */
static bool decode_parameters(struct decoding *d) {
    const struct json *member = json_member(d->event, "ruleParameters"), *object = NULL;
    struct parameters *parameters = &d->request->parameters;
    struct span text = json_string(member);
    struct error err;
    *parameters = parameters_default(d->arena);
    if (member && !text.ptr)
        return error_set(d->err, unknown_event, "member ruleParameters is %s, must be a string of JSON",
                         json_kind_name(json_kind(member)));
    if (text.len && !json_parse(d->arena, text, unknown_event, &object, &err))
        parameters->invalid = arena_printf(d->arena, "the rule's parameters are %s", err.message);
    else if (object && json_kind(object) != JSON_OBJECT)
        parameters->invalid =
            arena_printf(d->arena, "the rule's parameters are %s, must be an object of strings",
                         json_kind_name(json_kind(object)));
    parameters_set_all(d->arena, object, parameters);
    return true;
}

static bool decode_rule(struct decoding *d) {
    struct request *request = d->request;
    struct span arn;
    if (!required_string(d, d->event, "accountId", &request->account_id) ||
        !required_string(d, d->event, "configRuleArn", &arn) ||
        !required_string(d, d->event, "resultToken", &request->result_token))
        return false;
    request->rule_name = json_string(json_member(d->event, "configRuleName"));
    request->test_mode = span_equal(request->result_token, SPAN("TESTMODE"));
    request->partition = arn_field(arn, 1);
    request->region = arn_field(arn, 3);
    if (!span_equal(arn_field(arn, 0), SPAN("arn")) || !span_equal(arn_field(arn, 2), SPAN("config")))
        return reject(d, "configRuleArn", arn, "arn:PARTITION:config:REGION:ACCOUNT:config-rule/ID");
    if (!valid_place(d))
        return false;
    if (!span_equal(arn_field(arn, 4), request->account_id))
        return error_set(d->err, refused, "accountId %.*s differs from the account in configRuleArn \"%.*s\"",
                         SPAN_FMT(request->account_id), SPAN_FMT(span_head(arn, 160)));
    return true;
}

/* An item that left the rule's scope, or that is only asked about, is answered for itself. */
static void keep_item(struct decoding *d, const struct json *item) {
    d->request->item_type = json_string(json_member(item, "resourceType"));
    d->request->item_id = json_string(json_member(item, "resourceId"));
    d->request->item_not_applicable = d->request->item_type.len && d->request->item_id.len;
}

/* The payload of a proactive evaluation is not documented; what is answered is the resource that it names. */
static bool decode_proactive(struct decoding *d, const struct json *message) {
    const struct json *item = json_member(message, "configurationItem");
    d->request->trigger = TRIGGER_CONFIG_PROACTIVE;
    keep_item(d, item);
    if (!d->request->item_not_applicable)
        return error_set(d->err, unknown_event,
                         "evaluationMode PROACTIVE without a configurationItem that has "
                         "resourceType and resourceId");
    struct span text = json_string(json_member(item, "configurationItemCaptureTime"));
    if (text.ptr)
        return time_from_text(text, &d->request->ordering_time_ms) ||
               reject(d, "configurationItemCaptureTime", text, "a time such as 2026-10-05T06:00:02.417Z");
    return required_time(d, message, "notificationCreationTime");
}

static bool decode_message(struct decoding *d, const struct json *message) {
    struct span type;
    if (span_equal(json_string(json_member(d->event, "evaluationMode")), SPAN("PROACTIVE")))
        return decode_proactive(d, message);
    if (!required_string(d, message, "messageType", &type))
        return false;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        if (!span_equal(type, span_from_cstr(trigger_name(messages[i].trigger))))
            continue;
        const struct json *item = messages[i].item ? json_member(message, messages[i].item) : message;
        d->request->trigger = messages[i].trigger;
        if (json_kind(item) != JSON_OBJECT)
            return error_set(d->err, unknown_event, "member %s is %s, must be an object", messages[i].item,
                             json_kind_name(json_kind(item)));
        if (messages[i].item && json_is_true(json_member(d->event, "eventLeftScope")))
            keep_item(d, item);
        return required_time(d, item, messages[i].time);
    }
    return reject(d, "messageType", type,
                  "ScheduledNotification, ConfigurationItemChangeNotification, "
                  "OversizedConfigurationItemChangeNotification or ConfigurationSnapshotDeliveryCompleted");
}

static bool decode_config(struct decoding *d, struct span invoking_event) {
    const struct json *message;
    if (!json_parse(d->arena, invoking_event, unknown_event, &message, d->err))
        return error_prefix(d->err, "invokingEvent");
    return decode_rule(d) && decode_message(d, message) && decode_parameters(d) && allow_account(d) &&
           allow_foreign_account(d);
}

static const struct {
    enum trigger trigger;
    const char *detail_type;
    const char *source; /* NULL: any service */
} eventbridge_kinds[] = {
    {TRIGGER_EVENTBRIDGE_SCHEDULED, "Scheduled Event", "aws.events"},
    {TRIGGER_EVENTBRIDGE_SCHEDULED, "Scheduled Event", "aws.scheduler"},
    {TRIGGER_EVENTBRIDGE_API_CALL, "AWS API Call via CloudTrail", NULL},
    {TRIGGER_EVENTBRIDGE_CONFIG_ITEM, "Config Configuration Item Change", "aws.config"},
};

static bool decode_eventbridge_kind(struct decoding *d) {
    struct span type = json_string(json_member(d->event, "detail-type"));
    struct span source = json_string(json_member(d->event, "source"));
    for (size_t i = 0; i < sizeof eventbridge_kinds / sizeof *eventbridge_kinds; i++) {
        struct span wanted = span_from_cstr(eventbridge_kinds[i].source);
        if (span_equal(type, span_from_cstr(eventbridge_kinds[i].detail_type)) &&
            (!wanted.ptr || span_equal(source, wanted))) {
            d->request->trigger = eventbridge_kinds[i].trigger;
            return true;
        }
    }
    return error_set(
        d->err, unknown_event,
        "detail-type \"%.*s\" of source \"%.*s\": must be Scheduled Event of aws.events or aws.scheduler, "
        "AWS API Call via CloudTrail, or Config Configuration Item Change of aws.config",
        SPAN_FMT(span_head(type, 80)), SPAN_FMT(span_head(source, 80)));
}

/* EventBridge Scheduler sends neither account nor region: they are the function's own. */
static bool decode_eventbridge_place(struct decoding *d) {
    struct request *request = d->request;
    const struct json *account = json_member(d->event, "account"), *region = json_member(d->event, "region");
    request->account_id = account ? json_string(account) : d->context->function_account_id;
    request->region = region ? json_string(region) : d->context->function_region;
    if (!valid_place(d))
        return false;
    request->partition = partition_of_region(request->region);
    if (span_equal(request->account_id, d->context->function_account_id))
        return true;
    if (d->context->allowed_accounts.len == 0)
        return error_set(d->err, refused,
                         "account %.*s is not the function's own (%.*s) and ALLOWED_ACCOUNTS is not set",
                         SPAN_FMT(request->account_id), SPAN_FMT(d->context->function_account_id));
    return allow_account(d) && allow_foreign_account(d);
}

static bool decode_eventbridge(struct decoding *d) {
    struct span call_error = json_string(json_member(json_member(d->event, "detail"), "errorCode"));
    d->request->parameters = parameters_default(d->arena);
    if (!decode_eventbridge_kind(d) || !decode_eventbridge_place(d) || !required_time(d, d->event, "time"))
        return false;
    if (d->request->trigger == TRIGGER_EVENTBRIDGE_API_CALL && call_error.len)
        d->request->ignored =
            arena_printf(d->arena, "the API call failed (errorCode %.*s): nothing has changed",
                         SPAN_FMT(span_head(call_error, 80)));
    return true;
}

bool request_decode(struct arena *arena, const struct request_context *context, struct span event,
                    struct request *out, struct error *err) {
    struct decoding d = {.arena = arena, .context = context, .request = out, .err = err};
    *out = (struct request){.trigger = TRIGGER_CONFIG_SCHEDULED};
    if (!json_parse(arena, event, unknown_event, &d.event, err))
        return error_prefix(err, "event");
    const struct json *invoking_event = json_member(d.event, "invokingEvent");
    if (invoking_event && json_kind(invoking_event) != JSON_STRING)
        return error_set(err, unknown_event, "member invokingEvent is %s, must be a string of JSON",
                         json_kind_name(json_kind(invoking_event)));
    if (invoking_event)
        return decode_config(&d, json_string(invoking_event));
    if (json_string(json_member(d.event, "detail-type")).ptr &&
        json_string(json_member(d.event, "source")).ptr)
        return decode_eventbridge(&d);
    return error_set(
        err, unknown_event,
        "the event is %s without invokingEvent (AWS Config) or detail-type and source (EventBridge)",
        json_kind_name(json_kind(d.event)));
}
