/* The whole result of `explain`: coverage of all filters together, and what each one is to the requirement.
 */
#include "prover_inquiry.h"

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

enum { UNREADABLE_SHOWN = 4 };

/* --- Four proofs about one filter --- */

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

struct filter_proof {
    struct arena *arena;
    struct inquiry inquiry;
    const struct pattern *filter;
    enum prover_truth misses_nothing, no_noise;
};

static struct prover_answer ask(struct filter_proof *proof, enum part requirement, enum part filter) {
    return inquiry_ask(proof->arena, &proof->inquiry, (enum part[]){requirement, filter});
}

static enum prover_truth can_hold(struct filter_proof *proof, enum part requirement, enum part filter) {
    return inquiry_can_hold(proof->arena, &proof->inquiry, (enum part[]){requirement, filter});
}

static enum filter_class class_of_inclusions(struct filter_proof *proof) {
    if (proof->misses_nothing == PROVER_UNKNOWN || proof->no_noise == PROVER_UNKNOWN)
        return FILTER_UNDECIDED;
    if (proof->misses_nothing == PROVER_YES)
        return proof->no_noise == PROVER_YES ? FILTER_EQUIVALENT : FILTER_WIDER;
    if (proof->no_noise == PROVER_YES)
        return FILTER_NARROWER;
    switch (can_hold(proof, PART_ASSERTED, PART_ASSERTED)) {
    case PROVER_NO:
        return FILTER_DISJOINT;
    case PROVER_YES:
        return FILTER_OVERLAPPING;
    case PROVER_UNKNOWN:
        return FILTER_UNDECIDED;
    }
    __builtin_unreachable();
}

/* An event of noise shows that the filter can match. */
static enum prover_truth can_match(struct filter_proof *proof) {
    return proof->no_noise == PROVER_NO ? PROVER_YES : can_hold(proof, PART_IGNORED, PART_ASSERTED);
}

static enum filter_class classify(struct filter_proof *proof) {
    switch (can_match(proof)) {
    case PROVER_NO:
        return FILTER_NEVER_MATCHES;
    case PROVER_UNKNOWN:
        return FILTER_UNDECIDED;
    case PROVER_YES:
        break;
    }
    switch (prover_matches_everything(proof->inquiry.scratch, proof->filter)) {
    case PROVER_YES:
        return FILTER_MATCHES_EVERYTHING;
    case PROVER_UNKNOWN:
        return FILTER_UNDECIDED;
    case PROVER_NO:
        break;
    }
    return class_of_inclusions(proof);
}

static struct prover_answer prove_filter(struct arena *arena, const struct pattern *requirement,
                                         const struct pattern *filter, size_t *pool,
                                         struct proof_filter *out) {
    struct prover_counter counter = {&filter, 1};
    struct prover_question question = {
        .requirement = &requirement, .requirement_count = 1, .counters = &counter, .counter_count = 1};
    struct filter_proof proof = {.arena = arena, .inquiry = inquiry_begin(&question, pool), .filter = filter};
    struct prover_answer misses = ask(&proof, PART_ASSERTED, PART_DENIED);
    struct prover_answer noise = ask(&proof, PART_DENIED, PART_ASSERTED);
    proof.misses_nothing = truth_of(&misses);
    proof.no_noise = truth_of(&noise);
    out->misses = misses.witness;
    out->noise = noise.witness;
    out->class = classify(&proof);
    inquiry_end(&proof.inquiry);
    return misses;
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

static void take_answer(const struct prover_answer *answer, struct proof *out) {
    out->coverage = answer->coverage;
    out->witness = answer->witness;
    out->realism = answer->realism;
    out->open_points = answer->open_points;
    out->reason = answer->reason;
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
    take_answer(&answer, out);
}

/* Which filters, and where in them. */
static struct span unreadable_reason(struct arena *arena, const struct proof *proof) {
    struct text_builder text = {.arena = arena};
    for (size_t i = 0, shown = 0; i < proof->filter_count && shown < UNREADABLE_SHOWN; i++) {
        const struct pattern_error *error = &proof->filters[i].error;
        if (error->message.ptr && shown++ < UNREADABLE_SHOWN)
            text_printf(&text, "%sfilter %zu: column %zu: %.*s", text.count ? "; " : "", i + 1, error->column,
                        SPAN_FMT(error->message));
    }
    if (!span_equal(proof->reason, SPAN("a filter: unreadable")))
        text_printf(&text, "; %.*s", SPAN_FMT(proof->reason));
    return text_span(&text);
}

/* Of the only filter, "what does it miss" is the whole question. */
static void prove_filters(struct arena *arena, const struct pattern *requirement,
                          const struct pattern *const *patterns, const struct prover_options *options,
                          struct proof *out) {
    bool at_once =
        out->filter_count == 1 && patterns[0] && !options->coverage_only && !options->assume_realistic;
    if (!at_once)
        prove_coverage(arena, requirement, patterns, options, out);
    size_t left = at_once ? BUDGET_PROOF : BUDGET_CLASSIFY;
    for (size_t i = 0; i < out->filter_count && !options->coverage_only; i++) {
        if (patterns[i] == NULL)
            continue;
        size_t share = left / (out->filter_count - i);
        size_t pool = share;
        struct prover_answer misses = prove_filter(arena, requirement, patterns[i], &pool, &out->filters[i]);
        left -= share - pool;
        if (at_once)
            take_answer(&misses, out);
    }
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
    prove_filters(arena, requirement, patterns, options, out);
    if (out->coverage == COVERAGE_UNREADABLE)
        out->reason = unreadable_reason(arena, out);
}
