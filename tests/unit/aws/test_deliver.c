/* The writes, the caller's account and the role. */
#include "fake_http.h"

static const struct evaluations one = {
    .items = {{.resource_type = SPAN_INIT("AWS::::Account"),
               .resource_id = SPAN_INIT("111122223333"),
               .compliance_type = "NON_COMPLIANT",
               .annotation = SPAN_INIT("No \"filter\""),
               .ordering_time_ms = 1791180002417}},
    .count = 1,
};

static bool put(struct fixture *fixture) {
    return aws_put_evaluations(&fixture->session, &one, SPAN("token-that-nobody-may-see"), false,
                               &fixture->err);
}

static void an_evaluation_as_config_wants_it(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("StarlingDoveService.PutEvaluations", "{\"FailedEvaluations\":[]}"));
    assert_true(put(fixture));
    assert_string_equal(
        fixture->http.requests[0].body,
        "{\"Evaluations\":[{\"ComplianceResourceType\":\"AWS::::Account\",\"ComplianceResourceId\":"
        "\"111122223333\",\"ComplianceType\":\"NON_COMPLIANT\",\"Annotation\":\"No \\\"filter\\\"\","
        "\"OrderingTimestamp\":1791180002.417}],\"ResultToken\":\"token-that-nobody-may-see\","
        "\"TestMode\":false}");
    assert_int_equal(fixture->session.delivered.put_evaluations, 1);
    assert_false(fixture->session.delivered.test_mode);
}

static void every_millisecond_is_kept(void **state) {
    static const struct {
        int64_t time_ms;
        const char *text;
    } cases[] = {{1791180002000, "1791180002}"},
                 {1791180002001, "1791180002.001}"},
                 {1791180002999, "1791180002.999}"},
                 {1791180002100, "1791180002.1}"},
                 {9999999999999, "9999999999.999}"}};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fake_reply script[] = {OK(NULL, "{}")};
        struct evaluations evaluations = one;
        fixture_script(fixture, script, 1);
        fixture->http.used[0] = false;
        evaluations.items[0].ordering_time_ms = cases[i].time_ms;
        evaluations.items[0].annotation = SPAN_ABSENT;
        assert_true(
            aws_put_evaluations(&fixture->session, &evaluations, SPAN("TESTMODE"), true, &fixture->err));
        assert_non_null(strstr(fixture->http.requests[i].body, cases[i].text));
        assert_null(strstr(fixture->http.requests[i].body, "Annotation"));
    }
    assert_true(fixture->session.delivered.test_mode);
}

#define FAILED OK("PutEvaluations", "{\"FailedEvaluations\":[{\"ComplianceResourceId\":\"111122223333\"}]}")

static void failed_evaluations_are_posted_again(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, FAILED, OK("PutEvaluations", "{\"FailedEvaluations\":[]}"));
    assert_true(put(fixture));
    assert_int_equal(fixture->http.slept_ms, 49);
    assert_string_equal(fixture->http.requests[1].body, fixture->http.requests[0].body);
    assert_int_equal(fixture->session.delivered.put_evaluations, 1);
}

static void failed_evaluations_fail_at_last(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, FAILED, FAILED, FAILED);
    assert_false(put(fixture));
    assert_error(fixture, "Function.NotDelivered", "after 3 attempts");
    assert_int_equal(fixture->session.delivered.put_evaluations, 0);
}

static void put_failures(void **state) {
    static const struct {
        const char *code, *type, *text;
    } cases[] = {
        {"AccessDeniedException", "Function.NotDelivered", "grant config:PutEvaluations"},
        {"InvalidResultTokenException", "Function.NotDelivered", "InvalidResultTokenException"},
        {"ValidationException", "Function.NotDelivered", "ValidationException"},
        {"InvalidSignatureException", "Function.NotDelivered", "clock"},
        {"ExpiredTokenException", "Function.Transient", "expired"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char body[256];
        snprintf(body, sizeof body, "{\"__type\":\"%s\",\"message\":\"token-that-nobody-may-see is bad\"}",
                 cases[i].code);
        struct fake_reply script[] = {ANSWER(NULL, 400, body)};
        fixture_script(fixture, script, 1);
        fixture->http.used[0] = false;
        assert_false(put(fixture));
        assert_error(fixture, cases[i].type, cases[i].text);
        assert_error(fixture, cases[i].type, "request id request-1");
    }
}

static void trouble_is_transient(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, FAILED, ANSWER(NULL, 503, ""), ANSWER(NULL, 503, ""));
    assert_false(put(fixture));
    assert_error(fixture, "Function.Transient", "HTTP 503");
}

static void a_rule_that_is_gone_ends_well(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, ANSWER(NULL, 400, "{\"__type\":\"NoSuchConfigRuleException\",\"message\":\"gone\"}"));
    assert_true(put(fixture));
    assert_int_equal(fixture->session.delivered.put_evaluations, 0);
}

static void an_external_evaluation(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK("PutExternalEvaluation", ""),
           ANSWER("PutExternalEvaluation", 400, "{\"__type\":\"NoSuchConfigRuleException\"}"));
    assert_true(
        aws_put_external_evaluation(&fixture->session, &one.items[0], SPAN("check-1"), &fixture->err));
    assert_string_equal(
        fixture->http.requests[0].body,
        "{\"ConfigRuleName\":\"check-1\",\"ExternalEvaluation\":{\"ComplianceResourceType\":"
        "\"AWS::::Account\",\"ComplianceResourceId\":\"111122223333\",\"ComplianceType\":"
        "\"NON_COMPLIANT\",\"Annotation\":\"No \\\"filter\\\"\",\"OrderingTimestamp\":1791180002.417}}");
    assert_false(
        aws_put_external_evaluation(&fixture->session, &one.items[0], SPAN("check-2"), &fixture->err));
    assert_error(fixture, "Function.NotDelivered", "PutExternalEvaluation of check-2");
    assert_int_equal(fixture->session.delivered.put_external_evaluation, 1);
}

#define STS(operation, inner)                                                                                \
    "<" operation "Response><" operation "Result>" inner "</" operation                                      \
    "Result><ResponseMetadata><RequestId>r"                                                                  \
    "</RequestId></ResponseMetadata></" operation "Response>"

static void the_callers_account(void **state) {
    struct fixture *fixture = *state;
    struct span account_id;
    SCRIPT(fixture, OK("GetCallerIdentity", STS("GetCallerIdentity", "<Account>nobody</Account>")),
           OK("GetCallerIdentity", STS("GetCallerIdentity", "<Account>444455556666</Account>")));
    assert_true(aws_caller_account(&fixture->session, &account_id, &fixture->err));
    assert_span_equal(account_id, "444455556666");
    assert_span_equal(fake_header(&fixture->http.requests[0], "Content-Type"),
                      "application/x-www-form-urlencoded; charset=utf-8");
    assert_null(fake_header(&fixture->http.requests[0], "X-Amz-Target").ptr);
}

static void a_role_is_assumed(void **state) {
    struct fixture *fixture = *state;
    struct credentials keys;
    SCRIPT(fixture,
           OK("AssumeRole", STS("AssumeRole", "<Credentials><AccessKeyId>ASIA</AccessKeyId></Credentials>")),
           OK("AssumeRole",
              STS("AssumeRole",
                  "<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s/+</SecretAccessKey>"
                  "<SessionToken>t==</SessionToken></Credentials>")));
    assert_true(
        aws_assume_role(&fixture->session, SPAN("arn:aws:iam::444455556666:role/r"), &keys, &fixture->err));
    assert_string_equal(keys.access_key_id, "ASIA");
    assert_string_equal(keys.secret_access_key, "s/+");
    assert_string_equal(keys.session_token, "t==");
    assert_string_equal(fixture->http.requests[1].body,
                        "Action=AssumeRole&Version=2011-06-15&RoleSessionName=earshot&DurationSeconds=900&"
                        "RoleArn=arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2Fr");
}

static void a_role_that_cannot_be_assumed(void **state) {
    struct fixture *fixture = *state;
    struct credentials keys;
    SCRIPT(
        fixture,
        ANSWER(
            "AssumeRole", 403,
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"));
    assert_false(
        aws_assume_role(&fixture->session, SPAN("arn:aws:iam::444455556666:role/r"), &keys, &fixture->err));
    assert_error(fixture, "Function.NotDelivered", "arn:aws:iam::444455556666:role/r");
    assert_error(fixture, "Function.NotDelivered", "sts:AssumeRole");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(an_evaluation_as_config_wants_it),
        FIXTURE_TEST(every_millisecond_is_kept),
        FIXTURE_TEST(failed_evaluations_are_posted_again),
        FIXTURE_TEST(failed_evaluations_fail_at_last),
        FIXTURE_TEST(put_failures),
        FIXTURE_TEST(trouble_is_transient),
        FIXTURE_TEST(a_rule_that_is_gone_ends_well),
        FIXTURE_TEST(an_external_evaluation),
        FIXTURE_TEST(the_callers_account),
        FIXTURE_TEST(a_role_is_assumed),
        FIXTURE_TEST(a_role_that_cannot_be_assumed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
