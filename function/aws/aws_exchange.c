#include "aws_exchange.h"

enum { HEADERS_LIMIT = 6 };

struct header_list {
    struct http_header items[HEADERS_LIMIT];
    size_t count;
};

/* Empty header values break the signature of old libcurls, so a header without a value is left out. */
static void add_header(struct header_list *list, struct span name, struct span value) {
    if (value.len)
        list->items[list->count++] = (struct http_header){name, value};
}

static const struct credentials *keys_of(const struct aws_session *session, const struct aws_task *task) {
    return task->credentials ? task->credentials : &session->credentials;
}

static void add_headers(struct arena *arena, const struct aws_session *session, const struct aws_task *task,
                        struct header_list *list) {
    const struct aws_service_info *service = aws_service_info(task->call->service);
    add_header(list, SPAN("Content-Type"), span_from_cstr(service->content_type));
    if (service->protocol == AWS_PROTOCOL_JSON)
        add_header(list, SPAN("X-Amz-Target"),
                   arena_printf(arena, "%s%s", service->dialect, task->call->name));
    add_header(list, SPAN("X-Amz-Security-Token"), span_from_cstr(keys_of(session, task)->session_token));
    add_header(list, SPAN("x-amzn-query-mode"), service->query_mode ? SPAN("true") : SPAN_ABSENT);
    add_header(list, SPAN("amz-sdk-invocation-id"), span_from_cstr(task->invocation_id));
    add_header(
        list, SPAN("amz-sdk-request"),
        arena_printf(arena, "attempt=%d; max=%d", task->attempts + 1, session->client->attempts_limit));
}

/* Never 0, which would be for ever. */
static int64_t timeout_ms(int64_t remaining_ms) {
    if (remaining_ms < 1)
        return 1;
    return remaining_ms < AWS_ATTEMPT_LIMIT_MS ? remaining_ms : AWS_ATTEMPT_LIMIT_MS;
}

bool aws_exchange_prepare(const struct aws_session *session, struct aws_task *task,
                          struct aws_exchange *exchange, int64_t remaining_ms, struct error *err) {
    struct aws_client *client = session->client;
    struct arena *arena = exchange->arena;
    const char *url;
    arena_reset(arena);
    if (!aws_endpoint_url(arena, &client->endpoints, task->call->service, task->region, &url, err))
        return false;
    struct header_list *headers = ARENA_NEW(arena, struct header_list);
    add_headers(arena, session, task, headers);
    exchange->task = task;
    exchange->signing = (struct http_signing){
        .region = arena_cstr(arena, task->region),
        .service = aws_service_info(task->call->service)->signing_name,
        .access_key_id = keys_of(session, task)->access_key_id,
        .secret_access_key = keys_of(session, task)->secret_access_key,
    };
    exchange->request = (struct http_request){
        .url = url,
        .post = true,
        .body = aws_call_encode(arena, task->call, &task->input),
        .headers = headers->items,
        .header_count = headers->count,
        .signing = &exchange->signing,
        .user_agent = client->user_agent,
        .timeout_ms = timeout_ms(remaining_ms),
        .response_limit_bytes = AWS_REPLY_LIMIT_BYTES,
        .fresh_connection =
            aws_hosts_is_stale(&client->hosts, url, client->clock.now_ms(client->clock.context)),
    };
    return true;
}
