/* What the policy asks: counters that are conjunctions, fields that only the trail knows, unreadable filters.
 */
#include "prover.h"
#include "test.h"

#define ERRORS  "{ $.errorCode = * }"
#define DENIALS "{ $.errorCode = AccessDenied* }"

static const struct pattern *parse(struct arena *arena, const char *text) {
    const struct pattern *pattern;
    struct pattern_error error;
    assert_true(pattern_parse(arena, span_from_cstr(text), &pattern, &error));
    return pattern;
}

static struct prover_answer decide(struct arena *arena, const char *requirement,
                                   const struct prover_counter *counters, size_t count) {
    const struct pattern *pattern = parse(arena, requirement);
    struct prover_question question = {&pattern, 1, counters, count, false};
    struct prover_answer answer;
    prover_decide(arena, &question, &answer);
    return answer;
}

static const struct pattern *recorded_as(struct arena *arena, enum pattern_op op) {
    return pattern_test(arena, PROVER_RECORDED_READ_ONLY, op);
}

static void reads_by_one_trail_and_writes_by_another_add_up(void **state) {
    const struct pattern *reads[] = {recorded_as(*state, PATTERN_IS_TRUE), parse(*state, ERRORS)};
    const struct pattern *writes[] = {recorded_as(*state, PATTERN_IS_FALSE), parse(*state, ERRORS)};
    struct prover_counter counters[] = {{reads, 2}, {writes, 2}};
    assert_int_equal(decide(*state, DENIALS, counters, 2).coverage, COVERAGE_COVERED);
}

static void reads_alone_leave_the_writes(void **state) {
    const struct pattern *reads[] = {recorded_as(*state, PATTERN_IS_TRUE), parse(*state, ERRORS)};
    struct prover_counter counter = {reads, 2};
    struct prover_answer answer = decide(*state, DENIALS, &counter, 1);
    assert_int_equal(answer.coverage, COVERAGE_UNCOVERED);
    assert_false(span_contains(answer.witness, PROVER_RECORDED_READ_ONLY));
}

static void the_shown_flag_agrees_with_the_recorded_one(void **state) {
    const struct pattern *reads[] = {recorded_as(*state, PATTERN_IS_TRUE)};
    struct prover_counter counter = {reads, 1};
    const char *shown_read = "{ $.errorCode = * && $.readOnly IS TRUE }";
    const char *shown_write = "{ $.errorCode = * && $.readOnly IS FALSE }";
    assert_int_equal(decide(*state, shown_read, &counter, 1).coverage, COVERAGE_COVERED);
    assert_int_equal(decide(*state, shown_write, &counter, 1).coverage, COVERAGE_UNCOVERED);
}

static void excluded_sources_leave_a_witness_from_there(void **state) {
    const struct pattern *patterns[] = {
        pattern_compare(*state, SPAN("eventSource"), PATTERN_NOT_EQUAL, PATTERN_EXACTLY,
                        SPAN("kms.amazonaws.com")),
        parse(*state, ERRORS),
    };
    struct prover_counter counter = {patterns, 2};
    struct prover_answer answer = decide(*state, DENIALS, &counter, 1);
    assert_int_equal(answer.coverage, COVERAGE_UNCOVERED);
    assert_true(span_contains(answer.witness, SPAN("\"eventSource\":\"kms.amazonaws.com\"")));
}

static void an_unreadable_filter_matters_only_if_the_rest_does_not_cover(void **state) {
    const struct pattern *unreadable = NULL;
    const struct pattern *all = parse(*state, ERRORS);
    const struct pattern *some = parse(*state, "{ $.errorCode = AccessDenied }");
    struct prover_counter covering[] = {{&unreadable, 1}, {&all, 1}};
    struct prover_counter missing[] = {{&unreadable, 1}, {&some, 1}};
    assert_int_equal(decide(*state, DENIALS, covering, 2).coverage, COVERAGE_COVERED);
    assert_int_equal(decide(*state, DENIALS, missing, 2).coverage, COVERAGE_UNREADABLE);
}

static void an_unreadable_filter_cannot_help_where_its_trail_records_nothing(void **state) {
    const struct pattern *patterns[] = {parse(*state, "{ $.eventName IS NULL }"), NULL};
    struct prover_counter counter = {patterns, 2};
    assert_int_equal(decide(*state, DENIALS, &counter, 1).coverage, COVERAGE_UNCOVERED);
}

static void the_same_question_gives_the_same_bytes(void **state) {
    const struct pattern *some = parse(*state, "{ $.errorCode = AccessDenied }");
    struct prover_counter counter = {&some, 1};
    struct prover_answer first = decide(*state, DENIALS, &counter, 1);
    struct prover_answer second = decide(*state, DENIALS, &counter, 1);
    assert_true(span_equal(first.witness, second.witness));
}

struct generic {
    const char *pattern;
    enum prover_truth everything;
};

static const struct generic generics[] = {
    {"", PROVER_YES},
    {"[]", PROVER_YES},
    {"{ $.errorCode NOT EXISTS }", PROVER_YES},
    {"{ $.errorCode = * }", PROVER_NO},
    {"{ $.eventName != x }", PROVER_YES},
    {"{ $.eventName = x }", PROVER_NO},
    {"{ $.eventName = * }", PROVER_YES},
    {"{ $.readOnly IS TRUE }", PROVER_NO},
    {"{ $.userIdentity NOT EXISTS || $.userIdentity.type != x }", PROVER_YES},
    {"{ $.resources[*].ARN != x }", PROVER_YES},
    {"{ $.eventName != %x% }", PROVER_YES},
    {"-x", PROVER_NO},
    {"-zzz", PROVER_YES},
    {"[a, b]", PROVER_UNKNOWN},
    {"{}", PROVER_UNKNOWN},
};

static void practically_everything_is_the_generic_successful_call(void **state) {
    for (size_t i = 0; i < sizeof generics / sizeof *generics; i++)
        if (prover_matches_everything(*state, parse(*state, generics[i].pattern)) != generics[i].everything)
            fail_msg("%s: not %d", generics[i].pattern, (int)generics[i].everything);
}

/* Many fields, globs that share no automaton, nesting: all of it ends, and what is not found out is not
 * claimed. */
static void a_question_that_is_too_large_is_undecided(void **state) {
    struct text_builder text = {.arena = *state};
    text_append(&text, SPAN("{ $.x = \"*a*\""));
    for (int c = 'b'; c <= 'w'; c++)
        text_printf(&text, " && $.x = \"*%c*\"", c);
    text_append(&text, SPAN(" }"));
    const char *requirement = arena_cstr(*state, text_span(&text));
    const struct pattern *filter = parse(*state, "{ $.x = \"*aa*\" }");
    struct prover_counter counter = {&filter, 1};
    struct prover_answer answer = decide(*state, requirement, &counter, 1);
    assert_int_equal(answer.coverage, COVERAGE_UNDECIDED);
    assert_true(span_contains(answer.reason, SPAN("too many classes")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_by_one_trail_and_writes_by_another_add_up, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(reads_alone_leave_the_writes, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(the_shown_flag_agrees_with_the_recorded_one, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(excluded_sources_leave_a_witness_from_there, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(an_unreadable_filter_matters_only_if_the_rest_does_not_cover,
                                        arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(an_unreadable_filter_cannot_help_where_its_trail_records_nothing,
                                        arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(the_same_question_gives_the_same_bytes, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(practically_everything_is_the_generic_successful_call, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_question_that_is_too_large_is_undecided, arena_setup,
                                        arena_teardown),
    };
    return cmocka_run_group_tests_name("prover/decide", tests, NULL, NULL);
}
