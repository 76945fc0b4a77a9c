/* An alarm on metric math, as the arithmetic's model. */
#include "policy_alarm.h"

#include "alarm_formula.h"

#include <math.h>

static bool is_own_account(const struct walk *walk, const struct metric_query *query) {
    return query->account_id.len == 0 || span_equal(query->account_id, walk->account_id);
}

bool policy_alarm_math_hears(const struct walk *walk, const struct metric_query *query,
                             const struct metric_transformation *transformation) {
    return is_own_account(walk, query) && span_equal(query->metric_name, transformation->metric_name) &&
           span_equal(query->metric_namespace, transformation->metric_namespace);
}

/* On other dimensions it is a metric of its own: what filters publish to it is known, or else nothing does.
 */
static void read_publishers(const struct walk *walk, const struct metric_query *query,
                            const struct metric_transformation *transformation, struct alarm_series *out) {
    struct alarm_metric metric = {query->metric_namespace, query->metric_name, &query->dimensions};
    bool same = policy_alarm_math_hears(walk, query, transformation);
    out->ours = same && policy_alarm_dimensions_fit(walk, &query->dimensions, transformation);
    out->publishers = policy_alarm_publishers(walk, &metric, out->ours ? transformation : NULL);
    if (out->ours) {
        out->empty = !policy_alarm_unit_fits(query->unit, transformation);
        out->ours = !out->empty;
        if (!policy_filter_value(transformation->metric_value, &out->publishers.value))
            out->publishers.value = NAN;
    } else if (same) {
        out->empty = out->publishers.count == 0;
    }
    /* Another metric is known if all of what filters publish to it is read. */
    if (!out->ours && !out->empty && (!is_own_account(walk, query) || query->unit.len))
        out->publishers.count = 0;
}

static bool read_series(struct walk *walk, const struct metric_alarm *alarm, const struct metric_query *query,
                        const struct metric_transformation *transformation, struct alarm_model *model,
                        struct alarm_series *out) {
    if (!policy_alarm_statistic(alarm, query->statistic, &out->statistic)) {
        policy_alarm_undecided(walk, "the statistic of one of its metrics is", query->statistic);
        return false;
    }
    if (!isnan(model->period_s) && model->period_s != query->period_s) {
        policy_alarm_undecided(walk, "its metrics have different periods", SPAN_ABSENT);
        return false;
    }
    model->period_s = query->period_s;
    read_publishers(walk, query, transformation, out);
    return true;
}

/* The query whose data the alarm watches; SIZE_MAX: none, or several. */
static size_t find_root(const struct metric_alarm *alarm) {
    size_t root = SIZE_MAX, count = 0;
    for (size_t i = 0; i < alarm->queries.count; i++)
        if (alarm->queries.items[i].return_data) {
            root = i;
            count++;
        }
    if (alarm->queries.count == 1)
        return 0;
    return count == 1 ? root : SIZE_MAX;
}

static bool read_formula(struct walk *walk, const struct metric_alarm *alarm,
                         const struct alarm_query *queries, struct alarm_model *model) {
    size_t root = find_root(alarm);
    struct span why = SPAN("it watches not exactly one of its queries");
    if (root != SIZE_MAX)
        model->formula =
            alarm_formula_parse(walk->policy->scratch, queries, alarm->queries.count, root, &why);
    if (!model->formula)
        policy_alarm_undecided(walk, "metric math:", why);
    return model->formula != NULL;
}

/* None of its series has a datapoint of ours: say why. */
static bool check_empty(struct walk *walk, const struct metric_alarm *alarm,
                        const struct metric_transformation *transformation, const struct alarm_model *model) {
    for (size_t i = 0; i < model->series_count; i++)
        if (model->series[i].ours)
            return true;
    for (size_t i = 0; i < alarm->queries.count; i++) {
        const struct metric_query *query = &alarm->queries.items[i];
        if (!query->expression.ptr && policy_alarm_math_hears(walk, query, transformation) &&
            !policy_alarm_dimensions_fit(walk, &query->dimensions, transformation))
            policy_alarm_wrong_dimensions(walk, &query->dimensions, transformation);
    }
    policy_alarm_cannot_fire(walk, "its unit is not the metric's, so it sees no data");
    return false;
}

bool policy_alarm_read_math(struct walk *walk, const struct metric_alarm *alarm,
                            const struct metric_transformation *transformation, struct alarm_model *model) {
    size_t count = alarm->queries.count;
    if (count > ALARM_FORMULA_QUERIES) {
        policy_alarm_undecided(walk, "it has more queries than AWS allows", SPAN_ABSENT);
        return false;
    }
    struct alarm_series *series = ARENA_NEW_ARRAY(walk->policy->scratch, count + 1, struct alarm_series);
    struct alarm_query *queries = ARENA_NEW_ARRAY(walk->policy->scratch, count + 1, struct alarm_query);
    model->series = series;
    model->period_s = NAN;
    for (size_t i = 0; i < count; i++) {
        const struct metric_query *query = &alarm->queries.items[i];
        queries[i] = (struct alarm_query){query->id, query->expression, model->series_count};
        if (!query->expression.ptr &&
            !read_series(walk, alarm, query, transformation, model, &series[model->series_count++]))
            return false;
    }
    return check_empty(walk, alarm, transformation, model) && read_formula(walk, alarm, queries, model);
}
