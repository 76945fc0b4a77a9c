#include "http_curl.h"

#include "http_curl_exchange.h"

#include <errno.h>
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
    char *ca_bundle; /* NULL: none found, only http works */
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

static void start(struct http *http, const struct http_request *request, void *tag) {
    struct transport *transport = transport_of(http);
    /* What a freeze did to one connection it did to all of them, and the next request would take one. */
    if (request->fresh_connection && !transport->active)
        renew_multi(transport);
    struct exchange *exchange = take_exchange(transport);
    bool ready = exchange_begin(exchange, request, tag, transport->ca_bundle);
    if (ready && curl_multi_add_handle(transport->multi, exchange->easy) != CURLM_OK)
        ready = exchange_refuse(exchange, "libcurl refused the request");
    push(ready ? &transport->active : &transport->unstarted, exchange);
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
    if (transport->unstarted) {
        struct exchange *exchange = transport->unstarted;
        transport->unstarted = exchange->next;
        exchange_report(exchange, done);
        return true;
    }
    int64_t begin_ms = monotonic_ms();
    while (transport->active) {
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

/* The bundles of Amazon Linux, Debian, newer Fedora and Alpine. */
static const char *find_system_bundle(void) {
    static const char *const bundles[] = {
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem",
    };
    for (size_t i = 0; i < sizeof bundles / sizeof *bundles; i++)
        if (access(bundles[i], R_OK) == 0)
            return bundles[i];
    return NULL;
}

/* A socket of libcurl must not become descriptor 1, where the log goes, when a parent has closed it. */
static void occupy_standard_descriptors(void) {
    int descriptor = open("/dev/null", O_RDWR);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO)
        descriptor = open("/dev/null", O_RDWR);
    if (descriptor > STDERR_FILENO)
        close(descriptor);
}

struct http *http_curl_create(const struct http_curl_options *options, struct error *err) {
    bool is_named = options->ca_bundle && *options->ca_bundle;
    if (is_named && access(options->ca_bundle, R_OK) != 0) {
        error_set(err, "Function.CaBundle",
                  "AWS_CA_BUNDLE is \"%s\": %s; it must name a file of CA certificates", options->ca_bundle,
                  strerror(errno));
        return NULL;
    }
    occupy_standard_descriptors();
    const char *ca_bundle = is_named ? options->ca_bundle : find_system_bundle();
    struct transport *transport = calloc(1, sizeof *transport);
    if (!transport || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(transport);
        error_set(err, "Runtime.HttpUnavailable", "libcurl cannot start");
        return NULL;
    }
    transport->http = (struct http){start, wait_for_one, release, cancel};
    transport->bodies.limit_bytes = BODIES_LIMIT_BYTES;
    transport->ca_bundle = ca_bundle ? strdup(ca_bundle) : NULL;
    transport->max_connections = options->max_connections ? options->max_connections : DEFAULT_CONNECTIONS;
    transport->max_host_connections =
        options->max_host_connections ? options->max_host_connections : DEFAULT_HOST_CONNECTIONS;
    transport->multi = create_multi(transport->max_connections, transport->max_host_connections);
    if (!transport->multi || (ca_bundle && !transport->ca_bundle)) {
        http_curl_destroy(&transport->http);
        error_set(err, "Runtime.HttpUnavailable", "no memory for libcurl");
        return NULL;
    }
    return &transport->http;
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
    free(transport->ca_bundle);
    free(transport);
    curl_global_cleanup();
}
