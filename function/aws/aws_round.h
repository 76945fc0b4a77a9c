/* The engine: runs a table of tasks at once, pages and retries included.
 *
 *   WAITING ──start──► FLYING ──success, more pages──► WAITING (the next page)
 *      ▲                 ├─────throttled, transient──► WAITING (after a delay)
 *      │                 └─────everything else───────► ENDED
 *      └── at most AWS_IN_FLIGHT_LIMIT fly; the others wait for a place or for their time
 *
 * No sleep and no attempt begins that cannot end before the session's deadline less the reserve. */
#pragma once

#include "aws_task.h"

/* True: every task ended with knowledge (AWS_OK to AWS_REFUSED), independent ones in any way. False: one did
 * not, *err (Function.Transient) tells which and how; independent tasks were still brought to their end, the
 * rest was dropped. */
MUST_CHECK bool aws_round_run(struct aws_session *session, struct aws_task *tasks, size_t count,
                              struct error *err);
