#include "policy_alarm.h"

#include "arn.h"

static struct span region_of(const struct walk *walk) {
    return arn_field(walk->path.log_group_arn, 3);
}

static struct walk at_alarm(const struct walk *start, struct span name, struct span arn) {
    struct walk walk = *start;
    walk.path.alarm_name = name;
    walk.path.alarm_arn = arn;
    return walk;
}

void policy_alarm_tell(struct counter *counter, struct walk *walk, bool enabled,
                       const struct strings *actions, struct span state) {
    struct span name = walk->path.alarm_name;
    if (span_equal(state, SPAN("ALARM")))
        walk_remark(walk, walk_text(walk, "alarm \"%.*s\" is in ALARM now", SPAN_FMT(name)));
    if (!enabled)
        walk_break(walk, HOP_ALARM, REASON_ALARM_ACTIONS_DISABLED,
                   walk_text(walk, "the actions of alarm \"%.*s\" are disabled", SPAN_FMT(name)));
    else if (actions->count == 0)
        walk_break(walk, HOP_ALARM, REASON_ALARM_WITHOUT_ACTION,
                   walk_text(walk, "alarm \"%.*s\" has no action for the state ALARM", SPAN_FMT(name)));
    if (walk->broken)
        counter_add_walk(counter, walk);
    else
        policy_topic_walk(counter, walk, actions);
}

/* NULL: the alarm hears nothing of the counter. */
static struct heard *hear(const struct counter *counter, const struct walk *start,
                          const struct metric_alarm *alarm) {
    enum hearing hearing = policy_alarm_hears(start, alarm, counter->transformation);
    if (hearing == HEARS_NOTHING)
        return NULL;
    struct heard *heard = ARENA_NEW(start->policy->arena, struct heard);
    *heard = (struct heard){alarm, at_alarm(start, alarm->name, alarm->arn)};
    if (hearing == HEARS_METRIC)
        policy_alarm_judge(&heard->walk, alarm, counter->transformation);
    else
        policy_alarm_undecided(&heard->walk,
                               alarm->promql ? "a PromQL query is not decided"
                                             : "a query over many metrics is not decided",
                               SPAN_ABSENT);
    return heard;
}

static void walk_alarms(struct counter *counter, const struct walk *start, const struct alarms *alarms) {
    struct heard **heard = ARENA_NEW_ARRAY(start->policy->arena, alarms->metric.count + 1, struct heard *);
    for (size_t i = 0; i < alarms->metric.count; i++) {
        const struct metric_alarm *alarm = &alarms->metric.items[i];
        heard[i] = hear(counter, start, alarm);
        if (!heard[i])
            continue;
        struct walk walk = heard[i]->walk;
        if (walk.broken)
            counter_add_walk(counter, &walk);
        else
            policy_alarm_tell(counter, &walk, alarm->actions_enabled, &alarm->alarm_actions, alarm->state);
    }
    policy_composites_walk(counter, alarms, heard);
}

/* What publishes nothing that is known may be heard by any alarm, but not where there is none. */
static void walk_unknown(struct counter *counter, struct walk *walk, const struct alarms *alarms) {
    if (alarms->metric.count == 0)
        walk_break(walk, HOP_ALARM, REASON_NO_ALARM,
                   walk_text(walk, "there is no metric alarm in %.*s", SPAN_FMT(region_of(walk))));
    counter_add_walk(counter, walk);
}

void policy_alarm_walk(struct counter *counter) {
    struct walk walk = counter->walk;
    const struct alarms *alarms =
        walk_read(&walk, HOP_ALARM, OPERATION_DESCRIBE_ALARMS, region_of(&walk), SPAN_ABSENT);
    const struct metric_transformation *transformation = counter->transformation;
    if (!alarms) {
        counter_add_walk(counter, &walk);
        return;
    }
    if (!transformation) {
        walk_unknown(counter, &walk, alarms);
        return;
    }
    walk_alarms(counter, &walk, alarms);
    if (counter->walks.count == 0) {
        walk_break(&walk, HOP_ALARM, REASON_NO_ALARM,
                   walk_text(&walk, "no alarm in %.*s watches metric %.*s of %.*s",
                             SPAN_FMT(region_of(&walk)), SPAN_FMT(transformation->metric_name),
                             SPAN_FMT(transformation->metric_namespace)));
        counter_add_walk(counter, &walk);
    }
}
