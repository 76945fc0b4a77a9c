/* The transport of http.h by libcurl: one CURLM, easy handles in a pool, HTTP/1.1, keep-alive. The only layer
 * that includes <curl/curl.h>. The rules it keeps, and why, are in runtime/README.md. */
#pragma once

#include "http.h"

struct http_curl_options {
    const char *ca_bundle;     /* value of AWS_CA_BUNDLE; NULL or "": see http_curl_trust.h */
    long max_host_connections; /* 0: 4 */
    long max_connections;      /* 0: 16 */
};

/* NULL and *err when libcurl cannot start or the bundle cannot be read. */
MUST_CHECK struct http *http_curl_create(const struct http_curl_options *options, struct error *err);
void http_curl_destroy(struct http *http); /* NULL is allowed */
