/* A server on a free loopback port, a thread a connection. It answers every request with `reply`, once
 * `hold_until` requests are there, and keeps the bytes of the last one. */
#pragma once

#include "http_curl.h"
#include "test.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct server {
    int listener;
    unsigned short port;
    const char *reply; /* NULL: never answers */
    bool closes;       /* the connection, after a reply */
    int hold_until;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int connection_count, request_count;
    char request[64 * 1024];
};

static struct server server;

/* libcurl's resolver ends here: of one name no name server ever tells. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **addresses) {
    typedef int resolver(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    union {
        void *symbol;
        resolver *resolve;
    } real = {.symbol = dlsym(RTLD_NEXT, "getaddrinfo")};
    if (node && strcmp(node, "silent.test") == 0) {
        sleep(5);
        return EAI_AGAIN;
    }
    return real.resolve(node, service, hints, addresses);
}

static bool receive_request(int connection, char *request, size_t capacity) {
    size_t count = 0, wanted = SIZE_MAX;
    while (count < wanted) {
        ssize_t length = read(connection, request + count, capacity - 1 - count);
        if (length <= 0)
            return false;
        count += (size_t)length;
        request[count] = '\0';
        const char *end = strstr(request, "\r\n\r\n"), *size = strstr(request, "Content-Length: ");
        if (request[0] == 0x16) /* a TLS handshake is answered like anything else */
            return true;
        if (end)
            wanted = (size_t)(end + 4 - request) + (size && size < end ? strtoul(size + 16, NULL, 10) : 0);
    }
    return true;
}

static void *serve_connection(void *argument) {
    int connection = (int)(intptr_t)argument;
    char request[sizeof server.request];
    while (receive_request(connection, request, sizeof request)) {
        pthread_mutex_lock(&server.lock);
        memcpy(server.request, request, sizeof request);
        server.request_count++;
        pthread_cond_broadcast(&server.changed);
        while (server.request_count < server.hold_until)
            pthread_cond_wait(&server.changed, &server.lock);
        const char *reply = server.reply;
        bool closes = server.closes;
        pthread_mutex_unlock(&server.lock);
        if (reply && write(connection, reply, strlen(reply)) < 0)
            break;
        if (reply && closes)
            break;
    }
    close(connection);
    return NULL;
}

static void *accept_connections(void *argument) {
    (void)argument;
    for (;;) {
        int connection = accept(server.listener, NULL, NULL);
        if (connection < 0)
            return NULL;
        pthread_mutex_lock(&server.lock);
        server.connection_count++;
        pthread_mutex_unlock(&server.lock);
        pthread_t thread;
        pthread_create(&thread, NULL, serve_connection,
                       (void *)(intptr_t)connection); // NOLINT(performance-no-int-to-ptr)
        pthread_detach(thread);
    }
}

static int start_server(void **state) {
    (void)state;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    pthread_t thread;
    pthread_mutex_init(&server.lock, NULL);
    pthread_cond_init(&server.changed, NULL);
    server.listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(server.listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(server.listener, 16) != 0 ||
        getsockname(server.listener, (struct sockaddr *)&address, &size) != 0)
        return -1;
    server.port = ntohs(address.sin_port);
    if (pthread_create(&thread, NULL, accept_connections, NULL) != 0)
        return -1;
    return pthread_detach(thread);
}

#define OK_REPLY "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Name: a:b\r\n\r\nok"

static int setup(void **state) {
    static const struct http_curl_options options = {0};
    struct error err;
    pthread_mutex_lock(&server.lock);
    server.reply = OK_REPLY;
    server.closes = false;
    server.hold_until = server.connection_count = server.request_count = 0;
    server.request[0] = '\0';
    pthread_mutex_unlock(&server.lock);
    *state = http_curl_create(&options, &err);
    return *state ? 0 : -1;
}

static int teardown(void **state) {
    http_curl_destroy(*state);
    return 0;
}
