#include "policy_alarm_model.h"

#include <math.h>
#include <stddef.h>

enum {
    MINUTE_S = 60,
    DAY_S = 24 * 60 * 60,
    PERIODS_LIMIT = 10000, /* far above what AWS allows: a week of periods of 60 s */
};
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

static bool has_default(const struct alarm_model *model) {
    return model->publishers.defaults > 0;
}

/* Minutes in one period; a shorter period holds one minute's data. */
static double minutes_of(const struct alarm_model *model) {
    return model->period_s < MINUTE_S ? 1 : model->period_s / MINUTE_S;
}

static bool whole(double value, double low, double high) {
    return value >= low && value <= high && floor(value) == value;
}

/* NULL: all numbers are ones that an alarm can have. */
static const char *bad_number(const struct alarm_model *model) {
    const struct alarm_publishers *all = &model->publishers;
    bool short_period = model->period_s == 10 || model->period_s == 20 || model->period_s == 30;
    if (!isfinite(model->threshold))
        return "the alarm has no threshold";
    if (!short_period &&
        (!whole(model->period_s, MINUTE_S, 7 * DAY_S) || fmod(model->period_s, MINUTE_S) != 0))
        return "the alarm's period is not one that CloudWatch knows";
    if (!whole(model->evaluation_periods, 1, PERIODS_LIMIT) ||
        !whole(model->datapoints_to_alarm, 1, model->evaluation_periods))
        return "the alarm's evaluation periods cannot be read";
    if (short_period && model->wall_clock)
        return "wall-clock periods below a minute are not decided";
    if (!(isfinite(all->value) && all->value > 0) || all->count < 1)
        return "the metric's values are not decided";
    if (has_default(model) && !(isfinite(all->default_sum) && isfinite(all->default_low)))
        return "the metric's default values are not decided";
    return NULL;
}

/* In ALARM though no event matched: then an event changes nothing. REASON_NONE: it is not. */
static struct alarm_answer silent(const struct alarm_model *model) {
    const struct alarm_publishers *all = &model->publishers;
    double minutes = minutes_of(model);
    bool standing = false;
    if (!has_default(model))
        return model->missing == ALARM_BREACHING
                   ? answer(REASON_ALARM_CANNOT_FIRE, -1,
                            "it is in ALARM while there is no event: missing data breaches")
                   : answer(REASON_NONE, -1, NULL);
    switch (model->statistic) {
    case ALARM_SUM:
        if (all->default_low < 0)
            return undecided("a negative default value is not decided");
        standing = breaches(model, all->default_sum * minutes);
        break;
    case ALARM_SAMPLE_COUNT:
        if (!breaches(model, minutes))
            return undecided("how many samples a default value counts for is not documented");
        standing = true;
        break;
    case ALARM_MAXIMUM:
        standing = breaches(model, all->default_high);
        break;
    case ALARM_MINIMUM:
    case ALARM_AVERAGE:
    case ALARM_PERCENTILE:
        standing = breaches(model, all->default_low);
        break;
    }
    return standing
               ? answer(REASON_ALARM_CANNOT_FIRE, -1, "it is in ALARM by the metric's default value alone")
               : answer(REASON_NONE, -1, NULL);
}

/* The smallest count >= 1 with breaches(count * value); value above 0. */
static struct alarm_answer count_of(const struct alarm_model *model, double value) {
    double count = fmax(1, ceil(model->threshold / value));
    if (!(count < EVENTS_LIMIT))
        return answer(REASON_ALARM_CANNOT_FIRE, -1, "its threshold is out of reach");
    while (count > 1 && breaches(model, (count - 1) * value))
        count--;
    while (!breaches(model, count * value))
        count++;
    return answer(REASON_NONE, (int64_t)count, NULL);
}

/* Can a sample that no matching event of this filter published stand in the event's period? */
static bool is_diluted(const struct alarm_model *model) {
    return has_default(model) && (minutes_of(model) > 1 || model->publishers.count > 1);
}

/* An average that an event takes part in lies above the lowest sample, if only by a little. */
static bool exceeds_lowest(const struct alarm_model *model, double low) {
    const struct alarm_publishers *all = &model->publishers;
    bool calm = !has_default(model) || !breaches(model, all->default_high);
    return model->statistic == ALARM_AVERAGE && model->strict && low == model->threshold &&
           breaches(model, all->value) && calm;
}

/* Average, Minimum, percentiles: decided where every mix of samples breaches, or none. */
static struct alarm_answer mixed(const struct alarm_model *model) {
    const struct alarm_publishers *all = &model->publishers;
    bool diluted = is_diluted(model);
    double low = diluted ? fmin(all->low, all->default_low) : all->low;
    double high = diluted ? fmax(all->high, all->default_high) : all->high;
    if (all->variable)
        return undecided("another metric filter publishes a field of the event to the same metric");
    if (breaches(model, low) || exceeds_lowest(model, low))
        return answer(REASON_NONE, 1, NULL);
    bool minimum = model->statistic == ALARM_MINIMUM;
    if (!breaches(model, high) || (minimum && !breaches(model, all->value)))
        return answer(REASON_ALARM_CANNOT_FIRE, -1,
                      "the value that the filter publishes does not breach the threshold");
    /* Any lower sample pulls an average below its highest one. */
    bool fragile = model->statistic == ALARM_AVERAGE && all->value == high && model->threshold == high;
    if (minimum || fragile)
        return answer(REASON_ALARM_DEPENDS_ON_TIMING, -1,
                      diluted ? "default values of other minutes dilute the statistic"
                              : "lower values of other metric filters dilute the statistic");
    return undecided("whether the statistic breaches depends on how many other samples there are");
}

/* Events for one breaching datapoint. */
static struct alarm_answer datapoint(const struct alarm_model *model) {
    const struct alarm_publishers *all = &model->publishers;
    switch (model->statistic) {
    case ALARM_SUM:
        if (all->variable || all->low < 0)
            return undecided("another metric filter may publish negative values to the same metric");
        return count_of(model, all->value);
    case ALARM_SAMPLE_COUNT:
        return count_of(model, 1);
    case ALARM_MAXIMUM:
        return breaches(model, all->value)
                   ? answer(REASON_NONE, 1, NULL)
                   : answer(REASON_ALARM_CANNOT_FIRE, -1,
                            "the value that the filter publishes does not breach the threshold");
    case ALARM_MINIMUM:
    case ALARM_AVERAGE:
    case ALARM_PERCENTILE:
        break;
    }
    return mixed(model);
}

/* Does every datapoint breach, whichever filter published it? */
static bool always_breaches(const struct alarm_model *model) {
    if (model->statistic == ALARM_SAMPLE_COUNT)
        return breaches(model, 1);
    return !model->publishers.variable && breaches(model, model->publishers.low);
}

/* More than one breaching datapoint is asked for; `one` is what the first takes. */
static struct alarm_answer several(const struct alarm_model *model, struct alarm_answer one) {
    bool short_period = model->period_s < MINUTE_S;
    switch (model->missing) {
    case ALARM_NOT_BREACHING:
        if (short_period)
            return answer(REASON_ALARM_CANNOT_FIRE, -1,
                          "data comes once a minute, so no two short periods have any");
        return answer(REASON_ALARM_DEPENDS_ON_TIMING, -1, "it needs events in several periods");
    case ALARM_IGNORE:
        return answer(REASON_ALARM_UNDECIDED, one.events,
                      "several datapoints with missing data ignored are not decided");
    case ALARM_BREACHING:
        return answer(REASON_ALARM_UNDECIDED, one.events,
                      "several datapoints with missing data breaching are not decided");
    case ALARM_MISSING:
        break;
    }
    if (short_period)
        return answer(REASON_ALARM_UNDECIDED, one.events,
                      "several datapoints of short periods are not decided");
    if (has_default(model))
        return answer(REASON_ALARM_DEPENDS_ON_TIMING, -1, "it needs events in several periods");
    if (one.events != 1 || !always_breaches(model))
        return answer(REASON_ALARM_UNDECIDED, one.events,
                      "several datapoints of several events are not decided");
    /* Premature alarms: once the breaching datapoint is M periods old and nothing but missing data followed,
     * it counts for all of them. */
    one.minutes = (int64_t)(model->datapoints_to_alarm * minutes_of(model));
    return one;
}

struct alarm_answer policy_alarm_model(const struct alarm_model *model) {
    const char *bad = bad_number(model);
    if (bad)
        return undecided(bad);
    struct alarm_answer result = silent(model);
    if (result.reason != REASON_NONE)
        return result;
    result = datapoint(model);
    if (result.reason != REASON_NONE)
        return result;
    result.minutes = model->wall_clock ? (int64_t)minutes_of(model) : 1;
    if (model->datapoints_to_alarm > 1)
        result = several(model, result);
    if (result.reason != REASON_NONE)
        return result;
    if (model->missing == ALARM_BREACHING)
        result.text = "missing data breaches: the alarm also fires while no log arrives";
    if (model->missing != ALARM_IGNORE || has_default(model))
        return result;
    if (model->state == ALARM_STATE_ALARM)
        return answer(REASON_ALARM_TELLS_ONCE, result.events, "it is in ALARM and ignores missing data");
    if (model->state == ALARM_STATE_UNKNOWN)
        return answer(REASON_ALARM_UNDECIDED, result.events, "the alarm's state cannot be read");
    result.text =
        "missing data is ignored: after its first ALARM the alarm stays there until somebody resets it";
    return result;
}
