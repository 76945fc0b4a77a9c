/* The Lambda Runtime API loop: take an event, call the handler, post the answer, for ever.
 *
 *   static bool greet(void *context, struct arena *arena, const struct lambda_invocation *invocation,
 *                     struct span *response, struct error *err) {
 *       *response = arena_printf(arena, "{\"bytes\":%zu}", invocation->event.len);
 *       return true;
 *   }
 *
 *   start ─► GET next ─► handle ─► POST response ─┐
 *              ▲                   POST error ────┤
 *              └──────────────────────────────────┘
 *
 * Every failure: the table in runtime/README.md. The process never exits 0 after one, and never asks for the
 * next event after an answer that was not taken.
 *
 * An invocation and the arena live until the answer is posted. */
#pragma once

#include "arena.h"
#include "error.h"

struct http; /* http.h: a transport; lambda_main.h has one */

enum { LAMBDA_RESPONSE_LIMIT_BYTES = 6 * 1024 * 1024 + 100 }; /* 6 291 556: the emulator's constant */

/* What came with GET /next. Absent spans where the header was absent. */
struct lambda_invocation {
    struct span event;      /* any bytes, may be empty */
    struct span request_id; /* always there */
    struct span function_arn;
    int64_t deadline_ms; /* Unix time; 0: unknown */
    struct span trace_id;
    struct span client_context;
    struct span cognito_identity;
    struct span tenant_id;
    struct span invocation_id; /* echoed on the answer */
};

struct lambda_function {
    void *context;
    /* Once, before the first event; NULL: nothing to do. false: posted to init/error, the process ends. */
    bool (*start)(void *context, struct error *err);
    /* true: *response is posted (absent or empty: an empty body). false: *err is posted; its type is
     * "Function.Xxx" or "Runtime.Xxx". */
    bool (*handle)(void *context, struct arena *arena, const struct lambda_invocation *invocation,
                   struct span *response, struct error *err);
    const char *name, *version; /* in the User-Agent behind aws-lambda-c/<version> */
    size_t memory_limit_bytes;  /* of the invocation's arena; 0: 64 MB */
};

/* Reads AWS_LAMBDA_RUNTIME_API, AWS_LAMBDA_LOG_FORMAT and AWS_LAMBDA_LOG_LEVEL from the environment; logs to
 * standard output. Returns only on failure: the exit status, never 0. `http` must be used by nobody else. */
int lambda_run(const struct lambda_function *function, struct http *http);

/* Milliseconds until the deadline, not below 0; INT64_MAX when it is unknown. */
int64_t lambda_remaining_ms(const struct lambda_invocation *invocation);
