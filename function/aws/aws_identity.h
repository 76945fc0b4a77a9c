/* Whose keys: read from STS's answer, and chosen by the account that a need is about. Private to
 * function/aws.
 */
#pragma once

#include "aws.h"
#include "json.h"

/* An AssumeRole reply's keys, copied into the arena. */
MUST_CHECK bool aws_read_keys(struct arena *arena, const struct json *page, struct credentials *out,
                              struct error *err);
/* The session's own, or those of a role assumed in that account; NULL: there are none. Lives as long as the
 * session, until the next role is assumed. */
const struct credentials *aws_keys_for(const struct aws_session *session, struct span account_id);
