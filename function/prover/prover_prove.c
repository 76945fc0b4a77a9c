/* The whole result of `explain`: coverage of all filters together, and what each one is to the requirement.
 */
#include "prover.h"

const char *filter_class_name(enum filter_class class) {
    static const char *const names[] = {
        [FILTER_EQUIVALENT] = "equivalent",
        [FILTER_WIDER] = "wider",
        [FILTER_NARROWER] = "narrower",
        [FILTER_OVERLAPPING] = "overlapping",
        [FILTER_DISJOINT] = "disjoint",
        [FILTER_NEVER_MATCHES] = "never-matches",
        [FILTER_MATCHES_EVERYTHING] = "matches-everything",
        [FILTER_UNDECIDED] = "undecided",
        [FILTER_UNREADABLE] = "unreadable",
    };
    return names[class];
}

/* --- Four proofs about one filter --- */

/* Does every event of all `left` patterns match `right`? NULL: no event at all may be left. */
static struct prover_answer within(struct arena *arena, const struct pattern *const *left, size_t left_count,
                                   const struct pattern *right) {
    struct prover_counter counter = {&right, 1};
    struct prover_question question = {.requirement = left,
                                       .requirement_count = left_count,
                                       .counters = &counter,
                                       .counter_count = right ? 1 : 0};
    struct prover_answer answer;
    prover_decide(arena, &question, &answer);
    return answer;
}

/* COVERED means yes here: nothing is left over. */
static enum prover_truth truth_of(const struct prover_answer *answer) {
    switch (answer->coverage) {
    case COVERAGE_COVERED:
        return PROVER_YES;
    case COVERAGE_UNCOVERED:
        return PROVER_NO;
    case COVERAGE_UNDECIDED:
    case COVERAGE_UNREADABLE:
        return PROVER_UNKNOWN;
    }
    __builtin_unreachable();
}

static enum filter_class class_of_inclusions(struct arena *arena, const struct pattern *requirement,
                                             const struct pattern *filter, enum prover_truth misses_nothing,
                                             enum prover_truth no_noise) {
    if (misses_nothing == PROVER_UNKNOWN || no_noise == PROVER_UNKNOWN)
        return FILTER_UNDECIDED;
    if (misses_nothing == PROVER_YES)
        return no_noise == PROVER_YES ? FILTER_EQUIVALENT : FILTER_WIDER;
    if (no_noise == PROVER_YES)
        return FILTER_NARROWER;
    const struct pattern *both[] = {requirement, filter};
    struct prover_answer together = within(arena, both, 2, NULL);
    switch (truth_of(&together)) {
    case PROVER_YES:
        return FILTER_DISJOINT;
    case PROVER_NO:
        return FILTER_OVERLAPPING;
    case PROVER_UNKNOWN:
        return FILTER_UNDECIDED;
    }
    __builtin_unreachable();
}

/* An event of noise shows that the filter can match. */
static enum prover_truth never_matches(struct arena *arena, const struct pattern *filter,
                                       enum prover_truth no_noise) {
    if (no_noise == PROVER_NO)
        return PROVER_NO;
    struct prover_answer alone = within(arena, &filter, 1, NULL);
    return truth_of(&alone);
}

static enum filter_class classify(struct arena *arena, const struct pattern *requirement,
                                  const struct pattern *filter, enum prover_truth misses_nothing,
                                  enum prover_truth no_noise) {
    switch (never_matches(arena, filter, no_noise)) {
    case PROVER_YES:
        return FILTER_NEVER_MATCHES;
    case PROVER_UNKNOWN:
        return FILTER_UNDECIDED;
    case PROVER_NO:
        break;
    }
    switch (prover_matches_everything(arena, filter)) {
    case PROVER_YES:
        return FILTER_MATCHES_EVERYTHING;
    case PROVER_UNKNOWN:
        return FILTER_UNDECIDED;
    case PROVER_NO:
        break;
    }
    return class_of_inclusions(arena, requirement, filter, misses_nothing, no_noise);
}

static void prove_filter(struct arena *arena, const struct pattern *requirement, const struct pattern *filter,
                         struct proof_filter *out) {
    struct prover_answer misses = within(arena, &requirement, 1, filter);
    struct prover_answer noise = within(arena, &filter, 1, requirement);
    out->misses = misses.witness;
    out->noise = noise.witness;
    out->class = classify(arena, requirement, filter, truth_of(&misses), truth_of(&noise));
}

/* --- All filters --- */

static void parse_filters(struct arena *arena, const struct span *texts, const struct pattern **patterns,
                          struct proof *out) {
    for (size_t i = 0; i < out->filter_count; i++) {
        struct proof_filter *filter = &out->filters[i];
        filter->pattern = texts[i];
        filter->class = pattern_parse(arena, texts[i], &patterns[i], &filter->error) ? FILTER_UNDECIDED
                                                                                     : FILTER_UNREADABLE;
    }
}

static void prove_coverage(struct arena *arena, const struct pattern *requirement,
                           const struct pattern *const *patterns, const struct prover_options *options,
                           struct proof *out) {
    struct prover_counter *counters = ARENA_NEW_ARRAY(arena, out->filter_count, struct prover_counter);
    for (size_t i = 0; i < out->filter_count; i++)
        counters[i] = (struct prover_counter){&patterns[i], 1};
    struct prover_question question = {.requirement = &requirement,
                                       .requirement_count = 1,
                                       .counters = counters,
                                       .counter_count = out->filter_count,
                                       .assume_realistic = options->assume_realistic};
    struct prover_answer answer;
    prover_decide(arena, &question, &answer);
    out->coverage = answer.coverage;
    out->witness = answer.witness;
    out->realism = answer.realism;
    out->open_points = answer.open_points;
    out->reason = answer.reason;
}

void prover_prove(struct arena *arena, struct span requirement_text, const struct span *texts, size_t count,
                  const struct prover_options *options, struct proof *out) {
    const struct pattern **patterns = ARENA_NEW_ARRAY(arena, count, const struct pattern *);
    const struct pattern *requirement;
    *out = (struct proof){.requirement = prover_requirement(requirement_text),
                          .filters = ARENA_NEW_ARRAY(arena, count, struct proof_filter),
                          .filter_count = count};
    parse_filters(arena, texts, patterns, out);
    if (!pattern_parse(arena, out->requirement, &requirement, &out->requirement_error)) {
        out->coverage = COVERAGE_UNREADABLE;
        out->reason = arena_printf(arena, "the requirement is unreadable at column %zu: %.*s",
                                   out->requirement_error.column, SPAN_FMT(out->requirement_error.message));
        return;
    }
    prove_coverage(arena, requirement, patterns, options, out);
    for (size_t i = 0; i < count && !options->coverage_only; i++)
        if (patterns[i])
            prove_filter(arena, requirement, patterns[i], &out->filters[i]);
}
