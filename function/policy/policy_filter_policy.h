/* Does a subscription's filter policy let the message of an alarm through? Not to be mixed up with metric
 * filters (policy_filter.h's hop): this is the language of SNS.
 *
 *   {"AlarmName": [{"prefix": "unauth"}, "x"], "Trigger": {"Period": [{"numeric": ["<=", 300]}]}}
 *      every member of an object has to pass; of a list one rule is enough; "$or" takes one of its objects
 *
 * Three-valued, as resource policies are: what is not documented is unknown, by name. */
#pragma once

#include "policy_alarm_message.h"
#include "truth.h"

/* TRUTH_YES: every message of the alarm passes; TRUTH_NO: the message of some state before ALARM does not.
 * *why (never absent) says what is unknown. */
enum truth policy_filter_policy_passes(struct arena *arena, const struct subscription_attributes *attributes,
                                       const struct alarm_message *message, struct span *why);
