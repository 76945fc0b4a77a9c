/* A transport that answers from a script and keeps what it was asked; when the script ends, it is
 * unreachable, which ends lambda_run. */
#pragma once

#include "http.h"
#include "lambda.h"
#include "test.h"

#include <stdlib.h>

enum { STEPS_LIMIT = 16 };

struct step {
    enum http_outcome outcome;
    int status;
    struct http_header headers[8];
    size_t header_count;
    struct span body;
};

struct asked {
    bool post;
    struct span url, body, error_type, error_cause, invocation_id, content_type, user_agent;
};

struct fake {
    struct http http;
    struct arena *arena;
    struct step steps[STEPS_LIMIT];
    struct asked asked[STEPS_LIMIT];
    size_t step_count, asked_count, started, released;
    void *tag;
};

static struct span header_of(struct arena *arena, const struct http_request *request, const char *name) {
    for (size_t i = 0; i < request->header_count; i++)
        if (span_equal_ignoring_case(request->headers[i].name, span_from_cstr(name)))
            return arena_copy(arena, request->headers[i].value);
    return SPAN_ABSENT;
}

static void fake_start(struct http *http, const struct http_request *request, void *tag) {
    struct fake *fake = (struct fake *)http;
    assert_true(fake->asked_count < STEPS_LIMIT);
    assert_true(request->no_proxy);
    assert_int_equal(request->connect_timeout_ms, 1000);
    assert_int_equal(request->timeout_ms, 0);
    fake->asked[fake->asked_count++] = (struct asked){
        .post = request->post,
        .url = arena_copy(fake->arena, span_from_cstr(request->url)),
        .body = arena_copy(fake->arena, request->body),
        .error_type = header_of(fake->arena, request, "Lambda-Runtime-Function-Error-Type"),
        .error_cause = header_of(fake->arena, request, "Lambda-Runtime-Function-XRay-Error-Cause"),
        .invocation_id = header_of(fake->arena, request, "Lambda-Runtime-Invocation-Id"),
        .content_type = header_of(fake->arena, request, "Content-Type"),
        .user_agent = arena_copy(fake->arena, span_from_cstr(request->user_agent)),
    };
    fake->tag = tag;
}

static bool fake_wait(struct http *http, int64_t timeout_ms, struct http_done *done) {
    struct fake *fake = (struct fake *)http;
    assert_true(timeout_ms < 0);
    size_t index = fake->asked_count - 1;
    *done = (struct http_done){
        .tag = fake->tag, .slot = fake, .outcome = HTTP_UNREACHABLE, .reason = "end of script"};
    fake->started++;
    if (index >= fake->step_count)
        return true;
    const struct step *step = &fake->steps[index];
    done->outcome = step->outcome;
    done->reason = step->outcome == HTTP_ANSWERED ? NULL : "scripted";
    done->status = step->status;
    done->headers = step->headers;
    done->header_count = step->header_count;
    done->body = step->body;
    return true;
}

static void fake_release(struct http *http, struct http_done *done) {
    ((struct fake *)http)->released++;
    *done = (struct http_done){0};
}

static void fake_cancel(struct http *http) {
    (void)http;
}

static int setup(void **state) {
    struct fake *fake = calloc(1, sizeof *fake);
    if (!fake)
        return -1;
    fake->http = (struct http){fake_start, fake_wait, fake_release, fake_cancel};
    fake->arena = arena_create("test", 64 * 1024 * 1024);
    setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001", 1);
    setenv("AWS_LAMBDA_LOG_LEVEL", "FATAL", 1);
    *state = fake;
    return 0;
}

static int teardown(void **state) {
    struct fake *fake = *state;
    assert_int_equal(fake->released, fake->started);
    arena_destroy(fake->arena);
    free(fake);
    return 0;
}

static struct step *add_step(struct fake *fake, int status) {
    struct step *step = &fake->steps[fake->step_count++];
    step->status = status;
    return step;
}

static void add_header(struct step *step, const char *name, const char *value) {
    step->headers[step->header_count++] = (struct http_header){span_from_cstr(name), span_from_cstr(value)};
}

static struct step *add_event(struct fake *fake, const char *request_id, struct span event) {
    struct step *step = add_step(fake, 200);
    add_header(step, "lambda-runtime-aws-request-id", request_id);
    step->body = event;
    return step;
}
