#include "test.h"

#include "aws_reply.h"
#include "aws_skew.h"

#define SNS_ERROR(code)                                                                                      \
    "<ErrorResponse "                                                                                        \
    "xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>" code               \
    "</Code><Message>m</Message><message>n</message></Error><RequestId>r</RequestId></ErrorResponse>"

static const struct {
    const char *name;
    enum operation operation;
    int status;
    const char *body, *header_name, *header_value;
    enum aws_class class;
    const char *code, *message;
} failures[] = {
    {"type with namespace", OPERATION_DESCRIBE_TRAILS, 400,
     "{\"__type\":\"ns#ThrottlingException\",\"message\":\"m\"}", NULL, NULL, AWS_THROTTLED,
     "ThrottlingException", "m"},
    {"capital Message", OPERATION_DESCRIBE_TRAILS, 400,
     "{\"__type\":\"AccessDeniedException\",\"Message\":\"m\"}", NULL, NULL, AWS_DENIED,
     "AccessDeniedException", "m"},
    {"code with URL", OPERATION_DESCRIBE_TRAILS, 400, "{\"__type\":\"a#b#Boom:http://x/y\"}", NULL, NULL,
     AWS_REFUSED, "Boom", ""},
    {"header code", OPERATION_DESCRIBE_TRAILS, 400, "", "x-amzn-errortype", "ExpiredTokenException:http://x",
     AWS_KEYS, "ExpiredTokenException", ""},
    {"body before header", OPERATION_DESCRIBE_TRAILS, 400, "{\"__type\":\"A\"}", "x-amzn-errortype", "B",
     AWS_REFUSED, "A", ""},
    {"query code before body", OPERATION_DESCRIBE_ALARMS, 400, "{\"__type\":\"ns#LimitX\",\"message\":\"m\"}",
     "x-amzn-query-error", "Throttling;Sender", AWS_THROTTLED, "Throttling", "m"},
    {"throttled with 503", OPERATION_DESCRIBE_TRAILS, 503, "{\"__type\":\"SlowDown\"}", NULL, NULL,
     AWS_THROTTLED, "SlowDown", ""},
    {"429 of a proxy", OPERATION_DESCRIBE_TRAILS, 429, "slow", NULL, NULL, AWS_THROTTLED, "", "slow"},
    {"unknown code with 500", OPERATION_DESCRIBE_TRAILS, 500, "{\"__type\":\"InternalFailure\"}", NULL, NULL,
     AWS_TRANSIENT, "InternalFailure", ""},
    {"HTML 500", OPERATION_LIST_ALARM_MUTE_RULES, 500, "<!doctype html>\n<title>500</title>", NULL, NULL,
     AWS_TRANSIENT, "", "<!doctype html>\n<title>500</title>"},
    {"HTML 403", OPERATION_DESCRIBE_TRAILS, 403, "<html>", NULL, NULL, AWS_FAILED, "", "<html>"},
    {"not UTF-8", OPERATION_DESCRIBE_TRAILS, 404, "a\xFF", NULL, NULL, AWS_FAILED, "", "a\xEF\xBF\xBD"},
    {"redirect", OPERATION_DESCRIBE_TRAILS, 301, "", NULL, NULL, AWS_FAILED, "", ""},
    {"501", OPERATION_DESCRIBE_TRAILS, 501, "{\"__type\":\"X\"}", NULL, NULL, AWS_FAILED, "X", ""},
    {"clock", OPERATION_DESCRIBE_TRAILS, 400, "{\"__type\":\"InvalidSignatureException\"}", NULL, NULL,
     AWS_CLOCK, "InvalidSignatureException", ""},
    {"unknown key", OPERATION_DESCRIBE_TRAILS, 400, "{\"__type\":\"UnrecognizedClientException\"}", NULL,
     NULL, AWS_KEYS, "UnrecognizedClientException", ""},
    {"foreign trail", OPERATION_GET_EVENT_SELECTORS, 400, "{\"__type\":\"CloudTrailARNInvalidException\"}",
     NULL, NULL, AWS_REFUSED, "CloudTrailARNInvalidException", ""},
    {"unseen trail", OPERATION_GET_TRAIL_STATUS, 400, "{\"__type\":\"TrailNotFoundException\"}", NULL, NULL,
     AWS_REFUSED, "TrailNotFoundException", ""},
    {"no log group", OPERATION_DESCRIBE_METRIC_FILTERS, 400, "{\"__type\":\"ResourceNotFoundException\"}",
     NULL, NULL, AWS_NOT_FOUND, "ResourceNotFoundException", ""},
    {"code of another row", OPERATION_DESCRIBE_TRAILS, 400, "{\"__type\":\"ResourceNotFoundException\"}",
     NULL, NULL, AWS_REFUSED, "ResourceNotFoundException", ""},
    {"no key", OPERATION_DESCRIBE_KEY, 400, "{\"__type\":\"NotFoundException\"}", NULL, NULL, AWS_NOT_FOUND,
     "NotFoundException", ""},
    {"old region", OPERATION_LIST_ALARM_MUTE_RULES, 404, "{\"__type\":\"ns#UnknownOperationException\"}",
     NULL, NULL, AWS_OK, "UnknownOperationException", ""},
    {"no topic", OPERATION_GET_TOPIC_ATTRIBUTES, 404, SNS_ERROR("NotFound"), NULL, NULL, AWS_NOT_FOUND,
     "NotFound", "m"},
    {"SNS denies", OPERATION_GET_TOPIC_ATTRIBUTES, 403, SNS_ERROR("AuthorizationError"), NULL, NULL,
     AWS_DENIED, "AuthorizationError", "m"},
    {"SNS throttles", OPERATION_GET_TOPIC_ATTRIBUTES, 400, SNS_ERROR("Throttling"), NULL, NULL, AWS_THROTTLED,
     "Throttling", "m"},
    {"SNS internal", OPERATION_GET_TOPIC_ATTRIBUTES, 500, SNS_ERROR("InternalError"), NULL, NULL,
     AWS_TRANSIENT, "InternalError", "m"},
    {"SNS refuses", OPERATION_GET_TOPIC_ATTRIBUTES, 400, SNS_ERROR("InvalidParameter"), NULL, NULL,
     AWS_REFUSED, "InvalidParameter", "m"},
    {"expired", OPERATION_GET_TOPIC_ATTRIBUTES, 403, SNS_ERROR("ExpiredToken"), NULL, NULL, AWS_KEYS,
     "ExpiredToken", "m"},
    {"bomb", OPERATION_GET_TOPIC_ATTRIBUTES, 400, "<!DOCTYPE x []><x/>", NULL, NULL, AWS_FAILED, "",
     "<!DOCTYPE x []><x/>"},
    {"JSON from SNS", OPERATION_GET_TOPIC_ATTRIBUTES, 502, "{}", NULL, NULL, AWS_TRANSIENT, "", "{}"},
};

static struct aws_reply read_reply(struct arena *arena, enum operation operation, int status,
                                   const char *body, struct http_header extra, bool with_id) {
    struct http_header headers[2] = {{SPAN("X-AMZN-REQUESTID"), SPAN("id-1")}, extra};
    struct http_done done = {
        .status = status,
        .headers = with_id ? headers : headers + 1,
        .header_count = (size_t)(extra.name.len != 0) + with_id,
        .body = arena_copy(arena, span_from_cstr(body)),
    };
    return aws_reply_read(arena, aws_call_read(operation), &done);
}

static void errors_of_each_protocol(void **state) {
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        struct http_header extra = {span_from_cstr(failures[i].header_name),
                                    span_from_cstr(failures[i].header_value)};
        struct aws_reply reply =
            read_reply(*state, failures[i].operation, failures[i].status, failures[i].body, extra, true);
        if (reply.class != failures[i].class)
            fail_msg("%s: class %d", failures[i].name, (int)reply.class);
        assert_span_equal(reply.code, failures[i].code);
        assert_span_equal(reply.message, failures[i].message);
        assert_span_equal(reply.request_id, "id-1");
        assert_int_equal(reply.status, failures[i].status);
        assert_int_equal(reply.value != NULL, reply.class == AWS_OK);
    }
}

static const struct http_header no_header = {{NULL, 0}, {NULL, 0}};

static void less_than_a_success_is_transient(void **state) {
    static const struct {
        enum operation operation;
        const char *body;
    } cases[] = {
        {OPERATION_DESCRIBE_TRAILS, ""},
        {OPERATION_DESCRIBE_TRAILS, "{\"trailList\":["},
        {OPERATION_DESCRIBE_TRAILS, "[]"},
        {OPERATION_DESCRIBE_TRAILS, "<html>"},
        {OPERATION_DESCRIBE_TRAILS, "{} {}"},
        {OPERATION_GET_TOPIC_ATTRIBUTES, ""},
        {OPERATION_GET_TOPIC_ATTRIBUTES, "{}"},
        {OPERATION_GET_TOPIC_ATTRIBUTES, "<GetTopicAttributesResponse><GetTopicAttributesResult>"},
        {OPERATION_GET_TOPIC_ATTRIBUTES, "<GetTopicAttributesResponse></GetTopicAttributesResponse>"},
        {OPERATION_GET_TOPIC_ATTRIBUTES, "<html><body/></html>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct aws_reply reply = read_reply(*state, cases[i].operation, 200, cases[i].body, no_header, true);
        assert_int_equal(reply.class, AWS_TRANSIENT);
        assert_true(reply.message.len > 0);
        assert_null(reply.value);
    }
}

static void success_needs_a_request_id(void **state) {
    struct arena *arena = *state;
    const char *xml =
        "<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes/></GetTopicAttributesResult>"
        "<ResponseMetadata><RequestId>r-7</RequestId></ResponseMetadata></GetTopicAttributesResponse>";
    struct aws_reply reply = read_reply(arena, OPERATION_DESCRIBE_TRAILS, 200, "{}", no_header, false);
    assert_int_equal(reply.class, AWS_TRANSIENT);
    reply = read_reply(arena, OPERATION_DESCRIBE_TRAILS, 200, "{}", no_header, true);
    assert_int_equal(reply.class, AWS_OK);
    reply = read_reply(arena, OPERATION_GET_TOPIC_ATTRIBUTES, 200, xml, no_header, false);
    assert_int_equal(reply.class, AWS_OK);
    assert_span_equal(reply.request_id, "r-7");
    assert_span_equal(json_print(arena, reply.value), "{\"Attributes\":{}}");
}

static void an_empty_body_is_a_success_where_the_row_says_so(void **state) {
    struct http_header header = {SPAN("x-amzn-RequestId"), SPAN("id")};
    struct http_done done = {.status = 200, .headers = &header, .header_count = 1};
    assert_int_equal(aws_reply_read(*state, aws_call_write(AWS_START_CONFIG_RULES_EVALUATION), &done).class,
                     AWS_OK);
    assert_int_equal(aws_reply_read(*state, aws_call_write(AWS_PUT_EXTERNAL_EVALUATION), &done).class,
                     AWS_OK);
    assert_int_equal(aws_reply_read(*state, aws_call_write(AWS_PUT_EVALUATIONS), &done).class, AWS_TRANSIENT);
}

static void an_error_with_the_status_of_a_success_is_none(void **state) {
    static const enum aws_write calls[] = {AWS_PUT_EVALUATIONS, AWS_START_CONFIG_RULES_EVALUATION,
                                           AWS_PUT_EXTERNAL_EVALUATION};
    struct http_header header = {SPAN("x-amzn-RequestId"), SPAN("id")};
    struct http_done done = {.status = 200, .headers = &header, .header_count = 1};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        done.body = SPAN("{\"__type\":\"AccessDeniedException\"}");
        assert_int_equal(aws_reply_read(*state, aws_call_write(calls[i]), &done).class, AWS_TRANSIENT);
        done.body = SPAN("{}");
        assert_int_equal(aws_reply_read(*state, aws_call_write(calls[i]), &done).class, AWS_OK);
    }
}

static void keys_and_addresses_are_not_quoted(void **state) {
    struct http_done done = {.status = 503, .body = SPAN("<R><SecretAccessKey>secret</SecretAccessKey></R>")};
    assert_int_equal(aws_reply_read(*state, aws_call_read(OPERATION_ASSUME_ROLE), &done).message.len, 0);
    assert_int_equal(
        aws_reply_read(*state, aws_call_read(OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC), &done).message.len, 0);
    done.body =
        SPAN("<ErrorResponse><Error><Code>AccessDenied</Code><Message>m</Message></Error></ErrorResponse>");
    assert_span_equal(aws_reply_read(*state, aws_call_read(OPERATION_ASSUME_ROLE), &done).message, "m");
}

/* As a tree it would fill the scratch arena, and end the process. */
static void a_reply_of_too_many_values_is_transient(void **state) {
    struct text_builder body = {.arena = *state};
    text_append(&body, SPAN("{\"trailList\":[0"));
    for (int i = 0; i < AWS_VALUES_LIMIT; i++)
        text_append(&body, SPAN(",0"));
    text_append(&body, SPAN("]}\0"));
    struct aws_reply reply =
        read_reply(*state, OPERATION_DESCRIBE_TRAILS, 200, text_span(&body).ptr, no_header, true);
    assert_int_equal(reply.class, AWS_TRANSIENT);
    assert_true(span_contains(reply.message, SPAN("more values than are allowed")));
}

static void old_regions_have_no_mute_rules(void **state) {
    struct aws_reply reply = read_reply(*state, OPERATION_LIST_ALARM_MUTE_RULES, 400,
                                        "{\"__type\":\"UnknownOperationException\"}", no_header, true);
    assert_span_equal(json_print(*state, reply.value), "{\"AlarmMuteRuleSummaries\":[]}");
}

static void no_answer_has_a_class_too(void **state) {
    static const struct {
        enum http_outcome outcome;
        enum aws_class class;
    } cases[] = {
        {HTTP_UNREACHABLE, AWS_TRANSIENT}, {HTTP_TIMED_OUT, AWS_TRANSIENT}, {HTTP_BROKEN, AWS_TRANSIENT},
        {HTTP_UNTRUSTED, AWS_FAILED},      {HTTP_TOO_LARGE, AWS_FAILED},    {HTTP_UNUSABLE, AWS_FAILED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_done done = {.outcome = cases[i].outcome, .reason = "why"};
        struct aws_reply reply = aws_reply_read(*state, aws_call_read(OPERATION_DESCRIBE_TRAILS), &done);
        assert_int_equal(reply.class, cases[i].class);
        assert_span_equal(reply.message, cases[i].outcome == HTTP_TOO_LARGE
                                             ? "why (8 MB of body, 256 KB or 2000 lines of headers)"
                                             : "why");
        assert_int_equal(reply.status, 0);
    }
}

static void hints(void **state) {
    static const struct {
        const char *value;
        int64_t hint_ms;
    } cases[] = {{"1500", 1500}, {"0", 0}, {"-1", -1}, {"soon", -1}, {"1.5", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_header hint = {SPAN("x-amz-retry-after"), span_from_cstr(cases[i].value)};
        struct aws_reply reply = read_reply(*state, OPERATION_DESCRIBE_TRAILS, 503, "", hint, true);
        assert_int_equal(reply.retry_after_ms, cases[i].hint_ms);
    }
}

static void long_texts_are_cut_on_a_character(void **state) {
    struct text_builder body = {.arena = *state};
    for (int i = 0; i < 1000; i++)
        text_append(&body, SPAN("\xC3\xA9"));
    text_append(&body, SPAN("\0"));
    struct aws_reply reply =
        read_reply(*state, OPERATION_DESCRIBE_TRAILS, 404, text_span(&body).ptr, no_header, true);
    assert_int_equal(reply.message.len, AWS_QUOTE_LIMIT_BYTES);
    assert_int_equal(aws_text_cut(SPAN("a\xC3\xA9"), 2).len, 1);
}

static void the_clock_is_compared(void **state) {
    struct span date = SPAN("Mon, 05 Oct 2026 06:00:03 GMT");
    assert_span_equal(aws_skew_describe(*state, date, 1791180303000),
                      "the local clock is 300 s ahead of the service's; ");
    assert_span_equal(aws_skew_describe(*state, date, 1791179403000),
                      "the local clock is 600 s behind the service's; ");
    assert_null(aws_skew_describe(*state, SPAN("yesterday"), 0).ptr);
    assert_null(aws_skew_describe(*state, SPAN_ABSENT, 0).ptr);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(errors_of_each_protocol, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(less_than_a_success_is_transient, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(success_needs_a_request_id, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(an_empty_body_is_a_success_where_the_row_says_so, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(an_error_with_the_status_of_a_success_is_none, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(keys_and_addresses_are_not_quoted, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_reply_of_too_many_values_is_transient, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(old_regions_have_no_mute_rules, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(no_answer_has_a_class_too, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(hints, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(long_texts_are_cut_on_a_character, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(the_clock_is_compared, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
