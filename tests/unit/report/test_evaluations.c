#include "fixture.h"

static struct request request_of(enum trigger trigger) {
    return (struct request){
        .trigger = trigger, .account_id = SPAN("012345678912"), .ordering_time_ms = 1700000000123};
}

static void the_account_is_the_resource(void **state) {
    struct fixture f;
    fixture_init(&f);
    struct request request = request_of(TRIGGER_CONFIG_SCHEDULED);
    struct evaluations evaluations;
    report_evaluations(*state, &request, &f.findings, &evaluations);
    assert_int_equal(evaluations.count, 1);
    assert_span_equal(evaluations.items[0].resource_type, "AWS::::Account");
    assert_span_equal(evaluations.items[0].resource_id, "012345678912");
    assert_string_equal(evaluations.items[0].compliance_type, "COMPLIANT");
    assert_int_equal(evaluations.items[0].ordering_time_ms, 1700000000123);
    assert_contains(evaluations.items[0].annotation, "told: email");
}

static void cannot_verify_is_non_compliant(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_PERMISSION_MISSING, HOP_ALARM, NULL);
    struct request request = request_of(TRIGGER_CONFIG_CHANGE);
    struct evaluations evaluations;
    report_evaluations(*state, &request, &f.findings, &evaluations);
    assert_string_equal(evaluations.items[0].compliance_type, "NON_COMPLIANT");
}

static void an_item_out_of_scope_goes_along(void **state) {
    struct fixture f;
    fixture_init(&f);
    struct request request = request_of(TRIGGER_CONFIG_CHANGE);
    request.item_type = SPAN("AWS::CloudTrail::Trail");
    request.item_id = SPAN("gone");
    struct evaluations evaluations;
    report_evaluations(*state, &request, &f.findings, &evaluations);
    assert_int_equal(evaluations.count, 1);

    request.item_not_applicable = true;
    report_evaluations(*state, &request, &f.findings, &evaluations);
    assert_int_equal(evaluations.count, 2);
    assert_span_equal(evaluations.items[0].resource_type, "AWS::::Account");
    assert_span_equal(evaluations.items[1].resource_type, "AWS::CloudTrail::Trail");
    assert_span_equal(evaluations.items[1].resource_id, "gone");
    assert_string_equal(evaluations.items[1].compliance_type, "NOT_APPLICABLE");
    assert_int_equal(evaluations.items[1].ordering_time_ms, 1700000000123);
}

static void proactive_answers_for_the_item_alone(void **state) {
    struct request request = request_of(TRIGGER_CONFIG_PROACTIVE);
    request.item_type = SPAN("AWS::SNS::Topic");
    request.item_id = SPAN("planned");
    struct evaluations evaluations;
    report_evaluations(*state, &request, NULL, &evaluations);
    assert_int_equal(evaluations.count, 1);
    assert_span_equal(evaluations.items[0].resource_id, "planned");
    assert_string_equal(evaluations.items[0].compliance_type, "NOT_APPLICABLE");
}

static void an_ignored_event_posts_nothing(void **state) {
    struct request request = request_of(TRIGGER_EVENTBRIDGE_API_CALL);
    request.ignored = SPAN("the call had failed");
    struct evaluations evaluations;
    report_evaluations(*state, &request, NULL, &evaluations);
    assert_int_equal(evaluations.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_account_is_the_resource, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(cannot_verify_is_non_compliant, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(an_item_out_of_scope_goes_along, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(proactive_answers_for_the_item_alone, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(an_ignored_event_posts_nothing, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
