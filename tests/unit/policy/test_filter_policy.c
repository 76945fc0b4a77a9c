/* Filter policies of subscriptions: one row a policy, with what becomes of an alarm's message. */
#include "test.h"

#include "policy_filter_policy.h"

#define TOPIC_ACCOUNT "111122223333"
#define ALARM         "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:unauthorized"

static const struct metric_alarm metric = {
    .name = SPAN_INIT("unauthorized"),
    .arn = SPAN_INIT(ALARM),
    .description = SPAN_INIT("Calls that AWS refused"),
    .metric_name = SPAN_INIT("UnauthorizedCalls"),
    .metric_namespace = SPAN_INIT("Security"),
    .statistic = SPAN_INIT("Sum"),
    .comparison_operator = SPAN_INIT("GreaterThanOrEqualToThreshold"),
    .period_s = 300,
    .threshold = 1,
};
static const struct composite_alarm composite = {.name = SPAN_INIT("any"), .arn = SPAN_INIT(ALARM)};

struct row {
    const char *policy;
    enum truth expected;
};

/* scope MessageBody, the alarm above */
static const struct row body_rows[] = {
    {"", TRUTH_YES},
    {"{}", TRUTH_YES},
    /* literals */
    {"{\"NewStateValue\":[\"ALARM\"]}", TRUTH_YES},
    {"{\"NewStateValue\":[\"OK\",\"ALARM\"]}", TRUTH_YES},
    {"{\"NewStateValue\":[\"alarm\"]}", TRUTH_NO},
    {"{\"NewStateValue\":[\"OK\"]}", TRUTH_NO},
    {"{\"NewStateValue\":[true,null]}", TRUTH_NO},
    {"{\"NewStateValue\":[]}", TRUTH_UNKNOWN},
    {"{\"NewStateValue\":\"ALARM\"}", TRUTH_UNKNOWN},
    {"{\"NewStateValue\":[[\"ALARM\"]]}", TRUTH_UNKNOWN},
    {"{\"AlarmName\":[\"unauthorized\"],\"AWSAccountId\":[\"111122223333\"],\"AlarmArn\":[\"" ALARM "\"]}",
     TRUTH_YES},
    {"{\"AlarmName\":[\"unauthorized\"],\"AWSAccountId\":[\"444455556666\"]}", TRUTH_NO},
    {"{\"AWSAccountId\":[111122223333]}", TRUTH_UNKNOWN},
    {"{\"AWSAccountId\":[{\"numeric\":[\">\",0]}]}", TRUTH_UNKNOWN},
    {"{\"AlarmName\":[7,{\"numeric\":[\"=\",7]}]}", TRUTH_NO},
    {"{\"AlarmDescription\":[\"Calls that AWS refused\"]}", TRUTH_YES},
    /* both states before ALARM have to pass */
    {"{\"OldStateValue\":[\"OK\"]}", TRUTH_NO},
    {"{\"OldStateValue\":[\"OK\",\"INSUFFICIENT_DATA\"]}", TRUTH_YES},
    {"{\"OldStateValue\":[{\"anything-but\":[\"ALARM\"]}]}", TRUTH_YES},
    {"{\"$or\":[{\"OldStateValue\":[\"OK\"]},{\"OldStateValue\":[\"INSUFFICIENT_DATA\"]}]}", TRUTH_YES},
    /* operators on text */
    {"{\"AlarmName\":[{\"prefix\":\"unauth\"}]}", TRUTH_YES},
    {"{\"AlarmName\":[{\"prefix\":\"Unauth\"}]}", TRUTH_NO},
    {"{\"AlarmName\":[{\"suffix\":\"ized\"}]}", TRUTH_YES},
    {"{\"AlarmName\":[{\"suffix\":\"ised\"}]}", TRUTH_NO},
    {"{\"AlarmName\":[{\"equals-ignore-case\":\"UNAUTHORIZED\"}]}", TRUTH_YES},
    {"{\"AlarmName\":[{\"equals-ignore-case\":\"UNAUTHORISED\"}]}", TRUTH_NO},
    {"{\"AlarmName\":[{\"equals-ignore-case\":\"UNAUTHORIZ\xc3\x89\"}]}", TRUTH_UNKNOWN},
    {"{\"AlarmName\":[{\"wildcard\":\"un*ized\"}]}", TRUTH_YES},
    {"{\"AlarmName\":[{\"wildcard\":\"un*ised\"}]}", TRUTH_NO},
    {"{\"AlarmName\":[{\"wildcard\":\"un\\\\*\"}]}", TRUTH_UNKNOWN},
    {"{\"AlarmName\":[{\"wildcard\":\"unauthorize?\"}]}", TRUTH_UNKNOWN},
    {"{\"AlarmName\":[{\"cidr\":\"10.0.0.0/8\"}]}", TRUTH_NO},
    {"{\"AlarmName\":[{\"prefix\":\"\"}]}", TRUTH_UNKNOWN},
    {"{\"AlarmName\":[{\"prefix\":1}]}", TRUTH_UNKNOWN},
    {"{\"AlarmName\":[{\"prefix\":\"x\",\"suffix\":\"y\"}]}", TRUTH_UNKNOWN},
    {"{\"AlarmName\":[{\"sounds-like\":\"x\"}]}", TRUTH_UNKNOWN},
    {"{\"AlarmName\":[{\"sounds-like\":\"x\"},{\"prefix\":\"un\"}]}", TRUTH_YES},
    {"{\"AlarmName\":[{}]}", TRUTH_UNKNOWN},
    /* anything-but */
    {"{\"AlarmName\":[{\"anything-but\":\"root\"}]}", TRUTH_YES},
    {"{\"AlarmName\":[{\"anything-but\":[\"root\",\"unauthorized\"]}]}", TRUTH_NO},
    {"{\"AlarmName\":[{\"anything-but\":{\"prefix\":\"un\"}}]}", TRUTH_NO},
    {"{\"AlarmName\":[{\"anything-but\":{\"suffix\":\"x\"}}]}", TRUTH_YES},
    {"{\"AlarmName\":[{\"anything-but\":{\"wildcard\":\"*auth*\"}}]}", TRUTH_NO},
    {"{\"AlarmName\":[{\"anything-but\":{\"numeric\":[\"=\",1]}}]}", TRUTH_UNKNOWN},
    {"{\"AlarmName\":[{\"anything-but\":[]}]}", TRUTH_UNKNOWN},
    /* exists */
    {"{\"AlarmName\":[{\"exists\":true}]}", TRUTH_YES},
    {"{\"AlarmName\":[{\"exists\":false}]}", TRUTH_NO},
    {"{\"AlarmName\":[{\"exists\":\"true\"}]}", TRUTH_UNKNOWN},
    /* Trigger */
    {"{\"Trigger\":{\"MetricName\":[\"UnauthorizedCalls\"],\"Namespace\":[\"Security\"]}}", TRUTH_YES},
    {"{\"Trigger\":{\"MetricName\":[\"UnauthorizedCalls\"],\"Namespace\":[\"AWS/EC2\"]}}", TRUTH_NO},
    {"{\"Trigger\":{\"ComparisonOperator\":[{\"prefix\":\"GreaterThan\"}]}}", TRUTH_YES},
    {"{\"Trigger\":{\"Period\":[300]}}", TRUTH_YES},
    {"{\"Trigger\":{\"Period\":[60]}}", TRUTH_NO},
    {"{\"Trigger\":{\"Period\":[\"300\"]}}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{\"Period\":[{\"numeric\":[\">\",60,\"<=\",300]}]}}", TRUTH_YES},
    {"{\"Trigger\":{\"Period\":[{\"numeric\":[\">\",60,\"<\",300]}]}}", TRUTH_NO},
    {"{\"Trigger\":{\"Period\":[{\"numeric\":[\"~\",60]}]}}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{\"Period\":[{\"numeric\":[\"=\"]}]}}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{\"Period\":[{\"numeric\":[]}]}}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{\"Threshold\":[{\"numeric\":[\"=\",1]}]}}", TRUTH_YES},
    {"{\"Trigger\":{\"Threshold\":[{\"numeric\":[\"=\",1.000001]}]}}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{\"Threshold\":[1]}}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{\"Threshold\":[2]}}", TRUTH_NO},
    {"{\"Trigger\":{\"Threshold\":[{\"anything-but\":[2]}]}}", TRUTH_YES},
    {"{\"Trigger\":{\"Statistic\":[\"SUM\",\"Sum\"]}}", TRUTH_YES},
    {"{\"Trigger\":{\"Statistic\":[{\"equals-ignore-case\":\"sum\"}]}}", TRUTH_YES},
    {"{\"Trigger\":{\"Statistic\":[\"SUM\"]}}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{\"Statistic\":[\"AVERAGE\"]}}", TRUTH_NO},
    {"{\"Trigger\":[\"x\"]}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{}}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{\"Trigger\":{\"Period\":[300]}}}", TRUTH_UNKNOWN},
    {"{\"Trigger.Period\":[300]}", TRUTH_UNKNOWN},
    /* other members */
    {"{\"Region\":[\"EU (Ireland)\"]}", TRUTH_UNKNOWN},
    {"{\"severity\":[{\"exists\":false}]}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{\"Unit\":[null]}}", TRUTH_UNKNOWN},
    {"{\"Region\":[\"EU (Ireland)\"],\"NewStateValue\":[\"OK\"]}", TRUTH_NO},
    {"{\"$or\":[{\"Region\":[\"EU (Ireland)\"]},{\"NewStateValue\":[\"ALARM\"]}]}", TRUTH_YES},
    /* $or, where it is an operator */
    {"{\"$or\":[{\"NewStateValue\":[\"OK\"]},{\"AlarmName\":[\"root\"]}]}", TRUTH_NO},
    {"{\"$or\":[{\"NewStateValue\":[\"ALARM\"]}]}", TRUTH_UNKNOWN},
    {"{\"$or\":[{\"prefix\":[\"x\"]},{\"NewStateValue\":[\"ALARM\"]}]}", TRUTH_UNKNOWN},
    {"{\"$or\":[{},{\"NewStateValue\":[\"OK\"]}]}", TRUTH_UNKNOWN},
    {"{\"Trigger\":{\"$or\":[{\"Period\":[60]},{\"Period\":[300]}]}}", TRUTH_YES},
    /* hostile */
    {"null", TRUTH_UNKNOWN},
    {"[]", TRUTH_UNKNOWN},
    {"{", TRUTH_UNKNOWN},
    {"{\"NewStateValue\":[\"ALARM\"],\"NewStateValue\":[\"OK\"]}", TRUTH_UNKNOWN},
    {"{\"NewStateValue\":[\"OK\"],\"NewStateValue\":[\"ALARM\"]}", TRUTH_UNKNOWN},
};

/* scope MessageAttributes: alarm messages have none */
static const struct row attribute_rows[] = {
    {"", TRUTH_YES},
    {"{}", TRUTH_YES},
    {"{\"severity\":[\"high\"]}", TRUTH_NO},
    {"{\"NewStateValue\":[\"ALARM\"]}", TRUTH_NO},
    {"{\"severity\":[null,{\"anything-but\":[\"low\"]}]}", TRUTH_NO},
    {"{\"severity\":[{\"exists\":true}]}", TRUTH_NO},
    /* SNS: "only matches if at least one attribute is present" */
    {"{\"severity\":[{\"exists\":false}]}", TRUTH_UNKNOWN},
    {"{\"severity\":[\"high\",{\"exists\":false}]}", TRUTH_UNKNOWN},
    {"{\"$or\":[{\"severity\":[\"high\"]},{\"team\":[{\"exists\":false}]}]}", TRUTH_UNKNOWN},
    {"{\"severity\":[{\"exists\":false}],\"team\":[\"red\"]}", TRUTH_NO},
    {"{\"$or\":[{\"severity\":[\"high\"]},{\"team\":[\"red\"]}]}", TRUTH_NO},
    {"{\"severity\":{\"level\":[\"high\"]}}", TRUTH_UNKNOWN},
    {"{\"severity\":[{\"sounds-like\":\"x\"}]}", TRUTH_UNKNOWN},
};

static void expect(struct arena *arena, const struct row *row, const char *scope,
                   const struct alarm_message *message) {
    struct subscription_attributes attributes = {.filter_policy = span_from_cstr(row->policy),
                                                 .filter_policy_scope = span_from_cstr(scope)};
    struct span why;
    enum truth actual = policy_filter_policy_passes(arena, &attributes, message, &why);
    if (actual != row->expected)
        fail_msg("%s: %d (%.*s)", row->policy, (int)actual, SPAN_FMT(why));
    assert_true(actual != TRUTH_UNKNOWN || why.len > 0);
}

static const struct alarm_message message_of_metric = {
    .account_id = SPAN_INIT(TOPIC_ACCOUNT),
    .alarm_name = SPAN_INIT("unauthorized"),
    .alarm_arn = SPAN_INIT(ALARM),
    .metric = &metric,
};

static void test_body(void **state) {
    for (size_t i = 0; i < sizeof body_rows / sizeof *body_rows; i++)
        expect(*state, &body_rows[i], "MessageBody", &message_of_metric);
}

static void test_attributes(void **state) {
    for (size_t i = 0; i < sizeof attribute_rows / sizeof *attribute_rows; i++) {
        expect(*state, &attribute_rows[i], "MessageAttributes", &message_of_metric);
        expect(*state, &attribute_rows[i], "", &message_of_metric);
    }
}

static void test_an_unknown_scope_is_unknown(void **state) {
    expect(*state, &(struct row){"{\"NewStateValue\":[\"ALARM\"]}", TRUTH_UNKNOWN}, "MessageSoul",
           &message_of_metric);
}

static void test_a_composite_alarm_has_no_trigger(void **state) {
    struct alarm_message message = message_of_metric;
    static const struct row rows[] = {
        {"{\"NewStateValue\":[\"ALARM\"]}", TRUTH_YES},
        {"{\"Trigger\":{\"Period\":[300]}}", TRUTH_NO},
        {"{\"Trigger\":{\"Period\":[{\"exists\":false}]}}", TRUTH_UNKNOWN},
        /* without a description: null or empty */
        {"{\"AlarmDescription\":[\"x\"]}", TRUTH_NO},
        {"{\"AlarmDescription\":[{\"prefix\":\"x\"}]}", TRUTH_NO},
        {"{\"AlarmDescription\":[{\"anything-but\":\"x\"}]}", TRUTH_UNKNOWN},
        {"{\"AlarmDescription\":[null]}", TRUTH_UNKNOWN},
        {"{\"AlarmDescription\":[{\"exists\":false}]}", TRUTH_UNKNOWN},
    };
    message.metric = NULL;
    message.composite = &composite;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(*state, &rows[i], "MessageBody", &message);
}

static void test_of_an_alarm_that_is_not_listed_little_is_known(void **state) {
    struct alarm_message message = message_of_metric;
    message.metric = NULL;
    expect(*state, &(struct row){"{\"AlarmName\":[\"unauthorized\"]}", TRUTH_YES}, "MessageBody", &message);
    expect(*state, &(struct row){"{\"Trigger\":{\"Period\":[60]}}", TRUTH_UNKNOWN}, "MessageBody", &message);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_body, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_attributes, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_an_unknown_scope_is_unknown, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_a_composite_alarm_has_no_trigger, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_of_an_alarm_that_is_not_listed_little_is_known, arena_setup,
                                        arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
