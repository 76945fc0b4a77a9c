#include "arn.h"
#include "policy_internal.h"

#include <math.h>

enum { HOUR_S = 60 * 60, OLD_DELIVERY_HOURS = 24 };

/* The name is everything between "log-group:" and ":*". */
static bool read_place(struct span arn, struct log_group_place *place) {
    struct span name = arn_field(arn, 5), prefix = SPAN("log-group:"), suffix = SPAN(":*");
    place->region = arn_field(arn, 3);
    place->account_id = arn_field(arn, 4);
    if (!span_equal(arn_field(arn, 2), SPAN("logs")) || !span_starts_with(name, prefix))
        return false;
    name = span_tail(name, prefix.len);
    place->name = span_ends_with(name, suffix) ? span_head(name, name.len - suffix.len) : name;
    return place->name.len && region_is_valid(place->region) && place->account_id.len;
}

static void judge_delivery(struct walk *walk, const struct trail_status *status) {
    double now_s = walk->policy->facts->collected_at_s;
    double delivered_s = status->logs_delivery_time_s;
    if (status->logs_delivery_error.len)
        walk_break(walk, HOP_LOG_GROUP, REASON_DELIVERY_FAILING,
                   walk_text(walk, "delivery to CloudWatch Logs fails: %.*s",
                             SPAN_FMT(status->logs_delivery_error)));
    else if (isnan(delivered_s) && !(fabs(now_s - status->start_logging_time_s) < HOUR_S))
        walk_break(
            walk, HOP_LOG_GROUP, REASON_DELIVERY_FAILING,
            SPAN("nothing was ever delivered to CloudWatch Logs, though logging began over an hour ago"));
    else if (now_s - delivered_s > OLD_DELIVERY_HOURS * HOUR_S)
        walk_remark(walk, walk_text(walk, "the last delivery to CloudWatch Logs was %.0f hours ago",
                                    (now_s - delivered_s) / HOUR_S));
}

const struct log_group *policy_log_group_find(const struct log_groups *groups, struct span name) {
    for (size_t i = 0; i < groups->count; i++)
        if (span_equal(groups->items[i].name, name))
            return &groups->items[i];
    return NULL;
}

/* An empty list of filters is also what an emulator says of a group that is not there, so then the group is
 * looked up. */
static bool group_is_missing(struct walk *walk, const struct log_group_place *place) {
    const struct fact *filters =
        walk_ask(walk, OPERATION_DESCRIBE_METRIC_FILTERS, place->region, place->name);
    if (!filters || filters->state != FACT_READ)
        return filters && filters->state == FACT_NOT_FOUND;
    if (((const struct metric_filters *)filters->value)->count)
        return false;
    const struct fact *groups = walk_ask(walk, OPERATION_DESCRIBE_LOG_GROUPS, place->region, place->name);
    return groups && groups->state == FACT_READ && !policy_log_group_find(groups->value, place->name);
}

bool policy_log_group_walk(struct walk *walk, struct log_group_place *place) {
    const struct trail *trail = walk->path.trail;
    if (!trail->log_group_arn.len) {
        walk_break(walk, HOP_LOG_GROUP, REASON_NO_LOG_GROUP, SPAN("it has no CloudWatch Logs log group"));
        return false;
    }
    walk->path.log_group_arn = trail->log_group_arn;
    if (!read_place(trail->log_group_arn, place)) {
        walk_doubt(walk, HOP_LOG_GROUP, REASON_TRAIL_UNDECIDED,
                   walk_text(walk, "\"%.*s\" is not the ARN of a log group", SPAN_FMT(trail->log_group_arn)));
        return false;
    }
    struct need need = {OPERATION_GET_TRAIL_STATUS, walk->account_id, policy_home_region(trail), trail->arn};
    const struct fact *status = facts_find(walk->policy->facts, &need);
    if (!policy_enter_account(walk, HOP_LOG_GROUP, place->account_id))
        return false;
    if (group_is_missing(walk, place))
        walk_break(walk, HOP_LOG_GROUP, REASON_LOG_GROUP_MISSING,
                   walk_text(walk, "log group \"%.*s\" does not exist", SPAN_FMT(place->name)));
    else if (status && status->state == FACT_READ)
        judge_delivery(walk, status->value);
    return !walk->broken;
}
