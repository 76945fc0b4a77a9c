/* GETs each URL in turn over one transport and prints what became of it: https_get URL...
 *
 *   200
 *   untrusted: SSL certificate problem: ...
 *
 * AWS_CA_BUNDLE is read as the function reads it; the log goes to standard error. */
#include "http_curl.h"
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void print(const struct http_done *done) {
    static const char *const names[] = {
        [HTTP_ANSWERED] = "answered", [HTTP_UNREACHABLE] = "unreachable", [HTTP_TIMED_OUT] = "timed out",
        [HTTP_BROKEN] = "broken",     [HTTP_UNTRUSTED] = "untrusted",     [HTTP_TOO_LARGE] = "too large",
        [HTTP_UNUSABLE] = "unusable",
    };
    if (done->outcome == HTTP_ANSWERED)
        printf("%d\n", done->status);
    else
        printf("%s: %s\n", names[done->outcome], done->reason);
}

static bool get(struct http *http, const char *url) {
    struct http_request request = {
        .url = url, .timeout_ms = 10000, .connect_timeout_ms = 2000, .response_limit_bytes = 65536};
    struct http_done done;
    http_start(http, &request, NULL);
    if (!http_wait(http, -1, &done))
        return false;
    print(&done);
    http_release(http, &done);
    return true;
}

int main(int argc, char **argv) {
    struct error err;
    log_open(STDERR_FILENO, LOG_TEXT, LOG_INFO);
    struct http *http =
        http_curl_create(&(struct http_curl_options){.ca_bundle = getenv("AWS_CA_BUNDLE")}, &err);
    if (!http) {
        fprintf(stderr, "%s: %s\n", err.type, err.message);
        return EXIT_FAILURE;
    }
    for (int i = 1; i < argc; i++)
        if (!get(http, argv[i]))
            return EXIT_FAILURE;
    http_curl_destroy(http);
    return EXIT_SUCCESS;
}
