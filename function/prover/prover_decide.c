/* One question: no possible counterexample = covered; a certain one = uncovered; what lies between hangs on
 * something, and the answer says on what. */
#include "prover_search.h"
#include "prover_witness.h"

/* The budget ends a proof long before: about 50 MB is the most that the worst known questions take. */
enum { PROOF_LIMIT_BYTES = 256 * 1024 * 1024 };

/* Where the search is not exact, that many of its solutions are shown to the matcher. */
enum { SOLUTIONS_TRIED = 16 };

const char *coverage_name(enum coverage coverage) {
    switch (coverage) {
    case COVERAGE_COVERED:
        return "COVERED";
    case COVERAGE_UNCOVERED:
        return "UNCOVERED";
    case COVERAGE_UNDECIDED:
        return "UNDECIDED";
    case COVERAGE_UNREADABLE:
        return "UNREADABLE";
    }
    __builtin_unreachable();
}

static bool is_readable(const struct pattern *const *patterns, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (patterns[i] == NULL)
            return false;
    return true;
}

static bool all_readable(const struct prover_question *question) {
    for (size_t i = 0; i < question->counter_count; i++)
        if (!is_readable(question->counters[i].patterns, question->counters[i].count))
            return false;
    return true;
}

/* --- The witness is run back through the matcher, which shares no code with the search. --- */

static enum pattern_answer match_all(struct arena *arena, const struct pattern *const *patterns, size_t count,
                                     struct span event, const struct pattern_reading *reading) {
    enum pattern_answer all = PATTERN_MATCHES;
    for (size_t i = 0; i < count; i++) {
        enum pattern_answer one =
            patterns[i] ? pattern_match_under(arena, patterns[i], event, reading) : PATTERN_UNANSWERED;
        if (one == PATTERN_DIFFERS)
            return one;
        if (one == PATTERN_UNANSWERED)
            all = one;
    }
    return all;
}

/* Is the event missed under that reading? */
static enum pattern_answer is_missed(struct arena *arena, const struct prover_question *question,
                                     struct span event, const struct pattern_reading *reading) {
    enum pattern_answer answer =
        match_all(arena, question->requirement, question->requirement_count, event, reading);
    for (size_t i = 0; i < question->counter_count && answer != PATTERN_DIFFERS; i++) {
        const struct prover_counter *counter = &question->counters[i];
        enum pattern_answer one = match_all(arena, counter->patterns, counter->count, event, reading);
        if (one != PATTERN_DIFFERS)
            answer = one == PATTERN_MATCHES ? PATTERN_DIFFERS : one;
    }
    return answer;
}

static size_t count_nodes(const struct problem *problem) {
    size_t nodes = 0;
    for (size_t c = 0; c < problem->conjunction_count; c++)
        for (size_t i = 0; i < problem->conjunctions[c].count; i++)
            nodes += 1 + problem->conjunctions[c].items[i].node_count;
    return nodes;
}

/* Under every joint reading. Where the search is exact, the first few are enough: it is only checked. */
static enum pattern_answer confirm(struct problem *problem, const struct prover_question *question,
                                   struct span event) {
    size_t affordable = BUDGET_MATCHES / count_nodes(problem) + 1;
    size_t count = problem->readings.count;
    if (count > affordable && problem->approximate)
        return PATTERN_UNANSWERED;
    for (size_t i = 0; i < count && i < affordable; i++) {
        enum pattern_answer one = is_missed(problem->scratch, question, event, &problem->readings.items[i]);
        arena_reset(problem->scratch);
        if (one == PATTERN_DIFFERS || (one == PATTERN_UNANSWERED && problem->approximate))
            return one;
    }
    return PATTERN_MATCHES;
}

static bool keeps_realistic(struct arena *arena, struct span event) {
    for (size_t i = 0; i < RECORD_REALISTIC_COUNT; i++) {
        const struct pattern *pattern;
        struct pattern_error error;
        if (!pattern_parse(arena, record_realistic[i], &pattern, &error) ||
            pattern_match(arena, pattern, event) != PATTERN_MATCHES)
            return false;
    }
    return true;
}

/* --- The answer --- */

enum attempt { ATTEMPT_SHOWN, ATTEMPT_REFUTED, ATTEMPT_NONE };

static bool show(struct problem *problem, const struct prover_question *question,
                 struct prover_answer *answer) {
    struct witness witness = witness_of(problem);
    if (confirm(problem, question, witness.full) != PATTERN_MATCHES)
        return false;
    *answer = (struct prover_answer){
        .coverage = COVERAGE_UNCOVERED,
        .witness = witness.shown,
        .realism = keeps_realistic(problem->arena, witness.full) ? REALISM_TRUE : REALISM_FALSE,
    };
    return true;
}

/* The first solutions that the matcher confirms. Where the search is exact, it confirms the first one. */
static enum attempt find_witness(struct problem *problem, const struct prover_question *question,
                                 struct prover_answer *answer) {
    enum search_result result = search_run(problem, GOAL_CERTAIN);
    enum attempt attempt = ATTEMPT_NONE;
    for (int i = 0; i < SOLUTIONS_TRIED && result == SEARCH_FOUND; i++) {
        if (show(problem, question, answer))
            return ATTEMPT_SHOWN;
        attempt = ATTEMPT_REFUTED;
        if (!problem->approximate)
            return attempt;
        result = search_next(problem, GOAL_CERTAIN);
    }
    return attempt;
}

/* A witness that keeps T4 and T5 is the better one: it is looked for first. */
static void decide_readable(struct arena *arena, struct arena *scratch,
                            const struct prover_question *question, struct prover_answer *answer) {
    struct problem *problem = problem_new(arena, scratch, question, question->assume_realistic);
    enum search_result possible = search_run(problem, GOAL_POSSIBLE);
    if (possible == SEARCH_NONE) {
        *answer = (struct prover_answer){.coverage = COVERAGE_COVERED};
        return;
    }
    struct prover_answer doubtful = {.coverage = COVERAGE_UNDECIDED};
    doubtful.reason = reasons_of(problem, possible == SEARCH_GAVE_UP, &doubtful.open_points);
    if (!question->assume_realistic &&
        find_witness(problem_new(arena, scratch, question, true), question, answer) == ATTEMPT_SHOWN)
        return;
    enum attempt attempt = find_witness(problem, question, answer);
    if (attempt == ATTEMPT_SHOWN)
        return;
    *answer = doubtful;
    if (attempt == ATTEMPT_REFUTED && !problem->approximate)
        answer->reason = SPAN("a defect in earshot: the matcher refutes the witness");
}

static void decide(struct arena *arena, struct arena *scratch, const struct prover_question *question,
                   struct prover_answer *answer) {
    if (!is_readable(question->requirement, question->requirement_count)) {
        *answer = (struct prover_answer){.coverage = COVERAGE_UNREADABLE,
                                         .reason = SPAN("the requirement is unreadable")};
        return;
    }
    decide_readable(arena, scratch, question, answer);
    if (answer->coverage == COVERAGE_UNDECIDED && !all_readable(question))
        answer->coverage = COVERAGE_UNREADABLE;
}

/* The work of a proof is gone when it is done: callers ask many questions in one arena. */
void prover_decide(struct arena *arena, const struct prover_question *question,
                   struct prover_answer *answer) {
    struct arena *proof = arena_create("proof", PROOF_LIMIT_BYTES);
    struct arena *scratch = arena_create("cells", PROOF_LIMIT_BYTES);
    decide(proof, scratch, question, answer);
    answer->witness = arena_copy(arena, answer->witness);
    answer->reason = arena_copy(arena, answer->reason);
    arena_destroy(scratch);
    arena_destroy(proof);
}
