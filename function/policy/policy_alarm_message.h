/* What the message of an alarm that goes to ALARM holds, as far as it is known (policy.md, Subscription).
 *
 *   {"AlarmName":"unauthorized","NewStateValue":"ALARM","OldStateValue":"OK",…,"Trigger":{"Period":300,…}}
 *
 * What is not documented is told apart by readings: each of them is one possible message. */
#pragma once

#include "facts.h"

enum message_kind {
    MESSAGE_OPEN,    /* the member is not looked at */
    MESSAGE_ABSENT,  /* there is no such member */
    MESSAGE_NOTHING, /* null or "": which of them is not known */
    MESSAGE_TEXT,
    MESSAGE_NUMBER,
    MESSAGE_OBJECT,
};

struct message_value {
    enum message_kind kind;
    struct span text;
    double number;
    bool is_whole; /* written without a fraction: 300, where a threshold is 1.0 */
};

struct alarm_message {
    struct span account_id, alarm_name, alarm_arn;
    /* Of what is listed under the ARN; both NULL: nothing, so what it is made of is open. */
    const struct metric_alarm *metric;
    const struct composite_alarm *composite;
    struct span old_state;      /* OldStateValue */
    bool statistic_in_capitals; /* "SUM", as all samples have it, rather than "Sum", as the API has it */
};

/* The message of the alarm of that ARN, as listed with the keys of `account_id`. The two readings are not
 * set.
 */
struct alarm_message alarm_message_find(const struct facts *facts, struct span account_id,
                                        struct span alarm_name, struct span alarm_arn);
/* A member of the message, or of its object Trigger. */
struct message_value alarm_message_member(const struct alarm_message *message, bool of_trigger,
                                          struct span name);
