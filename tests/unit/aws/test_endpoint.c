#include "test.h"

#include "aws_endpoint.h"

#include <stdlib.h>

struct variable {
    const char *name, *value;
};
static struct variable environment[4];

static const char *lookup(const char *name) {
    for (size_t i = 0; i < 4 && environment[i].name; i++)
        if (strcmp(environment[i].name, name) == 0)
            return environment[i].value;
    return NULL;
}

static const struct {
    struct variable environment[4];
    enum aws_service service;
    const char *region, *url;
} hosts[] = {
    {{{0}}, AWS_SERVICE_CONFIG, "eu-west-1", "https://config.eu-west-1.amazonaws.com/"},
    {{{0}}, AWS_SERVICE_CLOUDWATCH, "us-east-1", "https://monitoring.us-east-1.amazonaws.com/"},
    {{{0}}, AWS_SERVICE_STS, "us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com/"},
    {{{0}}, AWS_SERVICE_LOGS, "cn-north-1", "https://logs.cn-north-1.amazonaws.com.cn/"},
    {{{0}}, AWS_SERVICE_SNS, "eusc-de-east-1", "https://sns.eusc-de-east-1.amazonaws.eu/"},
    {{{0}}, AWS_SERVICE_SNS, "us-iso-east-1", "https://sns.us-iso-east-1.c2s.ic.gov/"},
    {{{0}}, AWS_SERVICE_SNS, "us-isob-east-1", "https://sns.us-isob-east-1.sc2s.sgov.gov/"},
    {{{0}}, AWS_SERVICE_SNS, "us-isof-south-1", "https://sns.us-isof-south-1.csp.hci.ic.gov/"},
    {{{0}}, AWS_SERVICE_SNS, "eu-isoe-west-1", "https://sns.eu-isoe-west-1.cloud.adc-e.uk/"},
    {{{"AWS_USE_FIPS_ENDPOINT", "true"}},
     AWS_SERVICE_CLOUDTRAIL,
     "us-east-1",
     "https://cloudtrail-fips.us-east-1.amazonaws.com/"},
    {{{"AWS_USE_FIPS_ENDPOINT", "TRUE"}},
     AWS_SERVICE_CLOUDTRAIL,
     "us-gov-east-1",
     "https://cloudtrail.us-gov-east-1.amazonaws.com/"},
    {{{"AWS_USE_FIPS_ENDPOINT", "true"}, {"AWS_USE_DUALSTACK_ENDPOINT", "true"}},
     AWS_SERVICE_CLOUDTRAIL,
     "us-gov-east-1",
     "https://cloudtrail-fips.us-gov-east-1.api.aws/"},
    {{{"AWS_USE_FIPS_ENDPOINT", "true"}, {"AWS_USE_DUALSTACK_ENDPOINT", "true"}},
     AWS_SERVICE_CLOUDWATCH,
     "us-gov-east-1",
     "https://monitoring.us-gov-east-1.api.aws/"},
    {{{"AWS_USE_DUALSTACK_ENDPOINT", "true"}},
     AWS_SERVICE_LOGS,
     "cn-north-1",
     "https://logs.cn-north-1.api.amazonwebservices.com.cn/"},
    {{{"AWS_ENDPOINT_URL", "http://127.0.0.1:5000"}}, AWS_SERVICE_KMS, "eu-west-1", "http://127.0.0.1:5000/"},
    {{{"AWS_ENDPOINT_URL", "http://a/"}}, AWS_SERVICE_KMS, "eu-west-1", "http://a/"},
    {{{"AWS_ENDPOINT_URL", ""}, {"AWS_ENDPOINT_URL_KMS", ""}},
     AWS_SERVICE_KMS,
     "eu-west-1",
     "https://kms.eu-west-1.amazonaws.com/"},
    {{{"AWS_ENDPOINT_URL", "http://127.0.0.1:5000"}, {"AWS_ENDPOINT_URL_KMS", "https://vpce.example/kms/"}},
     AWS_SERVICE_KMS,
     "eu-west-1",
     "https://vpce.example/kms/"},
    {{{"AWS_ENDPOINT_URL_CONFIG_SERVICE", "https://vpce.example"}},
     AWS_SERVICE_KMS,
     "eu-west-1",
     "https://kms.eu-west-1.amazonaws.com/"},
    {{{"AWS_ENDPOINT_URL", "http://127.0.0.1:5000"}, {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}},
     AWS_SERVICE_KMS,
     "eu-west-1",
     "https://kms.eu-west-1.amazonaws.com/"},
};

static void hosts_follow_the_table(void **state) {
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        struct aws_endpoints endpoints;
        struct error err;
        const char *url;
        memcpy(environment, hosts[i].environment, sizeof environment);
        assert_true(aws_endpoints_read(lookup, NULL, &endpoints, &err));
        assert_true(aws_endpoint_url(*state, &endpoints, hosts[i].service, span_from_cstr(hosts[i].region),
                                     &url, &err));
        assert_string_equal(url, hosts[i].url);
    }
}

static const struct {
    struct variable environment[4];
    const char *complaint;
} refused[] = {
    {{{"AWS_USE_FIPS_ENDPOINT", "yes"}}, "AWS_USE_FIPS_ENDPOINT"},
    {{{"AWS_ENDPOINT_URL", "ftp://x"}}, "AWS_ENDPOINT_URL"},
    {{{"AWS_ENDPOINT_URL", "https://"}}, "AWS_ENDPOINT_URL"},
    {{{"AWS_ENDPOINT_URL", "https:///path"}}, "AWS_ENDPOINT_URL"},
    {{{"AWS_ENDPOINT_URL", "http:///path"}}, "AWS_ENDPOINT_URL"},
    {{{"AWS_ENDPOINT_URL", "http://:80"}}, "AWS_ENDPOINT_URL"},
    {{{"AWS_ENDPOINT_URL_SNS", "https://a b"}}, "AWS_ENDPOINT_URL_SNS"},
    {{{"AWS_ENDPOINT_URL_SNS", "https://user@host"}}, "AWS_ENDPOINT_URL_SNS"},
    {{{"AWS_ENDPOINT_URL_SNS", "https://host/?q"}}, "AWS_ENDPOINT_URL_SNS"},
    {{{"AWS_ENDPOINT_URL_SNS", "https://host/\nX: y"}}, "AWS_ENDPOINT_URL_SNS"},
    {{{"AWS_ENDPOINT_URL_SNS", "https://host"}, {"AWS_USE_FIPS_ENDPOINT", "true"}}, "AWS_ENDPOINT_URL_SNS"},
};

static void bad_variables_are_named(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct aws_endpoints endpoints;
        struct error err;
        memcpy(environment, refused[i].environment, sizeof environment);
        assert_false(aws_endpoints_read(lookup, NULL, &endpoints, &err));
        assert_string_equal(err.type, "Function.Transient");
        assert_non_null(strstr(err.message, refused[i].complaint));
    }
}

static void a_region_cannot_smuggle_a_host(void **state) {
    static const char *const regions[] = {"", "evil.example/", "eu-west-1.evil.example", "EU", "a@b", "a b"};
    struct aws_endpoints endpoints = {0};
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        struct error err;
        const char *url;
        assert_false(
            aws_endpoint_url(*state, &endpoints, AWS_SERVICE_SNS, span_from_cstr(regions[i]), &url, &err));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hosts_follow_the_table, arena_setup, arena_teardown),
        cmocka_unit_test(bad_variables_are_named),
        cmocka_unit_test_setup_teardown(a_region_cannot_smuggle_a_host, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
