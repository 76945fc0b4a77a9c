#include "aws_client.h"

#include "aws_profile.h"
#include "log.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

enum {
    ATTEMPTS_MAX = 100,
    TEXTS_LIMIT_BYTES = 64 * 1024,
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

/* A setting of one profile, copied; NULL: there is none, or no profile can be read. */
static const char *profile_setting(struct arena *arena, const char *(*getenv_function)(const char *name),
                                   struct span (*choose)(const struct aws_profile *profile)) {
    struct arena *files = arena_create("profile", AWS_KEYS_LIMIT_BYTES);
    struct aws_profile profile;
    struct error ignored; /* aws_session_open tells it */
    struct span value = SPAN_ABSENT;
    if (aws_profile_read(files, getenv_function, &profile, &ignored))
        value = arena_copy(arena, choose(&profile));
    arena_wipe(files);
    arena_destroy(files);
    return value.len ? value.ptr : NULL;
}

static struct span choose_region(const struct aws_profile *profile) {
    return profile->region;
}

static struct span choose_endpoint_url(const struct aws_profile *profile) {
    return profile->endpoint_url;
}

const char *aws_profile_region(struct arena *arena, const char *(*getenv_function)(const char *name)) {
    return profile_setting(arena, getenv_function, choose_region);
}

static bool read_endpoints(struct aws_client *client, struct error *err) {
    const char *lambda = client->getenv("AWS_LAMBDA_FUNCTION_NAME");
    const char *profile_url = NULL;
    if (!lambda || !*lambda)
        profile_url = profile_setting(client->texts, client->getenv, choose_endpoint_url);
    return aws_endpoints_read(client->getenv, profile_url, &client->endpoints, err);
}

static void create_arenas(struct aws_client *client) {
    client->texts = arena_create("client", TEXTS_LIMIT_BYTES);
    client->session_keys = arena_create("session's keys", AWS_KEYS_LIMIT_BYTES);
    client->keyring.arena = arena_create("keys", AWS_KEYS_LIMIT_BYTES);
    client->keyring.spare = arena_create("keys", AWS_KEYS_LIMIT_BYTES);
    for (int i = 0; i < AWS_IN_FLIGHT_LIMIT; i++)
        client->exchanges[i].arena = arena_create("exchange", EXCHANGE_LIMIT_BYTES);
}

static void wipe_and_destroy(struct arena *arena) {
    arena_wipe(arena);
    arena_destroy(arena);
}

bool aws_client_create(struct http *http, const struct aws_settings *settings, struct aws_client **out,
                       struct error *err) {
    struct aws_client *client = malloc(sizeof *client);
    if (!client)
        return error_set(err, "Function.Transient", "no memory for the AWS client");
    *client = (struct aws_client){.http = http,
                                  .user_agent = settings->user_agent,
                                  .getenv = settings->getenv,
                                  .clock = {wall_clock_ms, sleep_ms, system_random, NULL}};
    create_arenas(client);
    for (int i = 0; i < AWS_SERVICE_COUNT; i++)
        client->quotas[i].tokens = AWS_QUOTA_TOKENS;
    bool well = read_endpoints(client, err) && read_attempts(settings, &client->attempts_limit, err) &&
                read_retry_mode(settings, err);
    if (well)
        *out = client;
    else
        aws_client_destroy(client);
    return well;
}

void aws_client_destroy(struct aws_client *client) {
    if (!client)
        return;
    for (int i = 0; i < AWS_IN_FLIGHT_LIMIT; i++)
        wipe_and_destroy(client->exchanges[i].arena);
    wipe_and_destroy(client->keyring.arena);
    wipe_and_destroy(client->keyring.spare);
    wipe_and_destroy(client->session_keys);
    arena_destroy(client->texts);
    free(client);
}
