/* A Lambda function without AWS calls: it answers with the event's bytes, or does what a small JSON event
 * asks for.
 *
 *   {"fail":"Function.Xyz","message":"..."}  {"size":N}  {"sleepMs":N}  {"exit":N}  {"signal":N}
 * {"context":true}
 *
 * The conformance tests drive it. ECHO_INIT_FAIL=1 makes its start-up fail. */
#include "json.h"
#include "lambda_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    COMMAND_LIMIT_BYTES = 64 * 1024,  /* longer events are only echoed */
    NUMBER_LIMIT = 256 * 1024 * 1024, /* as a size: beyond what Lambda takes, and beyond the arena's limit */
};

struct call {
    struct arena *arena;
    const struct lambda_invocation *invocation;
    const struct json *event;
    double number; /* of the member that named the command; 0 when it is none */
    struct span *response;
    struct error *err;
};

static bool fail(struct call *call) {
    struct span type = json_string(json_member(call->event, "fail"));
    struct span message = json_string(json_member(call->event, "message"));
    return error_set(call->err, arena_cstr(call->arena, type), "%.*s", SPAN_FMT(message));
}

static bool fill(struct call *call) {
    size_t size = (size_t)call->number;
    char *bytes = arena_alloc(call->arena, size);
    memset(bytes, 'x', size);
    *call->response = (struct span){bytes, size};
    return true;
}

static bool sleep_ms(struct call *call) {
    long ms = (long)call->number;
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
    *call->response = SPAN("{}");
    return true;
}

static bool end_process(struct call *call) {
    _exit((int)call->number);
}

static bool raise_signal(struct call *call) {
    raise((int)call->number);
    *call->response = SPAN("{}");
    return true;
}

static bool describe(struct call *call) {
    const struct lambda_invocation *invocation = call->invocation;
    struct arena *arena = call->arena;
    struct json *answer = json_object(arena);
    json_set_string(arena, answer, "requestId", invocation->request_id);
    json_set_string(arena, answer, "functionArn", invocation->function_arn);
    if (invocation->deadline_ms) {
        json_set_number(arena, answer, "deadlineMs", (double)invocation->deadline_ms);
        json_set_number(arena, answer, "remainingMs", (double)lambda_remaining_ms(invocation));
    } else {
        json_set_null(arena, answer, "deadlineMs");
        json_set_null(arena, answer, "remainingMs");
    }
    json_set_string(arena, answer, "traceId", invocation->trace_id);
    json_set_string(arena, answer, "traceEnv", span_from_cstr(getenv("_X_AMZN_TRACE_ID")));
    json_set_string(arena, answer, "invocationId", invocation->invocation_id);
    json_set_string(arena, answer, "clientContext", invocation->client_context);
    json_set_string(arena, answer, "cognitoIdentity", invocation->cognito_identity);
    json_set_string(arena, answer, "tenantId", invocation->tenant_id);
    *call->response = json_print(arena, answer);
    return true;
}

static const struct {
    const char *member;
    enum json_kind kind;
    bool (*run)(struct call *call);
} commands[] = {
    {"fail", JSON_STRING, fail},           {"size", JSON_NUMBER, fill},
    {"sleepMs", JSON_NUMBER, sleep_ms},    {"exit", JSON_NUMBER, end_process},
    {"signal", JSON_NUMBER, raise_signal}, {"context", JSON_TRUE, describe},
};

static bool handle(void *context, struct arena *arena, const struct lambda_invocation *invocation,
                   struct span *response, struct error *err) {
    (void)context;
    *response = invocation->event;
    const struct json *event;
    if (invocation->event.len > COMMAND_LIMIT_BYTES ||
        !json_parse(arena, invocation->event, "", &event, NULL))
        return true;
    struct call call = {arena, invocation, event, 0, response, err};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const struct json *member = json_member(event, commands[i].member);
        if (json_kind(member) != commands[i].kind)
            continue;
        if (json_number(member, &call.number) && (call.number < 0 || call.number > NUMBER_LIMIT))
            return error_set(err, "Function.NumberOutOfRange", "%s: 0 to %d are allowed", commands[i].member,
                             NUMBER_LIMIT);
        return commands[i].run(&call);
    }
    return true;
}

static bool start(void *context, struct error *err) {
    (void)context;
    if (getenv("ECHO_INIT_FAIL"))
        return error_set(err, "Function.InitFailed", "ECHO_INIT_FAIL is set");
    return true;
}

int main(void) {
    struct lambda_function echo = {
        .start = start, .handle = handle, .name = "echo", .version = AWS_LAMBDA_C_VERSION};
    return lambda_main(&echo);
}
