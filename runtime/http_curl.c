#include "http_curl.h"

#include "http_curl_exchange.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    DEFAULT_HOST_CONNECTIONS = 4,
    DEFAULT_CONNECTIONS = 16,
    BODIES_LIMIT_BYTES = 16 * 1024 * 1024, /* of all answers under way */
};

struct transport {
    struct http http; /* first: a struct http * of ours is a struct transport * */
    CURLM *multi;
    long max_host_connections, max_connections;
    struct http_curl_trust trust;
    struct http_bodies bodies;
    struct exchange *idle, *active, *unstarted;
};

static struct transport *transport_of(struct http *http) {
    return (struct transport *)http;
}

static void push(struct exchange **list, struct exchange *exchange) {
    exchange->next = *list;
    *list = exchange;
}

static void unlink_exchange(struct exchange **list, const struct exchange *exchange) {
    while (*list && *list != exchange)
        list = &(*list)->next;
    if (*list)
        *list = exchange->next;
}

static CURLM *create_multi(long max_connections, long max_host_connections) {
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, max_host_connections);
    curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, max_connections);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, max_connections);
    return multi;
}

static struct exchange *take_exchange(struct transport *transport) {
    struct exchange *exchange = transport->idle;
    if (!exchange)
        return exchange_create(&transport->bodies);
    transport->idle = exchange->next;
    return exchange;
}

/* Closes every kept-alive connection. */
static void renew_multi(struct transport *transport) {
    CURLM *multi = create_multi(transport->max_connections, transport->max_host_connections);
    if (!multi)
        return;
    curl_multi_cleanup(transport->multi);
    transport->multi = multi;
}

static void begin(struct transport *transport, struct exchange *exchange, const struct http_request *request,
                  void *tag) {
    bool ready = exchange_begin(exchange, request, tag, &transport->trust);
    if (ready && curl_multi_add_handle(transport->multi, exchange->easy) != CURLM_OK)
        ready = exchange_refuse(exchange, "libcurl refused the request");
    push(ready ? &transport->active : &transport->unstarted, exchange);
}

static void start(struct http *http, const struct http_request *request, void *tag) {
    struct transport *transport = transport_of(http);
    /* What a freeze did to one connection it did to all of them, and the next request would take one. */
    if (request->fresh_connection && !transport->active)
        renew_multi(transport);
    begin(transport, take_exchange(transport), request, tag);
}

static void recycle(struct transport *transport, struct exchange *exchange) {
    exchange_reset(exchange);
    push(&transport->idle, exchange);
}

static void release(struct http *http, struct http_done *done) {
    recycle(transport_of(http), done->slot);
    *done = (struct http_done){0};
}

static void cancel(struct http *http) {
    struct transport *transport = transport_of(http);
    while (transport->active) {
        struct exchange *exchange = transport->active;
        transport->active = exchange->next;
        curl_multi_remove_handle(transport->multi, exchange->easy);
        recycle(transport, exchange);
    }
    while (transport->unstarted) {
        struct exchange *exchange = transport->unstarted;
        transport->unstarted = exchange->next;
        recycle(transport, exchange);
    }
}

/* The embedded roots are for speed, not a pin: nothing was sent yet when they refused. */
static bool begin_again(struct transport *transport, struct exchange *exchange) {
    if (exchange->outcome != HTTP_UNTRUSTED || !exchange->trusts_embedded ||
        !http_curl_trust_fall_back(&transport->trust))
        return false;
    const struct http_request *request = exchange->request;
    void *tag = exchange->tag;
    exchange_reset(exchange);
    begin(transport, exchange, request, tag);
    return true;
}

static bool take_unstarted(struct transport *transport, struct http_done *done) {
    struct exchange *exchange = transport->unstarted;
    if (!exchange)
        return false;
    transport->unstarted = exchange->next;
    exchange_report(exchange, done);
    return true;
}

static bool take_finished(struct transport *transport, struct http_done *done) {
    int queued;
    for (CURLMsg *message; (message = curl_multi_info_read(transport->multi, &queued));) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result; /* the message is gone once its handle is removed */
        CURL *easy = message->easy_handle;
        struct exchange *exchange = NULL;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&exchange);
        curl_multi_remove_handle(transport->multi, easy);
        unlink_exchange(&transport->active, exchange);
        exchange_conclude(exchange, code);
        if (begin_again(transport, exchange))
            continue;
        exchange_report(exchange, done);
        return true;
    }
    return false;
}

static int64_t monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int poll_timeout_ms(int64_t timeout_ms, int64_t waited_ms) {
    if (timeout_ms < 0 || timeout_ms - waited_ms > INT_MAX)
        return INT_MAX;
    return (int)(timeout_ms - waited_ms);
}

static bool wait_for_one(struct http *http, int64_t timeout_ms, struct http_done *done) {
    struct transport *transport = transport_of(http);
    int64_t begin_ms = monotonic_ms();
    while (transport->active || transport->unstarted) {
        if (take_unstarted(transport, done))
            return true;
        int running;
        curl_multi_perform(transport->multi, &running);
        if (take_finished(transport, done))
            return true;
        int64_t waited_ms = monotonic_ms() - begin_ms;
        if (timeout_ms >= 0 && waited_ms >= timeout_ms)
            return false;
        curl_multi_poll(transport->multi, NULL, 0, poll_timeout_ms(timeout_ms, waited_ms), NULL);
    }
    return false;
}

/* A socket of libcurl must not become descriptor 1, where the log goes, when a parent has closed it. */
static void occupy_standard_descriptors(void) {
    int descriptor = open("/dev/null", O_RDWR);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO)
        descriptor = open("/dev/null", O_RDWR);
    if (descriptor > STDERR_FILENO)
        close(descriptor);
}

static bool open_transport(struct transport *transport, const struct http_curl_options *options,
                           struct error *err) {
    if (!http_curl_trust_open(&transport->trust, options->ca_bundle, err))
        return false;
    transport->http = (struct http){start, wait_for_one, release, cancel};
    transport->bodies.limit_bytes = BODIES_LIMIT_BYTES;
    transport->max_connections = options->max_connections ? options->max_connections : DEFAULT_CONNECTIONS;
    transport->max_host_connections =
        options->max_host_connections ? options->max_host_connections : DEFAULT_HOST_CONNECTIONS;
    transport->multi = create_multi(transport->max_connections, transport->max_host_connections);
    return transport->multi || error_set(err, "Runtime.HttpUnavailable", "no memory for libcurl");
}

struct http *http_curl_create(const struct http_curl_options *options, struct error *err) {
    occupy_standard_descriptors();
    struct transport *transport = calloc(1, sizeof *transport);
    if (!transport || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(transport);
        error_set(err, "Runtime.HttpUnavailable", "libcurl cannot start");
        return NULL;
    }
    if (open_transport(transport, options, err))
        return &transport->http;
    http_curl_destroy(&transport->http);
    return NULL;
}

void http_curl_destroy(struct http *http) {
    if (!http)
        return;
    struct transport *transport = transport_of(http);
    cancel(http);
    while (transport->idle) {
        struct exchange *exchange = transport->idle;
        transport->idle = exchange->next;
        exchange_destroy(exchange);
    }
    curl_multi_cleanup(transport->multi);
    http_curl_trust_close(&transport->trust);
    free(transport);
    curl_global_cleanup();
}
