#include "test.h"

#include "parameters.h"

static struct parameters set(struct arena *arena, const char *name, const char *value) {
    struct parameters parameters = parameters_default(arena);
    parameters_set(arena, span_from_cstr(name), span_from_cstr(value), &parameters);
    return parameters;
}

static void defaults_are_those_of_the_policy(void **state) {
    struct parameters p = parameters_default(*state);
    assert_span_equal(p.required_pattern, "cis");
    assert_false(p.allow_match_all);
    assert_false(p.allow_unrealistic_misses);
    assert_int_equal(p.allowed_excluded_event_sources.count, 2);
    assert_span_equal(p.allowed_excluded_event_sources.items[1], "rdsdata.amazonaws.com");
    assert_int_equal(p.max_events_before_alarm, 1);
    assert_int_equal(p.max_detection_minutes, 0);
    assert_span_equal(p.organization_trail_without_central_role, "NOT_APPLICABLE");
    assert_true(p.assume_role_mode);
    assert_null(p.invalid.ptr);
}

static void an_empty_value_means_the_default(void **state) {
    struct parameters p = set(*state, "MaxEventsBeforeAlarm", "");
    assert_int_equal(p.max_events_before_alarm, 1);
    assert_null(p.invalid.ptr);
}

static void lists_are_trimmed(void **state) {
    struct parameters p = set(*state, "TrustedTopicAccounts", " 111122223333 , 444455556666,");
    assert_null(p.invalid.ptr);
    p = set(*state, "SiemDestinationArns", " arn:a , ,arn:b*");
    assert_int_equal(p.siem_destination_arns.count, 2);
    assert_span_equal(p.siem_destination_arns.items[0], "arn:a");
}

static void a_bad_value_names_parameter_value_and_what_is_allowed(void **state) {
    static const struct {
        const char *name, *value, *complaint;
    } cases[] = {
        {"RequiredPatern", "cis", "parameter \"RequiredPatern\" is unknown"},
        {"AllowMatchAll", "yes", "AllowMatchAll = \"yes\": must be true or false"},
        {"MaxDetectionMinutes", "-1", "MaxDetectionMinutes = \"-1\": must be a whole number"},
        {"MaxDetectionMinutes", "99999999999999999999", "must be a whole number"},
        {"TrustedTopicAccounts", "1234", "must be a comma list of 12-digit account ids"},
        {"CentralRoleArn", "role/x", "must be the ARN of an IAM role"},
        {"CentralRoleArn", "arn:aws:iam::4444:role/x", "must be the ARN of an IAM role"},
        {"CentralRoleArn", "arn:aws:iam::444455556666:user/x", "must be the ARN of an IAM role"},
        {"CentralRoleArn", "arn:aws:iam::444455556666:role/", "must be the ARN of an IAM role"},
        {"OrganizationTrailWithoutCentralRole", "COMPLIANT", "must be NOT_APPLICABLE or NON_COMPLIANT"},
        {"ExecutionRoleRegion", "eu west", "must be the name of a region"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct parameters p = set(*state, cases[i].name, cases[i].value);
        if (!span_contains(p.invalid, span_from_cstr(cases[i].complaint)))
            fail_msg("%s=%s: %.*s", cases[i].name, cases[i].value, SPAN_FMT(p.invalid));
    }
}

static void what_was_given_survives_a_facts_file(void **state) {
    struct parameters p = set(*state, "RequiredPatern", "cis"), again = parameters_default(*state);
    parameters_set(*state, SPAN("AllowMatchAll"), SPAN("false"), &p);
    parameters_set(*state, SPAN("AllowMatchAll"), SPAN("true"), &p);
    struct json *object = parameters_to_json(*state, &p);
    assert_span_equal(json_print(*state, object), "{\"RequiredPatern\":\"cis\",\"AllowMatchAll\":\"true\"}");
    parameters_set_all(*state, object, &again);
    assert_true(again.allow_match_all);
    assert_true(span_equal(again.invalid, p.invalid));
}

static void a_value_that_is_no_string_is_refused(void **state) {
    const struct json *object;
    struct error err;
    struct parameters p = parameters_default(*state);
    assert_true(json_parse(*state, SPAN("{\"MaxDetectionMinutes\":5}"), "x", &object, &err));
    parameters_set_all(*state, object, &p);
    assert_true(span_contains(p.invalid, SPAN("must be a string")));
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, arena_setup, arena_teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_ARENA(defaults_are_those_of_the_policy),
        WITH_ARENA(an_empty_value_means_the_default),
        WITH_ARENA(lists_are_trimmed),
        WITH_ARENA(a_bad_value_names_parameter_value_and_what_is_allowed),
        WITH_ARENA(what_was_given_survives_a_facts_file),
        WITH_ARENA(a_value_that_is_no_string_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
