#include "alarm_range.h"

#include "alarm_formula.h"

#include <math.h>
#include <stddef.h>

static struct alarm_range between(double low, double high) {
    return (struct alarm_range){.may_exist = true, .low = low, .high = high, .best = high};
}

static struct alarm_range exactly(double value) {
    return between(value, value);
}

static struct alarm_range missing(void) {
    return (struct alarm_range){.may_miss = true, .low = INFINITY, .high = -INFINITY, .best = -INFINITY};
}

/* How far a sum or an average of such values may be off: decimal fractions are not exact in binary. */
static double error_of(double value) {
    double scaled = value * 1024 * 1024;
    return floor(scaled) == scaled ? 0 : fabs(value) * 1e-9;
}

static struct alarm_range unsure(struct alarm_range range, const char *why) {
    range.unsure = why;
    return range;
}

/* The sum of `count` values such as `value`. */
static struct alarm_range added_up(double value, double sum, double count) {
    return between(sum, count > 1 ? sum + count * error_of(value) : sum);
}

/* No event: default values alone. How many samples a default value counts for is not documented. */
static struct alarm_range silent(const struct alarm_series *series, double minutes) {
    const struct alarm_publishers *all = &series->publishers;
    if (all->defaults == 0)
        return missing();
    switch (series->statistic) {
    case ALARM_SUM:
        if (all->default_low < 0)
            return unsure(between(-INFINITY, INFINITY), "a negative default value is not decided");
        return added_up(all->default_sum, all->default_sum * minutes, minutes * (double)all->defaults);
    case ALARM_SAMPLE_COUNT:
        return between(minutes, INFINITY);
    case ALARM_MAXIMUM:
        return exactly(all->default_high);
    case ALARM_MINIMUM:
        return exactly(all->default_low);
    case ALARM_AVERAGE:
    case ALARM_PERCENTILE:
        break;
    }
    return between(all->default_low, all->default_high + error_of(all->default_high));
}

static struct alarm_range mark_variable(struct alarm_range range, const struct alarm_publishers *all) {
    return all->variable
               ? unsure(range, "another metric filter publishes a field of the event to the same metric")
               : range;
}

/* All samples that may stand in a period. */
static struct alarm_range samples_of(const struct alarm_publishers *all) {
    return all->defaults > 0 ? between(fmin(all->low, all->default_low), fmax(all->high, all->default_high))
                             : between(all->low, all->high);
}

/* The same in a period of one minute in which the filter in question matches. */
static struct alarm_range samples_beside(const struct alarm_publishers *all) {
    return all->other_defaults > 0
               ? between(fmin(all->low, all->other_default_low), fmax(all->high, all->other_default_high))
               : between(all->low, all->high);
}

/* A sum from `low` on, unless a negative sample pulls it down. */
static struct alarm_range sum_from(const struct alarm_publishers *all, double low) {
    bool may_sink = all->variable || samples_of(all).low < 0;
    return may_sink ? unsure(between(-INFINITY, INFINITY),
                             "another metric filter may publish negative values to the same metric")
                    : between(low, INFINITY);
}

/* Some filter matched, no matter which. */
static struct alarm_range any(const struct alarm_series *series) {
    const struct alarm_publishers *all = &series->publishers;
    struct alarm_range range = samples_of(all);
    if (series->statistic == ALARM_SAMPLE_COUNT)
        return between(1, INFINITY);
    if (series->statistic == ALARM_SUM)
        return sum_from(all, range.low);
    return mark_variable(range, all);
}

/* An average that an event takes part in lies above the lowest sample, if only by a little; and any lower
 * sample pulls it below the highest one. */
static struct alarm_range average(struct alarm_range range, enum alarm_scene scene, double value) {
    double error = error_of(range.low) + error_of(range.high);
    struct alarm_range result = between(range.low - error, range.high + error);
    result.low_open = error == 0 && value > range.low;
    result.best = range.high;
    if (scene != ALARM_MANY)
        return result;
    result.low = range.high;
    result.low_open = error == 0 && value == range.high && range.low < range.high;
    return result;
}

/* Average, Minimum, percentiles: any mix of the samples that may stand beside the event's. */
static struct alarm_range mixed(const struct alarm_series *series, enum alarm_scene scene, double minutes) {
    const struct alarm_publishers *all = &series->publishers;
    struct alarm_range range = minutes > 1 ? samples_of(all) : samples_beside(all);
    if (series->statistic == ALARM_MINIMUM)
        range = between(range.low, all->value);
    else if (series->statistic == ALARM_AVERAGE)
        range = average(range, scene, all->value);
    else if (scene == ALARM_MANY)
        range = exactly(range.high);
    return mark_variable(range, all);
}

/* Others may raise a maximum; because of ours it comes to their value. */
static struct alarm_range maximum_of(const struct alarm_publishers *all) {
    struct alarm_range range = between(all->value, all->variable ? INFINITY : samples_of(all).high);
    range.best = all->value;
    return range;
}

static struct alarm_range sum_of(const struct alarm_publishers *all, double events) {
    double error = events > 1 && isfinite(events) ? events * error_of(all->value) : 0;
    return sum_from(all, events * all->value - error);
}

static struct alarm_range events_of(const struct alarm_series *series, enum alarm_scene scene, double events,
                                    double minutes) {
    const struct alarm_publishers *all = &series->publishers;
    switch (series->statistic) {
    case ALARM_SUM:
        return sum_of(all, events);
    case ALARM_SAMPLE_COUNT:
        return between(events, INFINITY);
    case ALARM_MAXIMUM:
        return maximum_of(all);
    case ALARM_MINIMUM:
    case ALARM_AVERAGE:
    case ALARM_PERCENTILE:
        break;
    }
    return mixed(series, scene, minutes);
}

static struct alarm_range series_range(const struct alarm_series *series, enum alarm_scene scene,
                                       double events, double minutes) {
    struct alarm_range range;
    if (series->empty || scene == ALARM_QUIET)
        return missing();
    if (series->publishers.count == 0)
        return unsure(between(-INFINITY, INFINITY),
                      "what is published to another of its metrics is not known");
    if (scene == ALARM_SILENT)
        return silent(series, minutes);
    if (scene == ALARM_MANY)
        events = INFINITY;
    range = series->ours && scene != ALARM_ANY ? events_of(series, scene, events, minutes) : any(series);
    range.ours = series->ours;
    if (!range.ours)
        range.best = -INFINITY;
    range.may_miss = !series->ours && series->publishers.defaults == 0;
    return range;
}

static struct alarm_range add(struct alarm_range a, struct alarm_range b) {
    double low = (a.may_miss ? fmin(a.low, 0) : a.low) + (b.may_miss ? fmin(b.low, 0) : b.low);
    double high = (a.may_miss ? fmax(a.high, 0) : a.high) + (b.may_miss ? fmax(b.high, 0) : b.high);
    struct alarm_range result = between(low - error_of(low), high + error_of(high));
    result.low_open = a.low_open || b.low_open;
    return result;
}

static struct alarm_range maximum(struct alarm_range a, struct alarm_range b) {
    struct alarm_range result = between(fmin(a.low, b.low), fmax(a.high, b.high));
    /* What may be missing holds up nothing, unless both may be. */
    if (!a.may_miss || !b.may_miss) {
        bool first = b.may_miss || (!a.may_miss && (a.low > b.low || (a.low == b.low && a.low_open)));
        result.low = first ? a.low : b.low;
        result.low_open = first ? a.low_open : b.low_open;
        if (a.may_miss || b.may_miss)
            result.high = fmax(result.high, 0);
    }
    result.best = fmax(a.best, b.best);
    return result;
}

/* Missing operands are skipped, or count as zero: which is not documented. */
static struct alarm_range minimum(struct alarm_range a, struct alarm_range b) {
    if (a.may_miss || b.may_miss)
        return between(fmin(fmin(a.low, b.low), 0), fmax(fmax(a.high, b.high), 0));
    struct alarm_range result = between(fmin(a.low, b.low), fmin(a.high, b.high));
    result.best = fmin(a.ours ? a.best : a.high, b.ours ? b.best : b.high);
    return result;
}

static struct alarm_range filled(struct alarm_range range, double value) {
    if (!range.may_miss)
        return range;
    if (!range.may_exist || value <= range.low)
        range.low_open = false;
    range.low = fmin(range.low, value);
    range.high = fmax(range.high, value);
    range.may_miss = false;
    range.may_exist = true;
    return range;
}

static struct alarm_range join(enum alarm_formula_kind kind, struct alarm_range a, struct alarm_range b) {
    struct alarm_range result = missing();
    if (!a.may_exist && !b.may_exist) {
        result.unsure = a.unsure ? a.unsure : b.unsure;
        return result;
    }
    if (kind == ALARM_FORMULA_MAXIMUM)
        result = maximum(a, b);
    else if (kind == ALARM_FORMULA_MINIMUM)
        result = minimum(a, b);
    else
        result = add(a, b);
    /* a + b without one of them: nothing, or the other one. AWS's page says that it counts as zero. */
    result.may_miss = kind == ALARM_FORMULA_ADD ? a.may_miss || b.may_miss : a.may_miss && b.may_miss;
    result.may_exist = true;
    result.ours = a.ours || b.ours;
    result.unsure = a.unsure ? a.unsure : b.unsure;
    return result;
}

/* Recursion is bounded by ALARM_FORMULA_DEPTH. */
static struct alarm_range formula_range(const struct alarm_model *model, const struct alarm_formula *formula,
                                        enum alarm_scene scene, double events, double minutes) {
    if (formula->kind == ALARM_FORMULA_SERIES)
        return series_range(&model->series[formula->series], scene, events, minutes);
    struct alarm_range result = formula_range(model, &formula->operands[0], scene, events, minutes);
    if (formula->kind == ALARM_FORMULA_FILL)
        return filled(result, formula->fill);
    for (size_t i = 1; i < formula->count; i++)
        result =
            join(formula->kind, result, formula_range(model, &formula->operands[i], scene, events, minutes));
    return result;
}

struct alarm_range alarm_range_of(const struct alarm_model *model, enum alarm_scene scene, double events,
                                  double minutes) {
    return model->formula ? formula_range(model, model->formula, scene, events, minutes)
                          : series_range(&model->series[0], scene, events, minutes);
}
