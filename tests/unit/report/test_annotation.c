#include "fixture.h"

#include "report_safe.h"

static void assert_postable(struct span text) {
    assert_true(text.len > 0);
    assert_true(report_utf16_units(text) <= ANNOTATION_LIMIT_UTF16);
    assert_true(utf8_is_valid(text));
    for (size_t i = 0; i < text.len; i++)
        assert_true((unsigned char)text.ptr[i] >= ' ' && text.ptr[i] != 0x7F);
}

static void monitored_names_every_hop_and_the_protocol(void **state) {
    struct fixture f;
    fixture_init(&f);
    struct span text = report_annotation(*state, &f.findings);
    assert_postable(text);
    static const char *const parts[] = {"told: email", "management-events", "denied-filter", "denied-alarm",
                                        "alerts"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_contains(text, parts[i]);
}

static void monitored_names_filters_and_remarks(void **state) {
    struct fixture f;
    fixture_init(&f);
    struct metric_filter second = f.filter;
    second.name = SPAN("second-filter");
    struct span remark = SPAN("kms.amazonaws.com is excluded from the trail");
    struct path paths[2] = {f.path, f.path};
    paths[1].filter = &second;
    paths[0].remarks = (struct strings){&remark, 1};
    f.findings.paths = paths;
    f.findings.path_count = 2;
    f.findings.deciding = &paths[0];
    struct span text = report_annotation(*state, &f.findings);
    assert_contains(text, "filters denied-filter, second-filter");
    assert_contains(text, "kms.amazonaws.com is excluded");
}

static void monitored_by_a_siem_names_its_destination(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_siem(&f);
    assert_span_equal(
        report_annotation(*state, &f.findings),
        "Unauthorized API calls are heard (told: SIEM): trail management-events, filter to-siem, "
        "log group trail-logs, SIEM arn:aws:logs:us-east-1:444455556666:destination:siem.");
}

static void half_by_a_siem_names_both_ends(void **state) {
    struct fixture f;
    fixture_init(&f);
    struct path paths[2] = {f.path, f.path};
    fixture_siem(&f);
    paths[0] = f.path; /* the deciding one, the person's behind it */
    f.findings.paths = paths;
    f.findings.deciding = paths;
    f.findings.path_count = 2;
    static const char *const parts[] = {"told: email, SIEM", "filters to-siem, denied-filter", "denied-alarm",
                                        "alerts", "destination:siem"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_contains(report_annotation(*state, &f.findings), parts[i]);
}

static void a_siem_that_misses_events_is_named_by_its_filter(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_siem(&f);
    fixture_break(&f, REASON_SIEM_FILTER_MISSES_EVENTS, HOP_SIEM, NULL);
    f.findings.witness = SPAN(WITNESS);
    struct span text = report_annotation(*state, &f.findings);
    assert_contains(text,
                    "such as AccessDeniedException by sts.amazonaws.com. At subscription filter to-siem, "
                    "log group trail-logs, trail management-events.");
}

static void a_filter_names_the_smallest_event_it_misses(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_narrow(&f);
    struct span text = report_annotation(*state, &f.findings);
    assert_postable(text);
    assert_contains(text, "such as AccessDeniedException by sts.amazonaws.com");
    assert_contains(text, "denied-filter");
    assert_contains(text, "trail-logs");
    assert_lacks(text, "denied-alarm");
    f.proof.realism = REALISM_FALSE;
    assert_contains(report_annotation(*state, &f.findings), "no service is known");
}

static void the_field_that_only_the_filter_asks_about_is_told(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_narrow(&f);
    f.proof_filter.pattern = SPAN("{ $.errorCode = * && $.userIdentity.type != \"IAMUser\" }");
    assert_contains(report_annotation(*state, &f.findings), "with userIdentity.type \"IAMUser\"");
}

static void cannot_verify_names_the_permission(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_PERMISSION_MISSING, HOP_TOPIC, NULL);
    const struct fact fact = {
        .need = {.operation = OPERATION_GET_TOPIC_ATTRIBUTES, .resource = f.path.topic_arn},
        .state = FACT_DENIED};
    f.path.unread = &fact;
    struct span text = report_annotation(*state, &f.findings);
    assert_postable(text);
    assert_true(span_starts_with(text, SPAN("Cannot verify: ")));
    assert_contains(text, "sns:GetTopicAttributes");
    assert_contains(text, "arn:aws:sns:us-east-1:012345678912:alerts");
}

static void every_reason_says_something(void **state) {
    for (int reason = REASON_NONE + 1; reason < REASON_COUNT; reason++) {
        struct fixture f;
        fixture_init(&f);
        const struct reason_info *info = reason_info((enum reason)reason);
        fixture_break(&f, (enum reason)reason, info->hop == HOP_NONE ? HOP_ALARM : info->hop, "the detail");
        for (int with_path = 0; with_path < 2; with_path++) {
            f.findings.deciding = with_path ? &f.path : NULL;
            struct span text = report_annotation(*state, &f.findings);
            assert_postable(text);
            bool cannot = info->verdict == VERDICT_CANNOT_VERIFY;
            assert_int_equal(span_starts_with(text, SPAN("Cannot verify:")), cannot);
            assert_true(report_text(*state, &f.report).len > 0);
        }
    }
}

static struct span repeated(struct arena *arena, const char *piece, size_t count) {
    struct text_builder out = {.arena = arena};
    for (size_t i = 0; i < count; i++)
        text_append(&out, span_from_cstr(piece));
    return text_span(&out);
}

static void long_names_are_shortened_before_anything_is_cut(void **state) {
    struct fixture f;
    fixture_init(&f);
    f.trail.name = repeated(*state, "t", 128);
    f.filter.name = repeated(*state, "f", 512);
    f.path.alarm_name = repeated(*state, "a", 255);
    struct span text = report_annotation(*state, &f.findings);
    assert_postable(text);
    static const char *const parts[] = {"told: email", "ttt...", "fff...", "aaa...", "alerts"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_contains(text, parts[i]);
}

static void cut_text_keeps_surrogate_pairs_whole(void **state) {
    for (size_t blanks = 0; blanks < 2; blanks++) {
        struct fixture f;
        fixture_init(&f);
        fixture_break(&f, REASON_NO_ALARM, HOP_ALARM, NULL);
        f.findings.detail = arena_printf(*state, "%s%.*s", blanks ? "x" : "",
                                         SPAN_FMT(repeated(*state, "\xF0\x9F\x94\x94", 300)));
        struct span text = report_annotation(*state, &f.findings);
        assert_postable(text);
        assert_true(report_utf16_units(text) >= ANNOTATION_LIMIT_UTF16 - 1);
        assert_true(span_ends_with(text, SPAN("...")));
    }
}

static void what_the_detail_names_is_not_named_again(void **state) {
    struct fixture f;
    fixture_init(&f);
    f.trail.name = SPAN("manage"); /* the beginning of a word that is there */
    fixture_break(&f, REASON_ALARM_TOO_SLOW, HOP_ALARM,
                  "trail management-events: alarm \"denied-alarm\" needs 5 calls");
    assert_contains(report_annotation(*state, &f.findings),
                    "At metric filter denied-filter, log group trail-logs, trail manage.");
    f.findings.witness = SPAN(WITNESS);
    f.findings.hop = f.path.hop = HOP_FILTER;
    struct span text = report_annotation(*state, &f.findings);
    assert_lacks(text, "needs 5 calls");
    assert_contains(text, "trail manage.");
}

static void names_are_made_harmless(void **state) {
    struct fixture f;
    fixture_init(&f);
    f.filter.name = SPAN("a\nb\x1b[31m\xE2\x80\xAE\xFF");
    struct span text = report_annotation(*state, &f.findings);
    assert_postable(text);
    assert_contains(text, "a?b?[31m??");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(monitored_names_every_hop_and_the_protocol, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(monitored_names_filters_and_remarks, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(monitored_by_a_siem_names_its_destination, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(half_by_a_siem_names_both_ends, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_siem_that_misses_events_is_named_by_its_filter, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_filter_names_the_smallest_event_it_misses, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(the_field_that_only_the_filter_asks_about_is_told, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(cannot_verify_names_the_permission, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(every_reason_says_something, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(long_names_are_shortened_before_anything_is_cut, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(cut_text_keeps_surrogate_pairs_whole, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(what_the_detail_names_is_not_named_again, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(names_are_made_harmless, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
