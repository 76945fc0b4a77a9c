/* What lives as long as the process: transport, endpoints, retry quotas, and the exchanges in flight. Private
 * to function/aws. */
#pragma once

#include "aws_credentials.h"
#include "aws_endpoint.h"
#include "aws_hosts.h"
#include "aws_retry.h"

enum { AWS_IN_FLIGHT_LIMIT = 12 };

/* Time and chance, so that tests can have their own. */
struct aws_clock {
    int64_t (*now_ms)(void *context); /* Unix time */
    void (*sleep_ms)(void *context, int64_t duration_ms);
    uint64_t (*random)(void *context);
    void *context;
};

/* One request on the wire. What it points to lives in its own arena, until its answer has been read. */
struct aws_exchange {
    struct arena *arena;
    struct aws_task *task; /* NULL: free */
    struct http_request request;
    struct http_signing signing;
};

_Static_assert((int)AWS_SERVICE_COUNT <= (int)AWS_SERVICES_LIMIT, "a session has a pace for every service");

struct aws_client {
    struct http *http;
    const char *user_agent;
    const char *(*getenv)(const char *name);
    struct aws_keyring keyring;
    struct arena *session_keys; /* of the session; overwritten at its end */
    struct arena *texts;        /* of the process */
    struct aws_endpoints endpoints;
    int attempts_limit;
    struct aws_quota quotas[AWS_SERVICE_COUNT];
    struct aws_hosts hosts;
    struct aws_clock clock;
    struct aws_exchange exchanges[AWS_IN_FLIGHT_LIMIT];
};
