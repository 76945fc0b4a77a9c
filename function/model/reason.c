#include "reason.h"

#include <stddef.h>

#define BROKEN    VERDICT_NOT_MONITORED
#define UNKNOWN   VERDICT_CANNOT_VERIFY
#define ELSEWHERE VERDICT_NOT_APPLICABLE

static const struct reason_info table[REASON_COUNT] = {
    [REASON_NONE] = {"NONE", HOP_NONE, VERDICT_MONITORED, "Unauthorized API calls are monitored.",
                     "Nothing to do.", REMEDY_NONE},
    [REASON_PARAMETER_INVALID] = {"PARAMETER_INVALID", HOP_NONE, UNKNOWN, "A rule parameter is not valid.",
                                  "Correct the rule's parameter.", REMEDY_NONE},
    [REASON_NO_TRAIL] = {"NO_TRAIL", HOP_TRAIL, BROKEN, "The account has no trail of its own.",
                         "Create a multi-region trail that writes to a CloudWatch Logs log group.",
                         REMEDY_NONE},
    [REASON_ORGANIZATION_TRAIL_ELSEWHERE] =
        {"ORGANIZATION_TRAIL_ELSEWHERE", HOP_TRAIL, ELSEWHERE,
         "The account is recorded by an organization trail of another account.",
         "Evaluate the account that owns the organization trail, or set CentralRoleArn.", REMEDY_NONE},
    [REASON_NOT_MULTI_REGION] = {"NOT_MULTI_REGION", HOP_TRAIL, BROKEN, "The trail records one region only.",
                                 "Make the trail a multi-region trail.", REMEDY_NONE},
    [REASON_NOT_LOGGING] = {"NOT_LOGGING", HOP_TRAIL, BROKEN, "The trail is not logging.",
                            "Start the trail's logging.", REMEDY_NONE},
    [REASON_MANAGEMENT_EVENTS_INCOMPLETE] =
        {"MANAGEMENT_EVENTS_INCOMPLETE", HOP_TRAIL, BROKEN,
         "The trail does not record all management events.",
         "Let the trail's event selectors record all management events, reads and writes.", REMEDY_NONE},
    [REASON_TRAIL_UNDECIDED] = {"TRAIL_UNDECIDED", HOP_TRAIL, UNKNOWN,
                                "What the trail records, and where, cannot be decided.",
                                "Let the trail's event selectors record all management events.", REMEDY_NONE},
    [REASON_NO_LOG_GROUP] = {"NO_LOG_GROUP", HOP_LOG_GROUP, BROKEN,
                             "The trail does not write to CloudWatch Logs.",
                             "Give the trail a CloudWatch Logs log group and a role to write to it.",
                             REMEDY_NONE},
    [REASON_LOG_GROUP_MISSING] = {"LOG_GROUP_MISSING", HOP_LOG_GROUP, BROKEN,
                                  "The trail's log group does not exist.",
                                  "Create the log group again or give the trail another one.", REMEDY_NONE},
    [REASON_DELIVERY_FAILING] = {"DELIVERY_FAILING", HOP_LOG_GROUP, BROKEN,
                                 "CloudTrail does not deliver to the log group.",
                                 "Repair the log group and the role that CloudTrail delivers with.",
                                 REMEDY_NONE},
    [REASON_NO_METRIC_FILTER] = {"NO_METRIC_FILTER", HOP_FILTER, BROKEN,
                                 "The log group has no metric filter.",
                                 "Create a metric filter for unauthorized API calls, an alarm and a topic.",
                                 REMEDY_WHOLE_CHAIN},
    [REASON_FILTER_MISSES_EVENTS] = {"FILTER_MISSES_EVENTS", HOP_FILTER, BROKEN,
                                     "The metric filters miss unauthorized API calls.",
                                     "Create a metric filter with the required pattern.", REMEDY_WHOLE_CHAIN},
    [REASON_FILTER_UNREADABLE] = {"FILTER_UNREADABLE", HOP_FILTER, UNKNOWN,
                                  "The metric filter's pattern cannot be read.",
                                  "Create a metric filter with the required pattern.", REMEDY_WHOLE_CHAIN},
    [REASON_FILTER_UNDECIDED] =
        {"FILTER_UNDECIDED", HOP_FILTER, UNKNOWN,
         "Whether the metric filters count every unauthorized API call cannot be decided.",
         "Create a metric filter with the required pattern.", REMEDY_WHOLE_CHAIN},
    [REASON_FILTER_VALUE_NOT_POSITIVE] = {"FILTER_VALUE_NOT_POSITIVE", HOP_FILTER, BROKEN,
                                          "The metric filter publishes a value that is not positive.",
                                          "Let the metric filter publish the value 1.", REMEDY_WHOLE_CHAIN},
    [REASON_FILTER_MATCHES_EVERYTHING] =
        {"FILTER_MATCHES_EVERYTHING", HOP_FILTER, BROKEN,
         "The metric filter counts every event, not only unauthorized API calls.",
         "Create a metric filter with the required pattern.", REMEDY_WHOLE_CHAIN},
    [REASON_NO_ALARM] = {"NO_ALARM", HOP_ALARM, BROKEN, "No alarm watches the metric of the filter.",
                         "Create an alarm on the filter's metric that notifies a topic.", REMEDY_WHOLE_CHAIN},
    [REASON_ALARM_WRONG_DIMENSIONS] = {"ALARM_WRONG_DIMENSIONS", HOP_ALARM, BROKEN,
                                       "The alarm watches other dimensions than the filter publishes.",
                                       "Create an alarm on the metric with the filter's dimensions.",
                                       REMEDY_WHOLE_CHAIN},
    [REASON_ALARM_CANNOT_FIRE] = {"ALARM_CANNOT_FIRE", HOP_ALARM, BROKEN,
                                  "The alarm cannot go to ALARM because of unauthorized API calls.",
                                  "Let the alarm fire at Sum >= 1 in one period, missing data not breaching.",
                                  REMEDY_WHOLE_CHAIN},
    [REASON_ALARM_DEPENDS_ON_TIMING] =
        {"ALARM_DEPENDS_ON_TIMING", HOP_ALARM, BROKEN,
         "The alarm fires only if the calls come at favourable times.",
         "Let the alarm fire at Sum >= 1 in one period, missing data not breaching.", REMEDY_WHOLE_CHAIN},
    [REASON_ALARM_TELLS_ONCE] = {"ALARM_TELLS_ONCE", HOP_ALARM, BROKEN,
                                 "The alarm is in ALARM and never leaves it, so the next call goes unheard.",
                                 "Let the alarm treat missing data as not breaching.", REMEDY_WHOLE_CHAIN},
    [REASON_ALARM_TOO_SLOW] = {"ALARM_TOO_SLOW", HOP_ALARM, BROKEN,
                               "The alarm needs too many calls or too much time.",
                               "Let the alarm fire at Sum >= 1 in one period, missing data not breaching.",
                               REMEDY_WHOLE_CHAIN},
    [REASON_ALARM_ACTIONS_DISABLED] = {"ALARM_ACTIONS_DISABLED", HOP_ALARM, BROKEN,
                                       "The alarm's actions are disabled.", "Enable the alarm's actions.",
                                       REMEDY_ALARM_ACTIONS},
    [REASON_ALARM_MUTED] = {"ALARM_MUTED", HOP_ALARM, BROKEN, "An alarm mute rule is active for the alarm.",
                            "End the mute rule, or create a second alarm.", REMEDY_TOPIC_ON},
    [REASON_ALARM_ACTIONS_SUPPRESSED] = {"ALARM_ACTIONS_SUPPRESSED", HOP_ALARM, BROKEN,
                                         "Another alarm suppresses the alarm's actions.",
                                         "Remove the actions suppressor from the composite alarm.",
                                         REMEDY_TOPIC_ON},
    [REASON_ALARM_WITHOUT_ACTION] = {"ALARM_WITHOUT_ACTION", HOP_ALARM, BROKEN,
                                     "The alarm has no action for the state ALARM.",
                                     "Let the alarm notify a topic.", REMEDY_TOPIC_ON},
    [REASON_ALARM_UNDECIDED] =
        {"ALARM_UNDECIDED", HOP_ALARM, UNKNOWN,
         "Whether the alarm fires because of unauthorized API calls cannot be decided.",
         "Let the alarm fire at Sum >= 1 in one period, missing data not breaching.", REMEDY_WHOLE_CHAIN},
    [REASON_NO_SNS_ACTION] = {"NO_SNS_ACTION", HOP_TOPIC, BROKEN, "No action of the alarm is an SNS topic.",
                              "Let the alarm notify a topic.", REMEDY_TOPIC_ON},
    [REASON_TOPIC_MISSING] = {"TOPIC_MISSING", HOP_TOPIC, BROKEN, "The topic does not exist.",
                              "Create the topic again or let the alarm notify another one.", REMEDY_TOPIC_ON},
    [REASON_TOPIC_KEY_BLOCKS_CLOUDWATCH] =
        {"TOPIC_KEY_BLOCKS_CLOUDWATCH", HOP_TOPIC, BROKEN,
         "The topic is encrypted with a key that CloudWatch cannot use.",
         "Encrypt the topic with a customer's key whose policy lets cloudwatch.amazonaws.com use it.",
         REMEDY_TOPIC_ON},
    [REASON_TOPIC_POLICY_BLOCKS_CLOUDWATCH] =
        {"TOPIC_POLICY_BLOCKS_CLOUDWATCH", HOP_TOPIC, BROKEN,
         "The topic's policy does not let CloudWatch publish.",
         "Allow cloudwatch.amazonaws.com sns:Publish in the topic's policy.", REMEDY_TOPIC_ON},
    [REASON_TOPIC_UNREADABLE] = {"TOPIC_UNREADABLE", HOP_TOPIC, UNKNOWN,
                                 "The topic belongs to another account and cannot be read.",
                                 "Check the topic there and name its account in TrustedTopicAccounts.",
                                 REMEDY_TOPIC_ON},
    [REASON_TOPIC_UNDECIDED] = {"TOPIC_UNDECIDED", HOP_TOPIC, UNKNOWN,
                                "Whether CloudWatch may publish to the topic cannot be decided.",
                                "Allow cloudwatch.amazonaws.com sns:Publish in the topic's policy.",
                                REMEDY_TOPIC_ON},
    [REASON_NO_SUBSCRIPTION] = {"NO_SUBSCRIPTION", HOP_SUBSCRIPTION, BROKEN, "The topic has no subscription.",
                                "Subscribe a person to the topic.", REMEDY_SUBSCRIPTION},
    [REASON_ONLY_PENDING_SUBSCRIPTIONS] = {"ONLY_PENDING_SUBSCRIPTIONS", HOP_SUBSCRIPTION, BROKEN,
                                           "No subscription of the topic has been confirmed.",
                                           "Confirm the subscription by the link in the message.",
                                           REMEDY_SUBSCRIPTION},
    [REASON_SUBSCRIPTION_FILTERED] = {"SUBSCRIPTION_FILTERED", HOP_SUBSCRIPTION, BROKEN,
                                      "The subscription's filter policy drops alarm messages.",
                                      "Remove the filter policy or add a subscription without one.",
                                      REMEDY_TOPIC_ON},
    [REASON_SUBSCRIPTION_UNDECIDED] =
        {"SUBSCRIPTION_UNDECIDED", HOP_SUBSCRIPTION, UNKNOWN,
         "Whether the subscription's filter policy passes alarm messages cannot be decided.",
         "Remove the filter policy or add a subscription without one.", REMEDY_TOPIC_ON},
    [REASON_SIEM_FILTER_MISSES_EVENTS] =
        {"SIEM_FILTER_MISSES_EVENTS", HOP_SIEM, BROKEN,
         "The subscription filters to the SIEM miss unauthorized API calls.",
         "Send every event to the SIEM, or tell by metric filter, alarm and topic.", REMEDY_WHOLE_CHAIN},
    [REASON_SIEM_UNDECIDED] = {"SIEM_UNDECIDED", HOP_SIEM, UNKNOWN,
                               "Whether the SIEM gets every unauthorized API call cannot be decided.",
                               "Monitor by metric filter, alarm and topic too.", REMEDY_WHOLE_CHAIN},
    [REASON_PERMISSION_MISSING] = {"PERMISSION_MISSING", HOP_NONE, UNKNOWN, "A permission is missing.",
                                   "Grant the permission to the role that reads the account.", REMEDY_NONE},
    [REASON_CALL_REFUSED] = {"CALL_REFUSED", HOP_NONE, UNKNOWN, "A service refused a read call.",
                             "Read the service's answer and repair what it names.", REMEDY_NONE},
    [REASON_FACT_NOT_RECORDED] = {"FACT_NOT_RECORDED", HOP_NONE, UNKNOWN,
                                  "The facts file lacks a needed answer.", "Record the facts again.",
                                  REMEDY_NONE},
};

const struct reason_info *reason_info(enum reason reason) {
    return &table[reason];
}

const char *hop_name(enum hop hop) {
    static const char *const names[HOP_COUNT] = {
        [HOP_NONE] = NULL,
        [HOP_TRAIL] = "trail",
        [HOP_LOG_GROUP] = "logGroup",
        [HOP_FILTER] = "filter",
        [HOP_ALARM] = "alarm",
        [HOP_TOPIC] = "topic",
        [HOP_SUBSCRIPTION] = "subscription",
        [HOP_SIEM] = "siem",
    };
    return names[hop];
}

const char *verdict_name(enum verdict verdict) {
    static const char *const names[] = {
        [VERDICT_MONITORED] = "MONITORED",
        [VERDICT_NOT_MONITORED] = "NOT_MONITORED",
        [VERDICT_CANNOT_VERIFY] = "CANNOT_VERIFY",
        [VERDICT_NOT_APPLICABLE] = "NOT_APPLICABLE",
    };
    return names[verdict];
}

const char *verdict_compliance(enum verdict verdict) {
    static const char *const types[] = {
        [VERDICT_MONITORED] = "COMPLIANT",
        [VERDICT_NOT_MONITORED] = "NON_COMPLIANT",
        [VERDICT_CANNOT_VERIFY] = "NON_COMPLIANT",
        [VERDICT_NOT_APPLICABLE] = "NOT_APPLICABLE",
    };
    return types[verdict];
}
