/* Where a service of a region is reached: AWS's hosts by partition, or what the environment says instead.
 *
 *   logs, eu-west-1                              https://logs.eu-west-1.amazonaws.com/
 *   AWS_ENDPOINT_URL=http://127.0.0.1:5000       http://127.0.0.1:5000/          for every service
 *
 * An override changes the host only: region and service that a request is signed for stay. */
#pragma once

#include "arena.h"
#include "aws_service.h"
#include "error.h"

struct aws_endpoints {
    bool fips, dual_stack;
    const char *urls[AWS_SERVICE_COUNT]; /* overrides; NULL: AWS's own host */
};

/* Fails with Function.Transient on a value that is not allowed, and on an override together with FIPS or
 * dual-stack, which says nothing about the host that is meant. `profile_url` (NULL: none) counts where the
 * environment names none. The URLs are views of the environment, or profile_url. */
MUST_CHECK bool aws_endpoints_read(const char *(*getenv_function)(const char *name), const char *profile_url,
                                   struct aws_endpoints *out, struct error *err);
/* Fails with Function.Transient when the region cannot stand in a host name: it may come from a hostile ARN.
 */
MUST_CHECK bool aws_endpoint_url(struct arena *arena, const struct aws_endpoints *endpoints,
                                 enum aws_service service, struct span region, const char **url,
                                 struct error *err);
