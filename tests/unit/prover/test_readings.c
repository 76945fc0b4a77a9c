/* Random questions over the whole language: what is COVERED must have no counterexample among random events,
 * under random joint readings. The matcher knows nothing of automata, cells or sets. */
#include "prover.h"
#include "random_formula.h"
#include "test.h"

enum { QUESTIONS = 1500, DEPTH = 2, EVENTS = 40, READINGS = 8 };

/* --- Patterns --- */

static void put_atom(struct text_builder *out, uint32_t *seed) {
    static const char *const selectors[] = {"errorCode", "errorCode", "eventName", "f",   "f",
                                            "l[*]",      "l[0]",      "l[1]",      "o.*", "o.k",
                                            "o",         "l[*].k",    "l[0].k"};
    static const char *const conditions[] = {
        "= a",       "= \"a*\"",     "= \"*b\"",    "!= a",      "!= \"a*\"",  "= *",        "!= *",
        "= \"\"",    "= 5",          "!= 5",        "< 5",       ">= 4",       "> 4.5",      "= \"5\"",
        "= 4*",      "!= 4*",        "= %a$%",      "!= %^a.$%", "= %b|^a%",   "!= %\\d%",   "= 'a'",
        "= \"\\*\"", "IS NULL",      "IS TRUE",     "IS FALSE",  "NOT EXISTS", "NOT EXISTS", "= true",
        "= null",    "= %^[^ab]*$%", "= \"*a*b*\"", "!= 4.0"};
    text_printf(out, "$.%s %s", PICK(seed, selectors), PICK(seed, conditions));
}

static struct span random_text(struct arena *arena, uint32_t *seed) {
    static const char *const terms[] = {
        "ab", "?a ?b", "a -bb", "b", "-ab", "%a.b%", "?errorCode ?zz", "%aa|bb%", "\"a b\"", "null", "?4 ?5"};
    struct text_builder out = {.arena = arena};
    if (next_random(seed) % 10 == 0)
        return span_from_cstr(PICK(seed, terms));
    text_append(&out, SPAN("{ "));
    put_formula(&out, seed, DEPTH, 3, put_atom);
    text_append(&out, SPAN(" }"));
    return text_span(&out);
}

/* Too many wildcards or regular expressions: thrown again. */
static const struct pattern *random_pattern(struct arena *arena, uint32_t *seed) {
    const struct pattern *pattern;
    struct pattern_error error;
    while (!pattern_parse(arena, random_text(arena, seed), &pattern, &error))
        ;
    return pattern;
}

/* --- Events --- */

static const char *const strings[] = {"\"a\"", "\"ab\"", "\"b\"",  "\"axb\"", "\"5\"",
                                      "\"4\"", "\"x\"",  "\"aa\"", "\"*\"",   "\"'a'\""};

static const char *random_value(uint32_t *seed) {
    static const char *const others[] = {"null",     "true",     "false",    "5",      "4.5", "4e0",
                                         "400",      "5.0",      "-1",       "{}",     "[]",  "\"\"",
                                         "\"a\\n\"", "\"true\"", "\"null\"", "\"5.0\""};
    return next_random(seed) % 2 ? PICK(seed, strings) : PICK(seed, others);
}

static void put_container(struct text_builder *out, uint32_t *seed, const char *name, bool is_array) {
    if (next_random(seed) % 4 == 0)
        return;
    if (next_random(seed) % 4 == 0) {
        text_printf(out, ",\"%s\":%s", name, random_value(seed));
        return;
    }
    text_printf(out, ",\"%s\":%c", name, is_array ? '[' : '{');
    static const char *const keys[] = {"k", "m", "n"};
    size_t count = next_random(seed) % 3;
    for (size_t i = 0; i < count; i++) {
        text_append(out, i ? SPAN(",") : SPAN(""));
        if (!is_array)
            text_printf(out, "\"%s\":%s", keys[i], random_value(seed));
        else if (next_random(seed) % 3 == 0)
            text_printf(out, "{\"k\":%s}", random_value(seed));
        else
            text_append(out, span_from_cstr(random_value(seed)));
    }
    text_append(out, is_array ? SPAN("]") : SPAN("}"));
}

/* A record by T1 to T3, with random fields. */
static struct span random_event(struct arena *arena, uint32_t *seed) {
    struct text_builder out = {.arena = arena};
    text_printf(&out,
                "{\"eventVersion\":\"1\",\"eventTime\":\"2\",\"eventSource\":\"3\",\"awsRegion\":\"r\","
                "\"sourceIPAddress\":\"1.1\",\"userIdentity\":{},\"eventName\":%s",
                PICK(seed, strings));
    if (next_random(seed) % 3)
        text_printf(&out, ",\"errorCode\":%s", PICK(seed, strings));
    if (next_random(seed) % 3)
        text_printf(&out, ",\"f\":%s", random_value(seed));
    put_container(&out, seed, "l", true);
    put_container(&out, seed, "o", false);
    text_append(&out, SPAN("}"));
    return text_span(&out);
}

static struct pattern_reading random_reading(uint32_t *seed) {
    struct pattern_reading reading = {0};
    for (unsigned i = 1; i < PATTERN_OPEN_POINTS; i++)
        reading.choice[i] =
            (unsigned char)(next_random(seed) % pattern_reading_count((enum pattern_open_point)(1u << i)));
    return reading;
}

/* --- Questions --- */

struct random_question {
    const struct pattern *patterns[4]; /* [0]: the requirement */
    size_t count;
};

static bool is_missed(struct arena *arena, const struct random_question *question,
                      const struct pattern_event *event, const struct pattern_reading *reading) {
    if (pattern_match_under(arena, question->patterns[0], event, reading) != PATTERN_MATCHES)
        return false;
    for (size_t i = 1; i < question->count; i++)
        if (pattern_match_under(arena, question->patterns[i], event, reading) != PATTERN_DIFFERS)
            return false;
    return true;
}

static void fail_with(struct arena *arena, const struct random_question *question, struct span event) {
    struct text_builder text = {.arena = arena};
    for (size_t i = 0; i < question->count; i++)
        text_printf(&text, "%s %.*s\n", i ? "filter " : "require", SPAN_FMT(question->patterns[i]->text));
    fail_msg("%.*snot covered: %.*s", SPAN_FMT(text_span(&text)), SPAN_FMT(event));
}

static void expect_no_counterexample(struct arena *arena, const struct random_question *question,
                                     uint32_t *seed) {
    for (int e = 0; e < EVENTS; e++) {
        struct span text = random_event(arena, seed);
        const struct pattern_event *event = pattern_event_read(arena, text);
        for (int r = 0; r < READINGS; r++) {
            struct pattern_reading reading = random_reading(seed);
            if (is_missed(arena, question, event, &reading))
                fail_with(arena, question, text);
        }
    }
}

static enum coverage check_question(struct arena *arena, uint32_t *seed) {
    struct random_question question = {.count = 1 + next_random(seed) % 4};
    struct prover_counter counters[3];
    for (size_t i = 0; i < question.count; i++) {
        question.patterns[i] = random_pattern(arena, seed);
        if (i > 0)
            counters[i - 1] = (struct prover_counter){&question.patterns[i], 1};
    }
    struct prover_question asked = {question.patterns, 1, counters, question.count - 1, false};
    struct prover_answer answer;
    prover_decide(arena, &asked, &answer);
    if (answer.reason.ptr && span_starts_with(answer.reason, SPAN("a defect")))
        fail_msg("%.*s: %.*s", SPAN_FMT(question.patterns[0]->text), SPAN_FMT(answer.reason));
    if (answer.coverage == COVERAGE_UNDECIDED && answer.reason.len == 0)
        fail_msg("%.*s (%.*s): no reason", SPAN_FMT(question.patterns[0]->text),
                 SPAN_FMT(question.patterns[question.count - 1]->text));
    if (answer.coverage == COVERAGE_COVERED)
        expect_no_counterexample(arena, &question, seed);
    return answer.coverage;
}

static void what_is_covered_has_no_counterexample(void **state) {
    (void)state;
    uint32_t seed = 11;
    size_t counts[4] = {0};
    for (int i = 0; i < QUESTIONS; i++) {
        struct arena *arena = arena_create("question", 64 * 1024 * 1024);
        counts[check_question(arena, &seed)]++;
        arena_destroy(arena);
    }
    print_message("covered %zu, uncovered %zu, undecided %zu\n", counts[COVERAGE_COVERED],
                  counts[COVERAGE_UNCOVERED], counts[COVERAGE_UNDECIDED]);
    assert_true(counts[COVERAGE_COVERED] > QUESTIONS / 40);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_covered_has_no_counterexample)};
    return cmocka_run_group_tests_name("prover/readings", tests, NULL, NULL);
}
