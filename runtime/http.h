/* HTTP as an interface: what the runtime loop and the AWS client need of a transport, and nothing of libcurl.
 *
 *   struct http *http = ...;                              http_curl.h, or a table of canned answers in a test
 *   http_start(http, &request_a, &tag_a);                 both run at once
 *   http_start(http, &request_b, &tag_b);
 *   while (http_wait(http, 250, &done)) { ... done.tag ...; http_release(http, &done); }
 *
 * One thread. A request and everything it points to must stay until it is done. What `http_done` points to
 * stays until http_release. */
#pragma once

#include "error.h"
#include "span.h"

struct http_header {
    struct span name, value; /* value without the blanks and tabs around it */
};

/* SigV4, done by the transport (libcurl: CURLOPT_AWS_SIGV4). */
struct http_signing {
    const char *region, *service;
    const char *access_key_id, *secret_access_key;
};

struct http_request {
    const char *url;
    bool post;                         /* false: GET without a body */
    struct span body;                  /* POST: may hold any bytes, may be empty */
    const struct http_header *headers; /* sent as they are; no two of one name, none empty */
    size_t header_count;
    const struct http_signing *signing; /* NULL: unsigned */
    const char *user_agent;             /* NULL: none */
    int64_t timeout_ms;                 /* whole exchange; 0: wait for ever */
    int64_t connect_timeout_ms;         /* 0: 3000 */
    size_t response_limit_bytes;        /* body; beyond it the exchange fails with HTTP_TOO_LARGE */
    bool no_proxy;                      /* never through a proxy of the environment */
    bool fresh_connection;              /* do not reuse a kept-alive connection; nor may a later request reuse
                                         * an old one if nothing else is under way */
};

enum http_outcome {
    HTTP_ANSWERED,    /* a whole answer, whatever its status */
    HTTP_UNREACHABLE, /* name not resolved, not connected */
    HTTP_TIMED_OUT,   /* connected or not */
    HTTP_BROKEN,      /* cut, reset, empty, malformed: the other side may have acted */
    HTTP_UNTRUSTED,   /* certificate refused; a failed handshake is HTTP_BROKEN */
    HTTP_TOO_LARGE,   /* body beyond response_limit_bytes, headers beyond HTTP_HEADERS_LIMIT[_BYTES] */
    HTTP_UNUSABLE,    /* the request itself: malformed URL, protocol not allowed */
};

enum { HTTP_HEADERS_LIMIT_BYTES = 256 * 1024, HTTP_HEADERS_LIMIT = 2000 };

struct http_done {
    void *tag;
    enum http_outcome outcome;
    const char *reason; /* not HTTP_ANSWERED: a text of the transport, without secrets */
    int status;         /* HTTP_ANSWERED */
    const struct http_header *headers;
    size_t header_count;
    struct span body;
    bool new_connection; /* not on a kept-alive one */
    void *slot;          /* private to the transport */
};

struct http {
    /* Begins an exchange; a failure to begin is reported by wait. */
    void (*start)(struct http *http, const struct http_request *request, void *tag);
    /* The next exchange that is done. False: none within timeout_ms (below 0: for ever), or none under way.
     */
    bool (*wait)(struct http *http, int64_t timeout_ms, struct http_done *done);
    void (*release)(struct http *http, struct http_done *done);
    /* Gives up everything under way. */
    void (*cancel)(struct http *http);
};

static inline void http_start(struct http *http, const struct http_request *request, void *tag) {
    http->start(http, request, tag);
}
static inline bool http_wait(struct http *http, int64_t timeout_ms, struct http_done *done) {
    return http->wait(http, timeout_ms, done);
}
static inline void http_release(struct http *http, struct http_done *done) {
    http->release(http, done);
}
static inline void http_cancel(struct http *http) {
    http->cancel(http);
}

/* The value of the first header of that name (case ignored); absent when there is none. */
struct span http_header_find(const struct http_done *done, const char *name);
