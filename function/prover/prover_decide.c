/* One question: no possible counterexample = covered; a certain one = uncovered; what lies between hangs on
 * something, and the answer says on what. */
#include "prover_search.h"
#include "prover_witness.h"

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

/* --- Undecided --- */

struct reasons {
    struct text_builder text;
    uint32_t points;
};

static void add_reason(struct reasons *reasons, struct span reason) {
    if (reasons->text.count > 0)
        text_append(&reasons->text, SPAN("; "));
    text_append(&reasons->text, reason);
}

/* Did this field's cell leave something open that matters? Then the verdict's two bounds differ somewhere. */
static void add_field_reasons(struct reasons *reasons, const struct problem *problem) {
    for (size_t i = 0; i < problem->order_count; i++) {
        const struct field *field = &problem->fields.items[problem->order[i]];
        if (field->unevaluated.ptr) {
            add_reason(reasons, field->unevaluated);
            reasons->points |= field->points;
            continue;
        }
        if (field->incomplete.ptr && field->assigned != FIELD_NONE &&
            !field->cells.items[field->assigned].concrete)
            add_reason(reasons, arena_printf(problem->arena, "field %.*s: %.*s",
                                             SPAN_FMT(field->path.ptr ? field->path : field->step.key),
                                             SPAN_FMT(field->incomplete)));
        for (size_t a = 0; a < field->atoms.count; a++)
            if (field->atoms.items[a].value.kind == PATTERN_REGEX)
                add_reason(reasons,
                           arena_printf(problem->arena, "%.*s: regular expressions are not decided yet",
                                        SPAN_FMT(field->atoms.items[a].text)));
    }
}

static void add_point_reasons(struct reasons *reasons, struct arena *arena) {
    for (unsigned bit = 1; bit < PATTERN_OPEN_POINTS; bit++)
        if (reasons->points >> bit & 1) {
            enum pattern_open_point point = (enum pattern_open_point)(1u << bit);
            add_reason(reasons, arena_printf(arena, "%s: %s", pattern_open_point_name(point),
                                             pattern_open_point_meaning(point)));
        }
}

static void undecided(struct problem *problem, enum search_result result, struct prover_answer *answer) {
    struct reasons reasons = {.text = {.arena = problem->arena}};
    if (result == SEARCH_GAVE_UP)
        add_reason(&reasons, SPAN("the search needs too many steps"));
    else
        reasons.points = readings_points_that_matter(&problem->readings, problem->verdict.possible);
    if (result != SEARCH_GAVE_UP && readings_all(&problem->readings, problem->verdict.possible))
        reasons.points = 0;
    add_field_reasons(&reasons, problem);
    add_point_reasons(&reasons, problem->arena);
    *answer = (struct prover_answer){
        .coverage = COVERAGE_UNDECIDED, .open_points = reasons.points, .reason = text_span(&reasons.text)};
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
static bool find_realistic(struct arena *arena, const struct prover_question *question,
                           struct prover_answer *answer) {
    struct problem *problem = problem_new(arena, question, true);
    if (search_run(problem, GOAL_CERTAIN) != SEARCH_FOUND)
        return false;
    uncovered(problem, question, answer);
    return true;
}

static void decide_readable(struct arena *arena, const struct prover_question *question,
                            struct prover_answer *answer) {
    struct problem *problem = problem_new(arena, question, question->assume_realistic);
    enum search_result possible = search_run(problem, GOAL_POSSIBLE);
    if (possible == SEARCH_NONE) {
        *answer = (struct prover_answer){.coverage = COVERAGE_COVERED};
        return;
    }
    struct prover_answer doubtful;
    undecided(problem, possible, &doubtful);
    if (!question->assume_realistic && find_realistic(arena, question, answer))
        return;
    if (search_run(problem, GOAL_CERTAIN) == SEARCH_FOUND)
        uncovered(problem, question, answer);
    else
        *answer = doubtful;
}

void prover_decide(struct arena *arena, const struct prover_question *question,
                   struct prover_answer *answer) {
    if (!is_readable(question->requirement, question->requirement_count)) {
        *answer = (struct prover_answer){.coverage = COVERAGE_UNREADABLE,
                                         .reason = SPAN("the requirement is unreadable")};
        return;
    }
    decide_readable(arena, question, answer);
    if (answer->coverage == COVERAGE_UNDECIDED && !all_readable(question))
        answer->coverage = COVERAGE_UNREADABLE;
}
