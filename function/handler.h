/* The pipeline: an event comes in, the account is judged, the verdict is posted, a reply goes out.
 *
 *   event ─► request ─► facts ⇄ findings ─► evaluations ─► delivered ─► reply
 *          decode    collect  judge      report        deliver
 *
 * The one place that sees every layer. What the layers know of each other, they know through the nouns of
 * model/. */
#pragma once

#include "aws.h"
#include "policy.h"
#include "report.h"

struct handler {
    struct aws_client *client;
    struct arena *scratch; /* of replies; reset as they become facts */
    const char *(*getenv)(const char *name);
};

struct handler_invocation {
    struct span event, function_arn;
    int64_t deadline_ms; /* Unix time; 0: unknown, 10 s are taken */
};

/* One invocation. Fails with the error types of policy.md, section 6. */
MUST_CHECK bool handler_handle(struct handler *handler, struct arena *arena,
                               const struct handler_invocation *invocation, struct span *response,
                               struct error *err);

/* Judge, collect what is needed, judge again, until nothing is needed. For the command line too. */
MUST_CHECK bool handler_judge(struct aws_session *session, const struct parameters *parameters,
                              struct facts *facts, struct findings *findings, struct error *err);
/* The same from facts alone: what they lack stays unread. */
MUST_CHECK bool handler_replay(struct arena *arena, const struct parameters *parameters, struct facts *facts,
                               struct findings *findings, struct error *err);

/* Unix milliseconds. */
int64_t handler_now_ms(void);
