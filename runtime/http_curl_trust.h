/* Which certificates an https exchange trusts. Internal to http_curl.
 *
 *   a bundle is named (AWS_CA_BUNDLE)      that file, and nothing else
 *   *.amazonaws.com, *.api.aws             Amazon's roots, embedded; once they fail: the system's bundle, for
 * ever any other host                         the system's bundle
 *
 * Verification is never switched off: without a bundle, https fails. */
#pragma once

#include "error.h"

#include <curl/curl.h>

struct http_curl_trust {
    char *file;           /* NULL: there is none, only embedded roots */
    bool is_named;        /* by the caller, not found on the system */
    bool embedded_failed; /* a certificate that they do not cover has been seen */
};

/* `named` NULL or "": none. False: it cannot be read. */
MUST_CHECK bool http_curl_trust_open(struct http_curl_trust *trust, const char *named, struct error *err);
void http_curl_trust_close(struct http_curl_trust *trust);

/* Would the embedded roots judge a connection to that URL? */
bool http_curl_trust_is_embedded(const struct http_curl_trust *trust, const char *url);
void http_curl_trust_set(const struct http_curl_trust *trust, CURL *easy, bool embedded);
/* After a certificate that the embedded roots refused. True: the system's bundle takes over, and the exchange
 * may be tried with it. */
bool http_curl_trust_fall_back(struct http_curl_trust *trust);
