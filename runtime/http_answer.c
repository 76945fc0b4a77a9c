#include "http_answer.h"

#include <stdlib.h>
#include <string.h>

enum { BODY_KEPT_BYTES = 256 * 1024 }; /* a usual page of AWS */

void http_answer_begin(struct http_answer *answer, struct arena *text, size_t body_limit_bytes) {
    *answer = (struct http_answer){
        .text = text,
        .body_limit_bytes = body_limit_bytes,
        .bodies = answer->bodies,
        .body = {.bytes = answer->body.bytes, .capacity = answer->body.capacity},
    };
}

static void free_body(struct http_answer *answer) {
    if (answer->body.count)
        explicit_bzero(answer->body.bytes, answer->body.count);
    free(answer->body.bytes);
    if (answer->bodies)
        answer->bodies->bytes -= answer->body.capacity;
    answer->body.bytes = NULL;
    answer->body.count = answer->body.capacity = 0;
}

void http_answer_wipe(struct http_answer *answer) {
    if (answer->body.capacity > BODY_KEPT_BYTES)
        free_body(answer);
    else if (answer->body.count)
        explicit_bzero(answer->body.bytes, answer->body.count);
    answer->body.count = 0;
}

void http_answer_free(struct http_answer *answer) {
    free_body(answer);
    *answer = (struct http_answer){0};
}

static bool refuse(struct http_answer *answer, enum http_outcome outcome, const char *reason) {
    answer->outcome = outcome;
    answer->reason = reason;
    return false;
}

static bool reserve_body(struct http_answer *answer, size_t size_bytes) {
    if (size_bytes > answer->body_limit_bytes)
        return refuse(answer, HTTP_TOO_LARGE, "the body is longer than the limit");
    if (size_bytes <= answer->body.capacity)
        return true;
    struct http_bodies *bodies = answer->bodies;
    if (bodies && bodies->bytes - answer->body.capacity + size_bytes > bodies->limit_bytes)
        return refuse(answer, HTTP_BROKEN, "the bodies under way are longer than the limit for all of them");
    char *grown = malloc(size_bytes);
    if (!grown)
        return refuse(answer, HTTP_TOO_LARGE, "no memory for the body");
    size_t count = answer->body.count;
    if (count)
        memcpy(grown, answer->body.bytes, count);
    free_body(answer);
    answer->body.bytes = grown;
    answer->body.count = count;
    answer->body.capacity = size_bytes;
    if (bodies)
        bodies->bytes += size_bytes;
    return true;
}

bool http_answer_take_body(struct http_answer *answer, struct span piece) {
    size_t wanted = answer->body.count + piece.len, doubled = answer->body.capacity * 2;
    if (doubled > answer->body_limit_bytes)
        doubled = answer->body_limit_bytes;
    bool fits = wanted <= answer->body.capacity && wanted <= answer->body_limit_bytes;
    if (!fits && !reserve_body(answer, wanted > doubled ? wanted : doubled))
        return false;
    if (piece.len)
        memcpy(answer->body.bytes + answer->body.count, piece.ptr, piece.len);
    answer->body.count = wanted;
    return true;
}

/* libcurl takes an overflowing length for "until the connection closes" and would deliver whatever came. */
static bool take_content_length(struct http_answer *answer, struct span value) {
    int64_t length;
    if (!span_to_int64(value, &length))
        return refuse(answer, HTTP_BROKEN, "a Content-Length that is no length");
    if (answer->content_length.ptr)
        return refuse(answer, HTTP_BROKEN, "two Content-Length headers");
    answer->content_length = value;
    return answer->is_interim || reserve_body(answer, (size_t)length);
}

static bool take_header(struct http_answer *answer, struct span line) {
    size_t colon = span_find_byte(line, ':');
    if (colon == line.len) /* a folded line, or garbage: belongs to no name */
        return true;
    if (answer->headers.count == HTTP_HEADERS_LIMIT)
        return refuse(answer, HTTP_TOO_LARGE, "the headers are more than the limit");
    struct span copy = arena_copy(answer->text, line);
    struct http_header *header = ARENA_PUSH(answer->text, &answer->headers);
    header->name = span_trim(span_head(copy, colon));
    header->value = span_trim(span_tail(copy, colon + 1));
    bool is_length = span_equal_ignoring_case(header->name, SPAN("content-length"));
    return !is_length || take_content_length(answer, header->value);
}

static void take_status_line(struct http_answer *answer, struct span line) {
    struct span version, status = SPAN_ABSENT;
    span_next_field(&line, ' ', &version);
    span_next_field(&line, ' ', &status);
    answer->is_interim = span_starts_with(status, SPAN("1"));
    answer->state = HTTP_ANSWER_HEADERS;
    answer->headers.count = 0;
    answer->body.count = 0;
    answer->content_length = SPAN_ABSENT;
}

static struct span without_line_end(struct span line) {
    while (line.len && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--;
    return line;
}

bool http_answer_take_line(struct http_answer *answer, struct span line) {
    answer->header_bytes += line.len;
    if (answer->header_bytes > HTTP_HEADERS_LIMIT_BYTES)
        return refuse(answer, HTTP_TOO_LARGE, "the headers are longer than the limit");
    line = without_line_end(line);
    if (answer->state == HTTP_ANSWER_HEADERS && line.len)
        return take_header(answer, line);
    if (answer->state == HTTP_ANSWER_HEADERS)
        answer->state = answer->is_interim ? HTTP_ANSWER_INTERIM : HTTP_ANSWER_BODY;
    else if (span_starts_with(line, SPAN("HTTP/")))
        take_status_line(answer, line);
    return true; /* anything else is a trailer */
}

bool http_answer_is_whole(const struct http_answer *answer) {
    return answer->state == HTTP_ANSWER_BODY;
}
