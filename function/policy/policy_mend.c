/* For repairs: what of the account can be used as it stands, and which paths have to be mended. */
#include "policy_internal.h"

/* --- What works behind a filter --- */

static void add_heard(struct findings *out, const struct walk *walk) {
    const struct path *path = &walk->path;
    bool only_silent = walk->broken && path->hop == HOP_ALARM && path->topic_arn.len;
    if (walk->waiting || walk->doubt_behind_filter || (walk->broken && !only_silent))
        return;
    if (!path->filter || !path->alarm_arn.len || path->events_to_alarm <= 0 || !path->subscription)
        return;
    out->heard[out->heard_count++] = (struct heard){
        .log_group_arn = path->log_group_arn,
        .filter = path->filter,
        .rings = !walk->broken,
        .topic_arn = path->topic_arn,
        .subscription = path->subscription,
    };
}

void policy_list_heard(const struct conclusion *conclusion, struct findings *out) {
    const struct counters *counters = &conclusion->survey->counters;
    size_t limit = 0;
    for (size_t i = 0; i < counters->count; i++)
        limit += counters->items[i].walks.count;
    out->heard = ARENA_NEW_ARRAY(conclusion->policy->arena, limit + 1, struct heard);
    for (size_t i = 0; i < counters->count; i++)
        for (size_t k = 0; k < counters->items[i].walks.count; k++)
            add_heard(out, &counters->items[i].walks.items[k]);
}

/* --- Which paths are needed, where the filters miss events --- */

/* Trails that deliver to a log group, as counters of all that they record. */
struct recorders {
    struct counter *items;
    size_t count, capacity;
};

static void add_recorder(struct recorders *recorders, const struct walk *walk,
                         const struct pattern *recorded) {
    for (size_t i = 0; i < recorders->count; i++)
        if (recorders->items[i].walk.path.trail == walk->path.trail)
            return;
    struct counter *recorder = ARENA_PUSH(walk->policy->arena, recorders);
    *recorder = (struct counter){.walk = *walk, .patterns = {recorded}, .pattern_count = recorded ? 1 : 0};
    counter_add_walk(recorder, walk);
}

/* A filter's trail is known by its walk up to the filter hop. */
static void find_recorders(const struct survey *survey, struct recorders *out) {
    for (size_t i = 0; i < survey->counters.count; i++) {
        const struct counter *counter = &survey->counters.items[i];
        if (counter->walk.path.trail)
            add_recorder(out, &counter->walk, counter->narrow_trail ? counter->patterns[0] : NULL);
    }
    for (size_t i = 0; i < survey->ends.count; i++)
        if (survey->ends.items[i].walk.path.hop >= HOP_FILTER)
            add_recorder(out, &survey->ends.items[i].walk, survey->ends.items[i].recorded);
}

static bool records_all(const struct conclusion *conclusion, const struct recorders *recorders,
                        const struct trail *trail) {
    for (size_t i = 0; i < recorders->count; i++) {
        struct counter *recorder = &recorders->items[i];
        struct counter_set set = {&recorder, 1};
        struct prover_answer answer;
        if (recorder->walk.path.trail != trail)
            continue;
        policy_cover(conclusion->policy, conclusion->requirement, &set, &answer);
        return answer.coverage == COVERAGE_COVERED;
    }
    return false;
}

/* At a metric filter, or at one of a SIEM. */
static bool ends_at_filter(enum hop hop) {
    return hop == HOP_FILTER || hop == HOP_SIEM;
}

static void mark_trail(struct findings *out, const struct trail *trail) {
    for (size_t i = 0; i < out->path_count; i++)
        if (out->paths[i].trail == trail && ends_at_filter(out->paths[i].hop)) {
            out->paths[i].needed = true;
            return;
        }
}

/* The smallest set of trails that records everything: a filter is needed on each one's log group. */
static void mark_trails(const struct conclusion *conclusion, struct recorders *recorders,
                        struct findings *out) {
    struct counter_set set = {ARENA_NEW_ARRAY(conclusion->policy->arena, recorders->count, struct counter *),
                              recorders->count};
    for (size_t i = 0; i < recorders->count; i++)
        set.items[i] = &recorders->items[i];
    policy_cover_reduce(conclusion->policy, conclusion->requirement, &set);
    for (size_t i = 0; i < recorders->count; i++)
        if (recorders->items[i].kept)
            mark_trail(out, recorders->items[i].walk.path.trail);
}

void policy_mark_needed(const struct conclusion *conclusion, struct findings *out) {
    struct recorders recorders = {NULL, 0, 0};
    if (conclusion->standing != STANDING_MISSING || !out->deciding)
        return;
    find_recorders(conclusion->survey, &recorders);
    if (!ends_at_filter(out->hop) || records_all(conclusion, &recorders, out->deciding->trail))
        out->paths[out->deciding - out->paths].needed = true;
    else
        mark_trails(conclusion, &recorders, out);
}

/* --- What has to be read for it --- */

enum { CANDIDATES_LIMIT = 16 }; /* each costs a proof */

static bool rings_somewhere(const struct counter *counter) {
    for (size_t i = 0; i < counter->walks.count; i++)
        if (counter->walks.items[i].path.topic_arn.len && counter->walks.items[i].path.events_to_alarm > 0)
            return true;
    return false;
}

const struct counter *policy_mend_candidate(const struct policy *policy,
                                            const struct requirement *requirement,
                                            const struct survey *survey) {
    size_t tried = 0;
    for (size_t i = 0; i < survey->counters.count && tried < CANDIDATES_LIMIT; i++) {
        const struct counter *counter = &survey->counters.items[i];
        if (!counter->filter_pattern || !rings_somewhere(counter))
            continue;
        tried++;
        if (policy_cover_concerns(policy, requirement, counter))
            return counter;
    }
    return NULL;
}
