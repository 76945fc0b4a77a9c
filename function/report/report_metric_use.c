#include "report_metric_use.h"

#include "report_chain.h"

#include <math.h>
#include <stdlib.h>

/* The constant that a transformation publishes; NaN for "$.field" and anything else. */
static double constant_value(struct arena *arena, const struct metric_transformation *transformation) {
    const char *text = arena_cstr(arena, transformation->metric_value);
    char *end;
    double value = strtod(text, &end);
    return *text && !*end && isfinite(value) ? value : NAN;
}

/* One metric with a name, one constant, no dimensions: a second filter can publish the same. */
static const struct metric_transformation *simple_transformation(struct arena *arena,
                                                                 const struct metric_filter *filter) {
    if (!filter || filter->transformations.count != 1 || filter->system_field_dimensions.count)
        return NULL;
    const struct metric_transformation *only = &filter->transformations.items[0];
    bool named = only->metric_name.len && only->metric_namespace.len;
    return named && only->dimensions.count == 0 && constant_value(arena, only) > 0 ? only : NULL;
}

static struct metric_use use_of(const struct metric_transformation *transformation) {
    return (struct metric_use){transformation->metric_namespace, transformation->metric_name,
                               transformation->metric_value, transformation->unit};
}

bool report_heard_metric(struct arena *arena, const struct report *report, const struct path *broken,
                         struct metric_use *out) {
    const struct findings *findings = report->findings;
    for (size_t i = 0; i < findings->heard_count; i++) {
        const struct heard *heard = &findings->heard[i];
        const struct metric_transformation *transformation = simple_transformation(arena, heard->filter);
        if (!transformation || !heard->rings ||
            !report_same_place(heard->log_group_arn, broken->log_group_arn))
            continue;
        *out = use_of(transformation);
        return true;
    }
    return false;
}

static bool same_metric(const struct metric_transformation *a, const struct metric_transformation *b) {
    return span_equal(a->metric_name, b->metric_name) && span_equal(a->metric_namespace, b->metric_namespace);
}

static bool lists_filters(const struct fact *fact) {
    return fact->state == FACT_READ && (fact->need.operation == OPERATION_DESCRIBE_METRIC_FILTERS ||
                                        fact->need.operation == OPERATION_DESCRIBE_METRIC_PUBLISHERS);
}

/* Does a filter anywhere publish to this metric what makes sums of it doubtful: a default value, which could
 * breach without any event, a negative value, a field of the event? */
static bool is_muddied(struct arena *arena, const struct facts *facts,
                       const struct metric_transformation *wanted) {
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        if (!lists_filters(fact))
            continue;
        const struct metric_filters *filters = fact->value;
        for (size_t k = 0; k < filters->count; k++)
            for (size_t m = 0; m < filters->items[k].transformations.count; m++) {
                const struct metric_transformation *other = &filters->items[k].transformations.items[m];
                bool silent = isnan(other->default_value) || other->default_value == 0;
                bool clear = silent && constant_value(arena, other) >= 0;
                if (!clear && same_metric(other, wanted))
                    return true;
            }
    }
    return false;
}

bool report_plain_metric(struct arena *arena, const struct report *report, const struct path *path,
                         struct metric_use *out) {
    const struct metric_transformation *transformation = simple_transformation(arena, path->filter);
    if (!transformation || constant_value(arena, transformation) < 1 ||
        is_muddied(arena, report->facts, transformation))
        return false;
    *out = use_of(transformation);
    return true;
}

static const void *fact_about(const struct facts *facts, enum operation operation, struct span resource) {
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        if (fact->need.operation == operation && fact->state == FACT_READ &&
            span_equal(fact->need.resource, resource))
            return fact->value;
    }
    return NULL;
}

/* A policy without conditions on who speaks: the default one has SourceOwner, which every alarm of the
 * account keeps. */
static bool names_one_alarm(struct span policy) {
    for (; policy.len; policy = span_tail(policy, 1))
        if (span_equal_ignoring_case(span_head(policy, sizeof "SourceArn" - 1), SPAN("SourceArn")))
            return true;
    return false;
}

static bool key_names_one_alarm(const struct facts *facts, struct span key_id) {
    const struct key *key = fact_about(facts, OPERATION_DESCRIBE_KEY, key_id);
    const struct key_policy *policy = key ? fact_about(facts, OPERATION_GET_KEY_POLICY, key->arn) : NULL;
    return !policy || names_one_alarm(policy->policy);
}

/* Policies may let only the alarm through that was there before: by aws:SourceArn, or AlarmName for a
 * subscription. */
static bool hears_any_alarm(const struct facts *facts, const struct heard *heard) {
    const struct topic_attributes *topic =
        fact_about(facts, OPERATION_GET_TOPIC_ATTRIBUTES, heard->topic_arn);
    const struct subscription_attributes *subscription =
        fact_about(facts, OPERATION_GET_SUBSCRIPTION_ATTRIBUTES, heard->subscription->arn);
    if (!topic || !subscription || names_one_alarm(topic->policy))
        return false;
    return !subscription->filter_policy.len &&
           !(topic->kms_key_id.len && key_names_one_alarm(facts, topic->kms_key_id));
}

struct span report_heard_topic(const struct report *report, struct span log_group_arn) {
    for (size_t i = 0; i < report->findings->heard_count; i++) {
        const struct heard *heard = &report->findings->heard[i];
        if (report_same_place(heard->topic_arn, log_group_arn) && hears_any_alarm(report->facts, heard))
            return heard->topic_arn;
    }
    return SPAN_ABSENT;
}

static bool names_another(const struct alarms *alarms, struct span name, const struct metric_use *metric) {
    for (size_t i = 0; i < alarms->metric.count; i++) {
        const struct metric_alarm *alarm = &alarms->metric.items[i];
        bool same = span_equal(alarm->metric_name, metric->name) &&
                    span_equal(alarm->metric_namespace, metric->name_space);
        if (span_equal(alarm->name, name) && !same)
            return true;
    }
    for (size_t i = 0; i < alarms->composite.count; i++)
        if (span_equal(alarms->composite.items[i].name, name))
            return true;
    return false;
}

bool report_alarm_is_taken(const struct facts *facts, struct span region, struct span name,
                           const struct metric_use *metric) {
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->items[i];
        if (fact->need.operation == OPERATION_DESCRIBE_ALARMS && fact->state == FACT_READ &&
            span_equal(fact->need.region, region) && names_another(fact->value, name, metric))
            return true;
    }
    return false;
}
