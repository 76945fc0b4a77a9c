#include "alarm.h"
#include "alarm_formula.h"
#include "alarm_range.h"

#include <math.h>
#include <stddef.h>

enum {
    MINUTE_S = 60,
    DAY_S = 24 * 60 * 60,
    PERIODS_LIMIT = 10000, /* far above what AWS allows: a week of periods of 60 s */
};
static const char WITHOUT_OPERAND[] = "what a sum is without one of its operands is not decided";
static const double EVENTS_LIMIT = 1e15; /* whole numbers are exact below */

static struct alarm_answer answer(enum reason reason, int64_t events, const char *text) {
    return (struct alarm_answer){.reason = reason, .events = events, .minutes = -1, .text = text};
}

static struct alarm_answer undecided(const char *text) {
    return answer(REASON_ALARM_UNDECIDED, -1, text);
}

static bool breaches(const struct alarm_model *model, double value) {
    return model->strict ? value > model->threshold : value >= model->threshold;
}

static bool surely_breaches(const struct alarm_model *model, const struct alarm_range *range) {
    return breaches(model, range->low) || (range->low == model->threshold && range->low_open);
}

/* Minutes in one period; a shorter period holds one minute's data. */
static double minutes_of(const struct alarm_model *model) {
    return model->period_s < MINUTE_S ? 1 : model->period_s / MINUTE_S;
}

static double window_s(const struct alarm_model *model) {
    return model->period_s * model->evaluation_periods;
}

static bool is_short(const struct alarm_model *model) {
    return model->period_s < MINUTE_S;
}

static struct alarm_range range_of(const struct alarm_model *model, enum alarm_scene scene, double events) {
    return alarm_range_of(model, scene, events, minutes_of(model));
}

static bool whole(double value, double low, double high) {
    return value >= low && value <= high && floor(value) == value;
}

/* NULL: all numbers are ones that a metric filter can have. */
static const char *bad_series(const struct alarm_series *series) {
    const struct alarm_publishers *all = &series->publishers;
    if (series->ours && (!(isfinite(all->value) && all->value > 0) || all->count < 1))
        return "the metric's values are not decided";
    if (all->defaults > 0 && !(isfinite(all->default_sum) && isfinite(all->default_low)))
        return "the metric's default values are not decided";
    return NULL;
}

/* NULL: all numbers are ones that an alarm can have. */
static const char *bad_number(const struct alarm_model *model) {
    bool known_short = model->period_s == 10 || model->period_s == 20 || model->period_s == 30;
    if (!isfinite(model->threshold))
        return "the alarm has no threshold";
    if (!known_short &&
        (!whole(model->period_s, MINUTE_S, 7 * DAY_S) || fmod(model->period_s, MINUTE_S) != 0))
        return "the alarm's period is not one that CloudWatch knows";
    if (!whole(model->evaluation_periods, 1, PERIODS_LIMIT) ||
        !whole(model->datapoints_to_alarm, 1, model->evaluation_periods))
        return "the alarm's evaluation periods cannot be read";
    if (known_short && model->wall_clock)
        return "wall-clock periods below a minute are not decided";
    for (size_t i = 0; i < model->series_count; i++)
        if (bad_series(&model->series[i]))
            return bad_series(&model->series[i]);
    return NULL;
}

/* A datapoint without any event: does it hold the alarm in ALARM? */
static struct alarm_answer stands(const struct alarm_model *model, const struct alarm_range *range) {
    if (range->unsure)
        return undecided(range->unsure);
    if (!range->may_exist)
        return answer(REASON_NONE, -1, NULL);
    if (surely_breaches(model, range) && !range->may_miss)
        return answer(REASON_ALARM_CANNOT_FIRE, -1,
                      "it is in ALARM though no event matches: default or FILL values alone breach");
    if (breaches(model, range->high))
        return undecided("default values alone may breach: how they count is not documented");
    return answer(REASON_NONE, -1, NULL);
}

/* In ALARM though no event matched: then an event changes nothing. REASON_NONE: it is not. */
static struct alarm_answer silent(const struct alarm_model *model, const struct alarm_range *with_logs) {
    struct alarm_range without_logs = range_of(model, ALARM_QUIET, 0);
    struct alarm_answer result = stands(model, with_logs);
    if (result.reason == REASON_NONE)
        result = stands(model, &without_logs);
    if (result.reason != REASON_NONE || model->missing != ALARM_BREACHING || !with_logs->may_miss)
        return result;
    if (with_logs->may_exist)
        return undecided("missing data breaches, and whether there is any is not decided");
    return answer(REASON_ALARM_CANNOT_FIRE, -1,
                  "it is in ALARM while there is no event: missing data breaches");
}

/* The smallest number of events that certainly breaches; EVENTS_LIMIT: none below does. */
static double count_events(const struct alarm_model *model) {
    double low = 0, high = 1;
    for (;; low = high, high *= 2) {
        struct alarm_range range = range_of(model, ALARM_EVENTS, high);
        if (surely_breaches(model, &range))
            break;
        if (high > EVENTS_LIMIT)
            return EVENTS_LIMIT;
    }
    while (high - low > 1) {
        double middle = floor((low + high) / 2);
        struct alarm_range range = range_of(model, ALARM_EVENTS, middle);
        if (surely_breaches(model, &range))
            high = middle;
        else
            low = middle;
    }
    return high;
}

static bool others_take_part(const struct alarm_model *model) {
    for (size_t i = 0; i < model->series_count; i++)
        if (!model->series[i].ours && !model->series[i].empty)
            return true;
    return false;
}

/* No number of events is certain to breach. */
static struct alarm_answer never(const struct alarm_model *model, const struct alarm_range *one) {
    struct alarm_range many = range_of(model, ALARM_MANY, 0);
    if (!breaches(model, one->best))
        return answer(REASON_ALARM_CANNOT_FIRE, -1,
                      "the value that the filter publishes does not breach the threshold");
    if (many.low == INFINITY)
        return answer(REASON_ALARM_CANNOT_FIRE, -1, "its threshold is out of reach");
    bool reached = many.low_open ? many.low > model->threshold : breaches(model, many.low);
    if (reached || others_take_part(model))
        return undecided("whether the statistic breaches depends on how many other samples there are");
    return answer(REASON_ALARM_DEPENDS_ON_TIMING, -1, "other samples of the period dilute the statistic");
}

/* Events for one breaching datapoint. */
static struct alarm_answer datapoint(const struct alarm_model *model) {
    struct alarm_range one = range_of(model, ALARM_EVENTS, 1);
    if (!one.ours)
        return answer(REASON_ALARM_CANNOT_FIRE, -1, "it does not read what the filter publishes");
    if (one.unsure)
        return undecided(one.unsure);
    if (one.may_miss)
        return undecided(WITHOUT_OPERAND);
    double events = count_events(model);
    return events < EVENTS_LIMIT ? answer(REASON_NONE, (int64_t)events, NULL) : never(model, &one);
}

/* Does every datapoint breach, whichever filter published it? */
static bool always_breaches(const struct alarm_model *model) {
    struct alarm_range range = range_of(model, ALARM_ANY, 1);
    return !range.unsure && surely_breaches(model, &range);
}

/* Several breaching datapoints, and missing ones do not breach. */
static struct alarm_answer several_apart(const struct alarm_model *model) {
    if (is_short(model) && window_s(model) <= MINUTE_S)
        return answer(REASON_ALARM_CANNOT_FIRE, -1,
                      "data comes once a minute, so no two of its short periods have any");
    return answer(REASON_ALARM_DEPENDS_ON_TIMING, -1, "it needs events in several periods");
}

/* More than one breaching datapoint is asked for; `one` is what the first takes. */
static struct alarm_answer several(const struct alarm_model *model, struct alarm_answer one, bool steady) {
    switch (model->missing) {
    case ALARM_NOT_BREACHING:
        return several_apart(model);
    case ALARM_IGNORE:
        return answer(REASON_ALARM_UNDECIDED, one.events,
                      "several datapoints with missing data ignored are not decided");
    case ALARM_BREACHING:
        return answer(REASON_ALARM_UNDECIDED, one.events,
                      "several datapoints with missing data breaching are not decided");
    case ALARM_MISSING:
        break;
    }
    if (is_short(model))
        return answer(REASON_ALARM_UNDECIDED, one.events,
                      "several datapoints of short periods are not decided");
    if (steady)
        return several_apart(model);
    if (one.events != 1 || !always_breaches(model))
        return answer(REASON_ALARM_UNDECIDED, one.events,
                      "several datapoints of several events are not decided");
    /* Premature alarms: once the breaching datapoint is M periods old and nothing but missing or breaching
     * data followed, it counts for all of them. */
    one.minutes = (int64_t)(model->datapoints_to_alarm * minutes_of(model));
    return one;
}

/* It would fire; what becomes of it while data is missing? `steady`: there is data without events, too. */
static struct alarm_answer stay(const struct alarm_model *model, struct alarm_answer result, bool steady) {
    if (model->missing == ALARM_BREACHING && is_short(model))
        return answer(REASON_ALARM_UNDECIDED, result.events,
                      "missing data breaches, and short periods without data are many");
    if (model->missing == ALARM_BREACHING)
        result.text = "missing data breaches: the alarm also fires while no log arrives";
    if (model->missing != ALARM_IGNORE || steady)
        return result;
    if (model->state == ALARM_STATE_ALARM)
        return answer(REASON_ALARM_TELLS_ONCE, result.events, "it is in ALARM and ignores missing data");
    if (model->state == ALARM_STATE_UNKNOWN)
        return answer(REASON_ALARM_UNDECIDED, result.events, "the alarm's state cannot be read");
    result.text =
        "missing data is ignored: after its first ALARM the alarm stays there until somebody resets it";
    return result;
}

/* FILL takes the place of missing data, so the alarm's own setting for it never comes into play. Where the
 * last minute is all that is looked at, data that comes late is never seen: AWS's page warns of that. */
static struct alarm_answer decide_filled(const struct alarm_model *model) {
    struct alarm_answer result = datapoint(model);
    if (result.reason != REASON_NONE)
        return result;
    if (model->datapoints_to_alarm > 1)
        return several_apart(model);
    if (window_s(model) <= MINUTE_S)
        return answer(REASON_ALARM_UNDECIDED, result.events,
                      "FILL may stand in for data that comes late, and only the last minute is looked at");
    result.minutes = model->wall_clock ? (int64_t)minutes_of(model) : 1;
    return result;
}

struct alarm_answer alarm_decide(const struct alarm_model *model) {
    const char *bad = bad_number(model);
    if (bad)
        return undecided(bad);
    struct alarm_range with_logs = range_of(model, ALARM_SILENT, 0);
    struct alarm_range without_logs = range_of(model, ALARM_QUIET, 0);
    struct alarm_answer result = silent(model, &with_logs);
    if (result.reason != REASON_NONE)
        return result;
    if (!without_logs.may_miss)
        return decide_filled(model);
    result = datapoint(model);
    if (result.reason != REASON_NONE)
        return result;
    result.minutes = model->wall_clock ? (int64_t)minutes_of(model) : 1;
    bool lasting = model->datapoints_to_alarm > 1 || model->missing == ALARM_IGNORE;
    if (lasting && with_logs.may_exist && with_logs.may_miss)
        return answer(REASON_ALARM_UNDECIDED, result.events, WITHOUT_OPERAND);
    if (model->datapoints_to_alarm > 1)
        result = several(model, result, with_logs.may_exist);
    return result.reason == REASON_NONE ? stay(model, result, with_logs.may_exist) : result;
}
