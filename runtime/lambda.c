#include "lambda.h"

#include "lambda_api.h"
#include "log.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    DEFAULT_MEMORY_LIMIT_BYTES = 64 * 1024 * 1024,
    PROCESS_MEMORY_LIMIT_BYTES = 256 * 1024, /* two URLs and a User-Agent */
};

int64_t lambda_remaining_ms(const struct lambda_invocation *invocation) {
    if (invocation->deadline_ms == 0)
        return INT64_MAX;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t remaining_ms = invocation->deadline_ms - ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
    return remaining_ms > 0 ? remaining_ms : 0;
}

/* One invocation at a time, so the variable may belong to the process. */
static void publish_trace_id(struct arena *arena, struct span trace_id) {
    if (trace_id.len)
        setenv("_X_AMZN_TRACE_ID", arena_cstr(arena, trace_id), 1);
    else
        unsetenv("_X_AMZN_TRACE_ID");
}

static bool refuse_oversize(struct span response, struct error *err) {
    if (response.len <= LAMBDA_RESPONSE_LIMIT_BYTES)
        return true;
    return error_set(err, "Function.ResponseSizeTooLarge", "the response has %zu bytes; %d are allowed",
                     response.len, LAMBDA_RESPONSE_LIMIT_BYTES);
}

static bool answer(const struct lambda_function *function, struct lambda_api *api, struct arena *arena,
                   const struct lambda_invocation *invocation, struct error *err) {
    struct span response = SPAN_ABSENT;
    struct error failure = {{0}, {0}};
    bool succeeded = function->handle(function->context, arena, invocation, &response, &failure) &&
                     refuse_oversize(response, &failure);
    if (succeeded)
        return lambda_api_post_response(api, arena, invocation, response, err);
    log_failure(LOG_ERROR, "the invocation failed", &failure);
    return lambda_api_post_error(api, arena, invocation, &failure, err);
}

/* False: the process must end. */
static bool serve_one(const struct lambda_function *function, struct lambda_api *api, struct arena *arena,
                      struct error *err) {
    struct lambda_invocation invocation;
    struct http_done next;
    log_set_invocation(SPAN_ABSENT, SPAN_ABSENT);
    if (!lambda_api_get_next(api, &invocation, &next, err))
        return false;
    log_set_invocation(invocation.request_id, invocation.tenant_id);
    publish_trace_id(arena, invocation.trace_id);
    bool taken = answer(function, api, arena, &invocation, err);
    http_release(api->http, &next);
    arena_reset(arena);
    return taken;
}

static bool start_function(const struct lambda_function *function, struct lambda_api *api,
                           struct arena *arena, struct error *err) {
    if (!function->start || function->start(function->context, err))
        return true;
    bool taken = lambda_api_post_init_error(api, arena, err, NULL); /* the process ends in any case */
    return error_prefix(err, "%s",
                        taken ? "start-up failed" : "start-up failed, and Lambda did not take the report");
}

static void run(const struct lambda_function *function, struct lambda_api *api, struct error *err) {
    size_t limit_bytes =
        function->memory_limit_bytes ? function->memory_limit_bytes : DEFAULT_MEMORY_LIMIT_BYTES;
    struct arena *arena = arena_create("invocation", limit_bytes);
    bool alive = start_function(function, api, arena, err);
    arena_reset(arena);
    while (alive)
        alive = serve_one(function, api, arena, err);
    arena_destroy(arena);
}

int lambda_run(const struct lambda_function *function, struct http *http) {
    signal(SIGPIPE, SIG_IGN); /* a closed log must not end the process */
    log_open_from_environment(STDOUT_FILENO, getenv("AWS_LAMBDA_LOG_FORMAT"), getenv("AWS_LAMBDA_LOG_LEVEL"));
    struct error err = {{0}, {0}};
    struct arena *process = arena_create("runtime", PROCESS_MEMORY_LIMIT_BYTES);
    struct lambda_api api;
    if (lambda_api_open(&api, http, process, getenv("AWS_LAMBDA_RUNTIME_API"), function, &err))
        run(function, &api, &err);
    log_failure(LOG_FATAL, "the process ends", &err);
    arena_destroy(process);
    return EXIT_FAILURE;
}
