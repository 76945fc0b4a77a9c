/* One alarm of CloudWatch, as the arithmetic's model. */
#include "policy_alarm.h"

#include "arn.h"

#include <math.h>
#include <string.h>

static bool same_metric(struct span name, struct span namespace,
                        const struct metric_transformation *transformation) {
    return span_equal(name, transformation->metric_name) &&
           span_equal(namespace, transformation->metric_namespace);
}

static enum hearing hears_math(const struct walk *walk, const struct metric_alarm *alarm,
                               const struct metric_transformation *transformation) {
    enum hearing result = HEARS_NOTHING;
    for (size_t i = 0; i < alarm->queries.count; i++) {
        const struct metric_query *query = &alarm->queries.items[i];
        if (!query->expression.ptr && policy_alarm_math_hears(walk, query, transformation))
            return HEARS_METRIC;
        /* A query over many metrics may name it. */
        if (query->expression.ptr && span_contains(query->expression, transformation->metric_name))
            result = HEARS_PERHAPS;
    }
    return result;
}

enum hearing policy_alarm_hears(const struct walk *walk, const struct metric_alarm *alarm,
                                const struct metric_transformation *transformation) {
    if (alarm->promql)
        return HEARS_PERHAPS;
    if (alarm->queries.count)
        return hears_math(walk, alarm, transformation);
    bool same = same_metric(alarm->metric_name, alarm->metric_namespace, transformation);
    return same ? HEARS_METRIC : HEARS_NOTHING;
}

static bool has_dimensions(const struct metric_filter *filter,
                           const struct metric_transformation *transformation) {
    return filter->system_field_dimensions.count || transformation->dimensions.count;
}

static void add_publisher(struct alarm_publishers *all, const struct metric_transformation *transformation,
                          bool ours) {
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

struct alarm_publishers policy_alarm_publishers(const struct walk *walk, struct span name,
                                                struct span namespace,
                                                const struct metric_transformation *ours) {
    struct alarm_publishers all = {.low = INFINITY,
                                   .high = -INFINITY,
                                   .default_low = INFINITY,
                                   .default_high = -INFINITY,
                                   .other_default_low = INFINITY,
                                   .other_default_high = -INFINITY};
    const struct facts *facts = walk->policy->facts;
    struct span region = arn_field(walk->path.log_group_arn, 3);
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        const struct metric_filters *filters = fact->value;
        if (fact->need.operation != OPERATION_DESCRIBE_METRIC_FILTERS || fact->state != FACT_READ ||
            !filters || !span_equal(fact->need.region, region))
            continue;
        for (size_t f = 0; f < filters->count; f++)
            for (size_t t = 0; t < filters->items[f].transformations.count; t++) {
                const struct metric_transformation *other = &filters->items[f].transformations.items[t];
                if (same_metric(name, namespace, other) && !has_dimensions(&filters->items[f], other))
                    add_publisher(&all, other, other == ours);
            }
    }
    return all;
}

static bool is_percentile(struct span text) {
    struct span digits = span_tail(text, 1);
    double value;
    return text.len && *text.ptr == 'p' && policy_filter_value(digits, &value) && value >= 0 && value <= 100;
}

bool policy_alarm_statistic(const struct metric_alarm *alarm, struct span text, enum alarm_statistic *out) {
    static const struct {
        const char *name;
        enum alarm_statistic statistic;
    } names[] = {
        {"Sum", ALARM_SUM},         {"SampleCount", ALARM_SAMPLE_COUNT}, {"Minimum", ALARM_MINIMUM},
        {"Maximum", ALARM_MAXIMUM}, {"Average", ALARM_AVERAGE},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (span_equal(text, span_from_cstr(names[i].name))) {
            *out = names[i].statistic;
            return true;
        }
    struct span few = alarm->evaluate_low_sample_count_percentile;
    *out = ALARM_PERCENTILE;
    return is_percentile(text) && (few.len == 0 || span_equal(few, SPAN("evaluate")));
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

void policy_alarm_cannot_fire(struct walk *walk, const char *why) {
    walk_break(walk, HOP_ALARM, REASON_ALARM_CANNOT_FIRE,
               walk_text(walk, "alarm \"%.*s\" cannot fire: %s", SPAN_FMT(walk->path.alarm_name), why));
}

void policy_alarm_undecided(struct walk *walk, const char *what, struct span value) {
    walk_doubt(walk, HOP_ALARM, REASON_ALARM_UNDECIDED,
               walk_text(walk, "alarm \"%.*s\": %s%s%.*s", SPAN_FMT(walk->path.alarm_name), what,
                         value.len ? " " : "", SPAN_FMT(value)));
}

bool policy_alarm_dimensions_fit(const struct walk *walk, const struct dimensions *dimensions,
                                 const struct metric_transformation *transformation) {
    return has_dimensions(walk->path.filter, transformation) == (dimensions->count > 0);
}

bool policy_alarm_unit_fits(struct span unit, const struct metric_transformation *transformation) {
    struct span published = transformation->unit.len ? transformation->unit : SPAN("None");
    return unit.len == 0 || span_equal(unit, published);
}

void policy_alarm_wrong_dimensions(struct walk *walk, bool own,
                                   const struct metric_transformation *transformation) {
    bool some = has_dimensions(walk->path.filter, transformation);
    walk_break(walk, HOP_ALARM, REASON_ALARM_WRONG_DIMENSIONS,
               walk_text(walk, "alarm \"%.*s\" has %s dimensions, the filter's metric has %s",
                         SPAN_FMT(walk->path.alarm_name), own ? "its own" : "no", some ? "some" : "none"));
}

/* What excludes the alarm before any arithmetic. */
static void judge_members(struct walk *walk, const struct metric_alarm *alarm) {
    if (span_equal(alarm->comparison_operator, SPAN("LessThanThreshold")) ||
        span_equal(alarm->comparison_operator, SPAN("LessThanOrEqualToThreshold")))
        policy_alarm_cannot_fire(walk, "it fires below its threshold, and events raise the metric");
    if (alarm->evaluation_state.len)
        policy_alarm_undecided(walk, "its evaluation state is", alarm->evaluation_state);
    if (alarm->threshold_metric_id.len)
        policy_alarm_undecided(walk, "an anomaly band is not decided", SPAN_ABSENT);
}

/* The alarm watches the metric itself. */
static bool read_metric(struct walk *walk, const struct metric_alarm *alarm,
                        const struct metric_transformation *transformation, struct alarm_model *model) {
    struct span statistic = alarm->statistic.len ? alarm->statistic : alarm->extended_statistic;
    struct alarm_series *series = ARENA_NEW(walk->policy->scratch, struct alarm_series);
    if (!policy_alarm_dimensions_fit(walk, &alarm->dimensions, transformation))
        policy_alarm_wrong_dimensions(walk, alarm->dimensions.count > 0, transformation);
    if (!policy_alarm_unit_fits(alarm->unit, transformation))
        policy_alarm_cannot_fire(walk, "its unit is not the metric's, so it sees no data");
    if (!policy_alarm_statistic(alarm, statistic, &series->statistic)) {
        policy_alarm_undecided(walk, "its statistic is", statistic.len ? statistic : SPAN("absent"));
        return false;
    }
    series->ours = true;
    series->publishers = policy_alarm_publishers(walk, transformation->metric_name,
                                                 transformation->metric_namespace, transformation);
    if (!policy_filter_value(transformation->metric_value, &series->publishers.value))
        series->publishers.value = NAN;
    model->series = series;
    model->series_count = 1;
    model->period_s = alarm->period_s;
    return !walk->broken;
}

static bool read_model(struct walk *walk, const struct metric_alarm *alarm,
                       const struct metric_transformation *transformation, struct alarm_model *model) {
    *model = (struct alarm_model){
        .threshold = alarm->threshold,
        .strict = span_equal(alarm->comparison_operator, SPAN("GreaterThanThreshold")),
        .evaluation_periods = alarm->evaluation_periods,
        .datapoints_to_alarm =
            isnan(alarm->datapoints_to_alarm) ? alarm->evaluation_periods : alarm->datapoints_to_alarm,
        .wall_clock = alarm->wall_clock_window,
        .state = read_state(alarm->state),
    };
    if (!model->strict && !span_equal(alarm->comparison_operator, SPAN("GreaterThanOrEqualToThreshold")))
        policy_alarm_undecided(walk, "its comparison is", alarm->comparison_operator);
    else if (!read_missing(alarm->treat_missing_data, &model->missing))
        policy_alarm_undecided(walk, "it treats missing data as", alarm->treat_missing_data);
    else
        return (alarm->queries.count ? policy_alarm_read_math : read_metric)(walk, alarm, transformation,
                                                                             model);
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

static void take_answer(struct walk *walk, const struct alarm_answer *answer) {
    struct span name = walk->path.alarm_name;
    const char *text = answer->text ? answer->text : "";
    if (answer->reason != REASON_NONE && answer->reason != REASON_ALARM_UNDECIDED)
        walk_break(walk, HOP_ALARM, answer->reason,
                   walk_text(walk, "alarm \"%.*s\": %s", SPAN_FMT(name), text));
    judge_speed(walk, answer);
    if (answer->reason == REASON_ALARM_UNDECIDED)
        policy_alarm_undecided(walk, text, SPAN_ABSENT);
    if (answer->reason != REASON_NONE)
        return;
    walk->path.events_to_alarm = answer->events;
    walk->path.minutes_to_alarm = answer->minutes;
    if (answer->text)
        walk_remark(walk, walk_text(walk, "alarm \"%.*s\": %s", SPAN_FMT(name), text));
}

/* The model is made in the scratch arena: an account has alarms times filters of them. */
void policy_alarm_judge(struct walk *walk, const struct metric_alarm *alarm,
                        const struct metric_transformation *transformation) {
    struct alarm_model model;
    judge_members(walk, alarm);
    if (!walk->broken && read_model(walk, alarm, transformation, &model)) {
        struct alarm_answer answer = alarm_decide(&model);
        take_answer(walk, &answer);
    }
    arena_reset(walk->policy->scratch);
}
