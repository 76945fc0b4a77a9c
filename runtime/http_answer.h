/* An HTTP answer that arrives line by line and piece by piece, whatever reads it from the wire.
 *
 *   struct http_answer answer = ...;
 *   http_answer_begin(&answer, arena, limit_bytes);
 *   http_answer_take_line(&answer, SPAN("HTTP/1.1 200 OK\r\n"));      libcurl's header callback
 *   http_answer_take_line(&answer, SPAN("Content-Length: 2\r\n"));
 *   http_answer_take_line(&answer, SPAN("\r\n"));
 *   http_answer_take_body(&answer, SPAN("{}"));                       its write callback
 *   http_answer_is_whole(&answer)  ->  true
 *
 * It judges what libcurl lets pass: a Content-Length that is no length or comes twice, an answer that ends
 * inside its headers. Interim answers (100 Continue) and trailers are dropped. */
#pragma once

#include "arena.h"
#include "http.h"

/* What the bodies' buffers of one transport may hold together: one answer has a limit of its own, but many
 * may be under way. */
struct http_bodies {
    size_t bytes, limit_bytes;
};

enum http_answer_state { HTTP_ANSWER_NONE, HTTP_ANSWER_HEADERS, HTTP_ANSWER_INTERIM, HTTP_ANSWER_BODY };

struct http_answer {
    struct arena *text; /* header lines live here */
    size_t body_limit_bytes;
    struct http_bodies *bodies; /* shared by all answers under way; NULL: no bound together */
    enum http_answer_state state;
    bool is_interim;
    size_t header_bytes; /* interim answers and trailers included */
    struct {
        struct http_header *items;
        size_t count, capacity;
    } headers;
    struct span content_length; /* absent: none seen */
    struct {
        char *bytes; /* malloc; kept for the next answer while it is small */
        size_t count, capacity;
    } body;
    enum http_outcome outcome; /* HTTP_ANSWERED, or why the answer was refused */
    const char *reason;        /* a literal; NULL: not refused */
};

/* Forgets the last answer, keeps its bodies and the body's buffer. A zeroed object is a good start. */
void http_answer_begin(struct http_answer *answer, struct arena *text, size_t body_limit_bytes);
/* Overwrites the body, which may hold keys, and gives a large buffer back. */
void http_answer_wipe(struct http_answer *answer);
void http_answer_free(struct http_answer *answer);

/* False: refused, see outcome and reason; the exchange is to be broken off. */
bool http_answer_take_line(struct http_answer *answer, struct span line);
bool http_answer_take_body(struct http_answer *answer, struct span piece);
/* Did the header block of a final answer come to its end? */
bool http_answer_is_whole(const struct http_answer *answer);
