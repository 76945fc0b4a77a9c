#include "report_chain.h"

#include "arn.h"
#include "report_grant.h"

enum { ARN_REGION = 3, ARN_ACCOUNT = 4, ARN_RESOURCE = 5 };

const char *report_hop_label(enum hop hop) {
    static const char *const labels[HOP_COUNT] = {
        [HOP_NONE] = "chain",
        [HOP_TRAIL] = "trail",
        [HOP_LOG_GROUP] = "log group",
        [HOP_FILTER] = "metric filter",
        [HOP_ALARM] = "alarm",
        [HOP_TOPIC] = "topic",
        [HOP_SUBSCRIPTION] = "subscription",
        [HOP_SIEM] = "SIEM",
    };
    return labels[hop];
}

bool report_path_reached(const struct path *path, enum hop hop) {
    return path->complete || path->hop == HOP_NONE || hop <= path->hop;
}

struct span report_hop_name(const struct path *path, enum hop hop) {
    if (!report_path_reached(path, hop))
        return SPAN_ABSENT;
    switch (hop) {
    case HOP_TRAIL:
        return path->trail ? path->trail->name : SPAN_ABSENT;
    case HOP_LOG_GROUP:
        return report_log_group_name(path->log_group_arn);
    case HOP_FILTER:
        return path_filter_name(path);
    case HOP_ALARM:
        return path->alarm_name;
    case HOP_TOPIC:
        return report_topic_name(path->topic_arn);
    case HOP_SUBSCRIPTION:
        return path->subscription ? path->subscription->protocol : SPAN_ABSENT;
    case HOP_SIEM:
        return path->siem_filter ? path->siem_filter->destination_arn : SPAN_ABSENT;
    case HOP_NONE:
    case HOP_COUNT:
        break;
    }
    return SPAN_ABSENT;
}

struct span report_log_group_name(struct span arn) {
    struct span resource = arn_field(arn, ARN_RESOURCE);
    if (!span_starts_with(resource, SPAN("log-group:")))
        return arn;
    struct span name = span_tail(resource, sizeof "log-group:" - 1);
    return span_head(name, span_find_byte(name, ':'));
}

struct span report_topic_name(struct span arn) {
    struct span name = arn_field(arn, ARN_RESOURCE);
    return name.len ? name : arn;
}

struct span report_other_account(const struct findings *findings, struct span judged_account_id) {
    struct span account =
        findings->deciding ? arn_field(findings->deciding->log_group_arn, ARN_ACCOUNT) : SPAN_ABSENT;
    return span_equal(account, judged_account_id) ? SPAN_ABSENT : account;
}

bool report_same_place(struct span arn, struct span other_arn) {
    return span_equal(arn_field(arn, ARN_REGION), arn_field(other_arn, ARN_REGION)) &&
           span_equal(arn_field(arn, ARN_ACCOUNT), arn_field(other_arn, ARN_ACCOUNT));
}

struct chain_filters report_complete_filters(struct arena *arena, const struct findings *findings) {
    struct chain_filters filters = {0};
    for (size_t i = 0; i < findings->path_count; i++) {
        const struct path *path = &findings->paths[i];
        bool known = !path->complete || !path_has_filter(path);
        for (size_t k = 0; k < filters.count; k++)
            known = known || path_same_filter(filters.items[k].path, path);
        if (!known)
            ARENA_PUSH(arena, &filters)->path = path;
    }
    return filters;
}

struct span report_unread_text(struct arena *arena, const struct fact *fact) {
    if (!fact || fact->state == FACT_READ)
        return SPAN_ABSENT;
    const struct operation_info *info = operation_info(fact->need.operation);
    bool denied = fact->state == FACT_DENIED;
    struct span resource = denied ? report_grant_resource(arena, &fact->need) : fact->need.resource;
    struct text_builder out = {.arena = arena};
    text_printf(&out, "%s %s", denied ? "permission" : "the answer to",
                denied ? info->permission : info->name);
    text_append(&out, SPAN(" is missing"));
    if (resource.len)
        text_printf(&out, " for %.*s", SPAN_FMT(resource));
    if (fact->need.region.len && !span_contains(resource, fact->need.region))
        text_printf(&out, " in %.*s", SPAN_FMT(fact->need.region));
    if (fact->state == FACT_REFUSED && fact->refusal_code.len)
        text_printf(&out, ": %.*s", SPAN_FMT(fact->refusal_code));
    return text_span(&out);
}
