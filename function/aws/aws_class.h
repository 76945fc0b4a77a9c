/* What an answer of AWS means for us: one class, from the error's code first and the HTTP status second. */
#pragma once

#include "span.h"

enum aws_class {
    AWS_OK,
    /* Knowledge: asking again gives the same. */
    AWS_NOT_FOUND,
    AWS_DENIED,
    AWS_REFUSED,
    /* Asked again, while attempts, quota and time last. */
    AWS_THROTTLED,
    AWS_TRANSIENT,
    /* We do not know, and asking again does not help. */
    AWS_KEYS,  /* credentials expired or unknown */
    AWS_CLOCK, /* signature refused: the clock, or the secret key */
    AWS_FAILED,
};

struct aws_code {
    const char *code; /* NULL: end of the list */
    enum aws_class class;
};

/* `own`: the operation's exceptions, ended by a NULL code; looked at first. An absent or empty `code`: not an
 * answer of the service but of something between, so it is never AWS_REFUSED. `status` is not 2xx. */
enum aws_class aws_classify(const struct aws_code *own, int status, struct span code);
