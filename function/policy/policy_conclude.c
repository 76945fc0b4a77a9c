#include "policy_internal.h"

static enum coverage cover(struct conclusion *conclusion, const struct counter_set *set) {
    conclusion->answer = (struct prover_answer){.coverage = COVERAGE_UNCOVERED};
    if (set->count)
        policy_cover(conclusion->policy, conclusion->requirement, set, &conclusion->answer);
    return conclusion->answer.coverage;
}

static void reduce(const struct conclusion *conclusion, const struct counter_set *set) {
    policy_cover_reduce(conclusion->policy, conclusion->requirement, set);
}

static struct prover_answer cover_part(const struct conclusion *conclusion, const struct counter_set *set,
                                       enum counter_part part) {
    struct prover_answer answer = {.coverage = COVERAGE_UNCOVERED};
    if (set->count)
        policy_cover_part(conclusion->policy, conclusion->requirement, set, part, &answer);
    return answer;
}

/* What all trails record that are fit to record, those included whose ways end before a filter counts. */
static struct counter_set find_recorders(const struct survey *survey, struct arena *arena) {
    size_t limit = survey->counters.count + survey->ends.count;
    struct counter_set set = {ARENA_NEW_ARRAY(arena, limit, struct counter *), 0};
    for (size_t i = 0; i < survey->counters.count; i++)
        set.items[set.count++] = &survey->counters.items[i];
    for (size_t i = 0; i < survey->ends.count; i++) {
        const struct end *end = &survey->ends.items[i];
        if (end->walk.path.hop <= HOP_TRAIL)
            continue;
        struct counter *recorder = ARENA_NEW(arena, struct counter);
        recorder->narrow_trail = end->recorded != NULL;
        recorder->patterns[0] = end->recorded;
        set.items[set.count++] = recorder;
    }
    return set;
}

/* The filters are at fault if they miss an event by themselves. Otherwise the trails are, if there is an
 * event that none of them records; and if not even that, each event is recorded somewhere, but not where its
 * filter is. */
static void find_missing(struct conclusion *conclusion, const struct counter_set *all) {
    struct counter_set recorders = find_recorders(conclusion->survey, conclusion->policy->arena);
    struct prover_answer filters = cover_part(conclusion, all, COUNTER_FILTER);
    struct prover_answer trails = cover_part(conclusion, &recorders, COUNTER_TRAIL);
    conclusion->standing = STANDING_MISSING;
    conclusion->unrecorded = filters.coverage != COVERAGE_UNCOVERED && trails.coverage == COVERAGE_UNCOVERED;
    if (filters.coverage == COVERAGE_UNCOVERED)
        conclusion->answer = filters;
    else if (conclusion->unrecorded)
        conclusion->answer = trails;
}

static bool is_proof_in_doubt(const struct counter_set *set) {
    for (size_t i = 0; i < set->count; i++)
        if (set->items[i]->kept && !counter_is_healthy(set->items[i]))
            return false;
    return true;
}

static void find_standing(struct conclusion *conclusion) {
    struct arena *arena = conclusion->policy->arena;
    struct counter_set healthy = survey_select(conclusion->survey, arena, counter_is_healthy);
    struct counter_set possible = survey_select(conclusion->survey, arena, counter_is_possible);
    struct counter_set all = survey_select(conclusion->survey, arena, counter_is_any);
    for (size_t i = 0; i < all.count; i++)
        all.items[i]->kept = false;
    if (cover(conclusion, &healthy) == COVERAGE_COVERED) {
        conclusion->standing = STANDING_MONITORED;
        reduce(conclusion, &healthy);
    } else if (cover(conclusion, &all) == COVERAGE_UNCOVERED) {
        find_missing(conclusion, &all);
    } else if (cover(conclusion, &possible) == COVERAGE_UNCOVERED) {
        conclusion->standing = STANDING_BROKEN;
        reduce(conclusion, &all);
    } else {
        conclusion->standing = STANDING_DOUBT;
        reduce(conclusion, &possible);
        conclusion->proof_undecided = is_proof_in_doubt(&possible);
    }
}

static const struct path *find_elsewhere(const struct findings *findings) {
    for (size_t i = 0; i < findings->path_count; i++)
        if (findings->paths[i].reason == REASON_ORGANIZATION_TRAIL_ELSEWHERE)
            return &findings->paths[i];
    return NULL;
}

static void settle(struct findings *out, const struct path *deciding) {
    out->deciding = deciding;
    out->reason = deciding->reason;
    out->hop = deciding->hop;
    out->detail = deciding->detail;
    out->verdict = reason_info(deciding->reason)->verdict;
}

/* Capped proofs may contradict each other: then no path decides, and nothing is claimed. */
static void settle_undecided(const struct conclusion *conclusion, struct findings *out) {
    out->verdict = VERDICT_CANNOT_VERIFY;
    out->reason = REASON_FILTER_UNDECIDED;
    out->hop = HOP_FILTER;
    out->detail = conclusion->answer.reason.len
                      ? conclusion->answer.reason
                      : SPAN("the proofs about the metric filters are not conclusive");
}

/* An organization trail of another account excuses whatever is broken here, not what is unknown. */
static void heed_organization(const struct parameters *parameters, struct findings *out) {
    const struct path *elsewhere = find_elsewhere(out);
    if (out->verdict != VERDICT_NOT_MONITORED && out->verdict != VERDICT_NOT_APPLICABLE)
        return;
    if (!elsewhere)
        return;
    settle(out, elsewhere);
    if (span_equal(parameters->organization_trail_without_central_role, SPAN("NON_COMPLIANT")))
        out->verdict = VERDICT_NOT_MONITORED;
}

/* Nothing is shown behind the hop where a way ends. */
static void cut_path(struct path *path) {
    if (path->complete || path->hop == HOP_NONE)
        return;
    if (path->hop < HOP_LOG_GROUP)
        path->log_group_arn = SPAN_ABSENT;
    if (path->hop < HOP_FILTER) {
        path->filter = NULL;
        path->siem_filter = NULL;
        path->filter_class = SPAN_ABSENT;
    }
    if (path->hop < HOP_ALARM) {
        path->alarm_arn = path->alarm_name = SPAN_ABSENT;
        path->events_to_alarm = path->minutes_to_alarm = -1;
    }
    if (path->hop < HOP_TOPIC)
        path->topic_arn = SPAN_ABSENT;
    if (path->hop < HOP_SUBSCRIPTION)
        path->subscription = NULL;
}

void policy_conclude(const struct policy *policy, const struct requirement *requirement,
                     const struct survey *survey, struct findings *out) {
    struct conclusion conclusion = {.policy = policy, .requirement = requirement, .survey = survey};
    find_standing(&conclusion);
    policy_list_paths(&conclusion, out);
    if (out->deciding)
        settle(out, out->deciding);
    else
        settle_undecided(&conclusion, out);
    if (out->reason == REASON_FILTER_MISSES_EVENTS || out->reason == REASON_SIEM_FILTER_MISSES_EVENTS ||
        out->reason == REASON_MANAGEMENT_EVENTS_INCOMPLETE)
        out->witness = conclusion.answer.witness;
    policy_list_heard(&conclusion, out);
    policy_mark_needed(&conclusion, out);
    policy_show_proof(&conclusion, out);
    for (size_t i = 0; i < out->path_count; i++)
        cut_path(&out->paths[i]);
    heed_organization(policy->parameters, out);
}
