#include "report_grant.h"

#include "arn.h"

/* DescribeAlarms with less than "*" leaves composite alarms out. */
enum grant { GRANT_EVERYTHING, GRANT_RESOURCE, GRANT_LOG_GROUP, GRANT_LOG_GROUPS, GRANT_TOPIC, GRANT_KEY };

static const enum grant grants[OPERATION_COUNT] = {
    [OPERATION_GET_TRAIL_STATUS] = GRANT_RESOURCE,
    [OPERATION_GET_EVENT_SELECTORS] = GRANT_RESOURCE,
    [OPERATION_DESCRIBE_METRIC_FILTERS] = GRANT_LOG_GROUP,
    [OPERATION_DESCRIBE_METRIC_PUBLISHERS] = GRANT_LOG_GROUPS,
    [OPERATION_DESCRIBE_SUBSCRIPTION_FILTERS] = GRANT_LOG_GROUP,
    [OPERATION_GET_TOPIC_ATTRIBUTES] = GRANT_RESOURCE,
    [OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC] = GRANT_RESOURCE,
    [OPERATION_GET_SUBSCRIPTION_ATTRIBUTES] = GRANT_TOPIC,
    [OPERATION_DESCRIBE_KEY] = GRANT_KEY,
    [OPERATION_GET_KEY_POLICY] = GRANT_KEY,
    [OPERATION_ASSUME_ROLE] = GRANT_RESOURCE,
};

static struct span make_arn(struct arena *arena, const struct need *need, const char *service,
                            struct span rest) {
    return arena_printf(arena, "arn:%.*s:%s:%.*s:%.*s:%.*s", SPAN_FMT(partition_of_region(need->region)),
                        service, SPAN_FMT(need->region), SPAN_FMT(need->account_id), SPAN_FMT(rest));
}

/* A topic's name has no colon, the id of a subscription stands behind one. */
static struct span topic_of(struct span subscription_arn) {
    struct span rest = arn_field(subscription_arn, 5);
    return span_head(subscription_arn, subscription_arn.len - rest.len + span_find_byte(rest, ':'));
}

/* The permission is on the key: which one an alias means is not known before the call is allowed. */
static struct span key_arn(struct arena *arena, const struct need *need) {
    struct span id = need->resource;
    bool is_arn = span_starts_with(id, SPAN("arn:"));
    if (span_starts_with(id, SPAN("alias/")) || span_contains(id, SPAN(":alias/")))
        return make_arn(arena, need, "kms", SPAN("key/*"));
    return is_arn ? id : make_arn(arena, need, "kms", arena_printf(arena, "key/%.*s", SPAN_FMT(id)));
}

struct span report_grant_resource(struct arena *arena, const struct need *need) {
    switch (grants[need->operation]) {
    case GRANT_EVERYTHING:
        break;
    case GRANT_RESOURCE:
        return need->resource;
    case GRANT_LOG_GROUP:
        return make_arn(arena, need, "logs",
                        arena_printf(arena, "log-group:%.*s:*", SPAN_FMT(need->resource)));
    case GRANT_LOG_GROUPS:
        return make_arn(arena, need, "logs", SPAN("log-group:*"));
    case GRANT_TOPIC:
        return topic_of(need->resource);
    case GRANT_KEY:
        return key_arn(arena, need);
    }
    return SPAN("*");
}
