/* The proof that goes with the verdict: of all complete paths, or of the filters of the deciding path's
 * trail. */
#include "policy_internal.h"

/* The filters in question, each by one of its paths. */
struct filters {
    const struct path **items;
    size_t count;
};

static void add_filter(struct filters *filters, const struct path *path) {
    for (size_t i = 0; i < filters->count; i++)
        if (path_same_filter(filters->items[i], path))
            return;
    if (path_has_filter(path))
        filters->items[filters->count++] = path;
}

static struct filters find_filters(const struct conclusion *conclusion, const struct findings *findings) {
    size_t limit = findings->path_count + 1;
    struct filters filters = {ARENA_NEW_ARRAY(conclusion->policy->arena, limit, const struct path *), 0};
    bool monitored = conclusion->standing == STANDING_MONITORED;
    for (size_t i = 0; i < findings->path_count; i++) {
        const struct path *path = &findings->paths[i];
        if (monitored ? path->complete : findings->deciding && path->trail == findings->deciding->trail)
            add_filter(&filters, path);
    }
    return filters;
}

/* The chain's question is about management events only, the proof of texts is not: its coverage is asked
 * again. */
static void restrict_coverage(const struct conclusion *conclusion, struct proof *proof) {
    struct arena *arena = conclusion->policy->arena;
    struct counter_set set = {ARENA_NEW_ARRAY(arena, proof->filter_count + 1, struct counter *), 0};
    struct prover_answer answer;
    if (proof->coverage == COVERAGE_COVERED || proof->coverage == COVERAGE_UNREADABLE)
        return;
    for (size_t i = 0; i < proof->filter_count; i++) {
        struct counter *counter = ARENA_NEW(arena, struct counter);
        struct pattern_error error;
        if (!pattern_parse(arena, proof->filters[i].pattern, &counter->patterns[0], &error))
            continue;
        counter->pattern_count = 1;
        set.items[set.count++] = counter;
    }
    policy_cover(conclusion->policy, conclusion->requirement, &set, &answer);
    proof->coverage = answer.coverage;
    proof->witness = answer.witness;
    proof->realism = answer.realism;
    proof->open_points = answer.open_points;
    proof->reason = answer.reason;
}

/* The filters alone would do; what gets away is an event that no trail records. */
static void tell_unrecorded(const struct conclusion *conclusion, const struct findings *findings,
                            struct proof *proof) {
    if (findings->reason != REASON_MANAGEMENT_EVENTS_INCOMPLETE || !findings->witness.len)
        return;
    proof->coverage = COVERAGE_UNCOVERED;
    proof->witness = findings->witness;
    proof->realism = conclusion->answer.realism;
    proof->reason = SPAN_ABSENT;
    proof->open_points = 0;
}

/* The prover's own work goes with the scratch arena, its result stays. */
static struct proof *keep(const struct policy *policy, const struct proof *scratch) {
    struct arena *arena = policy->arena;
    struct proof *proof = ARENA_NEW(arena, struct proof);
    *proof = *scratch;
    proof->requirement = arena_copy(arena, scratch->requirement);
    proof->witness = arena_copy(arena, scratch->witness);
    proof->reason = arena_copy(arena, scratch->reason);
    proof->requirement_error.message = arena_copy(arena, scratch->requirement_error.message);
    proof->filters = ARENA_NEW_ARRAY(arena, scratch->filter_count, struct proof_filter);
    for (size_t i = 0; i < scratch->filter_count; i++) {
        proof->filters[i] = scratch->filters[i];
        proof->filters[i].misses = arena_copy(arena, scratch->filters[i].misses);
        proof->filters[i].noise = arena_copy(arena, scratch->filters[i].noise);
        proof->filters[i].error.message = arena_copy(arena, scratch->filters[i].error.message);
    }
    arena_reset(policy->scratch);
    return proof;
}

static struct proof *prove(const struct policy *policy, const struct filters *filters) {
    struct span *patterns = ARENA_NEW_ARRAY(policy->arena, filters->count, struct span);
    struct prover_options options = {.assume_realistic = policy->parameters->allow_unrealistic_misses};
    struct proof proof;
    for (size_t i = 0; i < filters->count; i++)
        patterns[i] = path_filter_pattern(filters->items[i]);
    prover_prove(policy->scratch, policy->parameters->required_pattern, patterns, filters->count, &options,
                 &proof);
    return keep(policy, &proof);
}

void policy_show_proof(const struct conclusion *conclusion, struct findings *out) {
    struct filters filters = find_filters(conclusion, out);
    if (filters.count == 0)
        return;
    struct proof *proof = prove(conclusion->policy, &filters);
    restrict_coverage(conclusion, proof);
    tell_unrecorded(conclusion, out, proof);
    out->proof = proof;
    for (size_t i = 0; i < out->path_count; i++)
        for (size_t k = 0; k < filters.count && k < proof->filter_count; k++)
            if (path_same_filter(&out->paths[i], filters.items[k]))
                out->paths[i].filter_class = span_from_cstr(filter_class_name(proof->filters[k].class));
}
