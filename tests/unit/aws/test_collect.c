/* What becomes of a round's answers: facts, or an error. */
#include "fake_http.h"

#define DENIED(service) "{\"__type\":\"AccessDeniedException\",\"message\":\"not allowed to " service "\"}"
#define SUBSCRIPTIONS(list, token)                                                                           \
    "<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult>" list "<NextToken>" token            \
    "</NextToken></ListSubscriptionsByTopicResult><ResponseMetadata><RequestId>r</RequestId></"              \
    "ResponseMetadata>"                                                                                      \
    "</ListSubscriptionsByTopicResponse>"
#define MEMBER(arn) "<member><SubscriptionArn>" arn "</SubscriptionArn><Protocol>email</Protocol></member>"

static void a_request_is_complete(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("DescribeAlarms", "{\"MetricAlarms\":[],\"CompositeAlarms\":[],\"LogAlarms\":[]}"));
    fixture_need(fixture, OPERATION_DESCRIBE_ALARMS, NULL);
    fixture->needs.items[0].region = SPAN("eu-north-1");
    assert_true(fixture_collect(fixture));
    const struct fake_request *request = &fixture->http.requests[0];
    assert_string_equal(request->url, "https://monitoring.eu-north-1.amazonaws.com/");
    assert_string_equal(request->signing_region, "eu-north-1");
    assert_string_equal(request->signing_service, "monitoring");
    assert_span_equal(fake_header(request, "Content-Type"), "application/x-amz-json-1.0");
    assert_span_equal(fake_header(request, "X-Amz-Target"), "GraniteServiceVersion20100801.DescribeAlarms");
    assert_span_equal(fake_header(request, "X-Amz-Security-Token"), "session-token-that-nobody-may-see");
    assert_span_equal(fake_header(request, "x-amzn-query-mode"), "true");
    assert_span_equal(fake_header(request, "amz-sdk-request"), "attempt=1; max=3");
    assert_span_equal(fake_header(request, "amz-sdk-invocation-id"), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    assert_int_equal(request->header_count, 6);
    assert_int_equal(request->timeout_ms, 10000);
    assert_false(request->fresh_connection);
}

static void no_token_no_header(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("DescribeTrails", "{\"trailList\":[]}"));
    fixture->session.credentials.session_token = NULL;
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    assert_null(fake_header(&fixture->http.requests[0], "X-Amz-Security-Token").ptr);
    assert_null(fake_header(&fixture->http.requests[0], "x-amzn-query-mode").ptr);
}

static void facts_keep_the_order_of_the_needs(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(
        fixture,
        {.target = "DescribeTrails",
         .status = 200,
         .body = "{\"trailList\":[{\"Name\":\"audit\",\"TrailARN\":\"arn:t\",\"IsMultiRegionTrail\":true}]}",
         .after_ms = 90},
        ANSWER("GetTrailStatus", 400, DENIED("cloudtrail:GetTrailStatus")),
        ANSWER("DescribeMetricFilters", 400,
               "{\"__type\":\"ResourceNotFoundException\",\"message\":\"none\"}"),
        ANSWER("GetEventSelectors", 400,
               "{\"__type\":\"CloudTrailARNInvalidException\",\"message\":\"no\"}"));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    fixture_need(fixture, OPERATION_GET_TRAIL_STATUS, "arn:t");
    fixture_need(fixture, OPERATION_DESCRIBE_METRIC_FILTERS, "group");
    fixture_need(fixture, OPERATION_GET_EVENT_SELECTORS, "arn:t");
    assert_true(fixture_collect(fixture));
    const struct fact *facts = fixture->facts.items;
    assert_int_equal(fixture->facts.count, 4);
    assert_int_equal(facts[0].state, FACT_READ);
    const struct trails *trails = facts[0].value;
    assert_int_equal(trails->count, 1);
    assert_span_equal(trails->items[0].arn, "arn:t");
    assert_int_equal(facts[1].state, FACT_DENIED);
    assert_span_equal(facts[1].refusal_code, "AccessDeniedException");
    assert_span_equal(facts[1].refusal_message, "not allowed to cloudtrail:GetTrailStatus");
    assert_int_equal(facts[2].state, FACT_NOT_FOUND);
    assert_int_equal(facts[3].state, FACT_REFUSED);
    assert_span_equal(facts[3].refusal_code, "CloudTrailARNInvalidException");
    assert_int_equal(fixture->http.most_in_flight, 4);
    assert_int_equal(fixture->session.stats.api_calls, 4);
    assert_int_equal(fixture->session.stats.rounds, 1);
    assert_int_equal(fixture->session.stats.retries, 0);
}

static void a_need_twice_is_one_fact(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("DescribeTrails", "{\"trailList\":[]}"), OK("DescribeTrails", "{\"trailList\":[]}"));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->facts.count, 1);
}

static void pages_of_json(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture,
           OK("DescribeMetricFilters", "{\"metricFilters\":[{\"filterName\":\"a\"}],\"nextToken\":\"t1\"}"),
           OK("DescribeMetricFilters", "{\"metricFilters\":[],\"nextToken\":\"t2\"}"),
           OK("DescribeMetricFilters", "{\"metricFilters\":[{\"filterName\":\"b\"}],\"nextToken\":null}"));
    fixture_need(fixture, OPERATION_DESCRIBE_METRIC_FILTERS, "group");
    assert_true(fixture_collect(fixture));
    const struct metric_filters *filters = fixture->facts.items[0].value;
    assert_int_equal(filters->count, 2);
    assert_span_equal(filters->items[0].name, "a");
    assert_span_equal(filters->items[1].name, "b");
    assert_string_equal(fixture->http.requests[2].body,
                        "{\"limit\":50,\"logGroupName\":\"group\",\"nextToken\":\"t2\"}");
}

static void pages_of_xml(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("ListSubscriptionsByTopic", SUBSCRIPTIONS("<Subscriptions/>", "a/b+c")),
           OK("ListSubscriptionsByTopic", SUBSCRIPTIONS("<Subscriptions>" MEMBER("arn:1")
                                                            MEMBER("PendingConfirmation") "</Subscriptions>",
                                                        "")));
    fixture_need(fixture, OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC, "arn:topic");
    assert_true(fixture_collect(fixture));
    const struct subscriptions *subscriptions = fixture->facts.items[0].value;
    assert_int_equal(subscriptions->count, 2);
    assert_span_equal(subscriptions->items[1].arn, "PendingConfirmation");
    assert_non_null(strstr(fixture->http.requests[1].body, "&NextToken=a%2Fb%2Bc"));
}

static void a_map_of_xml(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("GetTopicAttributes", "<GetTopicAttributesResponse><GetTopicAttributesResult><"
                                             "Attributes><entry><key>Policy</key><value>{&quot;"
                                             "a&quot;:1}</value></entry></Attributes></"
                                             "GetTopicAttributesResult></GetTopicAttributesResponse>"));
    fixture_need(fixture, OPERATION_GET_TOPIC_ATTRIBUTES, "arn:topic");
    assert_true(fixture_collect(fixture));
    const struct topic_attributes *topic = fixture->facts.items[0].value;
    assert_span_equal(topic->policy, "{\"a\":1}");
    assert_null(topic->kms_key_id.ptr);
}

static void page_tokens_that_lead_nowhere(void **state) {
    static const struct {
        const char *first, *second, *complaint;
    } cases[] = {
        {"{\"metricFilters\":[],\"nextToken\":\"t\"}", "{\"metricFilters\":[],\"nextToken\":\"t\"}", "twice"},
        {"{\"metricFilters\":[],\"nextToken\":7}", "", "no string"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fake_reply script[] = {OK(NULL, cases[i].first), OK(NULL, cases[i].second)};
        fixture_script(fixture, script, 2);
        memset(fixture->http.used, 0, sizeof fixture->http.used);
        fixture->needs.count = 0;
        fixture_need(fixture, OPERATION_DESCRIBE_METRIC_FILTERS, "group");
        assert_false(fixture_collect(fixture));
        assert_error(fixture, "Function.Transient", cases[i].complaint);
        assert_error(fixture, "Function.Transient", "DescribeMetricFilters of group in eu-west-1");
        assert_int_equal(fixture->facts.count, 0);
    }
}

static void pages_are_limited(void **state) {
    struct fixture *fixture = *state;
    struct fake_reply *script = test_calloc(AWS_PAGES_LIMIT, sizeof *script);
    for (size_t i = 0; i < AWS_PAGES_LIMIT; i++)
        script[i] = (struct fake_reply)OK(NULL, i % 2 ? "{\"metricFilters\":[],\"nextToken\":\"odd\"}"
                                                      : "{\"metricFilters\":[],\"nextToken\":\"even\"}");
    fixture_script(fixture, script, AWS_PAGES_LIMIT);
    fixture->session.deadline_ms += INT64_C(600) * 1000; /* ten calls a second */
    fixture_need(fixture, OPERATION_DESCRIBE_METRIC_FILTERS, "group");
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "2000 pages");
    assert_int_equal(fixture->http.request_count, AWS_PAGES_LIMIT);
    test_free(script);
}

#define NO_ALARMS "{\"MetricAlarms\":[],\"CompositeAlarms\":[],\"LogAlarms\":[]}"

static void a_partition_without_log_alarms(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, ANSWER("LogAlarm", 400, "{\"__type\":\"ValidationError\"}"),
           OK("DescribeAlarms", NO_ALARMS));
    fixture_need(fixture, OPERATION_DESCRIBE_ALARMS, NULL);
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->facts.items[0].state, FACT_READ);
    assert_string_equal(fixture->http.requests[1].body,
                        "{\"AlarmTypes\":[\"MetricAlarm\",\"CompositeAlarm\"],\"MaxRecords\":100}");
}

static void a_second_refusal_is_a_fact(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, ANSWER("LogAlarm", 400, "{\"__type\":\"First\"}"),
           ANSWER(NULL, 400, "{\"__type\":\"Second\"}"));
    fixture_need(fixture, OPERATION_DESCRIBE_ALARMS, NULL);
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->facts.items[0].state, FACT_REFUSED);
    assert_span_equal(fixture->facts.items[0].refusal_code, "Second");
}

/* Half of the alarms are read, and the token has expired: that is no knowledge. */
static void a_refused_later_page_fails_the_round(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK(NULL, "{\"MetricAlarms\":[],\"NextToken\":\"t\"}"),
           ANSWER(NULL, 400, "{\"__type\":\"InvalidNextToken\"}"));
    fixture_need(fixture, OPERATION_DESCRIBE_ALARMS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "DescribeAlarms in eu-west-1, page 2: failed");
    assert_int_equal(fixture->facts.count, 0);
}

static void a_list_that_is_missing_is_asked_for_again(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("DescribeTrails", "{}"), OK("DescribeTrails", "{\"trailList\":["),
           OK("DescribeTrails", "{\"trailList\":null}"));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->session.stats.retries, 2);
    assert_int_equal(((const struct trails *)fixture->facts.items[0].value)->count, 0);
}

static void a_page_that_was_thrown_away_leaves_nothing(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK(NULL, "{\"metricFilters\":[{\"filterName\":\"a\"}],\"nextToken\":\"t\"}"),
           OK(NULL,
              "{\"metricFilters\":[{\"filterName\":\"b\",\"filterPattern\":\"stale\"},{\"filterName\":7}]}"),
           OK(NULL, "{\"metricFilters\":[{\"filterName\":\"c\"}]}"));
    fixture_need(fixture, OPERATION_DESCRIBE_METRIC_FILTERS, "group");
    assert_true(fixture_collect(fixture));
    const struct metric_filters *filters = fixture->facts.items[0].value;
    assert_int_equal(filters->count, 2);
    assert_span_equal(filters->items[1].name, "c");
    assert_null(filters->items[1].pattern.ptr);
}

static void one_failure_fails_the_round(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture,
           {.target = "DescribeTrails", .status = 200, .body = "{\"trailList\":[]}", .after_ms = 5000},
           ANSWER("DescribeAlarms", 400, "{\"__type\":\"ExpiredTokenException\",\"message\":\"expired\"}"));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    fixture_need(fixture, OPERATION_DESCRIBE_ALARMS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "credentials are expired");
    assert_int_equal(fixture->facts.count, 0);
    assert_int_equal(fixture->http.cancelled, 1);
    for (size_t i = 0; i < AWS_IN_FLIGHT_LIMIT; i++)
        assert_null(fixture->client->exchanges[i].task);
}

/* Who else publishes to a metric: the judge says that it is not known. */
static void a_dispensable_call_fails_no_round(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("DescribeTrails", "{\"trailList\":[]}"),
           ANSWER("DescribeMetricFilters", 500, "<html>"), ANSWER("DescribeMetricFilters", 500, "<html>"),
           ANSWER("DescribeMetricFilters", 500, "<html>"));
    fixture_need(fixture, OPERATION_DESCRIBE_METRIC_PUBLISHERS, "Security:Denied");
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->facts.items[0].state, FACT_REFUSED);
    assert_span_equal(fixture->facts.items[0].refusal_code, "no usable answer");
    assert_int_equal(fixture->facts.items[1].state, FACT_READ);
}

static void a_refused_signature_compares_the_clocks(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, {.target = "DescribeTrails",
                     .status = 400,
                     .body = "{\"__type\":\"InvalidSignatureException\",\"message\":\"Signature expired\"}",
                     .header_name = "Date",
                     .header_value = "Mon, 05 Oct 2026 06:20:03 GMT"});
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.NotDelivered",
                 "the local clock is 1200 s behind the service's; Signature expired");
}

static void secrets_are_not_repeated(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture,
           ANSWER("DescribeTrails", 403, "<html>X-Amz-Security-Token: session-token-that-nobody-may-see"),
           ANSWER("DescribeTrails", 400,
                  "{\"__type\":\"AccessDeniedException\",\"message\":\"secret-key-that-nobody-may-see\"}"));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "(text withheld)");
    assert_true(fixture_collect(fixture));
    assert_span_equal(fixture->facts.items[0].refusal_message, "(text withheld)");
}

static void a_hostile_region_is_not_called(void **state) {
    struct fixture *fixture = *state;
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    fixture->needs.items[0].region = SPAN("evil.example/");
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->facts.items[0].state, FACT_REFUSED);
    assert_span_equal(fixture->facts.items[0].refusal_code, "InvalidRegion");
    assert_int_equal(fixture->http.request_count, 0);
}

#define ROLE_REPLY                                                                                           \
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</"                             \
    "AccessKeyId><SecretAccessKey>"                                                                          \
    "role-secret-that-nobody-may-see</SecretAccessKey><SessionToken>role-token-that-nobody-may-see</"        \
    "SessionToken></Credentials><AssumedRoleUser><Arn>arn:assumed</Arn></AssumedRoleUser></"                 \
    "AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>"

static void need_of(struct fixture *fixture, struct span account_id, enum operation operation,
                    const char *resource) {
    fixture->needs.count = 0;
    fixture_need(fixture, operation, resource);
    fixture->needs.items[0].account_id = account_id;
}

static void assume(struct fixture *fixture) {
    need_of(fixture, fixture->session.account_id, OPERATION_ASSUME_ROLE,
            "arn:aws:iam::444455556666:role/reader");
    assert_true(fixture_collect(fixture));
}

static void another_account_is_asked_with_the_keys_of_its_role(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("AssumeRole", ROLE_REPLY), OK("DescribeTrails", "{\"trailList\":[]}"),
           OK("DescribeTrails", "{\"trailList\":[]}"));
    assume(fixture);
    const struct assumed_role *role = fixture->facts.items[0].value;
    assert_span_equal(role->arn, "arn:assumed");
    need_of(fixture, SPAN("444455556666"), OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    need_of(fixture, fixture->session.account_id, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->facts.count, 3);
    static const char *const tokens[] = {"session-token-that-nobody-may-see",
                                         "role-token-that-nobody-may-see",
                                         "session-token-that-nobody-may-see"};
    for (size_t i = 0; i < 3; i++)
        assert_span_equal(fake_header(&fixture->http.requests[i], "X-Amz-Security-Token"), tokens[i]);
}

static void an_account_without_keys_is_never_asked(void **state) {
    struct fixture *fixture = *state;
    need_of(fixture, SPAN("444455556666"), OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Defect", "444455556666");
    assert_int_equal(fixture->http.request_count, 0);
}

static void a_role_that_is_denied_is_a_fact(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(
        fixture,
        ANSWER(
            "AssumeRole", 403,
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"));
    assume(fixture);
    assert_int_equal(fixture->facts.items[0].state, FACT_DENIED);
    assert_int_equal(fixture->session.roles.count, 0);
}

static void secrets_of_a_role_are_not_repeated(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("AssumeRole", ROLE_REPLY),
           ANSWER("DescribeTrails", 400,
                  "{\"__type\":\"AccessDeniedException\",\"message\":\"role-secret-that-nobody-may-see\"}"));
    assume(fixture);
    need_of(fixture, SPAN("444455556666"), OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    assert_span_equal(fixture->facts.items[1].refusal_message, "(text withheld)");
}

static void start_rules(struct fixture *fixture, struct span *names, size_t count) {
    fixture->session.rules_to_start = (struct strings){names, count};
}

static void rules_are_started_along(void **state) {
    struct fixture *fixture = *state;
    struct span names[] = {SPAN("one"), SPAN("two")};
    SCRIPT(fixture, OK("DescribeTrails", "{\"trailList\":[]}"),
           OK("{\"ConfigRuleNames\":[\"one\",\"two\"]}", ""));
    start_rules(fixture, names, 2);
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->session.delivered.start_config_rules_evaluation, 1);
    assert_int_equal(fixture->session.rules_to_start.count, 0);
    assert_int_equal(fixture->http.request_count, 2);
    assert_int_equal(fixture->facts.count, 1);
}

static void a_wrong_rule_name_does_not_hold_up_the_others(void **state) {
    struct fixture *fixture = *state;
    struct span names[] = {SPAN("one"), SPAN("two"), SPAN("three")};
    SCRIPT(fixture, OK("DescribeTrails", "{\"trailList\":[]}"),
           ANSWER("[\"one\",\"two\",\"three\"]", 400, "{\"__type\":\"NoSuchConfigRuleException\"}"),
           OK("{\"ConfigRuleNames\":[\"one\"]}", ""),
           ANSWER("{\"ConfigRuleNames\":[\"two\"]}", 400, "{\"__type\":\"LimitExceededException\"}"),
           ANSWER("{\"ConfigRuleNames\":[\"three\"]}", 400, "{\"__type\":\"NoSuchConfigRuleException\"}"));
    start_rules(fixture, names, 3);
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->session.delivered.start_config_rules_evaluation, 2);
    assert_int_equal(fixture->http.request_count, 5);
}

static void rules_are_started_though_the_round_fails(void **state) {
    struct fixture *fixture = *state;
    struct span names[] = {SPAN("one")};
    SCRIPT(fixture, ANSWER("DescribeTrails", 403, "<html>"),
           {.target = "StartConfigRules", .status = 503, .body = "", .after_ms = 300},
           {.target = "StartConfigRules", .status = 200, .body = "{}", .after_ms = 300});
    start_rules(fixture, names, 1);
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, NULL);
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "DescribeTrails");
    assert_int_equal(fixture->session.delivered.start_config_rules_evaluation, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_request_is_complete),
        FIXTURE_TEST(no_token_no_header),
        FIXTURE_TEST(facts_keep_the_order_of_the_needs),
        FIXTURE_TEST(a_need_twice_is_one_fact),
        FIXTURE_TEST(pages_of_json),
        FIXTURE_TEST(pages_of_xml),
        FIXTURE_TEST(a_map_of_xml),
        FIXTURE_TEST(page_tokens_that_lead_nowhere),
        FIXTURE_TEST(pages_are_limited),
        FIXTURE_TEST(a_partition_without_log_alarms),
        FIXTURE_TEST(a_second_refusal_is_a_fact),
        FIXTURE_TEST(a_refused_later_page_fails_the_round),
        FIXTURE_TEST(a_list_that_is_missing_is_asked_for_again),
        FIXTURE_TEST(a_page_that_was_thrown_away_leaves_nothing),
        FIXTURE_TEST(one_failure_fails_the_round),
        FIXTURE_TEST(a_dispensable_call_fails_no_round),
        FIXTURE_TEST(a_refused_signature_compares_the_clocks),
        FIXTURE_TEST(secrets_are_not_repeated),
        FIXTURE_TEST(a_hostile_region_is_not_called),
        FIXTURE_TEST(another_account_is_asked_with_the_keys_of_its_role),
        FIXTURE_TEST(an_account_without_keys_is_never_asked),
        FIXTURE_TEST(a_role_that_is_denied_is_a_fact),
        FIXTURE_TEST(secrets_of_a_role_are_not_repeated),
        FIXTURE_TEST(rules_are_started_along),
        FIXTURE_TEST(a_wrong_rule_name_does_not_hold_up_the_others),
        FIXTURE_TEST(rules_are_started_though_the_round_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
