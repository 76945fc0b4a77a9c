#include "aws_class.h"

#include <stddef.h>

/* AWS SDK standard mode, its lists of 2026, and the names of the common errors. */
static const struct aws_code known[] = {
    {"Throttling", AWS_THROTTLED},
    {"ThrottlingException", AWS_THROTTLED},
    {"ThrottledException", AWS_THROTTLED},
    {"RequestThrottledException", AWS_THROTTLED},
    {"RequestThrottled", AWS_THROTTLED},
    {"TooManyRequestsException", AWS_THROTTLED},
    {"ProvisionedThroughputExceededException", AWS_THROTTLED},
    {"TransactionInProgressException", AWS_THROTTLED},
    {"RequestLimitExceeded", AWS_THROTTLED},
    {"BandwidthLimitExceeded", AWS_THROTTLED},
    {"LimitExceededException", AWS_THROTTLED},
    {"SlowDown", AWS_THROTTLED},
    {"PriorRequestNotComplete", AWS_THROTTLED},
    {"EC2ThrottledException", AWS_THROTTLED},

    {"RequestTimeout", AWS_TRANSIENT},
    {"RequestTimeoutException", AWS_TRANSIENT},
    {"KMSInternalException", AWS_TRANSIENT},

    {"AccessDenied", AWS_DENIED},
    {"AccessDeniedException", AWS_DENIED},
    {"AuthorizationError", AWS_DENIED},
    {"AuthorizationErrorException", AWS_DENIED},
    {"NotAuthorized", AWS_DENIED},

    {"ExpiredToken", AWS_KEYS},
    {"ExpiredTokenException", AWS_KEYS},
    {"InvalidClientTokenId", AWS_KEYS},
    {"UnrecognizedClientException", AWS_KEYS},
    {"InvalidAccessKeyId", AWS_KEYS},
    {"MissingAuthenticationToken", AWS_KEYS},
    {"MissingAuthenticationTokenException", AWS_KEYS},
    {"IncompleteSignature", AWS_KEYS},
    {"IncompleteSignatureException", AWS_KEYS},
    {"InvalidSecurity", AWS_KEYS},

    {"RequestTimeTooSkewed", AWS_CLOCK},
    {"InvalidSignatureException", AWS_CLOCK},
    {"SignatureDoesNotMatch", AWS_CLOCK},
    {"RequestExpired", AWS_CLOCK},
    {NULL, AWS_FAILED},
};

static const struct aws_code *find(const struct aws_code *list, struct span code) {
    while (list->code && !span_equal(code, span_from_cstr(list->code)))
        list++;
    return list->code ? list : NULL;
}

static enum aws_class classify_status(int status, struct span code) {
    switch (status) {
    case 429:
        return AWS_THROTTLED;
    case 500:
    case 502:
    case 503:
    case 504:
        return AWS_TRANSIENT;
    default:
        return code.len && status >= 400 && status < 500 ? AWS_REFUSED : AWS_FAILED;
    }
}

enum aws_class aws_classify(const struct aws_code *own, int status, struct span code) {
    const struct aws_code *row = find(own, code);
    if (!row)
        row = find(known, code);
    return row ? row->class : classify_status(status, code);
}
