#include "findings.h"

bool path_has_filter(const struct path *path) {
    return path->filter || path->siem_filter;
}

struct span path_filter_name(const struct path *path) {
    if (path->siem_filter)
        return path->siem_filter->name;
    return path->filter ? path->filter->name : SPAN_ABSENT;
}

struct span path_filter_pattern(const struct path *path) {
    if (path->siem_filter)
        return path->siem_filter->pattern;
    return path->filter ? path->filter->pattern : SPAN_ABSENT;
}

/* An account's policy is read anew for each log group that it sends on. */
static bool same_siem_filter(const struct subscription_filter *a, const struct subscription_filter *b) {
    return a == b || (a && b && span_equal(a->name, b->name) && span_equal(a->pattern, b->pattern) &&
                      span_equal(a->destination_arn, b->destination_arn));
}

bool path_same_filter(const struct path *a, const struct path *b) {
    return path_has_filter(a) && a->filter == b->filter && same_siem_filter(a->siem_filter, b->siem_filter);
}
