/* The services that are called, and how each speaks: one table, one row a service (AWS's service models). */
#pragma once

#include <stdbool.h>

enum aws_service {
    AWS_SERVICE_CONFIG,
    AWS_SERVICE_CLOUDTRAIL,
    AWS_SERVICE_LOGS,
    AWS_SERVICE_CLOUDWATCH,
    AWS_SERVICE_SNS,
    AWS_SERVICE_STS,
    AWS_SERVICE_KMS,
    AWS_SERVICE_COUNT,
};

enum aws_protocol {
    AWS_PROTOCOL_JSON,  /* X-Amz-Target and a JSON object; answers in JSON */
    AWS_PROTOCOL_QUERY, /* a form with Action and Version; answers in XML */
};

/* In the us-gov- regions some plain hosts are the FIPS hosts. */
enum aws_gov_fips {
    AWS_GOV_FIPS_SUFFIXED, /* "-fips" as everywhere */
    AWS_GOV_FIPS_PLAIN_V4, /* plain, but suffixed with dual-stack */
    AWS_GOV_FIPS_PLAIN,    /* always plain */
};

struct aws_service_info {
    const char *host_label, *signing_name;
    const char *content_type;
    const char *dialect; /* JSON: what stands in front of the operation in X-Amz-Target; query: Version */
    const char *endpoint_variable;
    enum aws_protocol protocol;
    int calls_per_second; /* AWS's limit, or what is wise where it is not printed; 0: none is known */
    enum aws_gov_fips gov_fips;
    bool query_mode; /* sends x-amzn-query-mode, so that errors carry the code that they always had */
};

const struct aws_service_info *aws_service_info(enum aws_service service);
