/* One question: no possible counterexample = covered; a certain one = uncovered; what lies between hangs on
 * something, and the answer says on what. */
#include "prover_inquiry.h"
#include "prover_match_work.h"
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
                                     const struct pattern_event *event,
                                     const struct pattern_reading *reading) {
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

static enum pattern_answer negate(enum pattern_answer answer) {
    if (answer == PATTERN_UNANSWERED)
        return answer;
    return answer == PATTERN_MATCHES ? PATTERN_DIFFERS : PATTERN_MATCHES;
}

/* Is the event what was asked for, under that reading? */
static enum pattern_answer is_asked_for(struct inquiry *inquiry, const struct pattern_event *event,
                                        const struct pattern_reading *reading) {
    const struct prover_question *question = inquiry->question;
    const struct problem *problem = inquiry->problem;
    enum pattern_answer answer = PATTERN_MATCHES;
    for (size_t c = 0; c <= question->counter_count && answer != PATTERN_DIFFERS; c++) {
        enum part part = problem->conjunctions[c].part;
        if (part == PART_IGNORED)
            continue;
        struct prover_counter all = {question->requirement, question->requirement_count};
        if (c > 0)
            all = question->counters[c - 1];
        enum pattern_answer one = match_all(inquiry->scratch, all.patterns, all.count, event, reading);
        one = part == PART_DENIED ? negate(one) : one;
        answer = one == PATTERN_MATCHES ? answer : one;
    }
    return answer;
}

static bool spend(struct inquiry *inquiry, size_t work) {
    struct budget budget = {*inquiry->pool};
    inquiry->unchecked = !budget_spend(&budget, work);
    *inquiry->pool = budget.work_left;
    return !inquiry->unchecked;
}

/* Under every joint reading. Where the search is exact, the first few are enough: it is only checked. Where
 * it is not, the match decides, so more of them are paid for. */
static bool is_confirmed(struct inquiry *inquiry, const struct pattern_event *event, size_t event_bytes) {
    const struct problem *problem = inquiry->problem;
    size_t work = match_work(problem, event_bytes);
    size_t matches = problem->approximate ? BUDGET_DECIDING_MATCHES : BUDGET_MATCHES;
    size_t affordable = matches / match_conditions(problem) + 1;
    size_t count = problem->readings.count;
    if (count > affordable && problem->approximate)
        return false;
    for (size_t i = 0; i < count && i < affordable; i++) {
        if (!spend(inquiry, work))
            return false;
        enum pattern_answer one = is_asked_for(inquiry, event, &problem->readings.items[i]);
        if (one == PATTERN_DIFFERS || (one == PATTERN_UNANSWERED && problem->approximate))
            return false;
    }
    return true;
}

static bool keeps_realistic(struct inquiry *inquiry, const struct pattern_event *event) {
    static const struct pattern_reading first = {0};
    for (size_t i = 0; i < RECORD_REALISTIC_COUNT; i++) {
        struct pattern_error error;
        const struct pattern **pattern = &inquiry->realistic[i];
        if ((*pattern == NULL && !pattern_parse(inquiry->arena, record_realistic[i], pattern, &error)) ||
            pattern_match_under(inquiry->scratch, *pattern, event, &first) != PATTERN_MATCHES)
            return false;
    }
    return true;
}

/* --- The answer --- */

enum attempt { ATTEMPT_SHOWN, ATTEMPT_REFUTED, ATTEMPT_NONE };

static bool show(struct inquiry *inquiry, struct prover_answer *answer) {
    struct witness witness = witness_of(inquiry->problem);
    const struct pattern_event *event = pattern_event_read(inquiry->scratch, witness.full);
    bool confirmed = spend(inquiry, witness.full.len) && is_confirmed(inquiry, event, witness.full.len);
    if (confirmed)
        *answer = (struct prover_answer){
            .coverage = COVERAGE_UNCOVERED,
            .witness = witness.shown,
            .realism = keeps_realistic(inquiry, event) ? REALISM_TRUE : REALISM_FALSE,
        };
    arena_reset(inquiry->scratch);
    return confirmed;
}

/* The first solutions that the matcher confirms, from where the search stands. Where the search is exact, it
 * confirms the first one. */
static enum attempt find_witness(struct inquiry *inquiry, enum search_result result,
                                 struct prover_answer *answer) {
    struct problem *problem = inquiry->problem;
    enum attempt attempt = ATTEMPT_NONE;
    for (int i = 0; i < SOLUTIONS_TRIED && result == SEARCH_FOUND; i++) {
        if (show(inquiry, answer))
            return ATTEMPT_SHOWN;
        attempt = ATTEMPT_REFUTED;
        if (!problem->approximate)
            return attempt;
        result = search_next(problem, GOAL_CERTAIN);
    }
    return attempt;
}

/* A witness that keeps T4 and T5 is the better one: where the first one does not, one that does is looked
 * for. */
static enum attempt find_realistic(struct inquiry *inquiry, const enum part *parts,
                                   struct prover_answer *answer) {
    struct inquiry realistic = *inquiry;
    size_t count = inquiry->question->counter_count + 1;
    if (inquiry->realistic_problem == NULL)
        inquiry->realistic_problem =
            problem_new(inquiry->arena, inquiry->scratch, inquiry->pool, inquiry->question, true);
    realistic.problem = inquiry->realistic_problem;
    problem_ask(realistic.problem, parts, count);
    return find_witness(&realistic, search_run(realistic.problem, GOAL_CERTAIN), answer);
}

static struct prover_answer undecided(struct inquiry *inquiry, enum attempt attempt) {
    struct prover_answer answer = {.coverage = COVERAGE_UNDECIDED};
    if (attempt == ATTEMPT_REFUTED && inquiry->unchecked) {
        answer.reason = SPAN("an event was found that is too large to be checked");
        return answer;
    }
    if (attempt == ATTEMPT_REFUTED && !inquiry->problem->approximate) {
        answer.reason = SPAN("a defect in earshot: the matcher refutes the witness");
        return answer;
    }
    bool gave_up = search_run(inquiry->problem, GOAL_POSSIBLE) == SEARCH_GAVE_UP;
    answer.reason = reasons_of(inquiry->problem, gave_up, &answer.open_points);
    return answer;
}

/* A search for what is possible has run; where that is certain too, it has found what is wanted. */
static enum search_result run_certain(struct problem *problem, enum search_result possible) {
    return problem->two_valued ? possible : search_run(problem, GOAL_CERTAIN);
}

/* --- Inquiries --- */

struct inquiry inquiry_begin(const struct prover_question *question, size_t *pool) {
    struct inquiry inquiry = {.question = question,
                              .pool = pool,
                              .arena = arena_create("proof", PROOF_LIMIT_BYTES),
                              .scratch = arena_create("cells", PROOF_LIMIT_BYTES)};
    if (is_readable(question->requirement, question->requirement_count))
        inquiry.problem =
            problem_new(inquiry.arena, inquiry.scratch, pool, question, question->assume_realistic);
    return inquiry;
}

void inquiry_end(struct inquiry *inquiry) {
    arena_destroy(inquiry->scratch);
    arena_destroy(inquiry->arena);
}

enum prover_truth inquiry_can_hold(struct arena *arena, struct inquiry *inquiry, const enum part *parts) {
    struct problem *problem = inquiry->problem;
    if (problem->approximate) { /* only an event that was seen is certain */
        struct prover_answer answer = inquiry_ask(arena, inquiry, parts);
        return answer.coverage == COVERAGE_COVERED     ? PROVER_NO
               : answer.coverage == COVERAGE_UNCOVERED ? PROVER_YES
                                                       : PROVER_UNKNOWN;
    }
    problem_ask(problem, parts, inquiry->question->counter_count + 1);
    enum search_result possible = search_run(problem, GOAL_POSSIBLE);
    if (possible == SEARCH_NONE)
        return PROVER_NO;
    return run_certain(problem, possible) == SEARCH_FOUND ? PROVER_YES : PROVER_UNKNOWN;
}

static struct prover_answer ask(struct inquiry *inquiry, const enum part *parts) {
    struct prover_answer answer;
    problem_ask(inquiry->problem, parts, inquiry->question->counter_count + 1);
    enum search_result possible = search_run(inquiry->problem, GOAL_POSSIBLE);
    if (possible == SEARCH_NONE)
        return (struct prover_answer){.coverage = COVERAGE_COVERED};
    enum attempt attempt = find_witness(inquiry, run_certain(inquiry->problem, possible), &answer);
    bool again = attempt == ATTEMPT_REFUTED ? inquiry->problem->approximate
                                            : attempt == ATTEMPT_SHOWN && answer.realism == REALISM_FALSE;
    if (again && !inquiry->question->assume_realistic &&
        find_realistic(inquiry, parts, &answer) == ATTEMPT_SHOWN)
        return answer;
    return attempt == ATTEMPT_SHOWN ? answer : undecided(inquiry, attempt);
}

struct prover_answer inquiry_ask(struct arena *arena, struct inquiry *inquiry, const enum part *parts) {
    if (inquiry->problem == NULL)
        return (struct prover_answer){.coverage = COVERAGE_UNREADABLE,
                                      .reason = SPAN("the requirement is unreadable")};
    struct prover_answer answer = ask(inquiry, parts);
    if (answer.coverage == COVERAGE_UNDECIDED && !all_readable(inquiry->question))
        answer.coverage = COVERAGE_UNREADABLE;
    answer.witness = arena_copy(arena, answer.witness);
    answer.reason = arena_copy(arena, answer.reason);
    return answer;
}

/* The work of a proof is gone when it is done: callers ask many questions in one arena. */
void prover_decide(struct arena *arena, const struct prover_question *question,
                   struct prover_answer *answer) {
    size_t pool = BUDGET_PROOF;
    struct inquiry inquiry = inquiry_begin(question, &pool);
    enum part *parts = ARENA_NEW_ARRAY(inquiry.arena, question->counter_count + 1, enum part);
    for (size_t i = 1; i <= question->counter_count; i++)
        parts[i] = PART_DENIED;
    parts[0] = PART_ASSERTED;
    *answer = inquiry_ask(arena, &inquiry, parts);
    inquiry_end(&inquiry);
}
