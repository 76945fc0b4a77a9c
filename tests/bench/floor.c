/* The floor: the least that a program can do for an event, over raw sockets, linked statically. It takes each
 * event and posts it back; it checks nothing, so it is no runtime. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static char buffer[8 * 1024 * 1024]; /* touched as far as it is filled */
static size_t filled;

static int connect_to(const char *address) {
    char host[64];
    const char *colon = strchr(address, ':');
    snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(colon + 1))};
    inet_pton(AF_INET, host, &to.sin_addr);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        exit(EXIT_FAILURE);
    return fd;
}

static void fill(int fd) {
    ssize_t count = read(fd, buffer + filled, sizeof buffer - 1 - filled);
    if (count <= 0)
        exit(EXIT_FAILURE);
    filled += (size_t)count;
    buffer[filled] = '\0';
}

static size_t number_after(const char *name) {
    const char *found = strcasestr(buffer, name);
    return found ? strtoul(found + strlen(name), NULL, 10) : 0;
}

/* One whole answer; where its body begins. */
static char *read_answer(int fd, size_t *body_bytes) {
    char *end = NULL;
    filled = 0;
    do {
        fill(fd);
        end = strstr(buffer, "\r\n\r\n");
    } while (!end);
    *body_bytes = number_after("\nContent-Length:");
    while (filled < (size_t)(end + 4 - buffer) + *body_bytes)
        fill(fd);
    return end + 4;
}

static void post(int fd, const char *body, size_t body_bytes) {
    static const char name[] = "Lambda-Runtime-Aws-Request-Id: ";
    const char *id = strcasestr(buffer, name) + strlen(name);
    char head[512];
    int length = snprintf(head, sizeof head,
                          "POST /2018-06-01/runtime/invocation/%.*s/response HTTP/1.1\r\nHost: "
                          "x\r\nContent-Length: %zu\r\n\r\n",
                          (int)strcspn(id, "\r"), id, body_bytes);
    struct iovec parts[] = {{head, (size_t)length}, {(void *)body, body_bytes}};
    ssize_t sent = writev(fd, parts, 2);
    size_t done = sent < 0 ? 0 : (size_t)sent - (size_t)length;
    while (sent > 0 && done < body_bytes) {
        sent = write(fd, body + done, body_bytes - done);
        done += sent < 0 ? 0 : (size_t)sent;
    }
    if (sent <= 0)
        exit(EXIT_FAILURE);
}

int main(void) {
    static const char next[] = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n";
    int fd = connect_to(getenv("AWS_LAMBDA_RUNTIME_API"));
    size_t body_bytes;
    for (;;) {
        if (write(fd, next, sizeof next - 1) < 0)
            return EXIT_FAILURE;
        const char *body = read_answer(fd, &body_bytes);
        post(fd, body, body_bytes);
        read_answer(fd, &body_bytes);
    }
}
