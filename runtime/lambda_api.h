/* The four calls of the Lambda Runtime API that the loop in lambda.c makes, one connection, no retries.
 *
 * Each fails when the process must end: nothing that Lambda sends after that can be trusted to be a new
 * event. An answer that Lambda refuses for good (410 too late, 413 too large) is logged and counts as taken.
 */
#pragma once

#include "http.h"
#include "lambda.h"

struct lambda_api {
    struct http *http;
    const char *base_url; /* http://host:port/2018-06-01/runtime */
    const char *next_url;
    const char *user_agent;
};

/* `address` is AWS_LAMBDA_RUNTIME_API, host:port; NULL or malformed fails, naming the variable. `process`
 * must live as long as *api. */
MUST_CHECK bool lambda_api_open(struct lambda_api *api, struct http *http, struct arena *process,
                                const char *address, const struct lambda_function *function,
                                struct error *err);

/* Waits for the next event, for ever. What *invocation points to stays until the caller releases *next. */
MUST_CHECK bool lambda_api_get_next(struct lambda_api *api, struct lambda_invocation *invocation,
                                    struct http_done *next, struct error *err);

MUST_CHECK bool lambda_api_post_response(struct lambda_api *api, struct arena *arena,
                                         const struct lambda_invocation *invocation, struct span response,
                                         struct error *err);
MUST_CHECK bool lambda_api_post_error(struct lambda_api *api, struct arena *arena,
                                      const struct lambda_invocation *invocation, const struct error *failure,
                                      struct error *err);
/* Only before the first lambda_api_get_next. */
MUST_CHECK bool lambda_api_post_init_error(struct lambda_api *api, struct arena *arena,
                                           const struct error *failure, struct error *err);
