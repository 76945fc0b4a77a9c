/* Which filters publish to a metric: those of the trails' log groups, and those of all others, which the
 * metric's own list names. */
#include "arn.h"
#include "policy_alarm.h"

#include <math.h>

static struct span region_of(const struct walk *walk) {
    return arn_field(walk->path.log_group_arn, 3);
}

static struct need need_of(const struct walk *walk, struct arena *arena, struct span namespace,
                           struct span name) {
    struct span metric = arena_printf(arena, "%.*s:%.*s", SPAN_FMT(namespace), SPAN_FMT(name));
    return (struct need){OPERATION_DESCRIBE_METRIC_PUBLISHERS, walk->account_id, region_of(walk), metric};
}

static void add(struct alarm_publishers *all, const struct metric_transformation *transformation, bool ours) {
    double value;
    if (!policy_filter_value(transformation->metric_value, &value)) {
        all->variable = true;
    } else {
        all->low = fmin(all->low, value);
        all->high = fmax(all->high, value);
    }
    all->count++;
    if (isnan(transformation->default_value))
        return;
    all->defaults++;
    all->default_sum += transformation->default_value;
    all->default_low = fmin(all->default_low, transformation->default_value);
    all->default_high = fmax(all->default_high, transformation->default_value);
    if (ours)
        return;
    all->other_defaults++;
    all->other_default_low = fmin(all->other_default_low, transformation->default_value);
    all->other_default_high = fmax(all->other_default_high, transformation->default_value);
}

static bool publishes(const struct metric_transformation *one, const struct alarm_metric *metric) {
    return span_equal(one->metric_name, metric->name) &&
           span_equal(one->metric_namespace, metric->namespace) &&
           policy_dimensions_name_some(&one->dimensions, metric->dimensions) &&
           policy_dimensions_name_some(metric->dimensions, &one->dimensions);
}

static void add_others(struct alarm_publishers *all, const struct metric_filter *filter,
                       const struct alarm_metric *metric, const struct metric_transformation *ours) {
    for (size_t i = 0; i < filter->transformations.count; i++) {
        const struct metric_transformation *one = &filter->transformations.items[i];
        if (one != ours && !filter->system_field_dimensions.count && publishes(one, metric))
            add(all, one, false);
    }
}

/* The metric's own list names the filters of log groups that were read, too. */
static bool is_listed_twice(const struct facts *facts, const struct need *need,
                            const struct metric_filter *filter) {
    struct need group = {OPERATION_DESCRIBE_METRIC_FILTERS, need->account_id, need->region,
                         filter->log_group_name};
    const struct fact *fact = facts_find(facts, &group);
    return need->operation == OPERATION_DESCRIBE_METRIC_PUBLISHERS && fact && fact->state == FACT_READ;
}

struct alarm_publishers policy_alarm_publishers(const struct walk *walk, const struct alarm_metric *metric,
                                                const struct metric_transformation *ours) {
    struct alarm_publishers all = {.low = INFINITY,
                                   .high = -INFINITY,
                                   .default_low = INFINITY,
                                   .default_high = -INFINITY,
                                   .other_default_low = INFINITY,
                                   .other_default_high = -INFINITY};
    const struct facts *facts = walk->policy->facts;
    struct need of_metric = need_of(walk, walk->policy->scratch, metric->namespace, metric->name);
    if (ours)
        add(&all, ours, true);
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        const struct metric_filters *filters = fact->value;
        bool of_group = fact->need.operation == OPERATION_DESCRIBE_METRIC_FILTERS &&
                        span_equal(fact->need.region, of_metric.region) &&
                        span_equal(fact->need.account_id, of_metric.account_id);
        if ((!of_group && !need_equal(&fact->need, &of_metric)) || fact->state != FACT_READ)
            continue;
        for (size_t f = 0; f < filters->count; f++)
            if (!is_listed_twice(facts, &fact->need, &filters->items[f]))
                add_others(&all, &filters->items[f], metric, ours);
    }
    return all;
}

static bool has_publishers(const struct walk *walk, const struct metric_query *query) {
    struct alarm_metric metric = {query->metric_namespace, query->metric_name, &query->dimensions};
    return policy_alarm_publishers(walk, &metric, NULL).count > 0;
}

/* The metric of the filter, then others of the walk's alarm that are known to have publishers. False: no
 * more. */
static bool next_need(const struct walk *walk, struct arena *arena,
                      const struct metric_transformation *transformation, size_t *at, struct need *out) {
    size_t count = walk->alarm ? walk->alarm->queries.count : 0;
    while (*at <= count) {
        size_t i = (*at)++;
        const struct metric_query *query = i ? &walk->alarm->queries.items[i - 1] : NULL;
        *out = query ? need_of(walk, arena, query->metric_namespace, query->metric_name)
                     : need_of(walk, arena, transformation->metric_namespace, transformation->metric_name);
        if (!query || (!query->expression.ptr && has_publishers(walk, query)))
            return true;
    }
    return false;
}

void policy_alarm_ask_publishers(struct walk *walk, const struct metric_transformation *transformation) {
    struct need need;
    for (size_t at = 0; next_need(walk, walk->policy->arena, transformation, &at, &need);)
        walk_ask(walk, need.operation, need.region, need.resource);
}

/* An alarm that is not in ALARM is held there by nobody, and only averages and the like can be diluted. */
static bool is_immaterial(const struct alarm_model *model) {
    enum alarm_statistic statistic = model->series[0].statistic;
    bool undiluted = statistic == ALARM_SUM || statistic == ALARM_SAMPLE_COUNT || statistic == ALARM_MAXIMUM;
    return undiluted && !model->formula && model->state == ALARM_STATE_OK;
}

static void judge_unread(struct walk *walk, const struct alarm_model *model, const struct fact *fact) {
    bool known_why = fact->state == FACT_DENIED || fact->state == FACT_NOT_RECORDED;
    if (known_why || !is_immaterial(model))
        walk_doubt_fact(walk, HOP_ALARM, fact);
    else
        walk_remark(walk, walk_text(walk, "which other filters publish to metric %.*s is not known: %.*s",
                                    SPAN_FMT(fact->need.resource), SPAN_FMT(fact->refusal_code)));
}

void policy_alarm_judge_publishers(struct walk *walk, const struct alarm_model *model,
                                   const struct metric_transformation *transformation) {
    struct need need;
    for (size_t at = 0; next_need(walk, walk->policy->scratch, transformation, &at, &need);) {
        const struct fact *fact = facts_find(walk->policy->facts, &need);
        if (fact && fact->state != FACT_READ)
            judge_unread(walk, model, fact);
    }
}
