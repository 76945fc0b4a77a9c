/* One rule of a filter policy against one member of a message: "x", 300, {"prefix": "x"}, {"anything-but":
 * …}. Helper of policy_filter_policy.c. */
#pragma once

#include "json.h"
#include "policy_alarm_message.h"
#include "truth.h"

enum truth policy_filter_policy_rule_holds(const struct json *rule, const struct message_value *value);
/* "prefix", "exists", ...: a name that SNS keeps for itself. */
bool policy_filter_policy_rule_is_operator(struct span name);
