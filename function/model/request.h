/* Who called, about which account, and where the verdict goes.
 *
 * Decoded from the bytes of the event (config-rule.md, sections 1-3): AWS Config's messages, EventBridge's
 * events and the input of EventBridge Scheduler. Everything else is Function.UnknownEvent, and nothing has
 * been called then. */
#pragma once

#include "parameters.h"

enum trigger {
    TRIGGER_CONFIG_SCHEDULED,
    TRIGGER_CONFIG_CHANGE,
    TRIGGER_CONFIG_OVERSIZED,
    TRIGGER_CONFIG_SNAPSHOT,
    TRIGGER_CONFIG_PROACTIVE,
    TRIGGER_EVENTBRIDGE_SCHEDULED, /* EventBridge Scheduler's input too */
    TRIGGER_EVENTBRIDGE_API_CALL,
    TRIGGER_EVENTBRIDGE_CONFIG_ITEM,
};

/* What the process knows of itself. */
struct request_context {
    struct span function_account_id; /* of the function's ARN, or GetCallerIdentity's under AWS_SAM_LOCAL */
    struct span function_region;     /* AWS_REGION */
    struct span allowed_accounts;    /* ALLOWED_ACCOUNTS, comma list; absent or empty: no list */
};

struct request {
    enum trigger trigger;
    struct span account_id, region, partition; /* of the account to judge */
    int64_t ordering_time_ms;                  /* the trigger's own time, Unix ms */
    struct span result_token;                  /* AWS Config only; else absent */
    bool test_mode;
    struct span rule_name; /* AWS Config only */
    struct parameters parameters;
    /* The item of a change, when it left the rule's scope or is asked about proactively; else absent. */
    struct span item_type, item_id;
    bool item_not_applicable;
    /* Not absent: nothing is judged, this says why (the API call of the event had failed: nothing changed).
     */
    struct span ignored;
};

/* Everything in *out lives in `arena` or is a view of `event`. Fails with
 *   Function.UnknownEvent  not one of the kinds above; the message names the member and what is allowed
 *   Function.Refused       an account guard: configRuleArn against accountId, ALLOWED_ACCOUNTS, a foreign
 * account without ExecutionRoleName */
MUST_CHECK bool request_decode(struct arena *arena, const struct request_context *context, struct span event,
                               struct request *out, struct error *err);
bool trigger_is_config(enum trigger trigger);
/* Own tests and the reply: "ScheduledNotification", "Scheduled Event", ... */
const char *trigger_name(enum trigger trigger);
