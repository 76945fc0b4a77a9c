#include "aws_endpoint.h"

#include "arn.h"

/* The first row whose prefix fits; the empty prefix fits every region. */
static const struct {
    struct span region_prefix;
    const char *suffix, *dual_stack_suffix;
} partitions[] = {
    {SPAN_INIT("us-gov-"), "amazonaws.com", "api.aws"},
    {SPAN_INIT("cn-"), "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
    {SPAN_INIT("eusc-"), "amazonaws.eu", "api.amazonwebservices.eu"},
    {SPAN_INIT("us-isob-"), "sc2s.sgov.gov", "api.aws.scloud"},
    {SPAN_INIT("us-isof-"), "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
    {SPAN_INIT("us-iso-"), "c2s.ic.gov", "api.aws.ic.gov"},
    {SPAN_INIT("eu-isoe-"), "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
    {SPAN_INIT(""), "amazonaws.com", "api.aws"},
};

static bool read_switch(const char *(*getenv_function)(const char *name), const char *name, bool *out,
                        struct error *err) {
    struct span value = span_from_cstr(getenv_function(name));
    *out = span_equal_ignoring_case(value, SPAN("true"));
    if (*out || value.len == 0 || span_equal_ignoring_case(value, SPAN("false")))
        return true;
    return error_set(err, "Function.Transient", "environment variable %s is \"%.*s\", must be true or false",
                     name, SPAN_FMT(value));
}

/* Printable ASCII without a query, a fragment or a user name: the path is signed as it stands. */
static bool is_endpoint_url(struct span url) {
    size_t scheme = span_starts_with(url, SPAN("https://")) ? 8 : 7;
    if (scheme == 7 && !span_starts_with(url, SPAN("http://")))
        return false;
    for (size_t i = 0; i < url.len; i++)
        if (url.ptr[i] <= ' ' || url.ptr[i] > '~' || span_find_byte(SPAN("?#@%\"\\"), url.ptr[i]) < 6)
            return false;
    return url.len > scheme && url.ptr[scheme] != '/' && url.ptr[scheme] != ':';
}

/* An empty value leaves *out as it is. */
static bool take_url(const char *url, const char *where, const char *name, const char **out,
                     struct error *err) {
    struct span value = span_from_cstr(url);
    if (value.len == 0)
        return true;
    if (!is_endpoint_url(value))
        return error_set(err, "Function.Transient",
                         "%s %s must be http:// or https://, a host, and no more than a port and a path of "
                         "plain characters",
                         where, name);
    *out = value.ptr;
    return true;
}

static bool read_url(const char *(*getenv_function)(const char *name), const char *name, const char **out,
                     struct error *err) {
    return take_url(getenv_function(name), "environment variable", name, out, err);
}

static bool read_urls(const char *(*getenv_function)(const char *name), const char *profile_url,
                      struct aws_endpoints *out, struct error *err) {
    const char *all = NULL;
    if (!take_url(profile_url, "the profile's", "endpoint_url", &all, err) ||
        !read_url(getenv_function, "AWS_ENDPOINT_URL", &all, err))
        return false;
    for (int i = 0; i < AWS_SERVICE_COUNT; i++) {
        const char *name = aws_service_info((enum aws_service)i)->endpoint_variable;
        out->urls[i] = all;
        if (!read_url(getenv_function, name, &out->urls[i], err))
            return false;
        if (out->urls[i] && (out->fips || out->dual_stack))
            return error_set(err, "Function.Transient",
                             "AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT cannot be combined with "
                             "AWS_ENDPOINT_URL or %s",
                             name);
    }
    return true;
}

bool aws_endpoints_read(const char *(*getenv_function)(const char *name), const char *profile_url,
                        struct aws_endpoints *out, struct error *err) {
    bool ignore_urls;
    *out = (struct aws_endpoints){0};
    if (!read_switch(getenv_function, "AWS_USE_FIPS_ENDPOINT", &out->fips, err) ||
        !read_switch(getenv_function, "AWS_USE_DUALSTACK_ENDPOINT", &out->dual_stack, err) ||
        !read_switch(getenv_function, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", &ignore_urls, err))
        return false;
    return ignore_urls || read_urls(getenv_function, profile_url, out, err);
}

static bool is_fips_suffixed(const struct aws_endpoints *endpoints, const struct aws_service_info *service,
                             struct span region) {
    if (!endpoints->fips || !span_starts_with(region, SPAN("us-gov-")))
        return endpoints->fips;
    switch (service->gov_fips) {
    case AWS_GOV_FIPS_SUFFIXED:
        return true;
    case AWS_GOV_FIPS_PLAIN_V4:
        return endpoints->dual_stack;
    case AWS_GOV_FIPS_PLAIN:
        return false;
    }
    return true;
}

static const char *host_suffix(struct span region, bool dual_stack) {
    size_t i = 0;
    while (!span_starts_with(region, partitions[i].region_prefix))
        i++;
    return dual_stack ? partitions[i].dual_stack_suffix : partitions[i].suffix;
}

bool aws_endpoint_url(struct arena *arena, const struct aws_endpoints *endpoints, enum aws_service service,
                      struct span region, const char **url, struct error *err) {
    const struct aws_service_info *info = aws_service_info(service);
    if (!region_is_valid(region))
        return error_set(err, "Function.Transient", "region \"%.*s\" must be 1 to 63 of a-z, 0-9 and -",
                         SPAN_FMT(span_head(region, 80)));
    struct span own = span_from_cstr(endpoints->urls[service]);
    if (own.len)
        *url = arena_printf(arena, "%.*s%s", SPAN_FMT(own), span_ends_with(own, SPAN("/")) ? "" : "/").ptr;
    else
        *url = arena_printf(arena, "https://%s%s.%.*s.%s/", info->host_label,
                            is_fips_suffixed(endpoints, info, region) ? "-fips" : "", SPAN_FMT(region),
                            host_suffix(region, endpoints->dual_stack))
                   .ptr;
    return true;
}
