/* One exchange on one easy handle: the options that it is sent with, and what became of it. Internal to
 * http_curl; http_curl.c has the multi handle, the pool and the waiting.
 *
 *   exchange_create ─► exchange_begin ─► (libcurl) ─► exchange_conclude ─► exchange_report ─► exchange_reset
 * ─┐ ▲                                                                                 │
 *                           └─────────────────────────── the next request
 * ────────────────────────────────────┘ */
#pragma once

#include "arena.h"
#include "http_answer.h"
#include "http_curl_trust.h"

#include <curl/curl.h>

/* One exchange; its easy handle and buffers serve the next one again. */
struct exchange {
    struct exchange *next; /* in the list of idle, active or unstarted ones */
    CURL *easy;
    struct curl_slist *header_lines; /* of the request */
    struct arena *text;              /* header lines, both ways */
    const struct http_request *request;
    void *tag;
    struct http_answer answer;
    bool trusts_embedded;      /* Amazon's roots, not a bundle */
    enum http_outcome outcome; /* final, when the exchange is over */
    const char *reason;        /* NULL: HTTP_ANSWERED */
    char curl_reason[CURL_ERROR_SIZE];
};

/* Without memory the process ends with status 1 after a line in the log, like an arena at its limit. `bodies`
 * must outlive it. */
struct exchange *exchange_create(struct http_bodies *bodies);
void exchange_destroy(struct exchange *exchange); /* NULL is allowed */

/* Sets every option; *request must stay until exchange_reset. False: refused, and
 * exchange_report says why. */
bool exchange_begin(struct exchange *exchange, const struct http_request *request, void *tag,
                    const struct http_curl_trust *trust);
/* Notes HTTP_UNUSABLE with that reason, a literal; returns false. */
bool exchange_refuse(struct exchange *exchange, const char *reason);
/* Notes what became of it, by libcurl's word and by what came. */
void exchange_conclude(struct exchange *exchange, CURLcode code);
/* What *done points to stays until exchange_reset. */
void exchange_report(struct exchange *exchange, struct http_done *done);
/* Drops what belongs to this exchange, credentials included, and keeps handle and buffers. */
void exchange_reset(struct exchange *exchange);
