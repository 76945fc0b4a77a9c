#include "test.h"

#include "aws_call.h"

static struct span encode(struct arena *arena, enum operation operation, const char *resource,
                          const char *token) {
    struct aws_input input = {.resource = span_from_cstr(resource), .page_token = span_from_cstr(token)};
    return aws_call_encode(arena, aws_call_read(operation), &input);
}

static void json_bodies(void **state) {
    assert_span_equal(encode(*state, OPERATION_DESCRIBE_TRAILS, NULL, NULL), "{}");
    assert_span_equal(encode(*state, OPERATION_GET_TRAIL_STATUS, "arn:x", NULL), "{\"Name\":\"arn:x\"}");
    assert_span_equal(encode(*state, OPERATION_GET_EVENT_SELECTORS, "arn:x", NULL),
                      "{\"TrailName\":\"arn:x\"}");
    assert_span_equal(encode(*state, OPERATION_DESCRIBE_METRIC_FILTERS, "trail", "t\"1"),
                      "{\"limit\":50,\"logGroupName\":\"trail\",\"nextToken\":\"t\\\"1\"}");
    assert_span_equal(encode(*state, OPERATION_DESCRIBE_METRIC_PUBLISHERS, "a:b:Denied", NULL),
                      "{\"limit\":50,\"metricName\":\"Denied\",\"metricNamespace\":\"a:b\"}");
    assert_span_equal(
        encode(*state, OPERATION_DESCRIBE_ALARMS, NULL, NULL),
        "{\"AlarmTypes\":[\"MetricAlarm\",\"CompositeAlarm\",\"LogAlarm\"],\"MaxRecords\":100}");
    assert_span_equal(encode(*state, OPERATION_GET_KEY_POLICY, "key", NULL),
                      "{\"PolicyName\":\"default\",\"KeyId\":\"key\"}");
}

static void query_bodies(void **state) {
    assert_span_equal(
        encode(*state, OPERATION_GET_TOPIC_ATTRIBUTES, "arn:aws:sns:x:1:a-b_c.d~e", NULL),
        "Action=GetTopicAttributes&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Ax%3A1%3Aa-b_c.d~e");
    assert_span_equal(encode(*state, OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC, "a b+\xC3\xA9&=/", "A+/="),
                      "Action=ListSubscriptionsByTopic&Version=2010-03-31&TopicArn=a%20b%2B%C3%A9%26%3D%2F&"
                      "NextToken=A%2B%2F%3D");
    struct aws_input nothing = {0};
    assert_span_equal(aws_call_encode(*state, aws_call_write(AWS_GET_CALLER_IDENTITY), &nothing),
                      "Action=GetCallerIdentity&Version=2011-06-15");
}

static void rows_agree_with_the_model(void **state) {
    (void)state;
    for (int i = 0; i < OPERATION_COUNT; i++) {
        const struct aws_call *call = aws_call_read((enum operation)i);
        const struct operation_info *info = operation_info((enum operation)i);
        /* One operation of AWS may be two rows: "DescribeMetricFilters(metric)". */
        assert_true(span_starts_with(span_from_cstr(info->name), span_from_cstr(call->name)));
        assert_int_equal(call->resource_member != NULL, info->resource != NULL);
        assert_int_equal(call->token_in != NULL, call->token_out != NULL);
        assert_null(call->codes[3].code);
    }
    for (int i = 0; i < AWS_WRITE_COUNT; i++)
        assert_non_null(aws_call_write((enum aws_write)i)->permission);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(json_bodies, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(query_bodies, arena_setup, arena_teardown),
        cmocka_unit_test(rows_agree_with_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
