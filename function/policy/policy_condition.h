/* The Condition block of a policy statement, for a request that CloudWatch makes for an alarm. Three-valued.
 */
#pragma once

#include "json.h"
#include "policy_resource.h"
#include "truth.h"

/* `*` is any text, `?` any character, as in IAM. */
bool policy_glob_match(struct span pattern, struct span text, bool ignore_case);

/* An object without too many members, and none of them twice: of those it is not known which one counts. */
bool policy_members_are_clear(const struct json *object);

/* `condition` NULL: no condition, which holds. *why is set where the answer is unknown. */
enum truth policy_condition_holds(struct arena *arena, const struct json *condition,
                                  const struct policy_request *request, struct span *why);
