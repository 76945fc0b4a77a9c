#include "test.h"

#include "request.h"

static const struct request_context own = {
    .function_account_id = SPAN_INIT("111122223333"),
    .function_region = SPAN_INIT("eu-west-1"),
};

#define RULE                                                                                                 \
    ",\"resultToken\":\"token\",\"accountId\":\"111122223333\",\"configRuleArn\":"                           \
    "\"arn:aws:config:eu-central-1:111122223333:config-rule/config-rule-a1\"}"
#define SCHEDULED                                                                                            \
    "{\"invokingEvent\":\"{\\\"messageType\\\":\\\"ScheduledNotification\\\","                               \
    "\\\"notificationCreationTime\\\":"                                                                      \
    "\\\"2026-10-05T06:00:02.417Z\\\"}\""
#define BRIDGE(type, source, rest)                                                                           \
    "{\"detail-type\":\"" type "\",\"source\":\"" source "\",\"time\":\"2026-10-05T02:00:00Z\"" rest "}"

static void a_scheduled_notification_brings_place_token_and_time(void **state) {
    struct request request;
    struct error err = {{0}, {0}};
    assert_true(request_decode(*state, &own, SPAN(SCHEDULED RULE), &request, &err));
    assert_int_equal(request.trigger, TRIGGER_CONFIG_SCHEDULED);
    assert_span_equal(request.account_id, "111122223333");
    assert_span_equal(request.region, "eu-central-1");
    assert_span_equal(request.partition, "aws");
    assert_span_equal(request.result_token, "token");
    assert_int_equal(request.ordering_time_ms, 1791180002417);
    assert_false(request.test_mode);
}

static void a_scheduler_input_is_about_the_functions_own_account(void **state) {
    struct request request;
    struct error err = {{0}, {0}};
    assert_true(
        request_decode(*state, &own, SPAN(BRIDGE("Scheduled Event", "aws.scheduler", "")), &request, &err));
    assert_span_equal(request.account_id, "111122223333");
    assert_span_equal(request.region, "eu-west-1");
    assert_null(request.result_token.ptr);
}

static void a_failed_api_call_is_ignored(void **state) {
    struct request request;
    struct error err = {{0}, {0}};
    struct span event =
        SPAN(BRIDGE("AWS API Call via CloudTrail", "aws.logs", ",\"detail\":{\"errorCode\":\"X\"}"));
    assert_true(request_decode(*state, &own, event, &request, &err));
    assert_true(span_contains(request.ignored, SPAN("errorCode X")));
}

static void anything_else_is_refused_by_name(void **state) {
    static const struct {
        const char *event, *type, *complaint;
    } cases[] = {
        {"", "Function.UnknownEvent", "not JSON"},
        {"{\"invokingEvent\"", "Function.UnknownEvent", "not JSON"},
        {"[]", "Function.UnknownEvent", "the event is an array"},
        {"{}", "Function.UnknownEvent", "the event is an object without invokingEvent"},
        {"\"x\"", "Function.UnknownEvent", "the event is a string"},
        {"{\"invokingEvent\":{}}", "Function.UnknownEvent", "invokingEvent is an object, must be a string"},
        {"{\"invokingEvent\":\"{\"" RULE, "Function.UnknownEvent", "invokingEvent: not JSON"},
        {"{\"invokingEvent\":\"{}\"" RULE, "Function.UnknownEvent", "messageType"},
        {"{\"invokingEvent\":\"{\\\"messageType\\\":\\\"New\\\"}\"" RULE, "Function.UnknownEvent",
         "messageType \"New\": must be ScheduledNotification"},
        {SCHEDULED ",\"accountId\":\"1\",\"resultToken\":\"t\",\"configRuleArn\":\"arn:aws:config:r:1:x\"}",
         "Function.UnknownEvent", "accountId \"1\": must be 12 digits"},
        {SCHEDULED ",\"accountId\":\"999999999999\",\"resultToken\":\"t\",\"configRuleArn\":"
                   "\"arn:aws:config:eu-west-1:111122223333:config-rule/x\"}",
         "Function.Refused", "differs from the account in configRuleArn"},
        {SCHEDULED ",\"accountId\":\"999999999999\",\"resultToken\":\"t\",\"configRuleArn\":"
                   "\"arn:aws:config:eu-west-1:999999999999:config-rule/x\"}",
         "Function.Refused", "ExecutionRoleName"},
        {SCHEDULED ",\"accountId\":\"999999999999\",\"resultToken\":\"t\",\"configRuleArn\":"
                   "\"arn:aws:config:eu-west-1:999999999999:config-rule/x\",\"ruleParameters\":"
                   "\"{\\\"AssumeRoleMode\\\":\\\"false\\\",\\\"ExecutionRoleName\\\":\\\"r\\\"}\"}",
         "Function.Refused", "AssumeRoleMode"},
        {SCHEDULED ",\"ruleParameters\":{}" RULE, "Function.UnknownEvent", "ruleParameters is an object"},
        {BRIDGE("Config Rules Compliance Change", "aws.config", ""), "Function.UnknownEvent",
         "detail-type \"Config Rules Compliance Change\""},
        {BRIDGE("Scheduled Event", "aws.events", ",\"account\":\"999999999999\",\"region\":\"eu-west-1\""),
         "Function.Refused", "ALLOWED_ACCOUNTS is not set"},
        {BRIDGE("Scheduled Event", "aws.events", ",\"account\":\"111122223333\",\"region\":\"a/b\""),
         "Function.UnknownEvent", "region \"a/b\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request request;
        struct error err = {{0}, {0}};
        bool decoded = request_decode(*state, &own, span_from_cstr(cases[i].event), &request, &err);
        if (decoded || strcmp(err.type, cases[i].type) != 0 || !strstr(err.message, cases[i].complaint))
            fail_msg("%s\ngave %d %s: %s", cases[i].event, decoded, err.type, err.message);
    }
}

static void unreadable_parameters_are_a_finding_not_an_error(void **state) {
    static const char *const texts[] = {"[]", "nonsense", "\\\"cis\\\""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct request request;
        struct error err = {{0}, {0}};
        struct span event = arena_printf(*state, SCHEDULED ",\"ruleParameters\":\"%s\"" RULE, texts[i]);
        assert_true(request_decode(*state, &own, event, &request, &err));
        assert_true(span_starts_with(request.parameters.invalid, SPAN("the rule's parameters are ")));
    }
}

static void the_allow_list_compares_whole_accounts(void **state) {
    static const struct {
        const char *list;
        bool allowed;
    } cases[] = {
        {"111122223333", true},   {" 999999999999 , 111122223333 ", true},
        {"999999999999", false},  {"11112222333", false},
        {"1111222233334", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request request;
        struct error err = {{0}, {0}};
        struct request_context context = own;
        context.allowed_accounts = span_from_cstr(cases[i].list);
        assert_int_equal(request_decode(*state, &context, SPAN(SCHEDULED RULE), &request, &err),
                         cases[i].allowed);
    }
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, arena_setup, arena_teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_scheduled_notification_brings_place_token_and_time),
        WITH_ARENA(a_scheduler_input_is_about_the_functions_own_account),
        WITH_ARENA(a_failed_api_call_is_ignored),
        WITH_ARENA(anything_else_is_refused_by_name),
        WITH_ARENA(unreadable_parameters_are_a_finding_not_an_error),
        WITH_ARENA(the_allow_list_compares_whole_accounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
