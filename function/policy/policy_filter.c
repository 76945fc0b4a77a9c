#include "arn.h"
#include "policy_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool skip_digits(struct span *text) {
    size_t count = 0;
    while (count < text->len && text->ptr[count] >= '0' && text->ptr[count] <= '9')
        count++;
    *text = span_tail(*text, count);
    return count > 0;
}

static bool skip_byte(struct span *text, const char *bytes) {
    bool found = text->len && strchr(bytes, *text->ptr) && *text->ptr;
    if (found)
        *text = span_tail(*text, 1);
    return found;
}

enum { VALUE_LIMIT_BYTES = 100 }; /* of metricValue */

bool policy_filter_value(struct span text, double *out) {
    char copy[VALUE_LIMIT_BYTES + 1];
    struct span rest = text;
    skip_byte(&rest, "+-");
    bool whole = skip_digits(&rest);
    bool fraction = skip_byte(&rest, ".") && skip_digits(&rest);
    bool fine = whole || fraction;
    if (skip_byte(&rest, "eE")) {
        skip_byte(&rest, "+-");
        fine = skip_digits(&rest) && fine;
    }
    if (!fine || rest.len || text.len > VALUE_LIMIT_BYTES)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    *out = strtod(copy, NULL);
    return isfinite(*out);
}

static void check_value(struct walk *walk, struct span text) {
    double value;
    if (!policy_filter_value(text, &value))
        walk_doubt(walk, HOP_FILTER, REASON_FILTER_UNDECIDED,
                   walk_text(walk, "metric filter \"%.*s\" publishes \"%.*s\", which is no constant",
                             SPAN_FMT(walk->path.filter->name), SPAN_FMT(text)));
    else if (!(value > 0))
        walk_break(walk, HOP_FILTER, REASON_FILTER_VALUE_NOT_POSITIVE,
                   walk_text(walk, "metric filter \"%.*s\" publishes the value %.*s",
                             SPAN_FMT(walk->path.filter->name), SPAN_FMT(text)));
}

static bool is_metric_name(struct span name) {
    return name.len && span_find_byte(name, ':') == name.len;
}

/* Members of the filter that its pattern does not tell, and what AWS would not have accepted. */
static void check_members(struct walk *walk, const struct metric_transformation *transformation,
                          struct span group) {
    const struct metric_filter *filter = walk->path.filter;
    const struct metric_transformation none = {.default_value = NAN};
    const struct metric_transformation *one = transformation ? transformation : &none;
    const struct {
        bool set;
        const char *name;
    } members[] = {
        {filter->on_transformed_logs, "applyOnTransformedLogs"},
        {filter->field_selection_criteria.len > 0, "fieldSelectionCriteria"},
        {filter->system_field_dimensions.count > 0, "emitSystemFieldDimensions"},
        {!transformation, "no metric transformation"},
        {transformation && !(is_metric_name(one->metric_name) && one->metric_namespace.len),
         "a metric without a proper name"},
        {one->dimensions.count > 0 && !isnan(one->default_value), "a default value beside dimensions"},
        {filter->log_group_name.len && !span_equal(filter->log_group_name, group), "another log group"},
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (members[i].set)
            walk_doubt(walk, HOP_FILTER, REASON_FILTER_UNDECIDED,
                       walk_text(walk, "metric filter \"%.*s\" has %s, which is not decided",
                                 SPAN_FMT(filter->name), members[i].name));
}

static void check_everything(struct walk *walk, const struct pattern *pattern) {
    const struct policy *policy = walk->policy;
    struct span name = walk->path.filter->name;
    enum prover_truth everything = prover_matches_everything(policy->scratch, pattern);
    arena_reset(policy->scratch);
    switch (everything) {
    case PROVER_NO:
        break;
    case PROVER_YES:
        if (policy->parameters->allow_match_all)
            walk_remark(walk, walk_text(walk, "metric filter \"%.*s\" counts every event", SPAN_FMT(name)));
        else
            walk_break(walk, HOP_FILTER, REASON_FILTER_MATCHES_EVERYTHING,
                       walk_text(walk, "metric filter \"%.*s\" counts every event", SPAN_FMT(name)));
        break;
    case PROVER_UNKNOWN:
        if (!policy->parameters->allow_match_all)
            walk_doubt(walk, HOP_FILTER, REASON_FILTER_UNDECIDED,
                       walk_text(walk, "whether metric filter \"%.*s\" counts every event cannot be decided",
                                 SPAN_FMT(name)));
        break;
    }
}

/* *pattern stays NULL where the text does not tell what is counted. */
static void check_filter(struct walk *walk, const struct metric_transformation *transformation,
                         struct span group, const struct pattern **pattern) {
    const struct metric_filter *filter = walk->path.filter;
    struct pattern_error error;
    const struct pattern *parsed;
    if (transformation)
        check_value(walk, transformation->metric_value);
    if (!pattern_parse(walk->policy->arena, filter->pattern, &parsed, &error)) {
        walk_doubt(walk, HOP_FILTER, REASON_FILTER_UNREADABLE,
                   walk_text(walk, "the pattern of metric filter \"%.*s\" cannot be read at column %zu: %.*s",
                             SPAN_FMT(filter->name), error.column, SPAN_FMT(error.message)));
        parsed = NULL;
    }
    check_members(walk, transformation, group);
    if (parsed && !filter->on_transformed_logs) {
        *pattern = parsed;
        if (!walk->broken)
            check_everything(walk, parsed);
    }
}

static bool has_plain_events(const struct walk *walk, const struct pattern *pattern) {
    return pattern && pattern->family == PATTERN_JSON && !walk->path.filter->system_field_dimensions.count;
}

/* True: the filter is counted, by the values of its dimensions that alarms watch. */
static bool count_dimensions(struct survey *survey, struct walk *walk, const struct pattern *recorded,
                             const struct metric_transformation *transformation, struct span region,
                             const struct pattern *pattern) {
    struct need need = {OPERATION_DESCRIBE_ALARMS, walk->account_id, region, SPAN_ABSENT};
    const struct fact *alarms = facts_find(walk->policy->facts, &need);
    walk->dimension_fit = FITS_PERHAPS;
    if (!alarms || alarms->state != FACT_READ)
        return false;
    if (has_plain_events(walk, pattern) &&
        policy_dimensions_count(survey, walk, recorded, pattern, transformation, alarms->value))
        return true;
    walk_doubt(walk, HOP_FILTER, REASON_FILTER_UNDECIDED,
               walk_text(walk, "metric filter \"%.*s\" has dimensions, which are not decided",
                         SPAN_FMT(walk->path.filter->name)));
    return false;
}

static void count_filter(struct survey *survey, const struct walk *start, const struct pattern *recorded,
                         const struct metric_transformation *transformation,
                         const struct log_group_place *place) {
    struct walk walk = *start;
    const struct pattern *pattern = NULL;
    check_filter(&walk, transformation, place->name, &pattern);
    if (walk.broken) {
        survey_add_end(survey, &walk, recorded);
        return;
    }
    if (survey_is_full(survey, start))
        return;
    if (transformation && transformation->dimensions.count &&
        count_dimensions(survey, &walk, recorded, transformation, place->region, pattern))
        return;
    if (walk.path.filter->system_field_dimensions.count)
        walk.dimension_fit = FITS_PERHAPS;
    struct counter *counter = survey_add_counter(survey, &walk, recorded, pattern);
    counter->transformation = transformation;
    policy_alarm_walk(counter);
}

static void count_filters(struct survey *survey, const struct walk *start, const struct pattern *recorded,
                          const struct metric_filters *filters, const struct log_group_place *place) {
    for (size_t i = 0; i < filters->count; i++) {
        const struct metric_filter *filter = &filters->items[i];
        struct walk walk = *start;
        walk.path.filter = filter;
        for (size_t k = 0; k < filter->transformations.count; k++)
            count_filter(survey, &walk, recorded, &filter->transformations.items[k], place);
        if (filter->transformations.count == 0)
            count_filter(survey, &walk, recorded, NULL, place);
    }
}

static bool queries_group(const struct log_alarm *alarm, const struct log_group_place *place) {
    struct span prefix = SPAN("log-group:"), suffix = SPAN(":*");
    for (size_t i = 0; i < alarm->log_group_identifiers.count; i++) {
        struct span name = alarm->log_group_identifiers.items[i];
        if (span_starts_with(name, SPAN("arn:")))
            name = arn_field(name, 5);
        if (span_starts_with(name, prefix))
            name = span_tail(name, prefix.len);
        if (span_ends_with(name, suffix))
            name = span_head(name, name.len - suffix.len);
        if (span_equal(name, place->name))
            return true;
    }
    return false;
}

/* A scheduled query of the log group is a way of its own, past metric filters. */
static void count_log_alarms(struct survey *survey, const struct walk *start, const struct pattern *recorded,
                             const struct log_group_place *place) {
    struct walk walk = *start;
    const struct fact *fact = walk_ask(&walk, OPERATION_DESCRIBE_ALARMS, place->region, SPAN_ABSENT);
    const struct alarms *alarms = fact && fact->state == FACT_READ ? fact->value : NULL;
    for (size_t i = 0; alarms && i < alarms->log.count; i++) {
        const struct log_alarm *alarm = &alarms->log.items[i];
        if (!queries_group(alarm, place) || survey_is_full(survey, start))
            continue;
        walk = *start;
        walk.path.alarm_arn = alarm->arn;
        walk.path.alarm_name = alarm->name;
        walk_doubt(&walk, HOP_ALARM, REASON_ALARM_UNDECIDED,
                   walk_text(&walk, "log alarm \"%.*s\" is a scheduled query, which is not decided",
                             SPAN_FMT(alarm->name)));
        counter_add_walk(survey_add_counter(survey, &walk, recorded, NULL), &walk);
    }
}

/* The class tells: INFREQUENT_ACCESS and DELIVERY support no metric filters. */
static void break_without_filter(struct walk *walk, const struct log_group_place *place) {
    const struct log_groups *groups =
        walk_read(walk, HOP_FILTER, OPERATION_DESCRIBE_LOG_GROUPS, place->region, place->name);
    const struct log_group *group = groups ? policy_log_group_find(groups, place->name) : NULL;
    struct span class = group ? group->log_group_class : SPAN_ABSENT;
    walk_break(walk, HOP_FILTER, REASON_NO_METRIC_FILTER,
               walk_text(walk, "log group \"%.*s\"%s%.*s has no metric filter", SPAN_FMT(place->name),
                         class.len ? " of class " : "", SPAN_FMT(class)));
}

void policy_filter_walk(struct survey *survey, const struct walk *start, const struct pattern *recorded,
                        const struct log_group_place *place) {
    struct walk walk = *start;
    const struct metric_filters *filters =
        walk_read(&walk, HOP_FILTER, OPERATION_DESCRIBE_METRIC_FILTERS, place->region, place->name);
    count_log_alarms(survey, start, recorded, place);
    if (filters && filters->count) {
        count_filters(survey, start, recorded, filters, place);
        return;
    }
    if (filters)
        break_without_filter(&walk, place);
    if (filters || walk.waiting)
        survey_add_end(survey, &walk, recorded);
    else
        policy_alarm_walk(survey_add_counter(survey, &walk, recorded, NULL));
}
