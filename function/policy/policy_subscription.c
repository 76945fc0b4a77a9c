#include "policy_internal.h"

#include "arn.h"
#include "policy_filter_policy.h"

enum {
    SUBSCRIPTIONS_AT_ONCE = 4,
    SUBSCRIPTIONS_IN_FOURS = 8, /* then the rest is asked at once, so that the rounds suffice */
    SUBSCRIPTIONS_LIMIT =
        500, /* asked about in all; a topic takes 200 filter policies unless more are granted */
};

static bool is_confirmed(const struct subscription *subscription) {
    return span_starts_with(subscription->arn, SPAN("arn:"));
}

/* What the confirmed subscriptions of a topic come to. */
struct tally {
    size_t confirmed, pending, read;
    size_t known; /* answers, those about deleted subscriptions too */
    const struct subscription *good, *dropping, *unsure;
    struct span unsure_why;
    const struct fact *unread;
    struct alarm_message message; /* looked up for the first filter policy */
};

static struct need need_of(const struct walk *walk, const struct subscription *subscription) {
    return (struct need){OPERATION_GET_SUBSCRIPTION_ATTRIBUTES, walk->account_id,
                         arn_field(walk->path.topic_arn, 3), subscription->arn};
}

static void doubt_subscription(struct tally *tally, const struct subscription *subscription,
                               struct span why) {
    tally->unsure = subscription;
    tally->unsure_why = why;
}

static void tally_filter_policy(struct tally *tally, const struct walk *walk,
                                const struct subscription *subscription,
                                const struct subscription_attributes *attributes) {
    struct span why;
    if (attributes->filter_policy.len && !tally->message.alarm_arn.ptr)
        tally->message = alarm_message_find(walk->policy->facts, walk->account_id, walk->path.alarm_name,
                                            walk->path.alarm_arn);
    switch (policy_filter_policy_passes(walk->policy->arena, attributes, &tally->message, &why)) {
    case TRUTH_YES:
        tally->good = tally->good ? tally->good : subscription;
        break;
    case TRUTH_NO:
        tally->dropping = subscription;
        break;
    case TRUTH_UNKNOWN:
        doubt_subscription(tally, subscription, walk_text(walk, "in its filter policy %.*s", SPAN_FMT(why)));
        break;
    }
}

/* The list said "confirmed"; what is known of this one may say otherwise. */
static void tally_attributes(struct tally *tally, const struct walk *walk,
                             const struct subscription *subscription, const struct fact *fact) {
    const struct subscription_attributes *attributes = fact->value;
    bool read = fact->state == FACT_READ;
    bool pending = read && span_equal(attributes->pending_confirmation, SPAN("true"));
    tally->known++;
    if (fact->state == FACT_NOT_FOUND || pending) { /* deleted since it was listed, or not confirmed */
        tally->confirmed--;
        tally->pending += pending;
        return;
    }
    tally->read++;
    if (!read)
        tally->unread = tally->unread ? tally->unread : fact;
    else if (attributes->pending_confirmation.len &&
             !span_equal(attributes->pending_confirmation, SPAN("false")))
        doubt_subscription(tally, subscription, SPAN("PendingConfirmation is neither true nor false"));
    else
        tally_filter_policy(tally, walk, subscription, attributes);
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
            tally_attributes(&tally, walk, subscription, fact);
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
                   walk_text(walk, "subscription %.*s: %.*s", SPAN_FMT(tally->unsure->arn),
                             SPAN_FMT(tally->unsure_why)));
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
