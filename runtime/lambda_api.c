#include "lambda_api.h"

#include "lambda_error.h"
#include "log.h"

enum {
    CONNECT_TIMEOUT_MS = 1000,           /* the Runtime API is on this machine */
    EVENT_LIMIT_BYTES = 8 * 1024 * 1024, /* Lambda's own limit is 6 MB */
    REPLY_LIMIT_BYTES = 64 * 1024,       /* of a POST: a status text */
    PORT_LIMIT = 65535,
};

static bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters, digits and the bytes of `others`; at least one letter or digit. */
static bool consists_of(struct span text, struct span others) {
    bool has_letter_or_digit = false;
    for (size_t i = 0; i < text.len; i++) {
        bool plain = is_letter_or_digit(text.ptr[i]);
        has_letter_or_digit |= plain;
        if (!plain && span_find_byte(others, text.ptr[i]) == others.len)
            return false;
    }
    return has_letter_or_digit;
}

static bool is_host(struct span host) {
    bool bracketed = span_starts_with(host, SPAN("[")) && span_ends_with(host, SPAN("]")) && host.len > 2;
    if (bracketed)
        return consists_of((struct span){host.ptr + 1, host.len - 2}, SPAN(":."));
    return consists_of(host, SPAN("-._"));
}

static bool is_address(struct span address) {
    size_t colon = address.len;
    while (colon > 0 && address.ptr[colon - 1] != ':')
        colon--;
    int64_t port;
    return colon > 0 && is_host(span_head(address, colon - 1)) &&
           span_to_int64(span_tail(address, colon), &port) && port > 0 && port <= PORT_LIMIT;
}

bool lambda_api_open(struct lambda_api *api, struct http *http, struct arena *process, const char *address,
                     const struct lambda_function *function, struct error *err) {
    if (!address)
        return error_set(err, "Runtime.ApiMissing",
                         "AWS_LAMBDA_RUNTIME_API is not set: this is a Lambda function, "
                         "to be started by Lambda or an emulator");
    if (!is_address(span_from_cstr(address)))
        return error_set(err, "Runtime.ApiMalformed", "AWS_LAMBDA_RUNTIME_API is \"%s\": host:port is wanted",
                         address);
    const char *name = function->name ? function->name : "function";
    const char *version = function->version ? function->version : "0";
    const char *base_url = arena_printf(process, "http://%s/2018-06-01/runtime", address).ptr;
    *api = (struct lambda_api){
        .http = http,
        .base_url = base_url,
        .next_url = arena_printf(process, "%s/invocation/next", base_url).ptr,
        .user_agent = arena_printf(process, "aws-lambda-c/%s %s/%s", AWS_LAMBDA_C_VERSION, name, version).ptr,
    };
    return true;
}

/* Fails unless the answer is whole; the caller releases *done then too. */
static bool exchange(struct lambda_api *api, struct http_request *request, struct http_done *done,
                     struct error *err) {
    request->user_agent = api->user_agent;
    request->connect_timeout_ms = CONNECT_TIMEOUT_MS;
    request->no_proxy = true;
    http_start(api->http, request, api);
    if (!http_wait(api->http, -1, done)) {
        *done = (struct http_done){0};
        return error_set(err, "Runtime.ApiFailed", "%s: no answer", request->url);
    }
    if (done->outcome != HTTP_ANSWERED)
        return error_set(err, "Runtime.ApiFailed", "%s: %s", request->url, done->reason);
    return true;
}

static void release(struct lambda_api *api, struct http_done *done) {
    if (done->slot)
        http_release(api->http, done);
}

/* It becomes part of a URL. */
static bool is_request_id(struct span id) {
    enum { LIMIT_BYTES = 256 };
    return id.len <= LIMIT_BYTES && consists_of(id, SPAN("-._"));
}

static void read_invocation(const struct http_done *next, struct lambda_invocation *invocation) {
    *invocation = (struct lambda_invocation){
        .event = next->body,
        .request_id = http_header_find(next, "Lambda-Runtime-Aws-Request-Id"),
        .function_arn = http_header_find(next, "Lambda-Runtime-Invoked-Function-Arn"),
        .trace_id = http_header_find(next, "Lambda-Runtime-Trace-Id"),
        .client_context = http_header_find(next, "Lambda-Runtime-Client-Context"),
        .cognito_identity = http_header_find(next, "Lambda-Runtime-Cognito-Identity"),
        .tenant_id = http_header_find(next, "Lambda-Runtime-Aws-Tenant-Id"),
        .invocation_id = http_header_find(next, "Lambda-Runtime-Invocation-Id"),
    };
    struct span deadline = http_header_find(next, "Lambda-Runtime-Deadline-Ms");
    if (!span_to_int64(deadline, &invocation->deadline_ms))
        invocation->deadline_ms = 0;
}

static bool check_next(const struct http_done *next, const struct lambda_invocation *invocation,
                       struct error *err) {
    if (next->status != 200)
        return error_set(err, "Runtime.ApiFailed", "GET next: status %d; 200 is wanted", next->status);
    if (!is_request_id(invocation->request_id))
        return error_set(err, "Runtime.ApiFailed",
                         "GET next: a request id of letters, digits, - . _ is wanted, %s",
                         invocation->request_id.len ? "not what came" : "none came");
    return true;
}

bool lambda_api_get_next(struct lambda_api *api, struct lambda_invocation *invocation, struct http_done *next,
                         struct error *err) {
    struct http_request request = {.url = api->next_url, .response_limit_bytes = EVENT_LIMIT_BYTES};
    bool answered = exchange(api, &request, next, err);
    if (answered)
        read_invocation(next, invocation);
    if (answered && check_next(next, invocation, err))
        return true;
    release(api, next);
    return false;
}

struct post {
    const char *url;
    struct span response;
    const struct error *failure; /* NULL: a response */
    struct span invocation_id;   /* absent: none came */
};

/* What Lambda does with the answer to a POST; anything not listed ends the process. */
static const struct {
    int status;
    const char *warning; /* NULL: taken */
} accepted_statuses[] = {
    {202, NULL},
    {410, "the answer came too late and was refused (410)"},
    {413, "the answer was too large and was refused (413)"},
};

static bool check_posted(const struct http_done *done, const char *url, struct error *err) {
    for (size_t i = 0; i < sizeof accepted_statuses / sizeof *accepted_statuses; i++) {
        if (accepted_statuses[i].status != done->status)
            continue;
        if (accepted_statuses[i].warning)
            log_write(LOG_WARN, "%s", accepted_statuses[i].warning);
        return true;
    }
    return error_set(err, "Runtime.ApiFailed", "POST %s: status %d; 202 is wanted", url, done->status);
}

enum { POST_HEADERS_LIMIT = 4 };

struct post_headers {
    struct http_header items[POST_HEADERS_LIMIT];
    size_t count;
};

/* A value with a line break is dropped: the rest of the answer is worth more than a header. */
static void add_header(struct post_headers *headers, struct span name, struct span value) {
    bool is_one_line = span_find_byte(value, '\r') == value.len && span_find_byte(value, '\n') == value.len;
    if (value.len && is_one_line)
        headers->items[headers->count++] = (struct http_header){name, value};
}

static bool send_post(struct lambda_api *api, struct arena *arena, const struct post *post,
                      struct error *err) {
    struct post_headers headers = {.count = 0};
    add_header(&headers, SPAN("Content-Type"), SPAN("application/json"));
    add_header(&headers, SPAN("Lambda-Runtime-Invocation-Id"), post->invocation_id);
    if (post->failure) {
        add_header(&headers, SPAN("Lambda-Runtime-Function-Error-Type"), lambda_error_type(post->failure));
        add_header(&headers, SPAN("Lambda-Runtime-Function-XRay-Error-Cause"),
                   lambda_error_cause(arena, post->failure));
    }
    struct http_request request = {
        .url = post->url,
        .post = true,
        .body = post->failure ? lambda_error_body(arena, post->failure) : post->response,
        .headers = headers.items,
        .header_count = headers.count,
        .response_limit_bytes = REPLY_LIMIT_BYTES,
    };
    struct http_done done;
    bool taken = exchange(api, &request, &done, err) && check_posted(&done, post->url, err);
    release(api, &done);
    return taken;
}

static const char *invocation_url(const struct lambda_api *api, struct arena *arena,
                                  const struct lambda_invocation *invocation, const char *verb) {
    return arena_printf(arena, "%s/invocation/%.*s/%s", api->base_url, SPAN_FMT(invocation->request_id), verb)
        .ptr;
}

bool lambda_api_post_response(struct lambda_api *api, struct arena *arena,
                              const struct lambda_invocation *invocation, struct span response,
                              struct error *err) {
    struct post post = {
        .url = invocation_url(api, arena, invocation, "response"),
        .response = response,
        .invocation_id = invocation->invocation_id,
    };
    return send_post(api, arena, &post, err);
}

bool lambda_api_post_error(struct lambda_api *api, struct arena *arena,
                           const struct lambda_invocation *invocation, const struct error *failure,
                           struct error *err) {
    struct post post = {
        .url = invocation_url(api, arena, invocation, "error"),
        .failure = failure,
        .invocation_id = invocation->invocation_id,
    };
    return send_post(api, arena, &post, err);
}

bool lambda_api_post_init_error(struct lambda_api *api, struct arena *arena, const struct error *failure,
                                struct error *err) {
    struct post post = {
        .url = arena_printf(arena, "%s/init/error", api->base_url).ptr,
        .failure = failure,
    };
    return send_post(api, arena, &post, err);
}
