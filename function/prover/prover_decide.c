/* One question: no possible counterexample = covered; a certain one = uncovered; what lies between hangs on
 * something, and the answer says on what. */
#include "prover_search.h"
#include "prover_witness.h"

/* The budget ends a proof long before: about 50 MB is the most that the worst known questions take. */
enum { PROOF_LIMIT_BYTES = 256 * 1024 * 1024 };

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
                                     struct span event) {
    enum pattern_answer all = PATTERN_MATCHES;
    for (size_t i = 0; i < count; i++) {
        enum pattern_answer one = patterns[i] ? pattern_match(arena, patterns[i], event) : PATTERN_UNANSWERED;
        if (one == PATTERN_DIFFERS)
            return one;
        if (one == PATTERN_UNANSWERED)
            all = one;
    }
    return all;
}

/* A pattern that the matcher cannot answer was no part of the search's certainty: it is passed over. */
static bool is_confirmed(struct arena *arena, const struct prover_question *question, struct span event) {
    if (match_all(arena, question->requirement, question->requirement_count, event) == PATTERN_DIFFERS)
        return false;
    for (size_t i = 0; i < question->counter_count; i++)
        if (match_all(arena, question->counters[i].patterns, question->counters[i].count, event) ==
            PATTERN_MATCHES)
            return false;
    return true;
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

static void uncovered(struct problem *problem, const struct prover_question *question,
                      struct prover_answer *answer) {
    struct witness witness = witness_of(problem);
    if (!is_confirmed(problem->arena, question, witness.full)) {
        *answer =
            (struct prover_answer){.coverage = COVERAGE_UNDECIDED,
                                   .reason = SPAN("a defect in earshot: the matcher refutes the witness")};
        return;
    }
    *answer = (struct prover_answer){
        .coverage = COVERAGE_UNCOVERED,
        .witness = witness.shown,
        .realism = keeps_realistic(problem->arena, witness.full) ? REALISM_TRUE : REALISM_FALSE,
    };
}

/* A witness that keeps T4 and T5 is the better one: it is looked for first. */
static bool find_realistic(struct arena *arena, struct arena *scratch, const struct prover_question *question,
                           struct prover_answer *answer) {
    struct problem *problem = problem_new(arena, scratch, question, true);
    if (search_run(problem, GOAL_CERTAIN) != SEARCH_FOUND)
        return false;
    uncovered(problem, question, answer);
    return true;
}

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
    if (!question->assume_realistic && find_realistic(arena, scratch, question, answer))
        return;
    if (search_run(problem, GOAL_CERTAIN) == SEARCH_FOUND)
        uncovered(problem, question, answer);
    else
        *answer = doubtful;
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
