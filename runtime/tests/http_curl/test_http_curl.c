#include "loopback.h"

static const char *url(void) {
    static char text[64];
    snprintf(text, sizeof text, "http://127.0.0.1:%d/path", server.port);
    return text;
}

static struct http_request get(void) {
    return (struct http_request){
        .url = url(), .timeout_ms = 5000, .response_limit_bytes = 1000, .no_proxy = true};
}

static struct http_done exchange(struct http *http, const struct http_request *request) {
    struct http_done done;
    http_start(http, request, NULL);
    assert_true(http_wait(http, 10000, &done));
    return done;
}

static enum http_outcome outcome(struct http *http, const struct http_request *request) {
    struct http_done done = exchange(http, request);
    enum http_outcome result = done.outcome;
    assert_int_equal(done.reason != NULL, result != HTTP_ANSWERED);
    http_release(http, &done);
    return result;
}

static int count_of(const char *text, const char *needle) {
    int count = 0;
    for (; (text = strstr(text, needle)) != NULL; text++)
        count++;
    return count;
}

static void test_an_answer_has_status_headers_and_body(void **state) {
    struct http_request request = get();
    struct http_done done = exchange(*state, &request);
    assert_int_equal(done.outcome, HTTP_ANSWERED);
    assert_int_equal(done.status, 200);
    assert_span_equal(http_header_find(&done, "x-name"), "a:b");
    assert_span_equal(done.body, "ok");
    http_release(*state, &done);
}

static void test_an_error_status_is_an_answer_too(void **state) {
    struct http_request request = get();
    server.reply = "HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n";
    struct http_done done = exchange(*state, &request);
    assert_int_equal(done.outcome, HTTP_ANSWERED);
    assert_int_equal(done.status, 503);
    http_release(*state, &done);
}

static void test_a_connection_is_kept(void **state) {
    struct http_request request = get();
    for (int i = 0; i < 3; i++) {
        struct http_done done = exchange(*state, &request);
        assert_int_equal(done.new_connection, i == 0);
        http_release(*state, &done);
    }
    request.fresh_connection = true;
    struct http_done done = exchange(*state, &request);
    assert_true(done.new_connection);
    http_release(*state, &done);
}

/* True when all of them were answered. */
static bool run_two_at_once(struct http *http, const struct http_request *request) {
    bool answered = true;
    server.hold_until = server.request_count + 2;
    http_start(http, request, NULL);
    http_start(http, request, NULL);
    for (int i = 0; i < 2; i++) {
        struct http_done done;
        answered = http_wait(http, 10000, &done) && done.outcome == HTTP_ANSWERED && answered;
        http_release(http, &done);
    }
    return answered;
}

static void test_a_fresh_connection_leaves_no_old_one_to_others(void **state) {
    struct http_request request = get();
    assert_true(run_two_at_once(*state, &request));
    assert_int_equal(server.connection_count, 2);
    request.fresh_connection = true;
    assert_int_equal(outcome(*state, &request), HTTP_ANSWERED);
    request.fresh_connection = false;
    assert_true(run_two_at_once(*state, &request));
    assert_int_equal(server.connection_count, 4);
}

static void test_exchanges_run_at_once_and_keep_their_tags(void **state) {
    struct http_request request = get();
    int tags[4] = {0};
    server.hold_until = 4;
    for (int i = 0; i < 4; i++)
        http_start(*state, &request, &tags[i]);
    for (int i = 0; i < 4; i++) {
        struct http_done done;
        assert_true(http_wait(*state, 10000, &done));
        assert_int_equal(done.outcome, HTTP_ANSWERED);
        *(int *)done.tag += 1;
        http_release(*state, &done);
    }
    for (int i = 0; i < 4; i++)
        assert_int_equal(tags[i], 1);
}

static void test_a_body_stays_until_its_release(void **state) {
    struct http_request request = get();
    struct http_done first = exchange(*state, &request);
    server.reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nNO";
    struct http_done second = exchange(*state, &request);
    assert_span_equal(first.body, "ok");
    http_release(*state, &first);
    http_release(*state, &second);
}

static void test_a_post_sends_any_bytes(void **state) {
    struct http_header header = {SPAN("Content-Type"), SPAN("application/json")};
    struct http_request request = get();
    request.post = true;
    request.headers = &header;
    request.header_count = 1;
    request.body = SPAN("a\0b");
    assert_int_equal(outcome(*state, &request), HTTP_ANSWERED);
    const char *end = strstr(server.request, "\r\n\r\n");
    assert_memory_equal(end + 4, "a\0b", 3);
    assert_int_equal(count_of(server.request, "Content-Type: application/json\r\n"), 1);
    assert_int_equal(count_of(server.request, "Expect"), 0);
}

static const struct http_signing signing = {"eu-west-1", "monitoring", "AKIDEXAMPLE", "secret:with:colons"};

static void test_a_signed_request(void **state) {
    struct http_header headers[] = {{SPAN("Content-Type"), SPAN("application/x-amz-json-1.1")},
                                    {SPAN("X-Amz-Security-Token"), SPAN("token")}};
    struct http_request request = get();
    request.post = true;
    request.headers = headers;
    request.header_count = 2;
    request.body = SPAN("{}");
    request.signing = &signing;
    request.user_agent = "test/1";
    assert_int_equal(outcome(*state, &request), HTTP_ANSWERED);
    assert_int_equal(count_of(server.request, "X-Amz-Date: "), 1);
    assert_int_equal(count_of(server.request, "X-Amz-Security-Token: token\r\n"), 1);
    assert_int_equal(count_of(server.request, "User-Agent: test/1\r\n"), 1);
    assert_non_null(strstr(server.request, "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"));
    assert_non_null(strstr(server.request,
                           "/eu-west-1/monitoring/aws4_request, SignedHeaders=content-type;host;"
                           "x-amz-date;x-amz-security-token, Signature="));
}

static void test_credentials_do_not_outlive_their_request(void **state) {
    struct http_request request = get();
    request.signing = &signing;
    assert_int_equal(outcome(*state, &request), HTTP_ANSWERED);
    request.signing = NULL;
    assert_int_equal(outcome(*state, &request), HTTP_ANSWERED);
    assert_null(strstr(server.request, "Authorization"));
}

static void test_broken_answers(void **state) {
    static const char *const replies[] = {
        "",
        "HTTP/1.1 200 OK\r\nX-Name: a",
        "HTTP/1.1 200 OK\r\nX-Name: a\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "SSH-2.0-OpenSSH\r\n",
    };
    struct http_request request = get();
    server.closes = true;
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
        server.reply = replies[i];
        assert_int_equal(outcome(*state, &request), HTTP_BROKEN);
    }
}

static void test_a_body_beyond_the_limit(void **state) {
    struct http_request request = get();
    request.response_limit_bytes = 1;
    assert_int_equal(outcome(*state, &request), HTTP_TOO_LARGE);
    server.reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    assert_int_equal(outcome(*state, &request), HTTP_TOO_LARGE);
}

static void test_a_redirect_is_an_answer(void **state) {
    struct http_request request = get();
    server.reply = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    struct http_done done = exchange(*state, &request);
    assert_int_equal(done.status, 302);
    http_release(*state, &done);
}

static void test_silence_times_out(void **state) {
    struct http_request request = get();
    request.timeout_ms = 50;
    server.reply = NULL;
    assert_int_equal(outcome(*state, &request), HTTP_TIMED_OUT);
}

static void test_nobody_listens(void **state) {
    struct http_request request = get();
    request.url = "http://127.0.0.1:1/";
    assert_int_equal(outcome(*state, &request), HTTP_UNREACHABLE);
}

static void test_no_tls_on_the_other_side(void **state) {
    char text[64];
    struct http_request request = get();
    snprintf(text, sizeof text, "https://127.0.0.1:%d/", server.port);
    request.url = text;
    assert_int_equal(outcome(*state, &request), HTTP_BROKEN);
}

static void test_a_silent_name_server_is_not_waited_for(void **state) {
    struct http_request request = get();
    struct timespec begin, end;
    request.url = "http://silent.test/";
    request.timeout_ms = 50;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    assert_int_equal(outcome(*state, &request), HTTP_TIMED_OUT);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true(end.tv_sec - begin.tv_sec < 3);
}

static void test_unusable_requests(void **state) {
    static const char *const urls[] = {"", "ftp://127.0.0.1/", "file:///etc/passwd", "http://",
                                       "http://a b/"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct http_request request = get();
        request.url = urls[i];
        assert_int_equal(outcome(*state, &request), HTTP_UNUSABLE);
    }
    static const struct http_header headers[] = {
        {SPAN_INIT("X-Name"), SPAN_INIT("a\r\nX-Injected: b")},
        {SPAN_INIT("X-Na\nme"), SPAN_INIT("a")},
        {SPAN_INIT("X-Name"), SPAN_INIT("a\0b")},
        {SPAN_INIT("X-Name"), SPAN_INIT("")},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct http_request request = get();
        request.headers = &headers[i];
        request.header_count = 1;
        assert_int_equal(outcome(*state, &request), HTTP_UNUSABLE);
    }
    assert_int_equal(server.request_count, 0);
}

static void test_waiting_ends_in_time_and_cancel_gives_up(void **state) {
    struct http_request request = get();
    struct http_done done;
    server.reply = NULL;
    http_start(*state, &request, NULL);
    assert_false(http_wait(*state, 30, &done));
    http_cancel(*state);
    assert_false(http_wait(*state, -1, &done));
    server.reply = OK_REPLY;
    assert_int_equal(outcome(*state, &request), HTTP_ANSWERED);
}

static void test_a_bundle_that_is_not_there_is_named(void **state) {
    (void)state;
    struct error err;
    struct http_curl_options options = {.ca_bundle = "/nowhere/bundle.pem"};
    assert_null(http_curl_create(&options, &err));
    assert_non_null(strstr(err.message, "AWS_CA_BUNDLE is \"/nowhere/bundle.pem\": No such file"));
}

static void test_an_empty_bundle_is_none(void **state) {
    (void)state;
    struct error err;
    struct http_curl_options options = {.ca_bundle = ""};
    struct http *http = http_curl_create(&options, &err);
    assert_non_null(http);
    http_curl_destroy(http);
}

#define HTTP_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        HTTP_TEST(test_an_answer_has_status_headers_and_body),
        HTTP_TEST(test_an_error_status_is_an_answer_too),
        HTTP_TEST(test_a_connection_is_kept),
        HTTP_TEST(test_a_fresh_connection_leaves_no_old_one_to_others),
        HTTP_TEST(test_exchanges_run_at_once_and_keep_their_tags),
        HTTP_TEST(test_a_body_stays_until_its_release),
        HTTP_TEST(test_a_post_sends_any_bytes),
        HTTP_TEST(test_a_signed_request),
        HTTP_TEST(test_credentials_do_not_outlive_their_request),
        HTTP_TEST(test_broken_answers),
        HTTP_TEST(test_a_body_beyond_the_limit),
        HTTP_TEST(test_a_redirect_is_an_answer),
        HTTP_TEST(test_silence_times_out),
        HTTP_TEST(test_nobody_listens),
        HTTP_TEST(test_no_tls_on_the_other_side),
        HTTP_TEST(test_a_silent_name_server_is_not_waited_for),
        HTTP_TEST(test_unusable_requests),
        HTTP_TEST(test_waiting_ends_in_time_and_cancel_gives_up),
        cmocka_unit_test(test_a_bundle_that_is_not_there_is_named),
        cmocka_unit_test(test_an_empty_bundle_is_none),
    };
    return cmocka_run_group_tests(tests, start_server, NULL);
}
