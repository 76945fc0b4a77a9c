/* Resource policies: one row a policy, with what it says to CloudWatch. */
#include "test.h"

#include "policy_condition.h"

#define TOPIC "arn:aws:sns:eu-west-1:111122223333:alerts"
#define ALARM "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:unauthorized"
#define BASE  "\"Action\":\"sns:Publish\",\"Resource\":\"" TOPIC "\""
#define ALLOW "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"cloudwatch.amazonaws.com\"}," BASE "}"
#define IF(condition)                                                                                        \
    "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"cloudwatch.amazonaws.com\"}," BASE                   \
    ",\"Condition\":{" condition "}}"
#define DENY_IF(condition) "{\"Effect\":\"Deny\",\"Principal\":\"*\"," BASE ",\"Condition\":{" condition "}}"
#define POLICY(statements) "{\"Version\":\"2012-10-17\",\"Statement\":[" statements "]}"

struct row {
    const char *policy;
    enum policy_permission expected;
};

static const struct row rows[] = {
    {POLICY(ALLOW), POLICY_ALLOWED},
    {"{\"Statement\":" ALLOW "}", POLICY_ALLOWED},
    {POLICY(""), POLICY_FORBIDDEN},
    /* principal */
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":\"*\"," BASE "}"), POLICY_ALLOWED},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"}," BASE "}"), POLICY_ALLOWED},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"111122223333\",\"*\"]}," BASE "}"),
     POLICY_ALLOWED},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"}," BASE "}"),
     POLICY_FORBIDDEN},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"events.amazonaws.com\"}," BASE "}"),
     POLICY_FORBIDDEN},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":[\"events.amazonaws.com\",\"cloudwatch."
            "amazonaws.com\"]}," BASE "}"),
     POLICY_ALLOWED},
    {POLICY("{\"Effect\":\"Allow\",\"NotPrincipal\":{\"AWS\":\"111122223333\"}," BASE "}"), POLICY_UNKNOWN},
    {POLICY(ALLOW ",{\"Effect\":\"Deny\",\"NotPrincipal\":{\"AWS\":\"111122223333\"}," BASE "}"),
     POLICY_UNKNOWN},
    {POLICY("{\"Effect\":\"Allow\"," BASE "}"), POLICY_UNKNOWN},
    /* action and resource */
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":[\"SNS:Subscribe\",\"SNS:PUBLISH\"],"
            "\"Resource\":\"*\"}"),
     POLICY_ALLOWED},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sns:Pub*\",\"Resource\":\"arn:aws:sns:*:*"
            ":alert?\"}"),
     POLICY_ALLOWED},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sns:Subscribe\",\"Resource\":\"*\"}"),
     POLICY_FORBIDDEN},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"NotAction\":\"sns:Subscribe\",\"Resource\":\"*\"}"),
     POLICY_ALLOWED},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"NotAction\":\"sns:*\",\"Resource\":\"*\"}"),
     POLICY_FORBIDDEN},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sns:Publish\",\"Resource\":\"arn:aws:sns:"
            "eu-west-1:"
            "111122223333:other\"}"),
     POLICY_FORBIDDEN},
    {POLICY("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sns:Publish\",\"Resource\":\"arn:aws:sns:"
            "eu-west-1:"
            "111122223333:${aws:username}\"}"),
     POLICY_UNKNOWN},
    /* conditions */
    {POLICY(IF("\"StringEquals\":{\"AWS:SourceOwner\":\"111122223333\"}")), POLICY_ALLOWED},
    {POLICY(IF("\"StringEquals\":{\"aws:sourceaccount\":[\"1\",\"111122223333\"]}")), POLICY_ALLOWED},
    {POLICY(IF("\"StringEquals\":{\"aws:SourceAccount\":\"444455556666\"}")), POLICY_FORBIDDEN},
    {POLICY(IF("\"StringEquals\":{\"aws:SourceAccount\":111122223333}")), POLICY_UNKNOWN},
    {POLICY(IF("\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:cloudwatch:*:111122223333:alarm:*\"}")),
     POLICY_ALLOWED},
    {POLICY(IF("\"ArnEquals\":{\"aws:SourceArn\":\"" ALARM "\"}")), POLICY_ALLOWED},
    {POLICY(IF("\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:cloudwatch:us-*:111122223333:alarm:*\"}")),
     POLICY_FORBIDDEN},
    {POLICY(IF("\"ArnLike\":{\"aws:SourceArn\":\"*\"}")), POLICY_UNKNOWN},
    {POLICY(IF("\"StringLike\":{\"aws:SourceArn\":\"arn:*:alarm:unauth*\"}")), POLICY_ALLOWED},
    {POLICY(IF("\"StringEquals\":{\"aws:SourceArn\":\"arn:*\"}")), POLICY_FORBIDDEN},
    {POLICY(IF("\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-1\"}")), POLICY_FORBIDDEN},
    {POLICY(IF("\"StringEqualsIfExists\":{\"aws:PrincipalOrgID\":\"o-1\"}")), POLICY_ALLOWED},
    {POLICY(IF("\"Null\":{\"aws:PrincipalOrgID\":\"true\"}")), POLICY_ALLOWED},
    {POLICY(IF("\"Null\":{\"aws:SourceArn\":\"true\"}")), POLICY_FORBIDDEN},
    {POLICY(IF("\"Bool\":{\"aws:SecureTransport\":true}")), POLICY_ALLOWED},
    {POLICY(IF("\"StringEquals\":{\"aws:SourceVpc\":\"vpc-1\"}")), POLICY_UNKNOWN},
    {POLICY(IF("\"StringEquals\":{\"aws:SourceVpc\":\"vpc-1\",\"aws:SourceAccount\":\"1\"}")),
     POLICY_FORBIDDEN},
    {POLICY(IF("\"DateLessThan\":{\"aws:CurrentTime\":\"2030-01-01T00:00:00Z\"}")), POLICY_UNKNOWN},
    {POLICY(IF("\"ForAnyValue:StringEquals\":{\"aws:SourceAccount\":\"111122223333\"}")), POLICY_UNKNOWN},
    {POLICY(IF("\"StringEquals\":{\"aws:SourceAccount\":\"${aws:PrincipalAccount}\"}")), POLICY_UNKNOWN},
    {POLICY(IF("\"StringEquals\":[]")), POLICY_UNKNOWN},
    {POLICY(IF("\"StringNotEquals\":{\"aws:SourceAccount\":[]}")), POLICY_UNKNOWN},
    {POLICY(IF("")), POLICY_ALLOWED},
    {POLICY(ALLOW "," DENY_IF("\"StringEquals\":{\"aws:SourceAccount\":\"1\",\"aws:sourceaccount\":\"2\"}")),
     POLICY_UNKNOWN},
    /* deny */
    {POLICY(ALLOW "," DENY_IF("\"StringNotEquals\":{\"aws:PrincipalOrgID\":\"o-1\"}")), POLICY_FORBIDDEN},
    {POLICY(ALLOW "," DENY_IF("\"Bool\":{\"aws:SecureTransport\":\"false\"}")), POLICY_ALLOWED},
    {POLICY(ALLOW "," DENY_IF("\"StringNotEquals\":{\"aws:SourceAccount\":\"111122223333\"}")),
     POLICY_ALLOWED},
    {POLICY(ALLOW "," DENY_IF("\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}")), POLICY_UNKNOWN},
    {POLICY(ALLOW ",{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"444455556666\"}," BASE "}"),
     POLICY_ALLOWED},
    {POLICY("{\"Effect\":\"Deny\",\"Principal\":\"*\"," BASE "}"), POLICY_FORBIDDEN},
    /* hostile */
    {"", POLICY_UNKNOWN},
    {"null", POLICY_UNKNOWN},
    {"{\"Statement\":{\"Effect\":\"Allow\"}}", POLICY_UNKNOWN},
    {"{\"Statement\":[1,null,\"x\",[]]}", POLICY_UNKNOWN},
    {POLICY(ALLOW ",{\"Effect\":\"Allow\",\"Effect\":\"Deny\",\"Principal\":\"*\"," BASE "}"),
     POLICY_UNKNOWN},
    {POLICY(ALLOW ",{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":[],\"Resource\":\"*\"}"),
     POLICY_UNKNOWN},
    {POLICY("{\"Effect\":\"allow\",\"Principal\":\"*\"," BASE "}"), POLICY_UNKNOWN},
    {POLICY(ALLOW ",{\"Effect\":\"Maybe\",\"Principal\":\"*\"," BASE "}"), POLICY_UNKNOWN},
};

static void test_rows(void **state) {
    const struct policy_request request = {
        .account_id = SPAN("111122223333"),
        .alarm_arn = SPAN(ALARM),
        .action = SPAN("sns:Publish"),
        .resource = SPAN(TOPIC),
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span why;
        enum policy_permission actual =
            policy_resource_decide(*state, span_from_cstr(rows[i].policy), &request, &why);
        if (actual != rows[i].expected)
            fail_msg("%s: %d (%.*s)", rows[i].policy, (int)actual, SPAN_FMT(why));
        assert_true(why.len > 0);
    }
}

static void test_key_context(void **state) {
    struct policy_request request = {
        .account_id = SPAN("111122223333"),
        .alarm_arn = SPAN(ALARM),
        .action = SPAN("kms:GenerateDataKey"),
        .resource = SPAN("arn:aws:kms:eu-west-1:111122223333:key/1"),
        .topic_arn = SPAN(TOPIC),
    };
    const struct span policy =
        SPAN("{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"cloudwatch.amazonaws.com\"},"
             "\"Action\":\"kms:GenerateDataKey*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":"
             "{\"kms:EncryptionContext:aws:sns:topicArn\":\"" TOPIC "\"}}}}");
    struct span why;
    assert_int_equal(policy_resource_decide(*state, policy, &request, &why), POLICY_ALLOWED);
    request.topic_arn = SPAN("arn:aws:sns:eu-west-1:111122223333:other");
    assert_int_equal(policy_resource_decide(*state, policy, &request, &why), POLICY_FORBIDDEN);
    request.action = SPAN("kms:Decrypt");
    assert_int_equal(policy_resource_decide(*state, policy, &request, &why), POLICY_FORBIDDEN);
}

static void test_globs(void **state) {
    (void)state;
    assert_true(policy_glob_match(SPAN("*"), SPAN(""), false));
    assert_true(policy_glob_match(SPAN("a*b*c"), SPAN("aXbXbc"), false));
    assert_true(policy_glob_match(SPAN("a?c"), SPAN("abc"), false));
    assert_true(policy_glob_match(SPAN("ABC"), SPAN("abc"), true));
    assert_true(policy_glob_match(SPAN("a?c*"),
                                  SPAN("a\xe2\x82\xac"
                                       "c"),
                                  false));
    assert_false(policy_glob_match(SPAN("a??c"),
                                   SPAN("a\xc3\xa9"
                                        "c"),
                                   false));
    assert_false(policy_glob_match(SPAN("ABC"), SPAN("abc"), false));
    assert_false(policy_glob_match(SPAN("a?c"), SPAN("ac"), false));
    assert_false(policy_glob_match(SPAN("a*b"), SPAN("abc"), false));
    assert_false(policy_glob_match(SPAN(""), SPAN("a"), false));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_key_context, arena_setup, arena_teardown),
        cmocka_unit_test(test_globs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
