#include "canned_http.h"

enum { WAITING_LIMIT = 64 };

struct canned {
    struct http http; /* first: the interface's pointer is ours */
    struct arena *arena;
    const struct json *replies;
    struct {
        const struct http_request *request;
        void *tag;
    } waiting[WAITING_LIMIT];
    size_t first, count;
};

static void start(struct http *http, const struct http_request *request, void *tag) {
    struct canned *canned = (struct canned *)http;
    size_t slot = (canned->first + canned->count++) % WAITING_LIMIT;
    canned->waiting[slot].request = request;
    canned->waiting[slot].tag = tag;
}

/* "DescribeTrails" of `X-Amz-Target: …DescribeTrails` or of `Action=DescribeTrails&…`. */
static bool is_call(const struct http_request *request, struct span call) {
    for (size_t i = 0; i < request->header_count; i++)
        if (span_equal_ignoring_case(request->headers[i].name, SPAN("X-Amz-Target")))
            return span_ends_with(request->headers[i].value, call);
    struct span rest = request->body, field;
    while (span_next_field(&rest, '&', &field))
        if (span_starts_with(field, SPAN("Action=")) && span_equal(span_tail(field, 7), call))
            return true;
    return false;
}

static const struct json *reply_to(const struct canned *canned, const struct http_request *request) {
    for (const struct json *reply = json_first(canned->replies); reply; reply = json_next(reply))
        if (is_call(request, json_string(json_member(reply, "call"))) &&
            span_contains(request->body, json_string(json_member(reply, "contains"))))
            return reply;
    return NULL;
}

static bool wait(struct http *http, int64_t timeout_ms, struct http_done *done) {
    static const struct http_header headers[] = {
        {SPAN_INIT("x-amzn-RequestId"), SPAN_INIT("canned-request-id")}};
    struct canned *canned = (struct canned *)http;
    (void)timeout_ms;
    if (canned->count == 0)
        return false;
    const struct json *reply = reply_to(canned, canned->waiting[canned->first].request);
    const struct json *body = json_member(reply, "body");
    double status = 400;
    json_number(json_member(reply, "status"), &status);
    *done = (struct http_done){
        .tag = canned->waiting[canned->first].tag,
        .outcome = HTTP_ANSWERED,
        .status = (int)status,
        .headers = headers,
        .header_count = 1,
        .body = SPAN("{\"__type\":\"UnexpectedCall\",\"message\":\"the table has no reply\"}"),
    };
    if (body)
        done->body = json_kind(body) == JSON_STRING ? json_string(body) : json_print(canned->arena, body);
    canned->first = (canned->first + 1) % WAITING_LIMIT;
    canned->count--;
    return true;
}

static void release(struct http *http, struct http_done *done) {
    (void)http;
    (void)done;
}

static void cancel(struct http *http) {
    ((struct canned *)http)->count = 0;
}

struct http *canned_http_create(struct arena *arena, const struct json *replies) {
    struct canned *canned = ARENA_NEW(arena, struct canned);
    canned->http = (struct http){start, wait, release, cancel};
    canned->arena = arena;
    canned->replies = replies;
    return &canned->http;
}
