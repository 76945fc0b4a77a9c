/* The last questions of a path, asked only when nothing else breaks it. */
#include "arn.h"
#include "policy_alarm.h"

enum {
    ALARMS_AT_ONCE = 4,
    ALARMS_IN_FOURS = 8, /* then the rest is asked at once, so that the rounds suffice */
};

static struct span region_of(const struct walk *walk) {
    return arn_field(walk->path.log_group_arn, 3);
}

static const struct fact *find_rules(const struct walk *walk) {
    struct need need = {OPERATION_LIST_ALARM_MUTE_RULES, walk->account_id, region_of(walk),
                        walk->path.alarm_name};
    return facts_find(walk->policy->facts, &need);
}

/* It may reach a person, as far as the topic's subscriptions are known. */
static bool is_open(const struct walk *walk) {
    struct span topic = walk->path.topic_arn;
    struct need need = {OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC, walk->account_id, arn_field(topic, 3), topic};
    return !walk->broken && topic.len && facts_find(walk->policy->facts, &need);
}

static void judge_rules(struct walk *walk) {
    const struct mute_rules *rules =
        walk_read(walk, HOP_ALARM, OPERATION_LIST_ALARM_MUTE_RULES, region_of(walk), walk->path.alarm_name);
    for (size_t i = 0; rules && i < rules->count; i++) {
        const struct mute_rule *rule = &rules->items[i];
        struct span text = walk_text(walk, "mute rule %.*s of alarm \"%.*s\" is %.*s", SPAN_FMT(rule->arn),
                                     SPAN_FMT(walk->path.alarm_name), SPAN_FMT(rule->status));
        if (span_equal(rule->status, SPAN("ACTIVE")))
            walk_break(walk, HOP_ALARM, REASON_ALARM_MUTED, text);
        else if (span_equal(rule->status, SPAN("SCHEDULED")))
            walk_remark(walk, text);
        else if (!span_equal(rule->status, SPAN("EXPIRED")))
            walk_doubt(walk, HOP_ALARM, REASON_ALARM_UNDECIDED, text);
    }
}

/* Judges by what is known; the number of alarms that it is known of. The walks of one alarm stand together.
 */
static size_t judge_known(struct counter *counter) {
    struct span last = SPAN_ABSENT;
    size_t known = 0;
    for (size_t i = 0; i < counter->walks.count; i++) {
        struct walk *walk = &counter->walks.items[i];
        if (!is_open(walk))
            continue;
        policy_alarm_ask_publishers(walk, counter->transformation);
        if (!find_rules(walk)) {
            walk->waiting = true;
            continue;
        }
        judge_rules(walk);
        known += !span_equal(walk->path.alarm_name, last);
        last = walk->path.alarm_name;
    }
    return known;
}

/* Those without a doubt first: only they can make a path complete. */
static void ask_unknown(struct counter *counter, bool doubtful, size_t *left) {
    for (size_t i = 0; i < counter->walks.count && *left; i++) {
        struct walk *walk = &counter->walks.items[i];
        size_t before = counter->needs->count;
        if (!is_open(walk) || (walk->doubt_reason != REASON_NONE) != doubtful || find_rules(walk))
            continue;
        judge_rules(walk);
        *left -= counter->needs->count - before;
    }
}

void policy_mute_walk(struct counter *counter) {
    size_t known = judge_known(counter);
    size_t left = known < ALARMS_IN_FOURS ? ALARMS_AT_ONCE : SIZE_MAX;
    if (counter_is_healthy(counter))
        return;
    ask_unknown(counter, false, &left);
    ask_unknown(counter, true, &left);
}
