#include "fixture.h"

/* Printed and read again: what a script sees. */
static const struct json *seen(struct arena *arena, const struct json *object) {
    const struct json *tree;
    assert_true(json_parse(arena, report_harmless_json(arena, json_print(arena, object)), "", &tree, NULL));
    return tree;
}

static void assert_members(const struct json *object, const char *const *names, size_t count) {
    const struct json *member = json_first(object);
    for (size_t i = 0; i < count; i++, member = json_next(member))
        assert_span_equal(json_name(member), names[i]);
    assert_null(member);
}

#define ASSERT_MEMBERS(object, ...)                                                                          \
    do {                                                                                                     \
        static const char *const names[] = {__VA_ARGS__};                                                    \
        assert_members((object), names, sizeof names / sizeof *names);                                       \
    } while (0)

static void assert_number(const struct json *object, const char *name, double expected) {
    double number = -1;
    assert_true(json_number(json_member(object, name), &number));
    assert_true(number == expected);
}

static void a_whole_reply(void **state) {
    struct fixture f;
    fixture_init(&f);
    f.findings.proof = &f.proof;
    f.report.stats = (struct stats){.api_calls = 9, .rounds = 4, .retries = 1, .duration_ms = 41};
    f.report.delivered = (struct delivered){.put_evaluations = 1, .test_mode = true};
    const struct json *reply = seen(*state, report_object(*state, &f.report));
    ASSERT_MEMBERS(reply, "verdict", "reason", "hop", "annotation", "accountId", "region", "requirement",
                   "proof", "paths", "remediation", "evaluations", "delivered", "pathsOmitted",
                   "alarmsListed", "stats");
    assert_span_equal(json_string(json_member(reply, "verdict")), "MONITORED");
    assert_null(json_member(reply, "reason"));
    assert_null(json_member(reply, "hop"));
    assert_span_equal(json_string(json_member(reply, "accountId")), "012345678912");
    assert_true(json_is_true(json_member(reply, "alarmsListed")));
    assert_int_equal(json_count(json_member(reply, "remediation")), 0);
    assert_number(json_member(reply, "stats"), "apiCalls", 9);
    assert_number(json_member(reply, "stats"), "durationMs", 41);
    assert_number(json_member(reply, "delivered"), "putEvaluations", 1);
    assert_true(json_is_true(json_member(json_member(reply, "delivered"), "testMode")));

    const struct json *path = json_first(json_member(reply, "paths"));
    ASSERT_MEMBERS(path, "complete", "reason", "hop", "trail", "logGroup", "filter", "alarm", "topic",
                   "subscription");
    ASSERT_MEMBERS(json_member(path, "trail"), "arn", "name", "homeRegion");
    ASSERT_MEMBERS(json_member(path, "logGroup"), "arn");
    ASSERT_MEMBERS(json_member(path, "filter"), "name", "pattern", "class");
    ASSERT_MEMBERS(json_member(path, "alarm"), "arn", "name", "eventsToAlarm", "minutesToAlarm");
    ASSERT_MEMBERS(json_member(path, "topic"), "arn");
    ASSERT_MEMBERS(json_member(path, "subscription"), "arn", "protocol");
    assert_span_equal(json_string(json_member(json_member(path, "filter"), "class")), "equivalent");

    const struct json *evaluation = json_first(json_member(reply, "evaluations"));
    ASSERT_MEMBERS(evaluation, "resourceType", "resourceId", "complianceType", "annotation");
    assert_span_equal(json_string(json_member(evaluation, "resourceId")), "012345678912");
    assert_true(span_equal(json_string(json_member(evaluation, "annotation")),
                           json_string(json_member(reply, "annotation"))));
}

static void hops_behind_the_broken_one_are_null(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_ALARM_DEPENDS_ON_TIMING, HOP_ALARM, NULL);
    f.path.events_to_alarm = -1;
    const struct json *reply = seen(*state, report_object(*state, &f.report));
    assert_span_equal(json_string(json_member(reply, "verdict")), "NOT_MONITORED");
    assert_span_equal(json_string(json_member(reply, "reason")), "ALARM_DEPENDS_ON_TIMING");
    assert_span_equal(json_string(json_member(reply, "hop")), "alarm");
    assert_null(json_member(reply, "proof"));
    const struct json *path = json_first(json_member(reply, "paths"));
    assert_span_equal(json_string(json_member(path, "hop")), "alarm");
    assert_non_null(json_member(path, "alarm"));
    assert_null(json_member(json_member(path, "alarm"), "eventsToAlarm"));
    assert_number(json_member(path, "alarm"), "minutesToAlarm", 1);
    assert_null(json_member(path, "topic"));
    assert_null(json_member(path, "subscription"));
}

static void at_most_a_hundred_paths_are_listed(void **state) {
    struct fixture f;
    fixture_init(&f);
    struct path paths[REPORT_PATHS_LIMIT + 7];
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        paths[i] = f.path;
    f.findings.paths = paths;
    f.findings.path_count = sizeof paths / sizeof *paths;
    const struct json *reply = seen(*state, report_object(*state, &f.report));
    assert_int_equal(json_count(json_member(reply, "paths")), REPORT_PATHS_LIMIT);
    assert_number(reply, "pathsOmitted", 7);
}

static void evaluations_are_those_that_were_posted(void **state) {
    struct fixture f;
    fixture_init(&f);
    const struct evaluations posted = {
        .items = {{.resource_type = SPAN("T"),
                   .resource_id = SPAN("I"),
                   .compliance_type = "NOT_APPLICABLE"}},
        .count = 1,
    };
    f.report.evaluations = &posted;
    const struct json *reply = seen(*state, report_object(*state, &f.report));
    const struct json *evaluation = json_first(json_member(reply, "evaluations"));
    assert_span_equal(json_string(json_member(evaluation, "complianceType")), "NOT_APPLICABLE");
    assert_null(json_member(evaluation, "annotation"));
}

static void names_keep_their_value_but_not_their_bytes(void **state) {
    struct fixture f;
    fixture_init(&f);
    f.filter.name = SPAN("x\xE2\x80\xAEy\x1b\xC2\x9B");
    struct span text =
        report_harmless_json(*state, json_print_pretty(*state, report_object(*state, &f.report)));
    assert_contains(text, "x\\u202ey\\u001b\\u009b");
    assert_lacks(text, "\xE2\x80\xAE");
}

static void a_proof(void **state) {
    struct fixture f;
    fixture_init(&f);
    f.proof.open_points = PATTERN_U1 | PATTERN_U13;
    struct proof_filter filters[] = {
        f.proof_filter,
        {.pattern = SPAN("{ $.a"),
         .class = FILTER_UNREADABLE,
         .error = {.message = SPAN("too short"), .column = 6}},
    };
    f.proof.filters = filters;
    f.proof.filter_count = 2;
    const struct json *proof = seen(*state, report_proof_object(*state, &f.proof));
    ASSERT_MEMBERS(proof, "coverage", "require", "witness", "realistic", "open", "reason", "filters");
    assert_span_equal(json_string(json_member(proof, "coverage")), "UNCOVERED");
    assert_span_equal(json_string(json_member(json_member(proof, "witness"), "errorCode")),
                      "AccessDeniedException");
    assert_true(json_is_true(json_member(proof, "realistic")));
    assert_int_equal(json_count(json_member(proof, "open")), 2);
    assert_span_equal(json_string(json_first(json_member(proof, "open"))), "U1");
    assert_null(json_member(proof, "reason"));

    const struct json *filter = json_first(json_member(proof, "filters"));
    ASSERT_MEMBERS(filter, "pattern", "class", "misses", "noise", "error");
    assert_span_equal(json_string(json_member(filter, "class")), "narrower");
    assert_int_equal(json_kind(json_member(filter, "misses")), JSON_OBJECT);
    assert_null(json_member(filter, "noise"));
    assert_null(json_member(filter, "error"));
    filter = json_next(filter);
    assert_span_equal(json_string(json_member(json_member(filter, "error"), "message")), "too short");
    assert_number(json_member(filter, "error"), "column", 6);
}

static void a_covered_proof_has_no_witness(void **state) {
    const struct proof covered = {.coverage = COVERAGE_COVERED, .requirement = SPAN("{ $.a = 1 }")};
    const struct json *proof = seen(*state, report_proof_object(*state, &covered));
    assert_null(json_member(proof, "witness"));
    assert_null(json_member(proof, "realistic"));
    assert_int_equal(json_count(json_member(proof, "open")), 0);
    assert_int_equal(json_kind(json_member(proof, "filters")), JSON_ARRAY);
}

static const struct json *metric_line(struct arena *arena, const struct fixture *f) {
    const struct json *tree;
    struct span line = report_metric_line(arena, &f->report, 1700000000123);
    assert_lacks(line, "\n");
    assert_true(json_parse(arena, line, "", &tree, NULL));
    return tree;
}

static void a_metric_line(void **state) {
    struct fixture f;
    fixture_init(&f);
    f.report.stats = (struct stats){.api_calls = 9, .duration_ms = 41};
    const struct json *line = metric_line(*state, &f);
    assert_number(line, "Monitored", 1);
    assert_number(line, "DurationMs", 41);
    assert_number(line, "ApiCalls", 9);
    assert_span_equal(json_string(json_member(line, "AccountId")), "012345678912");
    assert_span_equal(json_string(json_member(line, "BrokenHop")), "none");
    const struct json *aws = json_member(line, "_aws");
    assert_number(aws, "Timestamp", 1700000000123);
    const struct json *directive = json_first(json_member(aws, "CloudWatchMetrics"));
    assert_span_equal(json_string(json_member(directive, "Namespace")), "Earshot");
    assert_span_equal(json_string(json_first(json_first(json_member(directive, "Dimensions")))), "AccountId");
    const struct json *metrics = json_member(directive, "Metrics");
    assert_int_equal(json_count(metrics), 3);
    for (const struct json *metric = json_first(metrics); metric; metric = json_next(metric)) {
        const char *name = arena_cstr(*state, json_string(json_member(metric, "Name")));
        assert_int_equal(json_kind(json_member(line, name)), JSON_NUMBER);
    }

    fixture_break(&f, REASON_NO_ALARM, HOP_ALARM, NULL);
    line = metric_line(*state, &f);
    assert_number(line, "Monitored", 0);
    assert_span_equal(json_string(json_member(line, "BrokenHop")), "alarm");
}

static void an_account_that_was_not_judged_is_not_unmonitored(void **state) {
    struct fixture f;
    fixture_init(&f);
    f.findings.verdict = VERDICT_NOT_APPLICABLE;
    assert_null(json_member(metric_line(*state, &f), "Monitored"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_whole_reply, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(hops_behind_the_broken_one_are_null, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(at_most_a_hundred_paths_are_listed, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(evaluations_are_those_that_were_posted, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(names_keep_their_value_but_not_their_bytes, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_proof, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_covered_proof_has_no_witness, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_metric_line, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(an_account_that_was_not_judged_is_not_unmonitored, arena_setup,
                                        arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
