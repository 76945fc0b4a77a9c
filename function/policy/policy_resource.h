/* Does a resource policy (a topic's, a key's) let CloudWatch act for an alarm?
 *
 *   statement   principal  action  resource  condition
 *      Allow       yes       yes      yes      unknown      ->  unknown
 *      Deny        yes       yes      no       unknown      ->  does not apply
 *
 * Three-valued: a statement applies iff its four parts do, and one part that is false decides. An applying
 * Deny wins, without an applying Allow nothing is allowed, and whatever this evaluator does not know stays
 * unknown by name. */
#pragma once

#include "arena.h"

enum policy_permission { POLICY_FORBIDDEN, POLICY_ALLOWED, POLICY_UNKNOWN };

/* The request: cloudwatch.amazonaws.com acts for an alarm. */
struct policy_request {
    struct span account_id; /* of the alarm */
    struct span alarm_arn;
    struct span action;    /* "sns:Publish" */
    struct span resource;  /* ARN of the topic or the key */
    struct span topic_arn; /* of the encryption context; absent: the request has none */
};

/* *why (never absent) says what forbids or what is unknown. */
enum policy_permission policy_resource_decide(struct arena *arena, struct span policy,
                                              const struct policy_request *request, struct span *why);
