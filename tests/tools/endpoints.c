/* Which host is a service reached at? A region a line in; a line for each service and variant out:
 *
 *   eu-west-1  ─►  kms eu-west-1 0 1 https://kms.eu-west-1.api.aws/      signing name, region, FIPS,
 * dual-stack
 */
#include "aws_endpoint.h"

#include <stdio.h>
#include <string.h>

static void print_variant(struct arena *arena, enum aws_service service, struct span region, bool fips,
                          bool dual_stack) {
    struct aws_endpoints endpoints = {.fips = fips, .dual_stack = dual_stack};
    struct error err = {{0}, {0}};
    const char *url;
    if (!aws_endpoint_url(arena, &endpoints, service, region, &url, &err))
        url = err.message;
    printf("%s %.*s %d %d %s\n", aws_service_info(service)->signing_name, SPAN_FMT(region), fips, dual_stack,
           url);
}

int main(void) {
    struct arena *arena = arena_create("endpoints", 1 << 20);
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct span region = {line, strcspn(line, "\n")};
        for (int service = 0; service < AWS_SERVICE_COUNT; service++)
            for (int variant = 0; variant < 4; variant++)
                print_variant(arena, (enum aws_service)service, region, variant & 1, variant & 2);
        arena_reset(arena);
    }
    arena_destroy(arena);
    return 0;
}
