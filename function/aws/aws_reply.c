#include "aws_reply.h"

#include "aws_xml.h"
#include "utf8.h"

/* The transport's reason does not say how long is too long. */
#define TOO_LARGE_LIMITS " (8 MB of body, 256 KB or 2000 lines of headers)"
_Static_assert(AWS_REPLY_LIMIT_BYTES == 8 << 20 && HTTP_HEADERS_LIMIT_BYTES == 256 << 10, "as in the text");

static bool is_success(int status) {
    return status >= 200 && status < 300;
}

struct span aws_text_cut(struct span text, size_t limit_bytes) {
    if (text.len <= limit_bytes)
        return text;
    while (limit_bytes && ((unsigned char)text.ptr[limit_bytes] & 0xC0) == 0x80)
        limit_bytes--;
    return span_head(text, limit_bytes);
}

static void set_message(struct arena *arena, struct aws_reply *reply, struct span text, size_t limit_bytes) {
    reply->message = utf8_repair(arena, arena_copy(arena, aws_text_cut(text, limit_bytes)));
}

/* What no answer at all is worth. */
static enum aws_class class_of_outcome(enum http_outcome outcome) {
    switch (outcome) {
    case HTTP_ANSWERED:
        return AWS_OK;
    case HTTP_UNREACHABLE:
    case HTTP_TIMED_OUT:
    case HTTP_BROKEN:
        return AWS_TRANSIENT;
    case HTTP_UNTRUSTED:
    case HTTP_TOO_LARGE:
    case HTTP_UNUSABLE:
        return AWS_FAILED;
    }
    return AWS_FAILED;
}

/* "namespace#Code:url" -> "Code" */
static struct span bare_code(struct span code) {
    for (size_t hash = span_find_byte(code, '#'); hash < code.len; hash = span_find_byte(code, '#'))
        code = span_tail(code, hash + 1);
    return span_trim(span_head(code, span_find_byte(code, ':')));
}

static struct span first_present(struct span a, struct span b) {
    return a.len ? a : b;
}

/* A 2xx that is less than a success is transient, and says what is missing. */
static void set_incomplete(struct arena *arena, struct aws_reply *reply, const char *what) {
    reply->class = AWS_TRANSIENT;
    reply->value = NULL;
    set_message(arena, reply, span_from_cstr(what), AWS_MESSAGE_LIMIT_BYTES);
}

static bool parse_json(struct arena *arena, const struct http_done *done, const struct json **out,
                       struct error *err) {
    return json_parse_values(arena, done->body, AWS_VALUES_LIMIT, "Function.Transient", out, err);
}

static void read_json_error(struct arena *arena, const struct http_done *done, struct aws_reply *reply) {
    const struct json *body = NULL;
    struct error ignored;
    if (!parse_json(arena, done, &body, &ignored))
        body = NULL;
    struct span query_error = http_header_find(done, "x-amzn-query-error");
    struct span code = span_head(query_error, span_find_byte(query_error, ';'));
    code = first_present(code, json_string(json_member(body, "__type")));
    code = first_present(code, http_header_find(done, "x-amzn-errortype"));
    reply->code = aws_text_cut(bare_code(code), AWS_CODE_LIMIT_BYTES);
    reply->message =
        first_present(json_string(json_member(body, "message")), json_string(json_member(body, "Message")));
}

static void read_json_success(struct arena *arena, const struct aws_call *call, const struct http_done *done,
                              struct aws_reply *reply) {
    struct error error;
    if (call->empty_reply && done->body.len == 0)
        reply->value = json_object(arena);
    else if (!parse_json(arena, done, &reply->value, &error))
        set_incomplete(arena, reply, error.message);
    else if (json_kind(reply->value) != JSON_OBJECT)
        set_incomplete(arena, reply, "the reply is not a JSON object");
    else if (call->is_write && json_member(reply->value, "__type"))
        set_incomplete(arena, reply, "an error with the status of a success");
}

static void read_xml(struct arena *arena, const struct aws_call *call, const struct http_done *done,
                     struct aws_reply *reply) {
    const struct json *body;
    struct error error;
    if (!aws_xml_parse(arena, done->body, call->xml_list, call->xml_map, &body, &error)) {
        set_incomplete(arena, reply, error.message);
        return;
    }
    const struct json *metadata = json_member(body, "ResponseMetadata");
    reply->request_id = first_present(reply->request_id, json_string(json_member(body, "RequestId")));
    reply->request_id = first_present(reply->request_id, json_string(json_member(metadata, "RequestId")));
    const struct json *failure = json_member(body, "Error");
    reply->code = aws_text_cut(json_string(json_member(failure, "Code")), AWS_CODE_LIMIT_BYTES);
    reply->message = json_string(json_member(failure, "Message"));
    reply->value = json_member(body, arena_printf(arena, "%sResult", call->name).ptr);
    if (is_success(reply->status) && json_kind(reply->value) != JSON_OBJECT)
        set_incomplete(arena, reply, "the reply holds no result of the call");
}

static void read_body(struct arena *arena, const struct aws_call *call, const struct http_done *done,
                      struct aws_reply *reply) {
    switch (aws_service_info(call->service)->protocol) {
    case AWS_PROTOCOL_JSON:
        if (is_success(reply->status))
            read_json_success(arena, call, done, reply);
        else
            read_json_error(arena, done, reply);
        break;
    case AWS_PROTOCOL_QUERY:
        read_xml(arena, call, done, reply);
        break;
    }
}

static void read_failure(struct arena *arena, const struct aws_call *call, const struct http_done *done,
                         struct aws_reply *reply) {
    struct error error;
    reply->class = aws_classify(call->codes, reply->status, reply->code);
    reply->value = NULL;
    if (reply->code.len)
        set_message(arena, reply, reply->message, AWS_MESSAGE_LIMIT_BYTES);
    else if (!call->secret_reply)
        set_message(arena, reply, done->body, AWS_QUOTE_LIMIT_BYTES);
    if (reply->class == AWS_OK &&
        !json_parse(arena, span_from_cstr(call->reply_instead), "Function.Defect", &reply->value, &error))
        set_incomplete(arena, reply, error.message);
}

struct aws_reply aws_reply_read(struct arena *arena, const struct aws_call *call,
                                const struct http_done *done) {
    struct aws_reply reply = {.class = class_of_outcome(done->outcome), .retry_after_ms = -1};
    if (done->outcome != HTTP_ANSWERED) {
        const char *limits = done->outcome == HTTP_TOO_LARGE ? TOO_LARGE_LIMITS : "";
        set_message(arena, &reply, arena_printf(arena, "%s%s", done->reason, limits),
                    AWS_MESSAGE_LIMIT_BYTES);
        return reply;
    }
    reply.status = done->status;
    reply.request_id = aws_text_cut(http_header_find(done, "x-amzn-RequestId"), AWS_CODE_LIMIT_BYTES);
    if (!span_to_int64(http_header_find(done, "x-amz-retry-after"), &reply.retry_after_ms))
        reply.retry_after_ms = -1;
    read_body(arena, call, done, &reply);
    if (!is_success(reply.status))
        read_failure(arena, call, done, &reply);
    else if (reply.class == AWS_OK && reply.request_id.len == 0)
        set_incomplete(arena, &reply, "the reply has no request id");
    return reply;
}
