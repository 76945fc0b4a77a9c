#include "http_curl_exchange.h"

#include "log.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_CONNECT_TIMEOUT_MS = 3000,
    IDLE_CONNECTION_SECONDS = 50, /* endpoints drop idle connections after about a minute */
    LOW_SPEED_SECONDS = 10,
    TEXT_LIMIT_BYTES = 16 * 1024 * 1024, /* the headers of both ways, far below it by limits of their own */
};

static size_t on_header_line(char *bytes, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    struct span line = {bytes, size * count};
    return http_answer_take_line(&exchange->answer, line) ? line.len : CURL_WRITEFUNC_ERROR;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    struct span piece = {bytes, size * count};
    return http_answer_take_body(&exchange->answer, piece) ? piece.len : CURL_WRITEFUNC_ERROR;
}

static void set_outcome(struct exchange *exchange, enum http_outcome outcome, const char *reason) {
    exchange->outcome = outcome;
    exchange->reason = reason;
}

bool exchange_refuse(struct exchange *exchange, const char *reason) {
    set_outcome(exchange, HTTP_UNUSABLE, reason);
    return false;
}

static bool has_line_break_or_nul(struct span text) {
    return span_find_byte(text, '\r') < text.len || span_find_byte(text, '\n') < text.len ||
           span_find_byte(text, '\0') < text.len;
}

static bool append_line(struct exchange *exchange, struct span line) {
    struct curl_slist *longer = curl_slist_append(exchange->header_lines, arena_cstr(exchange->text, line));
    if (!longer)
        return exchange_refuse(exchange, "no memory for the request's headers");
    exchange->header_lines = longer;
    return true;
}

static bool append_header(struct exchange *exchange, const struct http_header *header) {
    if (header->name.len == 0 || header->value.len == 0)
        return exchange_refuse(exchange, "an empty request header");
    if (has_line_break_or_nul(header->name) || has_line_break_or_nul(header->value))
        return exchange_refuse(exchange, "a request header with a line break or NUL");
    struct text_builder line = {.arena = exchange->text};
    text_append(&line, header->name);
    text_append(&line, SPAN(": "));
    text_append(&line, header->value);
    return append_line(exchange, text_span(&line));
}

/* No removal line on signed requests: libcurl 7.88 signs a header that it then does not send. */
static bool set_header_lines(struct exchange *exchange) {
    const struct http_request *request = exchange->request;
    for (size_t i = 0; i < request->header_count; i++)
        if (!append_header(exchange, &request->headers[i]))
            return false;
    if (request->post && !request->signing && !append_line(exchange, SPAN("Expect:")))
        return false;
    curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, exchange->header_lines);
    return true;
}

static void set_callbacks(struct exchange *exchange) {
    CURL *easy = exchange->easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->curl_reason);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header_line);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
}

static void set_connection(CURL *easy, const struct http_request *request) {
    int64_t connect_timeout_ms =
        request->connect_timeout_ms ? request->connect_timeout_ms : DEFAULT_CONNECT_TIMEOUT_MS;
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* Else giving up would wait for the resolver's thread: half a minute when no name server answers. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)IDLE_CONNECTION_SECONDS);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, (long)request->fresh_connection);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    if (request->timeout_ms) {
        curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)LOW_SPEED_SECONDS);
    }
    if (request->no_proxy)
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
}

/* POSTFIELDS, not a read callback: SigV4 hashes it, and libcurl can send it again on a new connection. */
static void set_method(CURL *easy, const struct http_request *request) {
    if (!request->post) {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.len ? request->body.ptr : "");
}

/* USERNAME and PASSWORD, not USERPWD, which would split at a colon. */
static bool set_signing(struct exchange *exchange, const struct http_signing *signing) {
    if (!signing)
        return true;
    struct span scope = arena_printf(exchange->text, "aws:amz:%s:%s", signing->region, signing->service);
    if (curl_easy_setopt(exchange->easy, CURLOPT_AWS_SIGV4, scope.ptr) != CURLE_OK)
        return exchange_refuse(exchange, "this libcurl cannot sign for AWS");
    curl_easy_setopt(exchange->easy, CURLOPT_USERNAME, signing->access_key_id);
    curl_easy_setopt(exchange->easy, CURLOPT_PASSWORD, signing->secret_access_key);
    return true;
}

static bool configure(struct exchange *exchange, const struct http_curl_trust *trust) {
    const struct http_request *request = exchange->request;
    set_callbacks(exchange);
    exchange->trusts_embedded = http_curl_trust_is_embedded(trust, request->url);
    http_curl_trust_set(trust, exchange->easy, exchange->trusts_embedded);
    set_connection(exchange->easy, request);
    set_method(exchange->easy, request);
    if (request->user_agent)
        curl_easy_setopt(exchange->easy, CURLOPT_USERAGENT, request->user_agent);
    if (curl_easy_setopt(exchange->easy, CURLOPT_URL, request->url) != CURLE_OK)
        return exchange_refuse(exchange, "the URL was refused");
    return set_signing(exchange, request->signing) && set_header_lines(exchange);
}

bool exchange_begin(struct exchange *exchange, const struct http_request *request, void *tag,
                    const struct http_curl_trust *trust) {
    exchange->request = request;
    exchange->tag = tag;
    http_answer_begin(&exchange->answer, exchange->text, request->response_limit_bytes);
    return configure(exchange, trust);
}

/* Request headers carry session tokens. */
static void wipe_headers(struct exchange *exchange) {
    for (struct curl_slist *line = exchange->header_lines; line; line = line->next)
        explicit_bzero(line->data, strlen(line->data));
    curl_slist_free_all(exchange->header_lines);
    arena_wipe(exchange->text);
}

void exchange_destroy(struct exchange *exchange) {
    if (!exchange)
        return;
    curl_easy_cleanup(exchange->easy);
    wipe_headers(exchange);
    arena_destroy(exchange->text);
    http_answer_free(&exchange->answer);
    free(exchange);
}

struct exchange *exchange_create(struct http_bodies *bodies) {
    struct exchange *exchange = calloc(1, sizeof *exchange);
    CURL *easy = curl_easy_init();
    if (!exchange || !easy) {
        log_write(LOG_FATAL, "no memory for an HTTP exchange; nothing is posted");
        exit(EXIT_FAILURE);
    }
    exchange->easy = easy;
    exchange->text = arena_create("headers", TEXT_LIMIT_BYTES);
    exchange->answer.bodies = bodies;
    return exchange;
}

void exchange_reset(struct exchange *exchange) {
    curl_easy_reset(exchange->easy);
    wipe_headers(exchange);
    http_answer_wipe(&exchange->answer);
    *exchange = (struct exchange){
        .easy = exchange->easy,
        .text = exchange->text,
        .answer = exchange->answer,
    };
}

/* Everything that is not listed is HTTP_BROKEN, a TLS handshake that was cut too. */
static enum http_outcome outcome_of(CURLcode code) {
    static const struct {
        CURLcode code;
        enum http_outcome outcome;
    } outcomes[] = {
        {CURLE_COULDNT_RESOLVE_HOST, HTTP_UNREACHABLE},
        {CURLE_COULDNT_RESOLVE_PROXY, HTTP_UNREACHABLE},
        {CURLE_COULDNT_CONNECT, HTTP_UNREACHABLE},
        {CURLE_OPERATION_TIMEDOUT, HTTP_TIMED_OUT},
        {CURLE_PEER_FAILED_VERIFICATION, HTTP_UNTRUSTED},
        {CURLE_SSL_CACERT_BADFILE, HTTP_UNTRUSTED},
        {CURLE_SSL_CERTPROBLEM, HTTP_UNTRUSTED},
        {CURLE_SSL_CIPHER, HTTP_UNTRUSTED},
        {CURLE_SSL_ISSUER_ERROR, HTTP_UNTRUSTED},
        {CURLE_URL_MALFORMAT, HTTP_UNUSABLE},
        {CURLE_UNSUPPORTED_PROTOCOL, HTTP_UNUSABLE},
        {CURLE_BAD_FUNCTION_ARGUMENT, HTTP_UNUSABLE},
        {CURLE_UNKNOWN_OPTION, HTTP_UNUSABLE},
        {CURLE_NOT_BUILT_IN, HTTP_UNUSABLE},
    };
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        if (outcomes[i].code == code)
            return outcomes[i].outcome;
    return HTTP_BROKEN;
}

/* libcurl has one code for a protocol that we may not use and for an answer that is not HTTP/1. */
static enum http_outcome outcome_after_sending(CURL *easy, enum http_outcome outcome) {
    long sent_bytes = 0;
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent_bytes);
    return outcome == HTTP_UNUSABLE && sent_bytes > 0 ? HTTP_BROKEN : outcome;
}

/* What we found wrong ourselves reaches libcurl as a failed write; ours is the better reason. */
void exchange_conclude(struct exchange *exchange, CURLcode code) {
    const struct http_answer *answer = &exchange->answer;
    const char *curl_reason = *exchange->curl_reason ? exchange->curl_reason : curl_easy_strerror(code);
    if (answer->reason)
        set_outcome(exchange, answer->outcome, answer->reason);
    else if (code != CURLE_OK)
        set_outcome(exchange, outcome_after_sending(exchange->easy, outcome_of(code)), curl_reason);
    else if (!http_answer_is_whole(answer)) /* libcurl calls that a success */
        set_outcome(exchange, HTTP_BROKEN, "the answer ends inside its headers");
    else
        set_outcome(exchange, HTTP_ANSWERED, NULL);
}

void exchange_report(struct exchange *exchange, struct http_done *done) {
    *done = (struct http_done){
        .tag = exchange->tag,
        .outcome = exchange->outcome,
        .reason = exchange->reason,
        .slot = exchange,
    };
    if (exchange->outcome != HTTP_ANSWERED)
        return;
    long status = 0, connections = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(exchange->easy, CURLINFO_NUM_CONNECTS, &connections);
    done->status = (int)status;
    done->new_connection = connections > 0;
    done->headers = exchange->answer.headers.items;
    done->header_count = exchange->answer.headers.count;
    done->body = (struct span){exchange->answer.body.count ? exchange->answer.body.bytes : "",
                               exchange->answer.body.count};
}
