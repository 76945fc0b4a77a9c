/* The Condition block of a policy statement, for a request that CloudWatch makes for an alarm. Three-valued.
 */
#pragma once

#include "json.h"
#include "policy_resource.h"

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

enum truth truth_and(enum truth a, enum truth b);
enum truth truth_or(enum truth a, enum truth b);
enum truth truth_not(enum truth a);
enum truth truth_of(bool value);

/* `*` is any text, `?` any character, as in IAM. */
bool policy_glob_match(struct span pattern, struct span text, bool ignore_case);

/* `condition` NULL: no condition, which holds. *why is set where the answer is unknown. */
enum truth policy_condition_holds(struct arena *arena, const struct json *condition,
                                  const struct policy_request *request, struct span *why);
