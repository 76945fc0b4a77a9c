#include "test.h"

#include "facts_json.h"

#include <math.h>

static const struct json *parse(struct arena *arena, const char *text) {
    const struct json *value = NULL;
    struct error err = {{0}, {0}};
    if (!json_parse(arena, span_from_cstr(text), "test", &value, &err))
        fail_msg("%s", err.message);
    return value;
}

static const void *decode(struct arena *arena, enum operation operation, const char *text,
                          const void *previous) {
    const void *out = NULL;
    struct error err = {{0}, {0}};
    if (!facts_decode(arena, operation, parse(arena, text), previous, &out, &err))
        fail_msg("%s", err.message);
    return out;
}

static const char alarm_reply[] =
    "{\"MetricAlarms\":[{\"AlarmName\":\"a\",\"ActionsEnabled\":true,\"AlarmActions\":[\"arn:1\",\"arn:2\"],"
    "\"Threshold\":1.5,\"Dimensions\":[{\"Name\":\"n\",\"Value\":\"v\"}],\"Unknown\":{},"
    "\"EvaluationWindow\":{\"WallClockWindow\":{}},"
    "\"Metrics\":[{\"Id\":\"m1\",\"ReturnData\":true,\"MetricStat\":{\"Metric\":{\"Namespace\":\"N\","
    "\"MetricName\":\"M\"},\"Stat\":\"Sum\",\"Period\":60}}]}],\"CompositeAlarms\":null}";

static void members_become_fields(void **state) {
    const struct alarms *alarms = decode(*state, OPERATION_DESCRIBE_ALARMS, alarm_reply, NULL);
    const struct metric_alarm *alarm = &alarms->metric.items[0];
    assert_int_equal(alarms->metric.count, 1);
    assert_int_equal(alarms->composite.count, 0);
    assert_span_equal(alarm->name, "a");
    assert_true(alarm->actions_enabled);
    assert_int_equal(alarm->alarm_actions.count, 2);
    assert_true(alarm->threshold == 1.5);
    assert_true(isnan(alarm->period_s));
    assert_span_equal(alarm->dimensions.items[0].value, "v");
    assert_true(alarm->wall_clock_window);
    assert_false(alarm->promql);
    assert_span_equal(alarm->queries.items[0].metric_name, "M");
    assert_null(alarm->statistic.ptr);
}

static void pages_add_up(void **state) {
    const void *value = NULL;
    for (int page = 0; page < 50; page++)
        value =
            decode(*state, OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC,
                   "{\"Subscriptions\":[{\"SubscriptionArn\":\"arn:x\",\"Endpoint\":\"a@b\"},{}]}", value);
    const struct subscriptions *subscriptions = value;
    assert_int_equal(subscriptions->count, 100);
    assert_span_equal(subscriptions->items[98].arn, "arn:x");
}

static void a_cut_or_foreign_reply_is_refused(void **state) {
    static const struct {
        enum operation operation;
        const char *reply, *complaint;
    } cases[] = {
        {OPERATION_DESCRIBE_TRAILS, "{}", "member trailList is missing"},
        {OPERATION_DESCRIBE_TRAILS, "[]", "must be an object"},
        {OPERATION_DESCRIBE_TRAILS, "{\"trailList\":{}}", "member trailList is an object, must be an array"},
        {OPERATION_DESCRIBE_TRAILS, "{\"trailList\":[1]}", "must be an array of objects"},
        {OPERATION_DESCRIBE_TRAILS, "{\"trailList\":[{\"Name\":7}]}", "trailList: member Name is a number"},
        {OPERATION_GET_TRAIL_STATUS, "{\"IsLogging\":\"true\"}", "must be true or false"},
        {OPERATION_GET_TRAIL_STATUS, "{}", "member IsLogging is missing"},
        {OPERATION_GET_SUBSCRIPTION_ATTRIBUTES, "{}", "member Attributes is missing"},
        {OPERATION_GET_SUBSCRIPTION_ATTRIBUTES, "{\"Attributes\":null}", "member Attributes is missing"},
        {OPERATION_GET_TOPIC_ATTRIBUTES, "{\"Attributes\":[]}", "must be an object"},
        {OPERATION_GET_KEY_POLICY, "{}", "member Policy is missing"},
        {OPERATION_DESCRIBE_ALARMS, "{\"MetricAlarms\":[{\"Threshold\":\"1\"}]}", "must be a number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const void *out;
        struct error err = {{0}, {0}};
        bool decoded =
            facts_decode(*state, cases[i].operation, parse(*state, cases[i].reply), NULL, &out, &err);
        if (decoded || !strstr(err.message, cases[i].complaint) ||
            strcmp(err.type, "Function.Transient") != 0)
            fail_msg("%s: %s: %s", cases[i].reply, err.type, err.message);
    }
}

static void null_is_an_empty_list(void **state) {
    const struct trails *trails = decode(*state, OPERATION_DESCRIBE_TRAILS, "{\"trailList\":null}", NULL);
    assert_int_equal(trails->count, 0);
}

static void a_facts_file_reads_back_to_the_same_bytes(void **state) {
    struct parameters parameters = parameters_default(*state);
    struct facts facts = {.arena = *state,
                          .account_id = SPAN("111122223333"),
                          .region = SPAN("eu-west-1"),
                          .partition = SPAN("aws"),
                          .collected_at_s = 1791180002.417};
    struct need need = {.operation = OPERATION_DESCRIBE_ALARMS, .account_id = SPAN("111122223333")};
    struct need denied = {.operation = OPERATION_GET_TOPIC_ATTRIBUTES, .resource = SPAN("arn:aws:sns:::t")};
    facts_add(&facts,
              &(struct fact){.need = need, .value = decode(*state, need.operation, alarm_reply, NULL)});
    facts_add(&facts, &(struct fact){
                          .need = denied, .state = FACT_DENIED, .refusal_code = SPAN("AuthorizationError")});
    struct span first = json_print(*state, facts_to_json(*state, &facts, &parameters));

    struct facts again = {.arena = *state};
    const struct json *given;
    struct error err = {{0}, {0}};
    if (!facts_from_json(parse(*state, arena_cstr(*state, first)), &again, &given, &err))
        fail_msg("%s", err.message);
    struct span second = json_print(*state, facts_to_json(*state, &again, &parameters));
    assert_span_equal(second, arena_cstr(*state, first));
    assert_int_equal(again.items[1].state, FACT_DENIED);
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, arena_setup, arena_teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(members_become_fields),
        WITH_ARENA(pages_add_up),
        WITH_ARENA(a_cut_or_foreign_reply_is_refused),
        WITH_ARENA(null_is_an_empty_list),
        WITH_ARENA(a_facts_file_reads_back_to_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
