/* A task's next request, built and signed for: URL, headers, body. */
#pragma once

#include "aws_task.h"

enum {
    AWS_ATTEMPT_LIMIT_MS = 10 * 1000
}; /* ends black holes; the template's time-out is at least six of them */

/* Fills the exchange; it is not started. `remaining_ms`: until everything must have ended, above 0. Fails
 * with Function.Transient when the task's region cannot stand in a host name. */
MUST_CHECK bool aws_exchange_prepare(const struct aws_session *session, struct aws_task *task,
                                     struct aws_exchange *exchange, int64_t remaining_ms, struct error *err);
