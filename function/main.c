/* The Lambda function `bootstrap`: environment, transport, runtime and handler, wired together. */
#include "handler.h"
#include "http_curl.h"
#include "lambda_main.h"

#include <stdlib.h>

enum { SCRATCH_LIMIT_BYTES = 48 * 1024 * 1024 }; /* text and tree of one reply */

static const char *environment(const char *name) {
    return getenv(name);
}

struct process {
    struct http *aws_http; /* apart from the Runtime API's: its connections may come and go as they like */
    struct handler handler;
};

static bool start(void *context, struct error *err) {
    struct process *process = context;
    struct http_curl_options options = {.ca_bundle = getenv("AWS_CA_BUNDLE")};
    struct aws_settings settings = {.user_agent = "earshot/" EARSHOT_VERSION, .getenv = environment};
    process->aws_http = http_curl_create(&options, err);
    if (!process->aws_http)
        return false;
    process->handler.getenv = environment;
    process->handler.scratch = arena_create("replies", SCRATCH_LIMIT_BYTES);
    return aws_client_create(process->aws_http, &settings, &process->handler.client, err);
}

static bool handle(void *context, struct arena *arena, const struct lambda_invocation *invocation,
                   struct span *response, struct error *err) {
    struct process *process = context;
    struct handler_invocation call = {
        .event = invocation->event,
        .function_arn = invocation->function_arn,
        .deadline_ms = invocation->deadline_ms,
    };
    bool well = handler_handle(&process->handler, arena, &call, response, err);
    arena_reset(process->handler.scratch);
    return well;
}

int main(void) {
    struct process process = {0};
    struct lambda_function function = {
        .context = &process,
        .start = start,
        .handle = handle,
        .name = "earshot",
        .version = EARSHOT_VERSION,
    };
    int status = lambda_main(&function);
    aws_client_destroy(process.handler.client);
    http_curl_destroy(process.aws_http);
    arena_destroy(process.handler.scratch);
    return status;
}
