#include "policy_internal.h"

#include <stdlib.h>

/* The question is about management events; other categories are outside it (policy.md, section 3). */
static const struct pattern *management_events(struct arena *arena) {
    struct span category = SPAN("eventCategory"), flag = SPAN("managementEvent");
    const struct pattern *by_category[] = {
        pattern_test(arena, category, PATTERN_NOT_EXISTS),
        pattern_compare(arena, category, PATTERN_EQUAL, PATTERN_EXACTLY, SPAN("Management")),
    };
    const struct pattern *by_flag[] = {
        pattern_test(arena, flag, PATTERN_NOT_EXISTS),
        pattern_test(arena, flag, PATTERN_IS_TRUE),
    };
    const struct pattern *both[] = {pattern_or(arena, by_category, 2), pattern_or(arena, by_flag, 2)};
    return pattern_and(arena, both, 2);
}

bool policy_requirement(const struct policy *policy, struct requirement *out, struct span *invalid) {
    struct span text = prover_requirement(policy->parameters->required_pattern);
    struct pattern_error error;
    if (!pattern_parse(policy->arena, text, &out->patterns[0], &error)) {
        *invalid =
            arena_printf(policy->arena,
                         "RequiredPattern \"%.*s\" cannot be read at column %zu: %.*s; allowed are cis, "
                         "cis-1.2, cis-4.1 to cis-4.15 and filter patterns",
                         SPAN_FMT(span_head(text, 60)), error.column, SPAN_FMT(error.message));
        return false;
    }
    out->patterns[1] = management_events(policy->arena);
    out->count = 2;
    return true;
}

/* One question in the scratch arena; only the answer is kept. */
static void ask(const struct policy *policy, const struct prover_question *question,
                struct prover_answer *out) {
    prover_decide(policy->scratch, question, out);
    out->witness = arena_copy(policy->arena, out->witness);
    out->reason = arena_copy(policy->arena, out->reason);
}

/* A counter without patterns counts everything. */
static bool counts_everything(const struct prover_counter *counters, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (counters[i].count == 0)
            return true;
    return false;
}

/* `counters` is in the scratch arena, which is empty afterwards. */
static void decide(const struct policy *policy, const struct requirement *requirement,
                   const struct prover_counter *counters, size_t count, struct prover_answer *out) {
    struct prover_question question = {
        .requirement = requirement->patterns,
        .requirement_count = requirement->count,
        .counters = counters,
        .counter_count = count,
    };
    *out = (struct prover_answer){.coverage = COVERAGE_COVERED};
    if (!counts_everything(counters, count))
        ask(policy, &question, out);
    bool unrealistic = out->coverage == COVERAGE_UNCOVERED && out->realism == REALISM_FALSE;
    if (unrealistic && policy->parameters->allow_unrealistic_misses) {
        question.assume_realistic = true;
        ask(policy, &question, out);
    }
    arena_reset(policy->scratch);
}

static struct prover_counter part_of(const struct counter *counter, enum counter_part part) {
    switch (part) {
    case COUNTER_TRAIL:
        return (struct prover_counter){counter->patterns, counter->narrow_trail};
    case COUNTER_FILTER:
        return (struct prover_counter){&counter->filter_pattern, counter->filter_pattern != NULL};
    case COUNTER_WHOLE:
        break;
    }
    return (struct prover_counter){counter->patterns, counter->pattern_count};
}

void policy_cover_part(const struct policy *policy, const struct requirement *requirement,
                       const struct counter_set *set, enum counter_part part, struct prover_answer *out) {
    struct prover_counter *counters = ARENA_NEW_ARRAY(policy->scratch, set->count + 1, struct prover_counter);
    for (size_t i = 0; i < set->count; i++)
        counters[i] = part_of(set->items[i], part);
    decide(policy, requirement, counters, set->count, out);
}

void policy_cover(const struct policy *policy, const struct requirement *requirement,
                  const struct counter_set *set, struct prover_answer *out) {
    policy_cover_part(policy, requirement, set, COUNTER_WHOLE, out);
}

bool policy_cover_concerns(const struct policy *policy, const struct requirement *requirement,
                           const struct counter *counter) {
    const struct pattern *all[2 + COUNTER_PATTERNS];
    size_t count = 0;
    struct prover_answer answer;
    for (size_t i = 0; i < requirement->count; i++)
        all[count++] = requirement->patterns[i];
    for (size_t i = 0; i < counter->pattern_count; i++)
        all[count++] = counter->patterns[i];
    /* Nothing counts any of them, and yet all are counted: there are none. */
    ask(policy, &(struct prover_question){.requirement = all, .requirement_count = count}, &answer);
    arena_reset(policy->scratch);
    return answer.coverage != COVERAGE_COVERED;
}

static struct span trail_arn(const struct counter *counter) {
    return counter->walk.path.trail ? counter->walk.path.trail->arn : SPAN_ABSENT;
}

/* For qsort: the order of deletion. */
static int compare_counters(const void *left, const void *right) {
    const struct counter *a = *(struct counter *const *)left, *b = *(struct counter *const *)right;
    int order = walk_progress(counter_best(a)) - walk_progress(counter_best(b));
    if (order == 0)
        order = span_compare(trail_arn(a), trail_arn(b));
    if (order == 0)
        order = span_compare(path_filter_name(&a->walk.path), path_filter_name(&b->walk.path));
    /* What alarms hear in part is told before what they leave over. */
    return order ? order : b->leftover - a->leftover;
}

/* Counters in the order of deletion, while they are deleted. */
struct reduction {
    const struct policy *policy;
    const struct requirement *requirement;
    struct counter_set order, rest;
    enum coverage whole; /* of all together: the rest has to do as well */
};

/* Do the kept ones cover without those from `first` up to `end`? */
static bool covers_without(struct reduction *reduction, size_t first, size_t end) {
    struct prover_answer answer;
    reduction->rest.count = 0;
    for (size_t i = 0; i < reduction->order.count; i++)
        if (reduction->order.items[i]->kept && (i < first || i >= end))
            reduction->rest.items[reduction->rest.count++] = reduction->order.items[i];
    if (reduction->rest.count == 0)
        return false;
    policy_cover(reduction->policy, reduction->requirement, &reduction->rest, &answer);
    return answer.coverage == COVERAGE_COVERED ||
           (answer.coverage == COVERAGE_UNDECIDED && reduction->whole == COVERAGE_UNDECIDED);
}

/* The longest run from `first` that can go as a whole. What covers without many covers without some of them,
 * so the run is doubled, then halved: a few proofs for a long run, one for none. */
static size_t find_run(struct reduction *reduction, size_t first) {
    size_t good = first, step = 1, bad = reduction->order.count + 1;
    while (good + step <= reduction->order.count && covers_without(reduction, first, good + step)) {
        good += step;
        step *= 2;
    }
    if (good + step < bad)
        bad = good + step;
    while (bad - good > 1) {
        size_t middle = good + (bad - good) / 2;
        if (covers_without(reduction, first, middle))
            good = middle;
        else
            bad = middle;
    }
    return good;
}

void policy_cover_reduce(const struct policy *policy, const struct requirement *requirement,
                         const struct counter_set *set) {
    struct reduction reduction = {
        .policy = policy,
        .requirement = requirement,
        .order = {ARENA_NEW_ARRAY(policy->arena, set->count + 1, struct counter *), set->count},
        .rest = {ARENA_NEW_ARRAY(policy->arena, set->count + 1, struct counter *), 0},
    };
    struct prover_answer answer;
    for (size_t i = 0; i < set->count; i++) {
        reduction.order.items[i] = set->items[i];
        set->items[i]->kept = true;
    }
    if (set->count)
        qsort(reduction.order.items, set->count, sizeof(struct counter *), compare_counters);
    policy_cover(policy, requirement, set, &answer);
    reduction.whole = answer.coverage;
    for (size_t first = 0; first < set->count;) {
        size_t end = find_run(&reduction, first);
        for (size_t i = first; i < end; i++)
            reduction.order.items[i]->kept = false;
        first = end + 1;
    }
}
