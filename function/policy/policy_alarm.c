#include "policy_alarm.h"

#include "arn.h"

static struct span region_of(const struct walk *walk) {
    return arn_field(walk->path.log_group_arn, 3);
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

enum alarm_heard policy_alarm_hear(const struct counter *counter, const struct walk *start,
                                   const struct metric_alarm *alarm, struct walk *out) {
    enum hearing hearing = policy_alarm_hears(start, alarm, counter->transformation);
    size_t first = 0;
    if (hearing == HEARS_NOTHING)
        return HEARD_NOTHING;
    *out = *start;
    out->path.alarm_name = alarm->name;
    out->path.alarm_arn = alarm->arn;
    out->alarm = alarm;
    if (hearing == HEARS_OTHER_DIMENSIONS)
        policy_alarm_wrong_dimensions(out,
                                      policy_alarm_watches(start, alarm, counter->transformation, &first),
                                      counter->transformation);
    else if (hearing == HEARS_METRIC)
        policy_alarm_judge(out, alarm, counter->transformation);
    else
        policy_alarm_undecided(
            out, alarm->promql ? "a PromQL query is not decided" : "a query over many metrics is not decided",
            SPAN_ABSENT);
    return out->broken ? HEARD_BROKEN : HEARD_POSSIBLE;
}

static void walk_alarms(struct counter *counter, const struct walk *start, const struct alarms *alarms) {
    enum alarm_heard *heard =
        ARENA_NEW_ARRAY(start->policy->arena, alarms->metric.count + 1, enum alarm_heard);
    for (size_t i = 0; i < alarms->metric.count; i++) {
        const struct metric_alarm *alarm = &alarms->metric.items[i];
        struct walk walk;
        heard[i] = policy_alarm_hear(counter, start, alarm, &walk);
        /* What other alarms on values hear is counted on ways of their own. */
        if (heard[i] == HEARD_BROKEN &&
            !(counter->has_values && walk.path.reason == REASON_ALARM_WRONG_DIMENSIONS))
            counter_add_walk(counter, &walk);
        if (heard[i] == HEARD_POSSIBLE)
            policy_alarm_tell(counter, &walk, alarm->actions_enabled, &alarm->alarm_actions, alarm->state);
    }
    policy_composites_walk(counter, start, alarms, heard);
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
    policy_mute_walk(counter);
}
