/* Attempts, delays, places in flight, and the deadline. */
#include "fake_http.h"

#define TRAILS "{\"trailList\":[]}"
#define THROTTLED(name)                                                                                      \
    ANSWER(name, 400, "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}")

static void transient_delays_double(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, ANSWER(NULL, 500, "<html>"), {.target = NULL, .outcome = HTTP_BROKEN}, OK(NULL, TRAILS));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    int64_t begin_ms = fixture->http.now_ms;
    assert_true(fixture_collect(fixture));
    const struct fake_request *requests = fixture->http.requests;
    assert_int_equal(requests[1].at_ms - begin_ms, 49);
    assert_int_equal(requests[2].at_ms - requests[1].at_ms, 99);
    assert_span_equal(fake_header(&requests[2], "amz-sdk-request"), "attempt=3; max=3");
    assert_int_equal(fixture->session.stats.api_calls, 3);
    assert_int_equal(fixture->session.stats.retries, 2);
    assert_int_equal(fixture->client->quotas[AWS_SERVICE_CLOUDTRAIL].tokens, AWS_QUOTA_TOKENS - 14);
}

static void throttled_delays_are_longer(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, THROTTLED(NULL), THROTTLED(NULL), OK(NULL, TRAILS));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    int64_t begin_ms = fixture->http.now_ms;
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->http.requests[1].at_ms - begin_ms, 999);
    assert_int_equal(fixture->http.requests[2].at_ms - begin_ms, 999 + 1999);
    assert_int_equal(fixture->http.slept_ms, 999 + 1999);
}

static void the_service_may_ask_for_patience(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, {.status = 503, .header_name = "x-amz-retry-after", .header_value = "2500"},
           OK(NULL, TRAILS));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->http.slept_ms, 2500);
}

static void attempts_end(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, THROTTLED(NULL), THROTTLED(NULL), THROTTLED(NULL));
    fixture_need(fixture, OPERATION_GET_TRAIL_STATUS, "arn:trail");
    assert_false(fixture_collect(fixture));
    assert_string_equal(fixture->err.type, "Function.Transient");
    assert_string_equal(
        fixture->err.message,
        "GetTrailStatus of arn:trail in eu-west-1: throttled after 3 attempts, as many as are allowed "
        "(ThrottlingException, HTTP 400, request id request-1): Rate exceeded");
    assert_int_equal(fixture->http.request_count, 3);
}

static void attempts_can_be_set(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, THROTTLED(NULL));
    fixture->client->attempts_limit = 1;
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "after 1 attempt,");
}

static void pages_have_attempts_of_their_own(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, THROTTLED(NULL), THROTTLED(NULL), OK(NULL, "{\"metricFilters\":[],\"nextToken\":\"t\"}"),
           THROTTLED(NULL), THROTTLED(NULL), OK(NULL, "{\"metricFilters\":[]}"));
    fixture_need(fixture, OPERATION_DESCRIBE_METRIC_FILTERS, "group");
    assert_true(fixture_collect(fixture));
    assert_string_equal(fixture->http.requests[4].body, fixture->http.requests[3].body);
}

static void an_empty_quota_ends_retries(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, ANSWER(NULL, 503, ""));
    fixture->client->quotas[AWS_SERVICE_CLOUDTRAIL].tokens = 13;
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "quota is used up");
    assert_int_equal(fixture->client->quotas[AWS_SERVICE_CLOUDTRAIL].tokens, 13);
}

static void no_attempt_begins_behind_the_deadline(void **state) {
    struct fixture *fixture = *state;
    fixture->session.deadline_ms = fixture->http.now_ms + AWS_DEADLINE_RESERVE_MS;
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "after 0 attempts, no time is left before the deadline");
    assert_int_equal(fixture->http.request_count, 0);
}

static void no_sleep_reaches_the_deadline(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, THROTTLED(NULL));
    fixture->session.deadline_ms = fixture->http.now_ms + AWS_DEADLINE_RESERVE_MS + 999;
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "no time is left for another");
    assert_error(fixture, "Function.Transient", "ThrottlingException");
    assert_int_equal(fixture->http.slept_ms, 0);
}

static void an_attempt_may_last_to_the_deadline_only(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, {.target = NULL, .outcome = HTTP_TIMED_OUT, .after_ms = 700});
    fixture->session.deadline_ms = fixture->http.now_ms + AWS_DEADLINE_RESERVE_MS + 700;
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_int_equal(fixture->http.requests[0].timeout_ms, 700);
    assert_error(fixture, "Function.Transient", "no HTTP answer");
}

static void a_transport_that_never_answers_is_left(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, {.target = NULL, .status = 200, .body = TRAILS, .after_ms = 3600000});
    fixture->session.deadline_ms = fixture->http.now_ms + 5000;
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "no answer came before the deadline");
    assert_true(fixture->http.now_ms < fixture->session.deadline_ms);
    assert_int_equal(fixture->http.cancelled, 1);
}

static void at_most_twelve_fly(void **state) {
    struct fixture *fixture = *state;
    struct fake_reply *script = test_calloc(100, sizeof *script);
    for (int i = 0; i < 100; i++) {
        script[i] = (struct fake_reply)OK(NULL, "{\"KeyMetadata\":{\"Arn\":\"a\"}}");
        script[i].after_ms = 100 - i;
    }
    fixture_script(fixture, script, 100);
    for (int i = 0; i < 100; i++)
        fixture_need(fixture, OPERATION_DESCRIBE_KEY, arena_printf(fixture->session.arena, "key-%d", i).ptr);
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->http.most_in_flight, AWS_IN_FLIGHT_LIMIT);
    assert_int_equal(fixture->facts.count, 100);
    for (size_t i = 0; i < 100; i++)
        assert_true(need_equal(&fixture->facts.items[i].need, &fixture->needs.items[i]));
    test_free(script);
}

static void calls_keep_below_the_rate(void **state) {
    struct fixture *fixture = *state;
    struct fake_reply *script = test_calloc(50, sizeof *script);
    int64_t begin_ms = fixture->http.now_ms;
    for (int i = 0; i < 50; i++)
        script[i] = (struct fake_reply)OK(NULL, "{\"IsLogging\":true}");
    fixture_script(fixture, script, 50);
    for (int i = 0; i < 50; i++)
        fixture_need(fixture, OPERATION_GET_TRAIL_STATUS,
                     arena_printf(fixture->session.arena, "arn:trail-%d", i).ptr);
    assert_true(fixture_collect(fixture));
    for (size_t i = 0; i < 50; i++)
        assert_true(fixture->http.requests[i].at_ms - begin_ms >= ((int64_t)i - 9) * 100);
    assert_int_equal(fixture->http.now_ms - begin_ms, 4000);
    test_free(script);
}

static void a_turn_behind_the_deadline_fails_at_once(void **state) {
    struct fixture *fixture = *state;
    fixture->session.paces[AWS_SERVICE_CLOUDTRAIL].full_ms = fixture->http.now_ms + 1000;
    fixture->session.deadline_ms = fixture->http.now_ms + AWS_DEADLINE_RESERVE_MS + 100;
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "no time is left");
    assert_int_equal(fixture->http.slept_ms, 0);
}

static void others_go_on_while_one_waits(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, THROTTLED("DescribeTrails"), OK("DescribeTrails", TRAILS),
           {.target = "DescribeMetricFilters",
            .status = 200,
            .body = "{\"metricFilters\":[],\"nextToken\":\"t\"}",
            .after_ms = 400},
           {.target = "DescribeMetricFilters",
            .status = 200,
            .body = "{\"metricFilters\":[]}",
            .after_ms = 400});
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    fixture_need(fixture, OPERATION_DESCRIBE_METRIC_FILTERS, "group");
    int64_t begin_ms = fixture->http.now_ms;
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->http.now_ms - begin_ms, 999);
    assert_int_equal(fixture->http.slept_ms, 199);
    assert_int_equal(fixture->http.requests[3].at_ms - begin_ms, 999);
}

static void a_host_that_was_idle_gets_a_fresh_connection(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK(NULL, TRAILS), OK(NULL, TRAILS), {.outcome = HTTP_TIMED_OUT}, OK(NULL, TRAILS));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    fixture->http.now_ms += INT64_C(51) * 1000;
    fixture->session.deadline_ms += INT64_C(51) * 1000;
    assert_true(fixture_collect(fixture));
    assert_true(fixture_collect(fixture));
    const struct fake_request *requests = fixture->http.requests;
    assert_false(requests[0].fresh_connection);
    assert_true(requests[1].fresh_connection);
    assert_false(requests[2].fresh_connection);
    assert_true(requests[3].fresh_connection);
}

static void an_oversized_reply_is_not_asked_for_again(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, {.outcome = HTTP_TOO_LARGE});
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "the transport's reason");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(transient_delays_double),
        FIXTURE_TEST(throttled_delays_are_longer),
        FIXTURE_TEST(the_service_may_ask_for_patience),
        FIXTURE_TEST(attempts_end),
        FIXTURE_TEST(attempts_can_be_set),
        FIXTURE_TEST(pages_have_attempts_of_their_own),
        FIXTURE_TEST(an_empty_quota_ends_retries),
        FIXTURE_TEST(no_attempt_begins_behind_the_deadline),
        FIXTURE_TEST(no_sleep_reaches_the_deadline),
        FIXTURE_TEST(an_attempt_may_last_to_the_deadline_only),
        FIXTURE_TEST(a_transport_that_never_answers_is_left),
        FIXTURE_TEST(at_most_twelve_fly),
        FIXTURE_TEST(calls_keep_below_the_rate),
        FIXTURE_TEST(a_turn_behind_the_deadline_fails_at_once),
        FIXTURE_TEST(others_go_on_while_one_waits),
        FIXTURE_TEST(a_host_that_was_idle_gets_a_fresh_connection),
        FIXTURE_TEST(an_oversized_reply_is_not_asked_for_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
