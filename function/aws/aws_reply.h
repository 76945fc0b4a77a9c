/* One answer from the wire, read: its class, the service's words, and the tree when it is a success.
 *
 * Success is a 2xx with a request id and a body that parses, and nothing less: a connection cut inside the
 * header may look like an empty 200. Status and body decide, never the Content-Type. */
#pragma once

#include "aws.h"
#include "aws_call.h"
#include "http.h"

enum {
    AWS_CODE_LIMIT_BYTES = 128,
    AWS_MESSAGE_LIMIT_BYTES = 512, /* of a service's own words */
    AWS_QUOTE_LIMIT_BYTES = 80,    /* of a text that is no answer of the service: HTML, a proxy's page */
    AWS_VALUES_LIMIT = 256 * 1024, /* in a reply; as a tree 24 MB besides its text: a page of AWS has 5000 */
};

/* Views of the arena and of `done`. */
struct aws_reply {
    enum aws_class class;
    int status;               /* 0: none came */
    struct span code;         /* absent or empty: none */
    struct span message;      /* the service's, the transport's or ours; may be empty */
    struct span request_id;   /* absent: none */
    int64_t retry_after_ms;   /* below 0: no hint */
    const struct json *value; /* AWS_OK: what the JSON protocol would have sent */
};

struct aws_reply aws_reply_read(struct arena *arena, const struct aws_call *call,
                                const struct http_done *done);
/* Without half a character at its end. */
struct span aws_text_cut(struct span text, size_t limit_bytes);
