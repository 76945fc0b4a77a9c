/* One alarm of CloudWatch, as the arithmetic's model. */
#include "arn.h"
#include "policy_alarm.h"
#include "policy_alarm_model.h"

#include <math.h>
#include <string.h>

static bool same_metric(struct span name, struct span namespace,
                        const struct metric_transformation *transformation) {
    return span_equal(name, transformation->metric_name) &&
           span_equal(namespace, transformation->metric_namespace);
}

const struct dimensions *policy_alarm_watches(const struct metric_alarm *alarm,
                                              const struct metric_transformation *transformation,
                                              size_t *at) {
    while (*at <= alarm->queries.count) {
        size_t i = (*at)++;
        const struct metric_query *query = i ? &alarm->queries.items[i - 1] : NULL;
        if (same_metric(query ? query->metric_name : alarm->metric_name,
                        query ? query->metric_namespace : alarm->metric_namespace, transformation))
            return query ? &query->dimensions : &alarm->dimensions;
    }
    return NULL;
}

static bool fits(const struct walk *walk, const struct dimensions *watched,
                 const struct metric_transformation *transformation) {
    switch (walk->dimension_fit) {
    case FITS_EXACTLY:
        return policy_dimensions_equal(&walk->dimensions, watched);
    case FITS_PERHAPS:
        return walk->path.filter->system_field_dimensions.count ||
               policy_dimensions_name_some(watched, &transformation->dimensions);
    case FITS_NEVER:
        break;
    }
    return false;
}

/* A query over many metrics may name it, or may name all. */
static bool names_metric(const struct metric_alarm *alarm,
                         const struct metric_transformation *transformation) {
    for (size_t i = 0; i < alarm->queries.count; i++)
        if (span_contains(alarm->queries.items[i].expression, transformation->metric_name))
            return true;
    return false;
}

enum hearing policy_alarm_hears(const struct walk *walk, const struct metric_alarm *alarm,
                                const struct metric_transformation *transformation) {
    const struct dimensions *watched;
    bool other = false;
    if (alarm->promql || names_metric(alarm, transformation))
        return HEARS_PERHAPS;
    for (size_t at = 0; (watched = policy_alarm_watches(alarm, transformation, &at));) {
        if (fits(walk, watched, transformation))
            return alarm->queries.count ? HEARS_PERHAPS : HEARS_METRIC;
        other = true;
    }
    return other ? HEARS_OTHER_DIMENSIONS : HEARS_NOTHING;
}

static void add_publisher(struct alarm_publishers *all, const struct metric_transformation *transformation) {
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
}

static struct need publishers_need(const struct walk *walk,
                                   const struct metric_transformation *transformation) {
    struct span metric = walk_text(walk, "%.*s:%.*s", SPAN_FMT(transformation->metric_namespace),
                                   SPAN_FMT(transformation->metric_name));
    return (struct need){OPERATION_DESCRIBE_METRIC_PUBLISHERS, walk->account_id,
                         arn_field(walk->path.log_group_arn, 3), metric};
}

/* The metric's own list names the filters of log groups that were read, too. */
static bool is_listed_twice(const struct facts *facts, const struct need *need,
                            const struct metric_filter *filter) {
    struct need group = {OPERATION_DESCRIBE_METRIC_FILTERS, need->account_id, need->region,
                         filter->log_group_name};
    const struct fact *fact = facts_find(facts, &group);
    return need->operation == OPERATION_DESCRIBE_METRIC_PUBLISHERS && fact && fact->state == FACT_READ;
}

static bool publishes_to(const struct metric_transformation *other, const struct metric_alarm *alarm,
                         const struct metric_transformation *transformation) {
    return same_metric(other->metric_name, other->metric_namespace, transformation) &&
           policy_dimensions_name_some(&other->dimensions, &alarm->dimensions) &&
           policy_dimensions_name_some(&alarm->dimensions, &other->dimensions);
}

static void add_publishers(struct alarm_publishers *all, const struct metric_filter *filter,
                           const struct metric_alarm *alarm,
                           const struct metric_transformation *transformation) {
    for (size_t i = 0; i < filter->transformations.count; i++)
        if (!filter->system_field_dimensions.count &&
            publishes_to(&filter->transformations.items[i], alarm, transformation))
            add_publisher(all, &filter->transformations.items[i]);
}

/* All filters of region and account that are known to publish what the alarm watches. */
static struct alarm_publishers find_publishers(const struct walk *walk, const struct metric_alarm *alarm,
                                               const struct metric_transformation *transformation) {
    struct alarm_publishers all = {
        .low = INFINITY, .high = -INFINITY, .default_low = INFINITY, .default_high = -INFINITY};
    const struct facts *facts = walk->policy->facts;
    struct need of_metric = publishers_need(walk, transformation);
    if (!policy_filter_value(transformation->metric_value, &all.value))
        all.value = NAN;
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
                add_publishers(&all, &filters->items[f], alarm, transformation);
    }
    return all;
}

void policy_alarm_ask_publishers(struct walk *walk, const struct metric_transformation *transformation) {
    struct need need = publishers_need(walk, transformation);
    walk_ask(walk, need.operation, need.region, need.resource);
}

/* An alarm that is not in ALARM is held there by nobody, and only averages and the like can be diluted. */
static bool is_publisher_moot(const struct alarm_model *model) {
    bool undiluted = model->statistic == ALARM_SUM || model->statistic == ALARM_SAMPLE_COUNT ||
                     model->statistic == ALARM_MAXIMUM;
    return undiluted && model->state == ALARM_STATE_OK;
}

/* What log groups without a trail publish to the metric was asked, and not answered. */
static void judge_unread_publishers(struct walk *walk, const struct alarm_model *model,
                                    const struct metric_transformation *transformation) {
    struct need need = publishers_need(walk, transformation);
    const struct fact *fact = facts_find(walk->policy->facts, &need);
    if (!fact || fact->state == FACT_READ)
        return;
    if (fact->state == FACT_DENIED || fact->state == FACT_NOT_RECORDED || !is_publisher_moot(model))
        walk_doubt_fact(walk, HOP_ALARM, fact);
    else
        walk_remark(walk, walk_text(walk, "which other filters publish to metric %.*s is not known: %.*s",
                                    SPAN_FMT(transformation->metric_name), SPAN_FMT(fact->refusal_code)));
}

static bool is_percentile(struct span text) {
    struct span digits = span_tail(text, 1);
    double value;
    return text.len && *text.ptr == 'p' && policy_filter_value(digits, &value) && value >= 0 && value <= 100;
}

static bool read_statistic(const struct metric_alarm *alarm, enum alarm_statistic *out) {
    static const struct {
        const char *name;
        enum alarm_statistic statistic;
    } names[] = {
        {"Sum", ALARM_SUM},         {"SampleCount", ALARM_SAMPLE_COUNT}, {"Minimum", ALARM_MINIMUM},
        {"Maximum", ALARM_MAXIMUM}, {"Average", ALARM_AVERAGE},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_equal(alarm->statistic, span_from_cstr(names[i].name))) {
            *out = names[i].statistic;
            return true;
        }
    *out = ALARM_PERCENTILE;
    return !alarm->statistic.len && is_percentile(alarm->extended_statistic) &&
           !span_equal(alarm->evaluate_low_sample_count_percentile, SPAN("ignore"));
}

static bool read_missing(struct span text, enum alarm_missing *out) {
    static const char *const names[] = {
        [ALARM_MISSING] = "missing",
        [ALARM_NOT_BREACHING] = "notBreaching",
        [ALARM_BREACHING] = "breaching",
        [ALARM_IGNORE] = "ignore",
    };
    *out = ALARM_MISSING;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_equal(text, span_from_cstr(names[i]))) {
            *out = (enum alarm_missing)i;
            return true;
        }
    return text.len == 0;
}

static enum alarm_state read_state(struct span text) {
    if (span_equal(text, SPAN("ALARM")))
        return ALARM_STATE_ALARM;
    bool calm = span_equal(text, SPAN("OK")) || span_equal(text, SPAN("INSUFFICIENT_DATA"));
    return calm ? ALARM_STATE_OK : ALARM_STATE_UNKNOWN;
}

static void cannot_fire(struct walk *walk, const char *why) {
    walk_break(walk, HOP_ALARM, REASON_ALARM_CANNOT_FIRE,
               walk_text(walk, "alarm \"%.*s\" cannot fire: %s", SPAN_FMT(walk->path.alarm_name), why));
}

static void undecided(struct walk *walk, const char *what, struct span value) {
    walk_doubt(walk, HOP_ALARM, REASON_ALARM_UNDECIDED,
               walk_text(walk, "alarm \"%.*s\": %s%s%.*s", SPAN_FMT(walk->path.alarm_name), what,
                         value.len ? " " : "", SPAN_FMT(value)));
}

/* What excludes the alarm before any arithmetic. */
static void judge_members(struct walk *walk, const struct metric_alarm *alarm,
                          const struct metric_transformation *transformation) {
    struct span unit = transformation->unit.len ? transformation->unit : SPAN("None");
    if (span_starts_with(alarm->comparison_operator, SPAN("LessThan")) &&
        !span_starts_with(alarm->comparison_operator, SPAN("LessThanLower")))
        cannot_fire(walk, "it fires below its threshold, and events raise the metric");
    if (alarm->unit.len && !span_equal(alarm->unit, unit))
        cannot_fire(walk, "its unit is not the metric's, so it sees no data");
    if (alarm->evaluation_state.len)
        undecided(walk, "its evaluation state is", alarm->evaluation_state);
    if (alarm->threshold_metric_id.len)
        undecided(walk, "an anomaly band is not decided", SPAN_ABSENT);
}

static bool read_model(struct walk *walk, const struct metric_alarm *alarm,
                       const struct metric_transformation *transformation, struct alarm_model *model) {
    *model = (struct alarm_model){
        .threshold = alarm->threshold,
        .strict = span_equal(alarm->comparison_operator, SPAN("GreaterThanThreshold")),
        .period_s = alarm->period_s,
        .evaluation_periods = alarm->evaluation_periods,
        .datapoints_to_alarm =
            isnan(alarm->datapoints_to_alarm) ? alarm->evaluation_periods : alarm->datapoints_to_alarm,
        .wall_clock = alarm->wall_clock_window,
        .state = read_state(alarm->state),
        .publishers = find_publishers(walk, alarm, transformation),
    };
    if (!model->strict && !span_equal(alarm->comparison_operator, SPAN("GreaterThanOrEqualToThreshold")))
        undecided(walk, "its comparison is", alarm->comparison_operator);
    else if (!read_statistic(alarm, &model->statistic))
        undecided(walk, "its statistic is",
                  alarm->statistic.len ? alarm->statistic : alarm->extended_statistic);
    else if (!read_missing(alarm->treat_missing_data, &model->missing))
        undecided(walk, "it treats missing data as", alarm->treat_missing_data);
    else
        return true;
    return false;
}

static void judge_speed(struct walk *walk, const struct alarm_answer *answer) {
    const struct parameters *parameters = walk->policy->parameters;
    struct span name = walk->path.alarm_name;
    if (parameters->max_events_before_alarm > 0 && answer->events > parameters->max_events_before_alarm)
        walk_break(walk, HOP_ALARM, REASON_ALARM_TOO_SLOW,
                   walk_text(walk, "alarm \"%.*s\" needs %lld calls in one period, at most %lld are allowed",
                             SPAN_FMT(name), (long long)answer->events,
                             (long long)parameters->max_events_before_alarm));
    if (parameters->max_detection_minutes > 0 && answer->minutes > parameters->max_detection_minutes)
        walk_break(walk, HOP_ALARM, REASON_ALARM_TOO_SLOW,
                   walk_text(walk, "alarm \"%.*s\" takes up to %lld minutes, at most %lld are allowed",
                             SPAN_FMT(name), (long long)answer->minutes,
                             (long long)parameters->max_detection_minutes));
}

void policy_alarm_judge(struct walk *walk, const struct metric_alarm *alarm,
                        const struct metric_transformation *transformation) {
    struct alarm_model model;
    judge_members(walk, alarm, transformation);
    if (walk->broken || !read_model(walk, alarm, transformation, &model))
        return;
    judge_unread_publishers(walk, &model, transformation);
    struct alarm_answer answer = policy_alarm_model(&model);
    const char *text = answer.text ? answer.text : "";
    if (answer.reason != REASON_NONE && answer.reason != REASON_ALARM_UNDECIDED)
        walk_break(walk, HOP_ALARM, answer.reason,
                   walk_text(walk, "alarm \"%.*s\": %s", SPAN_FMT(alarm->name), text));
    judge_speed(walk, &answer);
    if (answer.reason == REASON_ALARM_UNDECIDED)
        undecided(walk, text, SPAN_ABSENT);
    if (answer.reason != REASON_NONE)
        return;
    walk->path.events_to_alarm = answer.events;
    walk->path.minutes_to_alarm = answer.minutes;
    if (answer.text)
        walk_remark(walk, walk_text(walk, "alarm \"%.*s\": %s", SPAN_FMT(alarm->name), text));
}

static bool is_boundary(struct span rule, size_t at) {
    return at >= rule.len || strchr("() \t\r\n\"'", rule.ptr[at]) || rule.ptr[at] == '\0';
}

/* The name as a whole word of the rule. */
static bool has_word(struct span rule, struct span word) {
    for (size_t at = 0; word.len && at + word.len <= rule.len; at++) {
        bool starts = at == 0 || is_boundary(rule, at - 1);
        if (starts && is_boundary(rule, at + word.len) &&
            span_equal(span_head(span_tail(rule, at), word.len), word))
            return true;
    }
    return false;
}

bool policy_composite_names(const struct composite_alarm *composite, struct span name, struct span arn) {
    /* Inside quotes a name is escaped; such a rule may name anything. */
    if (span_find_byte(composite->rule, '\\') < composite->rule.len)
        return true;
    return has_word(composite->rule, name) || has_word(composite->rule, arn);
}
