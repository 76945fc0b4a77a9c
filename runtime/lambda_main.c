#include "lambda_main.h"

#include "http_curl.h"
#include "log.h"

#include <stdlib.h>
#include <unistd.h>

int lambda_main(const struct lambda_function *function) {
    struct error err = {{0}, {0}};
    struct http *http = http_curl_create(&(struct http_curl_options){0}, &err);
    if (!http) {
        log_open_from_environment(STDOUT_FILENO, getenv("AWS_LAMBDA_LOG_FORMAT"),
                                  getenv("AWS_LAMBDA_LOG_LEVEL"));
        log_failure(LOG_FATAL, "libcurl cannot start", &err);
        return EXIT_FAILURE;
    }
    int status = lambda_run(function, http);
    http_curl_destroy(http);
    return status;
}
