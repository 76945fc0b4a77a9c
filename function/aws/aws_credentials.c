#include "aws_credentials.h"

#include "aws_client.h"
#include "aws_profile.h"
#include "json.h"
#include "log.h"
#include "time_text.h"

static const char *value_or_null(const char *text) {
    return text && *text ? text : NULL;
}

static const char *presence(const char *value) {
    return value ? "is set" : "is not set";
}

enum aws_source_result aws_source_say(struct aws_search *search, enum aws_source_result result,
                                      const char *format, ...) {
    va_list args;
    va_start(args, format);
    search->reason = arena_vprintf(search->arena, format, args);
    va_end(args);
    return result;
}

enum aws_source_result aws_source_take_object(struct aws_search *search, const struct json *object,
                                              const char *token_member) {
    struct span id = json_string(json_member(object, "AccessKeyId"));
    struct span secret = json_string(json_member(object, "SecretAccessKey"));
    struct span token = json_string(json_member(object, token_member));
    struct span expiration = json_string(json_member(object, "Expiration"));
    if (!id.len || !secret.len)
        return aws_source_say(search, AWS_SOURCE_BROKEN, "its answer lacks AccessKeyId or SecretAccessKey");
    /* The AWS CLI writes UTC as an offset. */
    if (span_ends_with(expiration, SPAN("+00:00")))
        expiration =
            arena_printf(search->arena, "%.*sZ", SPAN_FMT(span_head(expiration, expiration.len - 6)));
    if (expiration.len && !time_from_text(expiration, &search->keys.expires_ms))
        return aws_source_say(search, AWS_SOURCE_BROKEN, "its Expiration is no time");
    search->keys.credentials = (struct credentials){
        .access_key_id = arena_cstr(search->arena, id),
        .secret_access_key = arena_cstr(search->arena, secret),
        .session_token = token.len ? arena_cstr(search->arena, token) : NULL,
    };
    search->keys.renewable = true;
    return AWS_SOURCE_HAS_KEYS;
}

static enum aws_source_result from_environment(struct aws_search *search) {
    struct credentials *found = &search->keys.credentials;
    *found = (struct credentials){
        .access_key_id = value_or_null(search->client->getenv("AWS_ACCESS_KEY_ID")),
        .secret_access_key = value_or_null(search->client->getenv("AWS_SECRET_ACCESS_KEY")),
        .session_token = value_or_null(search->client->getenv("AWS_SESSION_TOKEN")),
    };
    if (found->access_key_id && found->secret_access_key)
        return AWS_SOURCE_HAS_KEYS;
    bool half = found->access_key_id || found->secret_access_key;
    return aws_source_say(search, half ? AWS_SOURCE_BROKEN : AWS_SOURCE_HAS_NONE,
                          "AWS_ACCESS_KEY_ID %s and AWS_SECRET_ACCESS_KEY %s", presence(found->access_key_id),
                          presence(found->secret_access_key));
}

static enum aws_source_result from_static_keys(struct aws_search *search, const struct aws_profile *profile) {
    if (!profile->access_key_id.len || !profile->secret_access_key.len)
        return aws_source_say(search, AWS_SOURCE_BROKEN,
                              "profile %.*s has only one of aws_access_key_id and aws_secret_access_key",
                              SPAN_FMT(profile->name));
    search->keys = (struct aws_keys){
        .credentials = {.access_key_id = arena_cstr(search->arena, profile->access_key_id),
                        .secret_access_key = arena_cstr(search->arena, profile->secret_access_key),
                        .session_token = profile->session_token.len
                                             ? arena_cstr(search->arena, profile->session_token)
                                             : NULL},
        .renewable = true,
    };
    return AWS_SOURCE_HAS_KEYS;
}

static enum aws_source_result from_profile(struct aws_search *search) {
    struct aws_profile profile;
    struct error error;
    if (!aws_profile_read(search->arena, search->client->getenv, &profile, &error))
        return aws_source_say(search, AWS_SOURCE_BROKEN, "%s", error.message);
    if (!profile.exists)
        return aws_source_say(search, profile.is_named ? AWS_SOURCE_BROKEN : AWS_SOURCE_HAS_NONE,
                              "profile %.*s is in no file", SPAN_FMT(profile.name));
    if (profile.foreign)
        return aws_source_say(search, AWS_SOURCE_BROKEN,
                              "profile %.*s has %s, which is not followed here; give another profile "
                              "credential_process = aws configure export-credentials --profile %.*s",
                              SPAN_FMT(profile.name), profile.foreign, SPAN_FMT(profile.name));
    if (profile.access_key_id.len || profile.secret_access_key.len)
        return from_static_keys(search, &profile);
    if (profile.credential_process.len)
        return aws_source_process(search, profile.credential_process);
    return aws_source_say(search, AWS_SOURCE_HAS_NONE, "profile %.*s has neither keys nor credential_process",
                          SPAN_FMT(profile.name));
}

static const struct {
    const char *name;
    enum aws_source_result (*ask)(struct aws_search *search);
    bool in_lambda;
} sources[] = {
    {"environment", from_environment, true},
    {"profile", from_profile, false},
    {"container endpoint", aws_source_container, true},
};

static bool search_sources(struct aws_search *search, struct error *err) {
    bool in_lambda = value_or_null(search->client->getenv("AWS_LAMBDA_FUNCTION_NAME")) != NULL;
    struct text_builder tried = {.arena = search->arena};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        if (in_lambda && !sources[i].in_lambda)
            continue;
        enum aws_source_result result = sources[i].ask(search);
        if (result == AWS_SOURCE_HAS_KEYS)
            return true;
        text_printf(&tried, "%s%s: %.*s", tried.count ? "; " : "", sources[i].name, SPAN_FMT(search->reason));
        if (result == AWS_SOURCE_BROKEN)
            break;
    }
    return error_set(err, "Function.Transient", "no AWS credentials: %.*s", SPAN_FMT(text_span(&tried)));
}

static int64_t now_ms(const struct aws_client *client) {
    return client->clock.now_ms(client->clock.context);
}

static const char *copy(struct arena *arena, const char *text) {
    return text ? arena_cstr(arena, span_from_cstr(text)) : NULL;
}

/* A session has keys of its own, so that those of the process may be replaced at any time. */
static void give(struct aws_session *session, const struct aws_keys *keys) {
    struct arena *arena = session->client->session_keys;
    session->credentials = (struct credentials){
        .access_key_id = copy(arena, keys->credentials.access_key_id),
        .secret_access_key = copy(arena, keys->credentials.secret_access_key),
        .session_token = copy(arena, keys->credentials.session_token),
    };
    session->renewable_key = keys->renewable ? session->credentials.access_key_id : NULL;
}

/* The kept keys give way only to others. */
static void keep(struct aws_keyring *keyring, const struct aws_keys *keys) {
    struct arena *outdated = keyring->arena;
    keyring->arena = keyring->spare;
    keyring->spare = outdated;
    keyring->keys = *keys;
}

static bool look_for_keys(struct aws_session *session, struct error *err) {
    struct aws_keyring *keyring = &session->client->keyring;
    struct aws_search search = {
        .client = session->client, .arena = keyring->spare, .deadline_ms = session->deadline_ms};
    bool found = search_sources(&search, err);
    if (found) {
        give(session, &search.keys);
        if (search.keys.expires_ms)
            keep(keyring, &search.keys);
    }
    arena_wipe(keyring->spare);
    return found;
}

bool aws_session_open(struct aws_session *session, struct error *err) {
    const struct aws_keys *kept = &session->client->keyring.keys;
    int64_t now = now_ms(session->client);
    if (kept->expires_ms - AWS_KEYS_MARGIN_MS <= now) {
        if (look_for_keys(session, err))
            return true;
        if (kept->expires_ms <= now)
            return false;
        log_failure(LOG_WARN, "the kept credentials are used to their end", err);
    }
    give(session, kept);
    return true;
}

void aws_session_close(struct aws_session *session) {
    session->credentials = (struct credentials){NULL, NULL, NULL};
    session->renewable_key = NULL;
    session->roles.count = 0;
    if (session->client)
        arena_wipe(session->client->session_keys);
}

bool aws_session_may_renew(const struct aws_session *session, const struct credentials *keys) {
    return session->renewable_key && keys->access_key_id == session->renewable_key;
}

bool aws_session_should_renew(const struct aws_session *session) {
    int64_t expires_ms = session->client->keyring.keys.expires_ms;
    return expires_ms && aws_session_may_renew(session, &session->credentials) &&
           expires_ms - AWS_KEYS_MARGIN_MS <= now_ms(session->client);
}

bool aws_session_renew(struct aws_session *session, struct error *err) {
    log_write(LOG_INFO, "asking for new credentials");
    return look_for_keys(session, err);
}
