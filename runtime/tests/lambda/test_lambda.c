#include "json.h"
#include "scripted_http.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static bool echo(void *context, struct arena *arena, const struct lambda_invocation *invocation,
                 struct span *response, struct error *err) {
    (void)context, (void)arena, (void)err;
    *response = invocation->event;
    return true;
}

static bool answer_nothing(void *context, struct arena *arena, const struct lambda_invocation *invocation,
                           struct span *response, struct error *err) {
    (void)context, (void)arena, (void)invocation, (void)response, (void)err;
    return true;
}

static bool answer_trace_variable(void *context, struct arena *arena,
                                  const struct lambda_invocation *invocation, struct span *response,
                                  struct error *err) {
    (void)context, (void)invocation, (void)err;
    const char *value = getenv("_X_AMZN_TRACE_ID");
    *response = arena_copy(arena, span_from_cstr(value ? value : "unset"));
    return true;
}

static bool answer_too_much(void *context, struct arena *arena, const struct lambda_invocation *invocation,
                            struct span *response, struct error *err) {
    (void)invocation, (void)err;
    size_t size = *(size_t *)context;
    *response = (struct span){arena_alloc(arena, size), size};
    return true;
}

static bool keep_invocation(void *context, struct arena *arena, const struct lambda_invocation *invocation,
                            struct span *response, struct error *err) {
    (void)arena, (void)response, (void)err;
    *(struct lambda_invocation *)context = *invocation;
    return true;
}

static bool fail_by(void *context, struct arena *arena, const struct lambda_invocation *invocation,
                    struct span *response, struct error *err) {
    (void)arena, (void)response;
    return error_set(err, context, "%.*s", SPAN_FMT(invocation->event));
}

static bool refuse_to_start(void *context, struct error *err) {
    (void)context;
    return error_set(err, "Function.InitFailed", "no rule names");
}

static int run(struct fake *fake, struct lambda_function function) {
    return lambda_run(&function, &fake->http);
}

static int run_handler(struct fake *fake,
                       bool (*handle)(void *, struct arena *, const struct lambda_invocation *, struct span *,
                                      struct error *)) {
    return run(fake, (struct lambda_function){.handle = handle});
}

static void test_an_event_is_asked_for_and_answered(void **state) {
    struct fake *fake = *state;
    add_event(fake, "id-1", SPAN("a\0b"));
    add_step(fake, 202);
    assert_int_equal(run_handler(fake, echo), 1);
    assert_int_equal(fake->asked_count, 3);
    assert_span_equal(fake->asked[0].url, "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next");
    assert_false(fake->asked[0].post);
    assert_span_equal(fake->asked[1].url,
                      "http://127.0.0.1:9001/2018-06-01/runtime/invocation/id-1/response");
    assert_true(fake->asked[1].post);
    assert_int_equal(fake->asked[1].body.len, 3);
    assert_memory_equal(fake->asked[1].body.ptr, "a\0b", 3);
    assert_span_equal(fake->asked[2].url, "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next");
}

static void test_no_response_is_an_empty_body(void **state) {
    struct fake *fake = *state;
    add_event(fake, "id-1", SPAN("{}"));
    add_step(fake, 202);
    run_handler(fake, answer_nothing);
    assert_int_equal(fake->asked[1].body.len, 0);
    assert_true(span_ends_with(fake->asked[1].url, SPAN("/response")));
}

static void test_user_agent_names_runtime_and_function(void **state) {
    struct fake *fake = *state;
    run(fake, (struct lambda_function){.handle = echo, .name = "greeter", .version = "1.0"});
    assert_span_equal(fake->asked[0].user_agent, "aws-lambda-c/" AWS_LAMBDA_C_VERSION " greeter/1.0");
}

static void test_every_header_reaches_the_handler(void **state) {
    struct fake *fake = *state;
    struct step *step = add_event(fake, "id-1", SPAN(""));
    add_header(step, "LAMBDA-RUNTIME-DEADLINE-MS", "1760000000000");
    add_header(step, "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:1:function:f");
    add_header(step, "Lambda-Runtime-Trace-Id", "Root=1");
    add_header(step, "Lambda-Runtime-Client-Context", "{}");
    add_header(step, "Lambda-Runtime-Cognito-Identity", "{\"a\":1}");
    add_header(step, "Lambda-Runtime-Aws-Tenant-Id", "blue");
    add_header(step, "Lambda-Runtime-Invocation-Id", "inv-1");
    add_step(fake, 202);
    struct lambda_invocation seen;
    run(fake, (struct lambda_function){.handle = keep_invocation, .context = &seen});
    assert_true(seen.deadline_ms == 1760000000000);
    assert_span_equal(seen.function_arn, "arn:aws:lambda:eu-west-1:1:function:f");
    assert_span_equal(seen.trace_id, "Root=1");
    assert_span_equal(seen.client_context, "{}");
    assert_span_equal(seen.cognito_identity, "{\"a\":1}");
    assert_span_equal(seen.tenant_id, "blue");
    assert_span_equal(fake->asked[1].invocation_id, "inv-1");
}

static void test_an_event_with_nothing_but_a_request_id(void **state) {
    struct fake *fake = *state;
    add_event(fake, "id-1", SPAN(""));
    add_step(fake, 202);
    struct lambda_invocation seen;
    run(fake, (struct lambda_function){.handle = keep_invocation, .context = &seen});
    assert_null(seen.function_arn.ptr);
    assert_int_equal(seen.deadline_ms, 0);
    assert_null(fake->asked[1].invocation_id.ptr);
}

static void test_a_bad_deadline_is_unknown(void **state) {
    static const char *const values[] = {"", "soon", "-5", "1e12", "99999999999999999999"};
    struct fake *fake = *state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        fake->step_count = fake->asked_count = 0;
        memset(fake->steps, 0, sizeof fake->steps);
        add_header(add_event(fake, "id-1", SPAN("")), "Lambda-Runtime-Deadline-Ms", values[i]);
        struct lambda_invocation seen = {.deadline_ms = 7};
        run(fake, (struct lambda_function){.handle = keep_invocation, .context = &seen});
        assert_int_equal(seen.deadline_ms, 0);
    }
}

static void test_the_trace_variable_follows_the_header(void **state) {
    struct fake *fake = *state;
    add_header(add_event(fake, "id-1", SPAN("")), "Lambda-Runtime-Trace-Id", "Root=1");
    add_step(fake, 202);
    add_event(fake, "id-2", SPAN(""));
    add_step(fake, 202);
    run_handler(fake, answer_trace_variable);
    assert_span_equal(fake->asked[1].body, "Root=1");
    assert_span_equal(fake->asked[3].body, "unset");
}

static void test_remaining_time(void **state) {
    (void)state;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct lambda_invocation unknown = {0}, past = {.deadline_ms = 1};
    struct lambda_invocation ahead = {.deadline_ms = ((int64_t)now.tv_sec + 60) * 1000};
    assert_true(lambda_remaining_ms(&unknown) == INT64_MAX);
    assert_int_equal(lambda_remaining_ms(&past), 0);
    assert_in_range(lambda_remaining_ms(&ahead), 50000, 60000);
}

static void test_an_error_is_posted_with_its_type(void **state) {
    struct fake *fake = *state;
    add_header(add_event(fake, "id-1", SPAN("\"\xC3\xA9\xFF\n\xE2\x80\xAE\"")),
               "Lambda-Runtime-Invocation-Id", "inv-1");
    add_step(fake, 202);
    run(fake, (struct lambda_function){.handle = fail_by, .context = "Function.Xyz"});
    assert_true(span_ends_with(fake->asked[1].url, SPAN("/invocation/id-1/error")));
    assert_span_equal(fake->asked[1].error_type, "Function.Xyz");
    assert_span_equal(fake->asked[1].invocation_id, "inv-1");
    assert_span_equal(fake->asked[1].body, "{\"errorMessage\":\"\\\"\xC3\xA9\xEF\xBF\xBD\\n\\u202e\\\"\","
                                           "\"errorType\":\"Function.Xyz\",\"stackTrace\":[]}");
    assert_int_equal(fake->asked_count, 3);
}

static void test_the_cause_for_x_ray_is_ascii(void **state) {
    struct fake *fake = *state;
    add_event(fake, "id-1", SPAN("\xC3\xA9\xFF\r\n\xF0\x9F\x98\x80"));
    run(fake, (struct lambda_function){.handle = fail_by, .context = "Function.Xyz"});
    assert_true(span_ends_with(fake->asked[1].error_cause,
                               SPAN(",\"exceptions\":[{\"type\":\"Function.Xyz\",\"message\":"
                                    "\"\\u00e9\\ufffd\\r\\n\\ud83d\\ude00\",\"stack\":[]}],\"paths\":[]}")));
}

static void test_a_value_with_a_line_break_is_dropped(void **state) {
    struct fake *fake = *state;
    add_header(add_event(fake, "id-1", SPAN("{}")), "Lambda-Runtime-Invocation-Id", "a\rb");
    add_step(fake, 202);
    run_handler(fake, echo);
    assert_null(fake->asked[1].invocation_id.ptr);
    assert_span_equal(fake->asked[1].body, "{}");
}

static void test_a_type_that_lambda_would_not_keep(void **state) {
    static const struct {
        char *type;
        const char *header;
    } rows[] = {
        {"Runtime.Xyz", "Runtime.Xyz"},
        {"Function.Xy", "Function.Xy"},
        {"", "Function.Unknown"},
        {"Xyz", "Function.Unknown"},
        {"Function.xyz", "Function.Unknown"},
        {"Function.X", "Function.Unknown"},
        {"Function.", "Function.Unknown"},
        {"Function.Xy1", "Function.Unknown"},
        {"Other.Xyz", "Function.Unknown"},
        {"Function.X\r\nA: b", "Function.Unknown"},
    };
    struct fake *fake = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fake->step_count = fake->asked_count = 0;
        memset(fake->steps, 0, sizeof fake->steps);
        add_event(fake, "id-1", SPAN("x"));
        run(fake, (struct lambda_function){.handle = fail_by, .context = rows[i].type});
        assert_span_equal(fake->asked[1].error_type, rows[i].header);
    }
}

static void test_the_largest_response_is_sent(void **state) {
    struct fake *fake = *state;
    size_t size = LAMBDA_RESPONSE_LIMIT_BYTES;
    add_event(fake, "id-1", SPAN(""));
    run(fake, (struct lambda_function){.handle = answer_too_much, .context = &size});
    assert_true(span_ends_with(fake->asked[1].url, SPAN("/response")));
}

static void test_a_larger_response_becomes_an_error(void **state) {
    struct fake *fake = *state;
    size_t size = LAMBDA_RESPONSE_LIMIT_BYTES + 1;
    add_event(fake, "id-1", SPAN(""));
    add_step(fake, 202);
    run(fake, (struct lambda_function){.handle = answer_too_much, .context = &size});
    assert_true(span_ends_with(fake->asked[1].url, SPAN("/error")));
    assert_span_equal(fake->asked[1].error_type, "Function.ResponseSizeTooLarge");
    assert_int_equal(fake->asked_count, 3);
}

static void test_a_failed_start_is_posted_and_ends_the_process(void **state) {
    static const int statuses[] = {202, 403, 500};
    struct fake *fake = *state;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        fake->step_count = fake->asked_count = 0;
        add_step(fake, statuses[i]);
        assert_int_equal(run(fake, (struct lambda_function){.handle = echo, .start = refuse_to_start}), 1);
        assert_int_equal(fake->asked_count, 1);
        assert_true(span_ends_with(fake->asked[0].url, SPAN("/runtime/init/error")));
        assert_span_equal(fake->asked[0].error_type, "Function.InitFailed");
        assert_true(span_contains(fake->asked[0].body, SPAN("\"errorMessage\":\"no rule names\"")));
    }
}

static void test_the_answer_to_a_post_decides(void **state) {
    static const struct {
        enum http_outcome outcome;
        int status;
        bool goes_on;
    } rows[] = {
        {HTTP_ANSWERED, 202, true},  {HTTP_ANSWERED, 410, true},  {HTTP_ANSWERED, 413, true},
        {HTTP_ANSWERED, 200, false}, {HTTP_ANSWERED, 400, false}, {HTTP_ANSWERED, 403, false},
        {HTTP_ANSWERED, 500, false}, {HTTP_ANSWERED, 307, false}, {HTTP_BROKEN, 202, false},
        {HTTP_TIMED_OUT, 0, false},
    };
    struct fake *fake = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fake->step_count = fake->asked_count = 0;
        memset(fake->steps, 0, sizeof fake->steps);
        add_event(fake, "id-1", SPAN("{}"));
        add_step(fake, rows[i].status)->outcome = rows[i].outcome;
        assert_int_equal(run_handler(fake, echo), 1);
        assert_int_equal(fake->asked_count, rows[i].goes_on ? 3 : 2);
        if (rows[i].goes_on)
            assert_true(span_ends_with(fake->asked[2].url, SPAN("/next")));
    }
}

static void test_a_bad_next_ends_the_process(void **state) {
    static const struct {
        enum http_outcome outcome;
        int status;
        const char *request_id;
    } rows[] = {
        {HTTP_ANSWERED, 403, "id-1"},  {HTTP_ANSWERED, 500, "id-1"}, {HTTP_ANSWERED, 301, "id-1"},
        {HTTP_ANSWERED, 204, "id-1"},  {HTTP_BROKEN, 200, "id-1"},   {HTTP_TOO_LARGE, 200, "id-1"},
        {HTTP_UNREACHABLE, 0, "id-1"}, {HTTP_ANSWERED, 200, ""},     {HTTP_ANSWERED, 200, "a/b"},
        {HTTP_ANSWERED, 200, ".."},    {HTTP_ANSWERED, 200, "a b"},  {HTTP_ANSWERED, 200, "a?b"},
    };
    struct fake *fake = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fake->step_count = fake->asked_count = 0;
        memset(fake->steps, 0, sizeof fake->steps);
        struct step *step = add_event(fake, rows[i].request_id, SPAN("{}"));
        step->outcome = rows[i].outcome;
        step->status = rows[i].status;
        assert_int_equal(run_handler(fake, echo), 1);
        assert_int_equal(fake->asked_count, 1);
    }
}

static void test_a_bad_address_is_never_asked(void **state) {
    static const char *const addresses[] = {
        "",          "localhost",     ":9001",    "host:", "host:0",      "host:65536",
        "host:port", "http://host:1", "host:1/x", "a b:1", "user@host:1", "host:1\r\n",
        "[]:1",      "[::1]",         "host:-1",
    };
    struct fake *fake = *state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        setenv("AWS_LAMBDA_RUNTIME_API", addresses[i], 1);
        assert_int_equal(run_handler(fake, echo), 1);
    }
    unsetenv("AWS_LAMBDA_RUNTIME_API");
    assert_int_equal(run_handler(fake, echo), 1);
    assert_int_equal(fake->asked_count, 0);
}

static void test_good_addresses(void **state) {
    static const char *const addresses[] = {"localhost:1", "my_host.local-1:65535", "[::1]:9001"};
    struct fake *fake = *state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        setenv("AWS_LAMBDA_RUNTIME_API", addresses[i], 1);
        run_handler(fake, echo);
    }
    assert_int_equal(fake->asked_count, 3);
    assert_span_equal(fake->asked[2].url, "http://[::1]:9001/2018-06-01/runtime/invocation/next");
}

#define LAMBDA_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        LAMBDA_TEST(test_an_event_is_asked_for_and_answered),
        LAMBDA_TEST(test_no_response_is_an_empty_body),
        LAMBDA_TEST(test_user_agent_names_runtime_and_function),
        LAMBDA_TEST(test_every_header_reaches_the_handler),
        LAMBDA_TEST(test_an_event_with_nothing_but_a_request_id),
        LAMBDA_TEST(test_a_bad_deadline_is_unknown),
        LAMBDA_TEST(test_the_trace_variable_follows_the_header),
        LAMBDA_TEST(test_remaining_time),
        LAMBDA_TEST(test_an_error_is_posted_with_its_type),
        LAMBDA_TEST(test_the_cause_for_x_ray_is_ascii),
        LAMBDA_TEST(test_a_value_with_a_line_break_is_dropped),
        LAMBDA_TEST(test_a_type_that_lambda_would_not_keep),
        LAMBDA_TEST(test_the_largest_response_is_sent),
        LAMBDA_TEST(test_a_larger_response_becomes_an_error),
        LAMBDA_TEST(test_a_failed_start_is_posted_and_ends_the_process),
        LAMBDA_TEST(test_the_answer_to_a_post_decides),
        LAMBDA_TEST(test_a_bad_next_ends_the_process),
        LAMBDA_TEST(test_a_bad_address_is_never_asked),
        LAMBDA_TEST(test_good_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
