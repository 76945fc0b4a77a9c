#include "policy_internal.h"

#include "arn.h"
#include "json.h"

enum {
    SUBSCRIPTIONS_AT_ONCE = 4,
    SUBSCRIPTIONS_IN_FOURS = 8, /* then the rest is asked at once, so that the rounds suffice */
    SUBSCRIPTIONS_LIMIT = 100,  /* asked about in all */
};

enum passing { DROPS, PASSES, PASSES_PERHAPS };

static enum passing accepts_absence(const struct json *policy);

/* "$or": [ {…}, {…} ]: one alternative is enough. */
static enum passing any_accepts_absence(const struct json *alternatives) {
    enum passing result = DROPS;
    if (json_kind(alternatives) != JSON_ARRAY)
        return PASSES_PERHAPS;
    for (const struct json *item = json_first(alternatives); item; item = json_next(item)) {
        enum passing one = json_kind(item) == JSON_OBJECT ? accepts_absence(item) : PASSES_PERHAPS;
        if (one == PASSES)
            return PASSES;
        if (one == PASSES_PERHAPS)
            result = PASSES_PERHAPS;
    }
    return result;
}

/* An attribute that the message lacks passes {"exists": false} only. */
static enum passing key_accepts_absence(const struct json *key) {
    if (span_equal(json_name(key), SPAN("$or")))
        return any_accepts_absence(key);
    if (json_kind(key) != JSON_ARRAY)
        return PASSES_PERHAPS;
    for (const struct json *item = json_first(key); item; item = json_next(item))
        if (json_kind(json_member(item, "exists")) == JSON_FALSE)
            return PASSES;
    return DROPS;
}

static enum passing accepts_absence(const struct json *policy) {
    enum passing result = PASSES;
    for (const struct json *key = json_first(policy); key; key = json_next(key)) {
        enum passing one = key_accepts_absence(key);
        if (one == DROPS)
            return DROPS;
        if (one == PASSES_PERHAPS)
            result = PASSES_PERHAPS;
    }
    return result;
}

/* Alarm messages carry no attributes. What filters their body is not decided. */
static enum passing passes_alarm(struct arena *arena, const struct subscription_attributes *attributes) {
    struct span scope = attributes->filter_policy_scope;
    const struct json *policy;
    struct error error;
    if (attributes->filter_policy.len == 0)
        return PASSES;
    if (!json_parse(arena, attributes->filter_policy, "Function.Defect", &policy, &error) ||
        json_kind(policy) != JSON_OBJECT)
        return PASSES_PERHAPS;
    if (json_count(policy) == 0)
        return PASSES;
    return scope.len == 0 || span_equal(scope, SPAN("MessageAttributes")) ? accepts_absence(policy)
                                                                          : PASSES_PERHAPS;
}

static bool is_confirmed(const struct subscription *subscription) {
    return span_starts_with(subscription->arn, SPAN("arn:"));
}

/* What the confirmed subscriptions of a topic come to. */
struct tally {
    size_t confirmed, pending, read;
    size_t known; /* answers, those about deleted subscriptions too */
    const struct subscription *good, *dropping, *unsure;
    const struct fact *unread;
};

static struct need need_of(const struct walk *walk, const struct subscription *subscription) {
    return (struct need){OPERATION_GET_SUBSCRIPTION_ATTRIBUTES, walk->account_id,
                         arn_field(walk->path.topic_arn, 3), subscription->arn};
}

static void tally_attributes(struct tally *tally, struct arena *arena,
                             const struct subscription *subscription, const struct fact *fact) {
    tally->known++;
    tally->read++;
    if (fact->state == FACT_NOT_FOUND) {
        tally->confirmed--; /* deleted since it was listed */
        tally->read--;
        return;
    }
    if (fact->state != FACT_READ) {
        tally->unread = tally->unread ? tally->unread : fact;
        return;
    }
    const struct subscription_attributes *attributes = fact->value;
    if (span_equal(attributes->pending_confirmation, SPAN("true"))) {
        tally->confirmed--;
        tally->read--;
        tally->pending++;
        return;
    }
    switch (passes_alarm(arena, attributes)) {
    case PASSES:
        tally->good = tally->good ? tally->good : subscription;
        break;
    case DROPS:
        tally->dropping = subscription;
        break;
    case PASSES_PERHAPS:
        tally->unsure = subscription;
        break;
    }
}

static struct tally tally_subscriptions(const struct walk *walk, const struct subscriptions *list) {
    struct tally tally = {0};
    for (size_t i = 0; i < list->count && !tally.good; i++) {
        const struct subscription *subscription = &list->items[i];
        if (span_equal(subscription->arn, SPAN("PendingConfirmation")))
            tally.pending++;
        if (!is_confirmed(subscription))
            continue;
        tally.confirmed++;
        struct need need = need_of(walk, subscription);
        const struct fact *fact = facts_find(walk->policy->facts, &need);
        if (fact)
            tally_attributes(&tally, walk->policy->arena, subscription, fact);
    }
    return tally;
}

static void ask_attributes(struct walk *walk, const struct subscriptions *list, size_t already) {
    size_t left = already < SUBSCRIPTIONS_IN_FOURS ? SUBSCRIPTIONS_AT_ONCE : SUBSCRIPTIONS_LIMIT - already;
    for (size_t i = 0; i < list->count && left; i++) {
        struct need need = need_of(walk, &list->items[i]);
        if (!is_confirmed(&list->items[i]) || facts_find(walk->policy->facts, &need))
            continue;
        walk_ask(walk, need.operation, need.region, need.resource);
        left--;
    }
}

static void judge_none(struct walk *walk, const struct tally *tally) {
    struct span topic = walk->path.topic_arn;
    if (tally->pending)
        walk_break(walk, HOP_SUBSCRIPTION, REASON_ONLY_PENDING_SUBSCRIPTIONS,
                   walk_text(walk, "no subscription of topic %.*s has been confirmed", SPAN_FMT(topic)));
    else
        walk_break(walk, HOP_SUBSCRIPTION, REASON_NO_SUBSCRIPTION,
                   walk_text(walk, "topic %.*s has no subscription", SPAN_FMT(topic)));
}

/* All attributes are known and no subscription is good. */
static void judge_bad(struct walk *walk, const struct tally *tally, bool foreign, bool trusted) {
    if (tally->unread)
        policy_topic_unread(walk, HOP_SUBSCRIPTION, tally->unread, foreign, trusted);
    else if (tally->unsure)
        walk_doubt(walk, HOP_SUBSCRIPTION, REASON_SUBSCRIPTION_UNDECIDED,
                   walk_text(walk, "the filter policy of subscription %.*s is not decided",
                             SPAN_FMT(tally->unsure->arn)));
    else
        walk_break(walk, HOP_SUBSCRIPTION, REASON_SUBSCRIPTION_FILTERED,
                   walk_text(walk, "the filter policy of subscription %.*s drops alarm messages",
                             SPAN_FMT(tally->dropping->arn)));
}

void policy_subscription_walk(struct walk *walk, bool foreign, bool trusted) {
    const struct fact *fact = walk_ask(walk, OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC,
                                       arn_field(walk->path.topic_arn, 3), walk->path.topic_arn);
    if (!fact)
        return;
    if (fact->state != FACT_READ) {
        policy_topic_unread(walk, HOP_SUBSCRIPTION, fact, foreign, trusted);
        return;
    }
    const struct subscriptions *list = fact->value;
    struct tally tally = tally_subscriptions(walk, list);
    if (tally.good)
        walk->path.subscription = tally.good;
    else if (tally.confirmed == 0)
        judge_none(walk, &tally);
    else if (tally.read < tally.confirmed && tally.known < SUBSCRIPTIONS_LIMIT)
        ask_attributes(walk, list, tally.known);
    else if (tally.read < tally.confirmed)
        walk_doubt(walk, HOP_SUBSCRIPTION, REASON_SUBSCRIPTION_UNDECIDED,
                   walk_text(walk, "topic %.*s has more than %d subscriptions",
                             SPAN_FMT(walk->path.topic_arn), SUBSCRIPTIONS_LIMIT));
    else
        judge_bad(walk, &tally, foreign, trusted);
}
