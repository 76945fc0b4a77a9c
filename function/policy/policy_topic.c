#include "arn.h"
#include "policy_internal.h"
#include "policy_resource.h"

static bool is_topic(struct span arn) {
    struct span name = arn_field(arn, 5);
    return span_starts_with(arn, SPAN("arn:")) && span_equal(arn_field(arn, 2), SPAN("sns")) &&
           region_is_valid(arn_field(arn, 3)) && account_id_is_valid(arn_field(arn, 4)) && name.len &&
           span_find_byte(name, ':') == name.len;
}

static struct span region_of(const struct walk *walk) {
    return arn_field(walk->path.topic_arn, 3);
}

static struct policy_request request_of(const struct walk *walk, const char *action, struct span resource) {
    return (struct policy_request){
        .account_id = arn_field(walk->path.alarm_arn, 4),
        .alarm_arn = walk->path.alarm_arn,
        .action = span_from_cstr(action),
        .resource = resource,
    };
}

static void judge_policy(struct walk *walk, const struct topic_attributes *attributes) {
    struct policy_request request = request_of(walk, "sns:Publish", walk->path.topic_arn);
    struct span why;
    enum policy_permission permission =
        policy_resource_decide(walk->policy->arena, attributes->policy, &request, &why);
    struct span text = walk_text(walk, "topic %.*s: %.*s", SPAN_FMT(walk->path.topic_arn), SPAN_FMT(why));
    if (permission == POLICY_FORBIDDEN)
        walk_break(walk, HOP_TOPIC, REASON_TOPIC_POLICY_BLOCKS_CLOUDWATCH, text);
    if (permission == POLICY_UNKNOWN)
        walk_doubt(walk, HOP_TOPIC, REASON_TOPIC_UNDECIDED, text);
}

static void block_by_key(struct walk *walk, struct span key, const char *why) {
    walk_break(walk, HOP_TOPIC, REASON_TOPIC_KEY_BLOCKS_CLOUDWATCH,
               walk_text(walk, "topic %.*s is encrypted with %.*s, %s", SPAN_FMT(walk->path.topic_arn),
                         SPAN_FMT(key), why));
}

static void judge_key_policy(struct walk *walk, const struct key *key, const struct key_policy *policy) {
    static const char *const actions[] = {"kms:Decrypt", "kms:GenerateDataKey"};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        struct policy_request request = request_of(walk, actions[i], key->arn);
        struct span why;
        request.topic_arn = walk->path.topic_arn;
        switch (policy_resource_decide(walk->policy->arena, policy->policy, &request, &why)) {
        case POLICY_ALLOWED:
            break;
        case POLICY_FORBIDDEN:
            block_by_key(walk, key->arn, "whose policy does not let cloudwatch.amazonaws.com use it");
            break;
        case POLICY_UNKNOWN:
            walk_doubt(walk, HOP_TOPIC, REASON_TOPIC_UNDECIDED,
                       walk_text(walk, "key %.*s: %.*s", SPAN_FMT(key->arn), SPAN_FMT(why)));
            break;
        }
    }
}

static bool is_aws_alias(struct span key_id) {
    return span_equal(key_id, SPAN("alias/aws/sns")) || span_ends_with(key_id, SPAN(":alias/aws/sns"));
}

/* GetKeyPolicy takes no alias: it is asked for the ARN that DescribeKey gives. */
static void judge_key(struct walk *walk, struct span key_id) {
    const struct fact *described = walk_ask(walk, OPERATION_DESCRIBE_KEY, region_of(walk), key_id);
    if (described && described->state == FACT_NOT_FOUND) {
        block_by_key(walk, key_id, "which does not exist");
        return;
    }
    const struct key *key = walk_read(walk, HOP_TOPIC, OPERATION_DESCRIBE_KEY, region_of(walk), key_id);
    if (!key)
        return;
    if (span_equal(key->manager, SPAN("AWS"))) {
        block_by_key(walk, key_id, "the AWS managed key, which refuses CloudWatch");
    } else if (!span_equal(key->manager, SPAN("CUSTOMER")) || !key->state.len || !key->arn.len) {
        walk_doubt(walk, HOP_TOPIC, REASON_TOPIC_UNDECIDED,
                   walk_text(walk, "key %.*s: its manager or state cannot be read", SPAN_FMT(key_id)));
    } else if (!span_equal(key->state, SPAN("Enabled"))) {
        block_by_key(walk, key_id, "which is not enabled");
    } else {
        const struct key_policy *policy =
            walk_read(walk, HOP_TOPIC, OPERATION_GET_KEY_POLICY, region_of(walk), key->arn);
        if (policy)
            judge_key_policy(walk, key, policy);
    }
}

static void judge_attributes(struct walk *walk, const struct topic_attributes *attributes) {
    bool standard = attributes->fifo.len == 0 || span_equal(attributes->fifo, SPAN("false"));
    if (!standard || span_ends_with(walk->path.topic_arn, SPAN(".fifo")))
        walk_doubt(walk, HOP_TOPIC, REASON_TOPIC_UNDECIDED,
                   walk_text(walk, "topic %.*s is a FIFO topic", SPAN_FMT(walk->path.topic_arn)));
    if (is_aws_alias(attributes->kms_key_id))
        block_by_key(walk, attributes->kms_key_id, "the AWS managed key, which refuses CloudWatch");
    /* SNS gives every topic a policy, so an answer without one shows less than there is. */
    else if (attributes->policy.len)
        judge_policy(walk, attributes);
    else
        walk_doubt(walk, HOP_TOPIC, REASON_TOPIC_UNDECIDED,
                   walk_text(walk, "the policy of topic %.*s is not shown", SPAN_FMT(walk->path.topic_arn)));
    if (!walk->broken && attributes->kms_key_id.len)
        judge_key(walk, attributes->kms_key_id);
}

void policy_topic_unread(struct walk *walk, enum hop hop, const struct fact *fact, bool foreign,
                         bool trusted) {
    struct span topic = walk->path.topic_arn;
    bool first = walk->doubt_reason == REASON_NONE;
    if (!foreign || fact->state == FACT_NOT_RECORDED) {
        walk_doubt_fact(walk, hop, fact);
    } else if (trusted && fact->state != FACT_NOT_FOUND) {
        walk_remark(walk, walk_text(walk, "topic %.*s is trusted without being read", SPAN_FMT(topic)));
    } else {
        walk_doubt(walk, HOP_TOPIC, REASON_TOPIC_UNREADABLE,
                   walk_text(walk, "topic %.*s belongs to account %.*s and cannot be read: %.*s",
                             SPAN_FMT(topic), SPAN_FMT(arn_field(topic, 4)), SPAN_FMT(fact->refusal_code)));
        if (first)
            walk->doubt_fact = fact;
    }
}

static bool is_trusted(const struct walk *walk, struct span account_id) {
    const struct strings *trusted = &walk->policy->parameters->trusted_topic_accounts;
    for (size_t i = 0; i < trusted->count; i++)
        if (span_equal(trusted->items[i], account_id))
            return true;
    return false;
}

/* What another account's topic answers when it may not be seen is not documented: "not found" proves nothing
 * there. */
static void walk_topic(struct walk *walk, struct span topic_arn) {
    struct span owner = arn_field(topic_arn, 4);
    bool foreign = !span_equal(owner, walk->account_id), trusted = is_trusted(walk, owner);
    walk->path.topic_arn = topic_arn;
    const struct fact *fact = walk_ask(walk, OPERATION_GET_TOPIC_ATTRIBUTES, region_of(walk), topic_arn);
    if (fact && fact->state == FACT_READ)
        judge_attributes(walk, fact->value);
    else if (fact && fact->state == FACT_NOT_FOUND && !foreign)
        walk_break(walk, HOP_TOPIC, REASON_TOPIC_MISSING,
                   walk_text(walk, "topic %.*s does not exist", SPAN_FMT(topic_arn)));
    else if (fact)
        policy_topic_unread(walk, HOP_TOPIC, fact, foreign, trusted);
    if (!walk->broken)
        policy_subscription_walk(walk, foreign, trusted);
}

void policy_topic_walk(struct counter *counter, const struct walk *start, const struct strings *actions) {
    bool any = false;
    for (size_t i = 0; i < actions->count; i++) {
        struct walk walk = *start;
        if (!is_topic(actions->items[i]))
            continue;
        any = true;
        walk_topic(&walk, actions->items[i]);
        counter_add_walk(counter, &walk);
    }
    if (any)
        return;
    struct walk walk = *start;
    walk_break(
        &walk, HOP_TOPIC, REASON_NO_SNS_ACTION,
        walk_text(&walk, "no action of alarm \"%.*s\" is an SNS topic", SPAN_FMT(walk.path.alarm_name)));
    counter_add_walk(counter, &walk);
}

void policy_topics_ahead(const struct policy *policy, struct needs *needs, const struct need *alarms_need) {
    const struct fact *fact = facts_find(policy->facts, alarms_need);
    const struct alarms *alarms = fact && fact->state == FACT_READ ? fact->value : NULL;
    struct needs topics = {NULL, 0, 0};
    for (size_t i = 0; alarms && i < alarms->metric.count && topics.count < POLICY_TOPICS_AHEAD; i++) {
        const struct metric_alarm *alarm = &alarms->metric.items[i];
        for (size_t k = 0; alarm->actions_enabled && k < alarm->alarm_actions.count; k++) {
            struct span topic = alarm->alarm_actions.items[k];
            struct need need = {OPERATION_GET_TOPIC_ATTRIBUTES, alarms_need->account_id, arn_field(topic, 3),
                                topic};
            if (is_topic(topic) && topics.count < POLICY_TOPICS_AHEAD)
                policy_need(policy, &topics, &need);
        }
    }
    for (size_t i = 0; i < topics.count; i++) {
        struct need list = topics.items[i];
        list.operation = OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC;
        policy_need(policy, needs, &topics.items[i]);
        policy_need(policy, needs, &list);
    }
}
