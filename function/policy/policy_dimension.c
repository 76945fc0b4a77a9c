/* A filter with dimensions publishes a metric for each combination of their values, and an alarm hears one of
 * these metrics:
 *
 *   filter {Region: $.awsRegion}     alarm on Region = eu-west-1     events with $.awsRegion = "eu-west-1"
 *                                    alarm on Region = us-east-1     events with $.awsRegion = "us-east-1"
 *                                    left over                       all events: nobody hears the others
 *                                    left over, in doubt             events without $.awsRegion (U14) */
#include "policy_alarm.h"

enum { DIMENSIONS_LIMIT = 3 }; /* of a metric filter */

/* A dimension of the filter: the field that its value comes from. */
struct axis {
    struct span name;
    const struct pattern *absent; /* "$.field NOT EXISTS" */
};
struct axes {
    struct axis items[DIMENSIONS_LIMIT];
    size_t count;
};

/* Values that an alarm watches, in the order of the axes. */
struct combination {
    struct span values[DIMENSIONS_LIMIT];
    const struct dimensions *watched;
};
struct combinations {
    struct combination *items;
    size_t count, capacity;
};

/* What all counters of the filter have in common. */
struct split {
    struct survey *survey;
    const struct walk *start;
    const struct pattern *recorded, *filter_pattern;
    const struct metric_transformation *transformation;
    struct axes axes;
    struct combinations combinations;
};

static const struct span *find_value(const struct dimensions *dimensions, struct span name) {
    for (size_t i = 0; i < dimensions->count; i++)
        if (span_equal(dimensions->items[i].name, name))
            return &dimensions->items[i].value;
    return NULL;
}

bool policy_dimensions_name_some(const struct dimensions *part, const struct dimensions *whole) {
    for (size_t i = 0; i < part->count; i++)
        if (!find_value(whole, part->items[i].name))
            return false;
    return true;
}

static bool is_part(const struct dimensions *part, const struct dimensions *whole) {
    for (size_t i = 0; i < part->count; i++) {
        const struct span *value = find_value(whole, part->items[i].name);
        if (!value || !span_equal(*value, part->items[i].value))
            return false;
    }
    return true;
}

bool policy_dimensions_equal(const struct dimensions *a, const struct dimensions *b) {
    return a->count == b->count && is_part(a, b) && is_part(b, a);
}

static bool is_plain(const struct pattern *pattern) {
    const struct pattern_atom *atom = pattern->atoms;
    if (pattern->family != PATTERN_JSON || pattern->atom_count != 1 || atom->op != PATTERN_NOT_EXISTS ||
        pattern->open_points)
        return false;
    for (size_t i = 0; i < atom->selector.count; i++)
        if (atom->selector.steps[i].kind != PATTERN_KEY && atom->selector.steps[i].kind != PATTERN_INDEX)
            return false;
    return true;
}

/* One field, or it is not decided. */
static bool read_axis(struct arena *arena, const struct dimension *dimension, struct axis *axis) {
    struct pattern_error error;
    axis->name = dimension->name;
    return dimension->name.len &&
           pattern_parse(arena, arena_printf(arena, "{ %.*s NOT EXISTS }", SPAN_FMT(dimension->value)),
                         &axis->absent, &error) &&
           is_plain(axis->absent);
}

static bool read_axes(struct arena *arena, const struct dimensions *dimensions, struct axes *axes) {
    axes->count = 0;
    if (dimensions->count > DIMENSIONS_LIMIT)
        return false;
    for (size_t i = 0; i < dimensions->count; i++) {
        const struct span *first = find_value(dimensions, dimensions->items[i].name);
        if (first != &dimensions->items[i].value ||
            !read_axis(arena, &dimensions->items[i], &axes->items[axes->count++]))
            return false;
    }
    return true;
}

static bool read_combination(const struct axes *axes, const struct dimensions *watched,
                             struct combination *out) {
    if (watched->count != axes->count)
        return false;
    *out = (struct combination){.watched = watched};
    for (size_t i = 0; i < axes->count; i++) {
        const struct span *value = find_value(watched, axes->items[i].name);
        if (!value || !value->len)
            return false;
        out->values[i] = *value;
    }
    return true;
}

static void add_combination(struct split *split, const struct dimensions *watched) {
    struct combination new;
    if (!read_combination(&split->axes, watched, &new))
        return;
    for (size_t i = 0; i < split->combinations.count; i++)
        if (policy_dimensions_equal(split->combinations.items[i].watched, watched))
            return;
    *ARENA_PUSH(split->start->policy->arena, &split->combinations) = new;
}

static struct counter *add_counter(const struct split *split, enum dimension_fit fit,
                                   const struct pattern *values) {
    bool leftover = fit != FITS_EXACTLY;
    struct counter *counter =
        survey_add_counter(split->survey, split->start, split->recorded, split->filter_pattern);
    counter->transformation = split->transformation;
    counter->walk.dimension_fit = fit;
    counter->has_values = values != NULL;
    counter->leftover = leftover;
    split->survey->leftovers += leftover;
    if (values)
        counter->patterns[counter->pattern_count++] = values;
    return counter;
}

static void count_combination(const struct split *split, const struct combination *combination) {
    struct arena *arena = split->start->policy->arena;
    const struct pattern *equal[DIMENSIONS_LIMIT];
    for (size_t i = 0; i < split->axes.count; i++)
        equal[i] = pattern_equal(arena, split->axes.items[i].absent, combination->values[i]);
    struct counter *counter = add_counter(split, FITS_EXACTLY, pattern_and(arena, equal, split->axes.count));
    counter->walk.dimensions = *combination->watched;
    policy_alarm_walk(counter);
}

/* No way of publishing them is documented, nor that they are not published. */
static void count_without_field(const struct split *split) {
    const struct pattern *absent[DIMENSIONS_LIMIT];
    for (size_t i = 0; i < split->axes.count; i++)
        absent[i] = split->axes.items[i].absent;
    struct counter *counter =
        add_counter(split, FITS_PERHAPS, pattern_or(split->start->policy->arena, absent, split->axes.count));
    walk_doubt(&counter->walk, HOP_FILTER, REASON_FILTER_UNDECIDED,
               walk_text(&counter->walk,
                         "what metric filter \"%.*s\" publishes of an event without the field of a dimension "
                         "is not documented (U14)",
                         SPAN_FMT(counter->walk.path.filter->name)));
    policy_alarm_walk(counter);
}

/* True: an alarm watches the metric with some or all of the filter's dimensions, or with none. */
static bool find_combinations(struct split *split, const struct alarms *alarms) {
    bool some = false;
    for (size_t i = 0; i < alarms->metric.count && split->combinations.count <= COUNTERS_LIMIT; i++) {
        const struct dimensions *watched;
        for (size_t at = 0; (watched = policy_alarm_watches(split->start, &alarms->metric.items[i],
                                                            split->transformation, &at));) {
            add_combination(split, watched);
            some = some || policy_dimensions_name_some(watched, &split->transformation->dimensions);
        }
    }
    return some;
}

bool policy_dimensions_count(struct survey *survey, const struct walk *walk, const struct pattern *recorded,
                             const struct pattern *filter_pattern,
                             const struct metric_transformation *transformation,
                             const struct alarms *alarms) {
    struct split split = {.survey = survey,
                          .start = walk,
                          .recorded = recorded,
                          .filter_pattern = filter_pattern,
                          .transformation = transformation};
    if (!read_axes(walk->policy->arena, &transformation->dimensions, &split.axes))
        return false;
    bool some = find_combinations(&split, alarms);
    policy_alarm_walk(add_counter(&split, FITS_NEVER, NULL));
    for (size_t i = 0; i < split.combinations.count; i++)
        if (!survey_is_full(survey, walk))
            count_combination(&split, &split.combinations.items[i]);
    if (some)
        count_without_field(&split);
    return true;
}
