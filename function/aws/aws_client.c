#include "aws_client.h"

#include "log.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

enum {
    ATTEMPTS_MAX = 100,
    EXCHANGE_LIMIT_BYTES = 64 * 1024 * 1024, /* a synchronous event's token of 6 MB, escaped and signed */
};

static int64_t wall_clock_ms(void *context) {
    struct timespec now;
    (void)context;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void sleep_ms(void *context, int64_t duration_ms) {
    struct timespec rest = {.tv_sec = (time_t)(duration_ms / 1000),
                            .tv_nsec = (long)(duration_ms % 1000) * 1000000};
    (void)context;
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR)
        continue;
}

static uint64_t system_random(void *context) {
    uint64_t bits = 0;
    (void)context;
    if (getrandom(&bits, sizeof bits, 0) != (ssize_t)sizeof bits)
        bits = (uint64_t)wall_clock_ms(NULL) * 0x9E3779B97F4A7C15U;
    return bits;
}

static bool read_attempts(const struct aws_settings *settings, int *out, struct error *err) {
    struct span value = span_from_cstr(settings->getenv("AWS_MAX_ATTEMPTS"));
    int64_t attempts = AWS_ATTEMPTS_DEFAULT;
    if (value.len && (!span_to_int64(value, &attempts) || attempts < 1 || attempts > ATTEMPTS_MAX))
        return error_set(err, "Function.Transient",
                         "environment variable AWS_MAX_ATTEMPTS is \"%.*s\", must be 1 to %d",
                         SPAN_FMT(value), ATTEMPTS_MAX);
    *out = (int)attempts;
    return true;
}

static bool read_retry_mode(const struct aws_settings *settings, struct error *err) {
    struct span mode = span_from_cstr(settings->getenv("AWS_RETRY_MODE"));
    if (mode.len == 0 || span_equal_ignoring_case(mode, SPAN("standard")))
        return true;
    if (!span_equal_ignoring_case(mode, SPAN("legacy")) && !span_equal_ignoring_case(mode, SPAN("adaptive")))
        return error_set(err, "Function.Transient",
                         "environment variable AWS_RETRY_MODE is \"%.*s\", must be standard", SPAN_FMT(mode));
    log_write(LOG_WARN, "AWS_RETRY_MODE is %.*s: treated as standard, the only mode there is",
              SPAN_FMT(mode));
    return true;
}

bool aws_client_create(struct http *http, const struct aws_settings *settings, struct aws_client **out,
                       struct error *err) {
    struct aws_client made = {.http = http,
                              .user_agent = settings->user_agent,
                              .clock = {wall_clock_ms, sleep_ms, system_random, NULL}};
    if (!aws_endpoints_read(settings->getenv, &made.endpoints, err) ||
        !read_attempts(settings, &made.attempts_limit, err) || !read_retry_mode(settings, err))
        return false;
    struct aws_client *client = malloc(sizeof *client);
    if (!client)
        return error_set(err, "Function.Transient", "no memory for the AWS client");
    *client = made;
    for (int i = 0; i < AWS_SERVICE_COUNT; i++)
        client->quotas[i].tokens = AWS_QUOTA_TOKENS;
    for (int i = 0; i < AWS_IN_FLIGHT_LIMIT; i++)
        client->exchanges[i].arena = arena_create("exchange", EXCHANGE_LIMIT_BYTES);
    *out = client;
    return true;
}

void aws_client_destroy(struct aws_client *client) {
    if (!client)
        return;
    for (int i = 0; i < AWS_IN_FLIGHT_LIMIT; i++)
        arena_destroy(client->exchanges[i].arena);
    free(client);
}
