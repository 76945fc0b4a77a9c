/* The endpoint that Lambda with SnapStart, ECS and EKS Pod Identity give a process its keys by. */
#include "aws_client.h"
#include "json.h"

#include <stdio.h>

#define RELATIVE   "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
#define FULL       "AWS_CONTAINER_CREDENTIALS_FULL_URI"
#define TOKEN      "AWS_CONTAINER_AUTHORIZATION_TOKEN"
#define TOKEN_FILE "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"

enum {
    TRIES = 3,
    TRY_LIMIT_MS = 2000,
    ANSWER_LIMIT_BYTES = 256 * 1024,
    TOKEN_LIMIT_BYTES = 64 * 1024,
};

/* The token must not travel over a network in the clear. */
static bool is_near(struct span host) {
    static const struct span hosts[] = {
        SPAN_INIT("localhost"),      SPAN_INIT("[::1]"),          SPAN_INIT("169.254.170.2"),
        SPAN_INIT("169.254.170.23"), SPAN_INIT("[fd00:ec2::23]"),
    };
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (span_equal_ignoring_case(host, hosts[i]))
            return true;
    struct span rest = host, field;
    int64_t number;
    size_t fields = 0;
    while (span_next_field(&rest, '.', &field)) {
        if (field.len == 0 || field.len > 3 || !span_to_int64(field, &number) || number < 0 || number > 255)
            return false;
        fields++;
    }
    return fields == 4 && span_starts_with(host, SPAN("127."));
}

/* The host as libcurl will see it: nothing in the URL may make two readers disagree. */
static struct span host_of(struct span rest) {
    size_t end = 0;
    if (rest.len && rest.ptr[0] == '[')
        end = span_find_byte(rest, ']') + 1;
    while (end < rest.len && rest.ptr[end] != ':' && rest.ptr[end] != '/' && rest.ptr[end] != '?')
        end++;
    return span_head(rest, end);
}

static bool is_plain(struct span url) {
    for (size_t i = 0; i < url.len; i++)
        if (url.ptr[i] <= ' ' || url.ptr[i] > '~' || url.ptr[i] == '@' || url.ptr[i] == '\\' ||
            url.ptr[i] == '#')
            return false;
    return true;
}

static bool is_allowed(struct span url) {
    if (!is_plain(url))
        return false;
    if (span_starts_with(url, SPAN("https://")))
        return host_of(span_tail(url, 8)).len > 0;
    return span_starts_with(url, SPAN("http://")) && is_near(host_of(span_tail(url, 7)));
}

static enum aws_source_result find_url(struct aws_search *search, const char **url) {
    struct span relative = span_from_cstr(search->client->getenv(RELATIVE));
    struct span full = span_from_cstr(search->client->getenv(FULL));
    if (!relative.len && !full.len)
        return aws_source_say(search, AWS_SOURCE_HAS_NONE, "neither " RELATIVE " nor " FULL " is set");
    if (relative.len && (relative.ptr[0] != '/' || !is_plain(relative)))
        return aws_source_say(search, AWS_SOURCE_BROKEN, RELATIVE " must be a path");
    if (relative.len)
        full = arena_printf(search->arena, "http://169.254.170.2%.*s", SPAN_FMT(relative));
    else if (!is_allowed(full))
        return aws_source_say(search, AWS_SOURCE_BROKEN,
                              FULL " must be https:// or name this host, 169.254.170.2, 169.254.170.23 or "
                                   "[fd00:ec2::23]");
    *url = full.ptr;
    return AWS_SOURCE_HAS_KEYS;
}

static bool read_token_file(struct aws_search *search, const char *path, struct span *out) {
    char *bytes = arena_alloc(search->arena, TOKEN_LIMIT_BYTES);
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    setvbuf(file, NULL, _IONBF, 0); /* its buffer would keep the token */
    size_t count = fread(bytes, 1, TOKEN_LIMIT_BYTES, file);
    bool whole = !ferror(file) && count < TOKEN_LIMIT_BYTES;
    fclose(file);
    while (count && (bytes[count - 1] == '\n' || bytes[count - 1] == '\r'))
        count--;
    *out = span_trim((struct span){bytes, count});
    return whole && out->len > 0;
}

static enum aws_source_result find_token(struct aws_search *search, struct span *out) {
    const char *path = search->client->getenv(TOKEN_FILE);
    *out = span_from_cstr(search->client->getenv(TOKEN));
    if (path && *path && !read_token_file(search, path, out))
        return aws_source_say(search, AWS_SOURCE_BROKEN, TOKEN_FILE " names no readable file with a token");
    if (span_find_byte(*out, '\r') < out->len || span_find_byte(*out, '\n') < out->len)
        return aws_source_say(search, AWS_SOURCE_BROKEN, "the authorization token holds a line break");
    return AWS_SOURCE_HAS_KEYS;
}

static enum aws_source_result take_answer(struct aws_search *search, const struct http_done *done) {
    const struct json *object;
    struct error ignored; /* it may quote the answer */
    if (done->outcome != HTTP_ANSWERED)
        return aws_source_say(search, AWS_SOURCE_BROKEN, "%s", done->reason);
    if (done->status != 200)
        return aws_source_say(search, AWS_SOURCE_BROKEN, "HTTP status %d", done->status);
    if (!json_parse(search->arena, done->body, "Function.Transient", &object, &ignored))
        return aws_source_say(search, AWS_SOURCE_BROKEN, "its answer is no JSON");
    return aws_source_take_object(search, object, "Token");
}

static enum aws_source_result ask(struct aws_search *search, const struct http_request *request) {
    struct http *http = search->client->http;
    struct http_done done;
    http_start(http, request, search);
    if (!http_wait(http, request->timeout_ms, &done)) {
        http_cancel(http);
        return aws_source_say(search, AWS_SOURCE_BROKEN, "no answer within %d ms", (int)request->timeout_ms);
    }
    enum aws_source_result result = take_answer(search, &done);
    http_release(http, &done);
    return result;
}

enum aws_source_result aws_source_container(struct aws_search *search) {
    const struct aws_clock *clock = &search->client->clock;
    struct http_header header = {SPAN("Authorization"), SPAN_ABSENT};
    struct http_request request = {.headers = &header,
                                   .user_agent = search->client->user_agent,
                                   .response_limit_bytes = ANSWER_LIMIT_BYTES,
                                   .no_proxy = true};
    enum aws_source_result result = find_url(search, &request.url);
    if (result == AWS_SOURCE_HAS_KEYS)
        result = find_token(search, &header.value);
    if (result != AWS_SOURCE_HAS_KEYS)
        return result;
    request.header_count = header.value.len ? 1 : 0;
    result = AWS_SOURCE_BROKEN;
    for (int i = 0; i < TRIES && result != AWS_SOURCE_HAS_KEYS; i++) {
        int64_t left_ms = search->deadline_ms - AWS_DEADLINE_RESERVE_MS - clock->now_ms(clock->context);
        if (left_ms <= 0)
            return aws_source_say(search, AWS_SOURCE_BROKEN, "no time is left before the deadline");
        request.timeout_ms = left_ms < TRY_LIMIT_MS ? left_ms : TRY_LIMIT_MS;
        result = ask(search, &request);
    }
    return result;
}
