/* One alarm of CloudWatch, as the arithmetic's model. */
#include "policy_alarm.h"

#include <math.h>
#include <string.h>

static bool same_metric(struct span name, struct span namespace,
                        const struct metric_transformation *transformation) {
    return span_equal(name, transformation->metric_name) &&
           span_equal(namespace, transformation->metric_namespace);
}

const struct dimensions *policy_alarm_watches(const struct walk *walk, const struct metric_alarm *alarm,
                                              const struct metric_transformation *transformation,
                                              size_t *at) {
    while (*at <= alarm->queries.count) {
        size_t i = (*at)++;
        if (i == 0 && same_metric(alarm->metric_name, alarm->metric_namespace, transformation))
            return &alarm->dimensions;
        if (i > 0 && policy_alarm_math_hears(walk, &alarm->queries.items[i - 1], transformation))
            return &alarm->queries.items[i - 1].dimensions;
    }
    return NULL;
}

bool policy_alarm_dimensions_fit(const struct walk *walk, const struct dimensions *dimensions,
                                 const struct metric_transformation *transformation) {
    switch (walk->dimension_fit) {
    case FITS_EXACTLY:
        return policy_dimensions_equal(&walk->dimensions, dimensions);
    case FITS_PERHAPS:
        return walk->path.filter->system_field_dimensions.count ||
               policy_dimensions_name_some(dimensions, &transformation->dimensions);
    case FITS_NEVER:
        break;
    }
    return false;
}

/* A query over many metrics may name it. */
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
    bool other = false, named = names_metric(alarm, transformation);
    if (alarm->promql)
        return HEARS_PERHAPS;
    for (size_t at = 0; (watched = policy_alarm_watches(walk, alarm, transformation, &at));) {
        if (policy_alarm_dimensions_fit(walk, watched, transformation))
            return HEARS_METRIC;
        other = true;
    }
    if (named)
        return HEARS_PERHAPS;
    return other ? HEARS_OTHER_DIMENSIONS : HEARS_NOTHING;
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

bool policy_alarm_unit_fits(struct span unit, const struct metric_transformation *transformation) {
    struct span published = transformation->unit.len ? transformation->unit : SPAN("None");
    return unit.len == 0 || span_equal(unit, published);
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

void policy_alarm_wrong_dimensions(struct walk *walk, const struct dimensions *watched,
                                   const struct metric_transformation *transformation) {
    walk_break(walk, HOP_ALARM, REASON_ALARM_WRONG_DIMENSIONS,
               walk_text(walk, "alarm \"%.*s\" watches dimensions: %.*s; the metric has: %.*s",
                         SPAN_FMT(walk->path.alarm_name), SPAN_FMT(dimensions_text(walk, watched, true)),
                         SPAN_FMT(dimensions_text(walk, &transformation->dimensions, false))));
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
    if (!policy_alarm_unit_fits(alarm->unit, transformation))
        policy_alarm_cannot_fire(walk, "its unit is not the metric's, so it sees no data");
    if (!policy_alarm_statistic(alarm, statistic, &series->statistic)) {
        policy_alarm_undecided(walk, "its statistic is", statistic.len ? statistic : SPAN("absent"));
        return false;
    }
    series->ours = true;
    series->publishers =
        policy_alarm_publishers(walk,
                                &(struct alarm_metric){transformation->metric_namespace,
                                                       transformation->metric_name, &alarm->dimensions},
                                transformation);
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
        policy_alarm_judge_publishers(walk, &model, transformation);
        struct alarm_answer answer = alarm_decide(&model);
        take_answer(walk, &answer);
    }
    arena_reset(walk->policy->scratch);
}
