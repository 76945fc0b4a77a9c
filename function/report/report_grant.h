/* What to allow so that a call is no longer denied: the resource of IAM, beside operation_info's permission.
 *
 *   GetSubscriptionAttributes of arn:aws:sns:eu-west-1:111122223333:alerts:UUID
 *   ->  sns:GetSubscriptionAttributes on arn:aws:sns:eu-west-1:111122223333:alerts */
#pragma once

#include "facts.h"

/* "*" where IAM knows no narrower resource, or a narrower one would hide answers. */
struct span report_grant_resource(struct arena *arena, const struct need *need);
