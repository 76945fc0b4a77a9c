#include "http_curl_trust.h"

#include "amazon_roots.h"
#include "log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The bundles of Amazon Linux, Debian, newer Fedora and Alpine. */
static const char *find_system_bundle(void) {
    static const char *const bundles[] = {
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem",
    };
    for (size_t i = 0; i < sizeof bundles / sizeof *bundles; i++)
        if (access(bundles[i], R_OK) == 0)
            return bundles[i];
    return NULL;
}

bool http_curl_trust_open(struct http_curl_trust *trust, const char *named, struct error *err) {
    const char *file = named && *named ? named : NULL;
    *trust = (struct http_curl_trust){.is_named = file != NULL};
    if (file && access(file, R_OK) != 0)
        return error_set(err, "Function.CaBundle",
                         "AWS_CA_BUNDLE is \"%s\": %s; it must name a file of CA certificates", file,
                         strerror(errno));
    if (!file)
        file = find_system_bundle();
    trust->file = file ? strdup(file) : NULL;
    return !file || trust->file || error_set(err, "Runtime.HttpUnavailable", "no memory for libcurl");
}

void http_curl_trust_close(struct http_curl_trust *trust) {
    free(trust->file);
    *trust = (struct http_curl_trust){0};
}

static struct span host_of(struct span url) {
    static const struct span scheme = SPAN_INIT("https://");
    if (!span_starts_with(url, scheme))
        return SPAN_ABSENT;
    struct span rest = span_tail(url, scheme.len);
    size_t length = 0;
    while (length < rest.len && !strchr("/:?#", rest.ptr[length]))
        length++;
    return span_head(rest, length);
}

bool http_curl_trust_is_embedded(const struct http_curl_trust *trust, const char *url) {
    static const struct span domains[] = {SPAN_INIT(".amazonaws.com"), SPAN_INIT(".api.aws")};
    if (trust->is_named || trust->embedded_failed)
        return false;
    struct span host = host_of(span_from_cstr(url));
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
        if (span_ends_with(host, domains[i]))
            return true;
    return false;
}

/* CAPATH NULL: a directory would disable libcurl's cache of the parsed bundle. */
void http_curl_trust_set(const struct http_curl_trust *trust, CURL *easy, bool embedded) {
    struct span roots = amazon_roots_pem();
    struct curl_blob blob = {.len = roots.len, .flags = CURL_BLOB_NOCOPY};
    memcpy(&blob.data, &roots.ptr, sizeof blob.data); /* libcurl only reads, but its field is not const */
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(easy, CURLOPT_CAINFO, embedded ? NULL : trust->file);
    if (embedded)
        curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
}

bool http_curl_trust_fall_back(struct http_curl_trust *trust) {
    if (!trust->file)
        return false;
    if (!trust->embedded_failed)
        log_write(LOG_WARN,
                  "the embedded Amazon roots do not cover a certificate of AWS: %s is used from here on",
                  trust->file);
    trust->embedded_failed = true;
    return true;
}
