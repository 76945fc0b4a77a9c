#include "walk.h"

struct walk walk_start(const struct policy *policy, struct needs *needs, const struct trail *trail) {
    struct walk walk = {.policy = policy, .account_id = policy->facts->account_id, .needs = needs};
    walk.path = (struct path){.trail = trail, .events_to_alarm = -1, .minutes_to_alarm = -1};
    return walk;
}

struct span walk_text(const struct walk *walk, const char *format, ...) {
    va_list args;
    va_start(args, format);
    struct span text = arena_vprintf(walk->policy->arena, format, args);
    va_end(args);
    return text;
}

static struct span named(const struct walk *walk, struct span detail) {
    const struct trail *trail = walk->path.trail;
    if (!trail)
        return detail;
    return walk_text(walk, "trail %.*s: %.*s", SPAN_FMT(trail->name.len ? trail->name : trail->arn),
                     SPAN_FMT(detail));
}

void walk_break(struct walk *walk, enum hop hop, enum reason reason, struct span detail) {
    if (walk->broken)
        return;
    walk->broken = true;
    walk->path.hop = hop;
    walk->path.reason = reason;
    walk->path.detail = named(walk, detail);
}

void walk_doubt(struct walk *walk, enum hop hop, enum reason reason, struct span detail) {
    walk->doubt_behind_filter = walk->doubt_behind_filter || hop > HOP_FILTER;
    if (walk->doubt_reason != REASON_NONE)
        return;
    walk->doubt = hop;
    walk->doubt_reason = reason;
    walk->doubt_detail = named(walk, detail);
}

static struct span resource_text(const struct walk *walk, const struct need *need) {
    const char *kind = operation_info(need->operation)->resource;
    return kind ? walk_text(walk, " of %s \"%.*s\"", kind, SPAN_FMT(need->resource)) : SPAN("");
}

void walk_doubt_fact(struct walk *walk, enum hop hop, const struct fact *fact) {
    const struct operation_info *info = operation_info(fact->need.operation);
    struct span resource = resource_text(walk, &fact->need);
    bool first = walk->doubt_reason == REASON_NONE;
    switch (fact->state) {
    case FACT_DENIED:
        walk_doubt(walk, hop, REASON_PERMISSION_MISSING,
                   walk_text(walk, "no permission for %s%.*s in %.*s", info->permission, SPAN_FMT(resource),
                             SPAN_FMT(fact->need.region)));
        break;
    case FACT_NOT_RECORDED:
        walk_doubt(walk, hop, REASON_FACT_NOT_RECORDED,
                   walk_text(walk, "the facts lack %s%.*s in %.*s", info->name, SPAN_FMT(resource),
                             SPAN_FMT(fact->need.region)));
        break;
    case FACT_READ:
    case FACT_NOT_FOUND:
    case FACT_REFUSED:
        walk_doubt(walk, hop, REASON_CALL_REFUSED,
                   walk_text(walk, "%s%.*s was refused in %.*s: %.*s", info->name, SPAN_FMT(resource),
                             SPAN_FMT(fact->need.region), SPAN_FMT(fact->refusal_code)));
        break;
    }
    if (first)
        walk->doubt_fact = fact;
}

void walk_remark(struct walk *walk, struct span remark) {
    struct strings *remarks = &walk->path.remarks;
    for (size_t i = 0; i < remarks->count; i++)
        if (span_equal(remarks->items[i], remark))
            return;
    struct span *items = ARENA_NEW_ARRAY(walk->policy->arena, remarks->count + 1, struct span);
    for (size_t i = 0; i < remarks->count; i++)
        items[i] = remarks->items[i];
    items[remarks->count] = remark;
    *remarks = (struct strings){items, remarks->count + 1};
}

void policy_need(const struct policy *policy, struct needs *needs, const struct need *need) {
    if (facts_find(policy->facts, need))
        return;
    for (size_t i = 0; i < needs->count; i++)
        if (need_equal(&needs->items[i], need))
            return;
    *ARENA_PUSH(policy->arena, needs) = *need;
}

const struct fact *walk_ask(struct walk *walk, enum operation operation, struct span region,
                            struct span resource) {
    struct need need = {operation, walk->account_id, region, resource};
    const struct fact *fact = facts_find(walk->policy->facts, &need);
    if (!fact) {
        walk->waiting = true;
        policy_need(walk->policy, walk->needs, &need);
    }
    return fact;
}

const void *walk_read(struct walk *walk, enum hop hop, enum operation operation, struct span region,
                      struct span resource) {
    const struct fact *fact = walk_ask(walk, operation, region, resource);
    if (!fact)
        return NULL;
    if (fact->state == FACT_READ && fact->value)
        return fact->value;
    walk_doubt_fact(walk, hop, fact);
    return NULL;
}

bool walk_is_complete(const struct walk *walk) {
    return !walk->broken && !walk->waiting && walk->doubt_reason == REASON_NONE;
}

int walk_progress(const struct walk *walk) {
    if (walk->broken)
        return (int)walk->path.hop;
    /* What is asked may break it behind its doubt, which is further. */
    if (walk->doubt_reason != REASON_NONE)
        return walk->waiting ? (int)HOP_COUNT : (int)walk->doubt;
    return (int)HOP_COUNT + (walk->waiting ? 1 : 2);
}

struct path walk_end(const struct walk *walk) {
    struct path path = walk->path;
    path.complete = walk_is_complete(walk);
    if (walk->broken && walk->doubt <= path.hop) {
        path.doubt_reason = walk->doubt_reason;
        path.doubt_hop = walk->doubt;
    }
    if (walk->broken || path.complete)
        return path;
    path.hop = walk->doubt;
    path.reason = walk->doubt_reason;
    path.detail = walk->doubt_detail;
    path.unread = walk->doubt_fact;
    return path;
}
