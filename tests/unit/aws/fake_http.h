/* A transport of canned answers with a clock of its own: nothing is sent, nobody waits.
 *
 *   static const struct fake_reply script[] = {{"DescribeTrails", .status = 200, .body =
 * "{\"trailList\":[]}"}}; struct fixture *fixture = *state;                      fixture_setup,
 * fixture_teardown fixture_script(fixture, script, 1); aws_collect(&fixture->session, ...);
 *   fixture->http.requests[0].body ...
 *
 * A request takes the first unused row whose `target` occurs in its X-Amz-Target or body; none is a test
 * failure. */
#pragma once

#include "test.h"

#include "aws_client.h"
#include "aws_task.h"

#include <stdio.h>

enum { FAKE_LIMIT = 4096 };

struct fake_reply {
    const char *target; /* NULL: any request */
    enum http_outcome outcome;
    int status;
    const char *body;
    const char *header_name, *header_value; /* NULL: none */
    bool no_request_id;
    int64_t after_ms;
};

struct fake_request {
    const char *url, *body, *signing_region, *signing_service;
    const struct http_header *headers;
    size_t header_count;
    int64_t at_ms, timeout_ms;
    bool fresh_connection;
};

struct fake_http {
    struct http http;
    struct arena *arena;
    int64_t now_ms, slept_ms;
    uint64_t random; /* what the clock's random gives */
    const struct fake_reply *script;
    size_t script_count;
    bool used[FAKE_LIMIT];
    struct fake_request requests[FAKE_LIMIT];
    size_t request_count, in_flight, most_in_flight, cancelled;
    struct {
        const struct fake_reply *reply;
        void *tag;
        int64_t due_ms;
    } pending[FAKE_LIMIT];
};

struct fixture {
    struct fake_http http;
    struct aws_client *client;
    struct aws_session session;
    struct facts facts;
    struct needs needs;
    struct error err;
};

static inline struct span fake_header(const struct fake_request *request, const char *name) {
    struct http_done headers = {.headers = request->headers, .header_count = request->header_count};
    return http_header_find(&headers, name);
}

static inline const struct http_header *fake_headers(struct arena *arena,
                                                     const struct http_request *request) {
    struct http_header *copies = ARENA_NEW_ARRAY(arena, request->header_count, struct http_header);
    for (size_t i = 0; i < request->header_count; i++)
        copies[i] = (struct http_header){arena_copy(arena, request->headers[i].name),
                                         arena_copy(arena, request->headers[i].value)};
    return copies;
}

static inline const struct fake_reply *fake_find(struct fake_http *fake, const struct fake_request *request) {
    for (size_t i = 0; i < fake->script_count; i++) {
        struct span target = span_from_cstr(fake->script[i].target);
        if (fake->used[i] || (!span_contains(fake_header(request, "X-Amz-Target"), target) &&
                              !span_contains(span_from_cstr(request->body), target)))
            continue;
        fake->used[i] = true;
        return &fake->script[i];
    }
    fail_msg("no answer is scripted for request %zu", fake->request_count);
    return NULL;
}

static inline void fake_start(struct http *http, const struct http_request *request, void *tag) {
    struct fake_http *fake = (struct fake_http *)http;
    assert_true(fake->request_count < FAKE_LIMIT);
    struct fake_request *kept = &fake->requests[fake->request_count++];
    *kept = (struct fake_request){
        .url = arena_cstr(fake->arena, span_from_cstr(request->url)),
        .body = arena_cstr(fake->arena, request->body),
        .signing_region =
            arena_cstr(fake->arena, span_from_cstr(request->signing ? request->signing->region : NULL)),
        .signing_service = request->signing ? request->signing->service : "",
        .headers = fake_headers(fake->arena, request),
        .header_count = request->header_count,
        .at_ms = fake->now_ms,
        .timeout_ms = request->timeout_ms,
        .fresh_connection = request->fresh_connection,
    };
    const struct fake_reply *reply = fake_find(fake, kept);
    fake->pending[fake->in_flight].reply = reply;
    fake->pending[fake->in_flight].tag = tag;
    fake->pending[fake->in_flight].due_ms = fake->now_ms + reply->after_ms;
    fake->in_flight++;
    if (fake->in_flight > fake->most_in_flight)
        fake->most_in_flight = fake->in_flight;
}

static inline void fake_answer(struct fake_http *fake, const struct fake_reply *reply, void *tag,
                               struct http_done *done) {
    struct http_header *headers = ARENA_NEW_ARRAY(fake->arena, 2, struct http_header);
    size_t count = 0;
    if (!reply->no_request_id)
        headers[count++] = (struct http_header){SPAN("x-amzn-requestid"), SPAN("request-1")};
    if (reply->header_name)
        headers[count++] =
            (struct http_header){span_from_cstr(reply->header_name), span_from_cstr(reply->header_value)};
    *done = (struct http_done){
        .tag = tag,
        .outcome = reply->outcome,
        .reason = reply->outcome == HTTP_ANSWERED ? NULL : "the transport's reason",
        .status = reply->status,
        .headers = headers,
        .header_count = count,
        .body = arena_copy(fake->arena, span_from_cstr(reply->body ? reply->body : "")),
    };
}

static inline bool fake_wait(struct http *http, int64_t timeout_ms, struct http_done *done) {
    struct fake_http *fake = (struct fake_http *)http;
    size_t next = 0;
    for (size_t i = 1; i < fake->in_flight; i++)
        if (fake->pending[i].due_ms < fake->pending[next].due_ms)
            next = i;
    if (fake->in_flight == 0)
        return false;
    if (fake->pending[next].due_ms > fake->now_ms + timeout_ms) {
        fake->now_ms += timeout_ms;
        return false;
    }
    if (fake->now_ms < fake->pending[next].due_ms)
        fake->now_ms = fake->pending[next].due_ms;
    fake_answer(fake, fake->pending[next].reply, fake->pending[next].tag, done);
    memmove(&fake->pending[next], &fake->pending[next + 1],
            (--fake->in_flight - next) * sizeof fake->pending[0]);
    return true;
}

static inline void fake_release(struct http *http, struct http_done *done) {
    (void)http, (void)done;
}

static inline void fake_cancel(struct http *http) {
    struct fake_http *fake = (struct fake_http *)http;
    fake->cancelled += fake->in_flight;
    fake->in_flight = 0;
}

static inline int64_t fake_now_ms(void *context) {
    return ((struct fake_http *)context)->now_ms;
}

static inline void fake_sleep_ms(void *context, int64_t duration_ms) {
    struct fake_http *fake = context;
    fake->now_ms += duration_ms;
    fake->slept_ms += duration_ms;
}

static inline uint64_t fake_random(void *context) {
    return ((struct fake_http *)context)->random;
}

static inline const char *fake_getenv_nothing(const char *name) {
    (void)name;
    return NULL;
}

static inline int fixture_setup(void **state) {
    struct fixture *fixture = test_calloc(1, sizeof *fixture);
    struct aws_settings settings = {.user_agent = "earshot/test", .getenv = fake_getenv_nothing};
    fixture->http = (struct fake_http){
        .http = {fake_start, fake_wait, fake_release, fake_cancel},
        .arena = arena_create("fake", 256 * 1024 * 1024),
        .now_ms = 1791180003000, /* 2026-10-05T06:00:03Z */
        .random = UINT64_MAX,    /* chance as close to 1 as it comes: the longest delays */
    };
    assert_true(aws_client_create(&fixture->http.http, &settings, &fixture->client, &fixture->err));
    fixture->client->clock = (struct aws_clock){fake_now_ms, fake_sleep_ms, fake_random, &fixture->http};
    fixture->session = (struct aws_session){
        .client = fixture->client,
        .arena = arena_create("session", 256 * 1024 * 1024),
        .scratch = arena_create("scratch", 64 * 1024 * 1024),
        .credentials = {"AKIAEXAMPLE", "secret-key-that-nobody-may-see", "session-token-that-nobody-may-see"},
        .account_id = SPAN("111122223333"),
        .region = SPAN("eu-west-1"),
        .partition = SPAN("aws"),
        .deadline_ms = fixture->http.now_ms + 60 * 1000,
    };
    fixture->facts.arena = fixture->session.arena;
    *state = fixture;
    return 0;
}

static inline int fixture_teardown(void **state) {
    struct fixture *fixture = *state;
    aws_client_destroy(fixture->client);
    arena_destroy(fixture->http.arena);
    arena_destroy(fixture->session.arena);
    arena_destroy(fixture->session.scratch);
    test_free(fixture);
    return 0;
}

static inline void fixture_script(struct fixture *fixture, const struct fake_reply *script, size_t count) {
    fixture->http.script = script;
    fixture->http.script_count = count;
}

static inline void fixture_need(struct fixture *fixture, enum operation operation, const char *resource) {
    *ARENA_PUSH(fixture->session.arena, &fixture->needs) = (struct need){
        .operation = operation,
        .account_id = fixture->session.account_id,
        .region = fixture->session.region,
        .resource = span_from_cstr(resource),
    };
}

static inline bool fixture_collect(struct fixture *fixture) {
    return aws_collect(&fixture->session, &fixture->needs, &fixture->facts, &fixture->err);
}

#define FIXTURE_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
#define SCRIPT(fixture, ...)                                                                                 \
    static const struct fake_reply script_rows[] = {__VA_ARGS__};                                            \
    fixture_script((fixture), script_rows, sizeof script_rows / sizeof *script_rows)
#define OK(name, text)                                                                                       \
    { .target = (name), .status = 200, .body = (text) }
#define ANSWER(name, number, text)                                                                           \
    { .target = (name), .status = (number), .body = (text) }

#define assert_error(fixture, wanted_type, wanted_text)                                                      \
    do {                                                                                                     \
        assert_string_equal((fixture)->err.type, (wanted_type));                                             \
        if (!strstr((fixture)->err.message, (wanted_text)))                                                  \
            fail_msg("\"%s\" does not contain \"%s\"", (fixture)->err.message, (wanted_text));               \
        assert_null(strstr((fixture)->err.message, "that-nobody-may-see"));                                  \
    } while (0)
