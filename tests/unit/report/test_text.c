#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

/* cases/report/NAME.txt is what a person sees. UPDATE_GOLDEN=1 in the environment writes the files anew. */
static void assert_golden(struct arena *arena, struct span actual, const char *name) {
    static char expected[64 * 1024];
    bool update = getenv("UPDATE_GOLDEN") != NULL;
    struct span file = arena_printf(arena, "cases/report/%s.txt", name);
    FILE *stream = fopen(file.ptr, update ? "w" : "r");
    assert_non_null(stream);
    if (update)
        assert_int_equal(fwrite(actual.ptr, 1, actual.len, stream), actual.len);
    size_t len = update ? 0 : fread(expected, 1, sizeof expected, stream);
    assert_int_equal(fclose(stream), 0);
    if (update || span_equal(actual, (struct span){expected, len}))
        return;
    fwrite(actual.ptr, 1, actual.len, stderr);
    fail_msg("the text above is not that of %s", file.ptr);
}

static void monitored(void **state) {
    struct fixture f;
    fixture_init(&f);
    struct span remark =
        SPAN("the trail leaves out kms.amazonaws.com, which AllowedExcludedEventSources permits");
    f.path.remarks = (struct strings){&remark, 1};
    assert_golden(*state, report_text(*state, &f.report), "monitored");
}

static void filter_misses_events(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_narrow(&f);
    fixture_hear(&f, true);
    assert_golden(*state, report_text(*state, &f.report), "filter-misses-events");
}

static void two_paths(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_NO_ALARM, HOP_ALARM, "no alarm on metric Security/Denied");
    f.path.alarm_arn = f.path.alarm_name = SPAN_ABSENT;
    struct trail second = f.trail;
    second.name = SPAN("second");
    struct path paths[2] = {f.path, {.trail = &second, .hop = HOP_LOG_GROUP, .reason = REASON_NO_LOG_GROUP}};
    f.findings.deciding = f.findings.paths = paths;
    f.findings.path_count = 2;
    assert_golden(*state, report_text(*state, &f.report), "two-paths");
}

static void cannot_verify(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_PERMISSION_MISSING, HOP_TOPIC,
                  "sns:GetTopicAttributes is missing for arn:aws:sns:us-east-1:012345678912:alerts");
    assert_golden(*state, report_text(*state, &f.report), "cannot-verify");
}

static void a_path_to_a_siem_ends_behind_the_log_group(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_siem(&f);
    struct span text = report_text(*state, &f.report);
    assert_contains(text, "  o SIEM           to-siem (wider), to\n"
                          "  |                arn:aws:logs:us-east-1:444455556666:destination:siem\n");
    assert_lacks(text, "metric filter");
    assert_lacks(text, "Heard at most");
}

static void a_long_event_shows_what_matters(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_narrow(&f);
    f.findings.witness =
        SPAN("{\"a\":1,\"b\":[2],\"c\":null,\"d\":4,\"e\":{\"f\":5},\"errorCode\":\"X\",\"readOnly\":true}");
    struct span text = report_text(*state, &f.report);
    assert_contains(text, "  errorCode  X\n  readOnly   true\n  (and 5 more: --format json shows all)\n");
}

static void no_trail(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_NO_TRAIL, HOP_TRAIL, NULL);
    f.findings.deciding = NULL;
    f.findings.path_count = 0;
    assert_golden(*state, report_text(*state, &f.report), "no-trail");
}

static void proof(void **state) {
    struct fixture f;
    fixture_init(&f);
    struct proof_filter filters[] = {
        f.proof_filter,
        {.pattern = SPAN("{ $.errorCode = * }"),
         .class = FILTER_WIDER,
         .noise = SPAN("{\"eventName\":\"GetObject\",\"errorCode\":\"NoSuchKey\"}")},
        {.pattern = SPAN("{ $.errorCode = }"),
         .class = FILTER_UNREADABLE,
         .error = {.message = SPAN("a value is missing"), .column = 17}},
    };
    f.proof.filters = filters;
    f.proof.filter_count = 3;
    assert_golden(*state, report_proof_text(*state, &f.proof), "proof");
}

/* What a person is told of one filter: the deciding field first and marked, and why. */
static void a_sentence_says_why(void **state) {
    static const struct {
        const char *pattern, *line, *sentence;
    } rows[] = {
        {"{ $.errorCode = \"AccessDenied\" }", "          > errorCode          AccessDeniedException\n",
         "the filter waits for errorCode AccessDenied exactly"},
        {"{ $.errorCode = Acc* && $.userIdentity.userName != x }",
         "          > userIdentity.userName  (absent)\n",
         "`!=` is false when the field is absent: assumed-role"},
        {"{ $.errorCode = * && $.eventName != \"Get*\" }",
         "          > eventName          GetCallerIdentity\n",
         "the filter leaves out eventName GetCallerIdentity"},
        {"{ $.errorCode = * && $.requestParameters.x = 1 }", "          > requestParameters.x  (absent)\n",
         "a comparison is false when the field is absent"},
        {"{ $.errorCode = * && $.userIdentity.type NOT EXISTS }", "          > userIdentity.type  IAMUser\n",
         "the filter asks for $.userIdentity.type NOT EXISTS"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        fixture_init(&f);
        f.proof_filter.pattern = span_from_cstr(rows[i].pattern);
        struct span text = report_proof_text(*state, &f.proof);
        assert_contains(text, rows[i].line);
        assert_contains(text, rows[i].sentence);
    }
}

static void where_no_single_field_decides_nothing_is_marked(void **state) {
    struct fixture f;
    fixture_init(&f);
    f.proof_filter.pattern = SPAN("{ $.eventName = x && $.eventSource = y }");
    assert_lacks(report_proof_text(*state, &f.proof), "> ");
}

/* No name of an account may reach a terminal as more than its letters. */
static void hostile_names_are_harmless(void **state) {
    struct fixture f;
    fixture_init(&f);
    struct span evil = SPAN("a\x1b]0;x\x07\x1b[2J\r\n\xC2\x9B"
                            "1m\xE2\x80\xAE\xFF$(id)");
    fixture_narrow(&f);
    f.trail.name = f.filter.name = f.filter.pattern = f.path.alarm_name = f.findings.detail = f.path.detail =
        evil;
    f.proof_filter.pattern = f.facts.account_id = evil;
    f.path.remarks = (struct strings){&evil, 1};
    struct span texts[] = {report_text(*state, &f.report), report_shell(*state, &f.report),
                           report_proof_text(*state, &f.proof), report_metric_line(*state, &f.report, 0)};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(utf8_is_valid(texts[i]));
        for (size_t k = 0; k < texts[i].len; k++)
            assert_true((unsigned char)texts[i].ptr[k] >= ' ' || texts[i].ptr[k] == '\n');
        assert_lacks(texts[i], "\xC2\x9B");
        assert_lacks(texts[i], "\xE2\x80\xAE");
    }
}

static void lines_fit_a_terminal(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_NO_ALARM, HOP_ALARM, "nothing watches the metric");
    f.path.alarm_arn = f.path.alarm_name = SPAN_ABSENT;
    struct span text = report_text(*state, &f.report), line;
    while (span_next_field(&text, '\n', &line))
        if (!span_contains(line, SPAN("arn:")))
            assert_true(line.len <= 80);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(monitored, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(filter_misses_events, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(two_paths, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(cannot_verify, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_path_to_a_siem_ends_behind_the_log_group, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_long_event_shows_what_matters, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(no_trail, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(proof, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_sentence_says_why, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(where_no_single_field_decides_nothing_is_marked, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(hostile_names_are_harmless, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(lines_fit_a_terminal, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
