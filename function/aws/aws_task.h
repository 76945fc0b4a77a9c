/* One call from its first page to its last: what to ask, how far it is, how it ended. */
#pragma once

#include "aws_client.h"
#include "aws_reply.h"

enum { AWS_PAGE_TOKEN_LIMIT_BYTES = 16 * 1024, AWS_UUID_BYTES = 37 };

enum aws_task_state { AWS_TASK_WAITING, AWS_TASK_FLYING, AWS_TASK_ENDED };

struct aws_task {
    /* Set by who wants the call. */
    const struct aws_call *call;
    struct span region;
    const struct credentials *credentials; /* NULL: the session's */
    struct aws_input input;                /* page token and second choice are the engine's */
    bool independent;                      /* its failure is logged and fails nothing else */
    /* Takes one page of a success. False: the page is not what it should be (transient: it is asked for
     * again); *err says why. NULL: nothing to take. */
    bool (*take)(struct aws_task *task, const struct json *page, struct error *err);
    void *context; /* for take */

    /* How it ended; in session->arena. */
    enum aws_class class;
    int status;
    struct span code, message, request_id; /* of the last answer */
    const char *gave_up;                   /* why it was not asked again; NULL: asking would not help */

    /* On its way. */
    enum aws_task_state state;
    int64_t not_before_ms;              /* WAITING: Unix time */
    int attempts, pages;                /* attempts of this page */
    int retry_cost;                     /* of its last retry; 0: none yet */
    bool has_new_keys;                  /* was refused its keys once, and asks with others */
    char invocation_id[AWS_UUID_BYTES]; /* of this page, the same in all attempts */
};

/* Fills *err with all that is known of a task that ended badly; returns false. `advice` ("" for none) ends
 * it. */
bool aws_task_error(const struct aws_task *task, const char *type, const char *advice, struct error *err);
