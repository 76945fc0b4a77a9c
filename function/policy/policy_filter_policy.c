#include "policy_filter_policy.h"

#include "policy_condition.h"
#include "policy_filter_policy_rule.h"

/* One evaluation, against one possible message. */
struct filter {
    struct arena *arena;
    const struct alarm_message *message; /* NULL: the attributes, of which alarm messages have none */
    struct span *why;                    /* what was unknown first */
};

static enum truth unknown(const struct filter *filter, struct span name, const char *why) {
    if (!filter->why->ptr)
        *filter->why = arena_printf(filter->arena, "\"%.*s\" %s", SPAN_FMT(name), why);
    return TRUTH_UNKNOWN;
}

static enum truth object_passes(const struct filter *filter, const struct json *object, bool of_trigger);

/* SNS takes "$or" for its operator only if it lists at least two objects without reserved names. */
static bool is_or(const struct json *member) {
    if (!span_equal(json_name(member), SPAN("$or")) || json_kind(member) != JSON_ARRAY ||
        json_count(member) < 2)
        return false;
    for (const struct json *object = json_first(member); object; object = json_next(object)) {
        if (json_kind(object) != JSON_OBJECT)
            return false;
        for (const struct json *key = json_first(object); key; key = json_next(key))
            if (policy_filter_policy_rule_is_operator(json_name(key)))
                return false;
    }
    return true;
}

static enum truth any_passes(const struct filter *filter, const struct json *objects, bool of_trigger) {
    enum truth any = TRUTH_NO;
    for (const struct json *object = json_first(objects); object; object = json_next(object))
        any = truth_or(any, object_passes(filter, object, of_trigger));
    return any;
}

static enum truth any_rule_holds(const struct json *rules, const struct message_value *value) {
    enum truth any = TRUTH_NO;
    for (const struct json *rule = json_first(rules); rule; rule = json_next(rule))
        any = truth_or(any, policy_filter_policy_rule_holds(rule, value));
    return json_count(rules) ? any : TRUTH_UNKNOWN;
}

static enum truth member_passes(const struct filter *filter, const struct json *member, bool of_trigger) {
    const struct message_value absent = {.kind = MESSAGE_ABSENT};
    struct span name = json_name(member);
    struct message_value value =
        filter->message ? alarm_message_member(filter->message, of_trigger, name) : absent;
    bool is_trigger = filter->message && !of_trigger && span_equal(name, SPAN("Trigger"));
    if (is_or(member))
        return any_passes(filter, member, of_trigger);
    if (value.kind == MESSAGE_OPEN)
        return unknown(filter, name, "is not looked at");
    if (is_trigger && json_kind(member) == JSON_OBJECT)
        return object_passes(filter, member, true);
    enum truth holds = json_kind(member) == JSON_ARRAY ? any_rule_holds(member, &value) : TRUTH_UNKNOWN;
    if (holds != TRUTH_UNKNOWN)
        return holds;
    return unknown(filter, name,
                   filter->message ? "is tested in a way that is not decided"
                                   : "is about attributes, and a message without any may be dropped");
}

static enum truth object_passes(const struct filter *filter, const struct json *object, bool of_trigger) {
    enum truth all = TRUTH_YES;
    if (json_count(object) == 0 || !policy_members_are_clear(object))
        return unknown(filter, SPAN("FilterPolicy"), "has an object with no members, too many, or one twice");
    for (const struct json *member = json_first(object); member; member = json_next(member))
        all = truth_and(all, member_passes(filter, member, of_trigger));
    return all;
}

/* Which of the two states it was in before is not ours to choose: it has to pass from both. */
static enum truth passes_from_any_state(struct filter *filter, const struct json *policy,
                                        struct alarm_message message) {
    static const struct span states[] = {SPAN_INIT("OK"), SPAN_INIT("INSUFFICIENT_DATA")};
    enum truth all = TRUTH_YES;
    filter->message = &message;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        message.old_state = states[i];
        all = truth_and(all, object_passes(filter, policy, false));
    }
    filter->message = NULL;
    return all;
}

static enum truth body_passes(struct filter *filter, const struct json *policy,
                              const struct alarm_message *message) {
    struct alarm_message reading = *message;
    reading.statistic_in_capitals = false;
    enum truth one = passes_from_any_state(filter, policy, reading);
    reading.statistic_in_capitals = true;
    if (passes_from_any_state(filter, policy, reading) == one)
        return one;
    return unknown(filter, SPAN("Trigger.Statistic"), "may be written in capitals");
}

enum truth policy_filter_policy_passes(struct arena *arena, const struct subscription_attributes *attributes,
                                       const struct alarm_message *message, struct span *why) {
    struct span scope = attributes->filter_policy_scope;
    struct filter filter = {.arena = arena, .why = why};
    const struct json *policy;
    struct error error;
    *why = SPAN_ABSENT;
    if (!attributes->filter_policy.len)
        return TRUTH_YES;
    if (!json_parse(arena, attributes->filter_policy, "Function.Defect", &policy, &error) ||
        json_kind(policy) != JSON_OBJECT)
        return unknown(&filter, SPAN("FilterPolicy"), "is no JSON object");
    if (json_count(policy) == 0)
        return TRUTH_YES;
    if (span_equal(scope, SPAN("MessageBody")))
        return body_passes(&filter, policy, message);
    if (scope.len && !span_equal(scope, SPAN("MessageAttributes")))
        return unknown(&filter, scope, "is an unknown FilterPolicyScope");
    return object_passes(&filter, policy, false);
}
