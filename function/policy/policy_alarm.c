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

static void tell(struct counter *counter, struct walk *walk, bool enabled, const struct strings *actions,
                 struct span state) {
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

static bool is_named(const struct alarms *alarms, const bool *told, size_t index,
                     const struct metric_alarm *child) {
    const struct composite_alarm *composite = &alarms->composite.items[index];
    if (policy_composite_names(composite, child->name, child->arn))
        return true;
    for (size_t i = 0; i < alarms->composite.count; i++)
        if (told[i] && policy_composite_names(composite, alarms->composite.items[i].name,
                                              alarms->composite.items[i].arn))
            return true;
    return false;
}

/* Composite alarms may tell for a child, also through each other. Their rules are not decided. */
static void walk_composites(struct counter *counter, const struct walk *child_walk,
                            const struct alarms *alarms, const struct metric_alarm *child) {
    bool *told = ARENA_NEW_ARRAY(counter->walk.policy->arena, alarms->composite.count + 1, bool);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < alarms->composite.count; i++)
            if (!told[i] && is_named(alarms, told, i, child))
                told[i] = more = true;
    }
    for (size_t i = 0; i < alarms->composite.count; i++) {
        const struct composite_alarm *composite = &alarms->composite.items[i];
        if (!told[i])
            continue;
        struct walk walk = at_alarm(child_walk, composite->name, composite->arn);
        walk_doubt(&walk, HOP_ALARM, REASON_ALARM_UNDECIDED,
                   walk_text(&walk, "the rule of composite alarm \"%.*s\" is not decided",
                             SPAN_FMT(composite->name)));
        tell(counter, &walk, composite->actions_enabled, &composite->alarm_actions, composite->state);
    }
}

static struct span dimensions_text(const struct walk *walk, const struct dimensions *dimensions,
                                   bool with_values) {
    struct text_builder text = {.arena = walk->policy->arena};
    for (size_t i = 0; i < dimensions->count; i++) {
        const struct dimension *one = &dimensions->items[i];
        text_printf(&text, "%s%.*s%s%.*s", i ? ", " : "", SPAN_FMT(one->name), with_values ? " = " : "",
                    SPAN_FMT(with_values ? one->value : SPAN_ABSENT));
    }
    return dimensions->count ? text_span(&text) : SPAN("none");
}

static void break_dimensions(struct walk *walk, const struct metric_alarm *alarm,
                             const struct metric_transformation *transformation) {
    size_t at = 0;
    const struct dimensions *watched = policy_alarm_watches(alarm, transformation, &at);
    walk_break(walk, HOP_ALARM, REASON_ALARM_WRONG_DIMENSIONS,
               walk_text(walk, "alarm \"%.*s\" watches dimensions: %.*s; the metric has: %.*s",
                         SPAN_FMT(alarm->name), SPAN_FMT(dimensions_text(walk, watched, true)),
                         SPAN_FMT(dimensions_text(walk, &transformation->dimensions, false))));
}

static void walk_alarms(struct counter *counter, const struct walk *start, const struct alarms *alarms) {
    for (size_t i = 0; i < alarms->metric.count; i++) {
        const struct metric_alarm *alarm = &alarms->metric.items[i];
        enum hearing hearing = policy_alarm_hears(start, alarm, counter->transformation);
        /* What other alarms on values hear is counted on ways of their own. */
        if (hearing == HEARS_NOTHING || (hearing == HEARS_OTHER_DIMENSIONS && counter->has_values))
            continue;
        struct walk walk = at_alarm(start, alarm->name, alarm->arn);
        if (hearing == HEARS_OTHER_DIMENSIONS)
            break_dimensions(&walk, alarm, counter->transformation);
        else if (hearing == HEARS_METRIC)
            policy_alarm_judge(&walk, alarm, counter->transformation);
        else
            walk_doubt(&walk, HOP_ALARM, REASON_ALARM_UNDECIDED,
                       walk_text(&walk, "alarm \"%.*s\" %s, which is not decided", SPAN_FMT(alarm->name),
                                 alarm->promql ? "is a PromQL query" : "is metric math"));
        if (walk.broken) {
            counter_add_walk(counter, &walk);
            continue;
        }
        walk_composites(counter, &walk, alarms, alarm);
        tell(counter, &walk, alarm->actions_enabled, &alarm->alarm_actions, alarm->state);
    }
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
