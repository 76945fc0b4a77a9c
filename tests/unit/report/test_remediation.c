#include "fixture.h"

static struct span joined(struct arena *arena, const struct report *report) {
    struct strings commands = report_remediation(arena, report);
    struct text_builder out = {.arena = arena};
    for (size_t i = 0; i < commands.count; i++) {
        assert_lacks(commands.items[i], "\n");
        assert_true(span_starts_with(commands.items[i], SPAN("aws ")));
        assert_contains(commands.items[i], " --region ");
        assert_lacks(commands.items[i], "cloudtrail");
        text_printf(&out, "%.*s\n", SPAN_FMT(commands.items[i]));
    }
    return text_span(&out);
}

#define OWN_TOPIC "arn:aws:sns:us-east-1:012345678912:earshot-unauthorized-api-calls"
#define CREATE_TOPIC                                                                                         \
    "aws sns create-topic --region us-east-1 --name earshot-unauthorized-api-calls\n"                        \
    "aws sns subscribe --region us-east-1 --topic-arn " OWN_TOPIC                                            \
    " --protocol email --notification-endpoint \"${EARSHOT_EMAIL:?address to be told}\"\n"
#define ALARM_ON(namespace, metric, topic)                                                                   \
    "aws cloudwatch put-metric-alarm --region us-east-1 --alarm-name earshot-unauthorized-api-calls"         \
    " --namespace " namespace " --metric-name " metric                                                       \
                              " --statistic Sum --period 300 --evaluation-periods 1"                         \
                              " --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold "          \
                              "--treat-missing-data notBreaching"                                            \
                              " --alarm-actions " topic "\n"
#define FILTER_FOR(namespace, metric)                                                                        \
    "aws logs put-metric-filter --region us-east-1 --log-group-name trail-logs"                              \
    " --filter-name earshot-unauthorized-api-calls --filter-pattern '" REQUIREMENT "'"                       \
    " --metric-transformations '[{\"metricName\":\"" metric                                                  \
    "\",\"metricNamespace\":\"" namespace "\",\"metricValue\":\"1\"}]'\n"

static void monitored_needs_nothing(void **state) {
    struct fixture f;
    fixture_init(&f);
    assert_span_equal(joined(*state, &f.report), "");
}

static void no_filter_needs_the_whole_chain(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_NO_METRIC_FILTER, HOP_FILTER, NULL);
    f.path.filter = NULL;
    f.path.alarm_arn = f.path.alarm_name = f.path.topic_arn = SPAN_ABSENT;
    f.path.subscription = NULL;
    assert_span_equal(joined(*state, &f.report),
                      FILTER_FOR("Earshot", "UnauthorizedApiCalls")
                          CREATE_TOPIC ALARM_ON("Earshot", "UnauthorizedApiCalls", OWN_TOPIC));
}

static void a_heard_metric_needs_one_more_filter(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_narrow(&f);
    fixture_hear(&f, true);
    assert_span_equal(joined(*state, &f.report), FILTER_FOR("Security", "Denied"));
    fixture_hear(&f, false);
    assert_contains(joined(*state, &f.report), "\"metricNamespace\":\"Earshot\"");
}

static void a_metric_that_counts_everything_is_not_shared(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_FILTER_MATCHES_EVERYTHING, HOP_FILTER, NULL);
    assert_int_equal(f.findings.heard_count, 0);
    assert_contains(joined(*state, &f.report), "\"metricNamespace\":\"Earshot\"");
}

static void a_metric_by_dimensions_is_not_shared(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_narrow(&f);
    fixture_hear(&f, true);
    struct dimension dimension = {SPAN("Source"), SPAN("$.eventSource")};
    f.transformation.dimensions = (struct dimensions){&dimension, 1};
    assert_contains(joined(*state, &f.report), "\"metricNamespace\":\"Earshot\"");
}

static void no_alarm_needs_an_alarm_on_the_filters_metric(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_NO_ALARM, HOP_ALARM, NULL);
    f.path.subscription = NULL;
    assert_span_equal(joined(*state, &f.report), CREATE_TOPIC ALARM_ON("Security", "Denied", OWN_TOPIC));
}

static void a_metric_that_is_never_quiet_is_not_used(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_NO_ALARM, HOP_ALARM, NULL);
    struct metric_transformation loud = f.transformation;
    loud.default_value = 1;
    struct metric_filter other = f.filter;
    other.transformations.items = &loud;
    const struct metric_filters filters = {&other, 1};
    struct fact fact = {.need = {.operation = OPERATION_DESCRIBE_METRIC_FILTERS}, .value = &filters};
    f.facts.items = &fact;
    f.facts.count = 1;
    assert_contains(joined(*state, &f.report), "--namespace Earshot");
    loud.default_value = 0;
    assert_contains(joined(*state, &f.report), "--namespace Security");
    f.transformation.metric_value = SPAN("0.5");
    assert_contains(joined(*state, &f.report), "--namespace Earshot");
    f.transformation.metric_value = SPAN("$.count");
    assert_contains(joined(*state, &f.report), "--namespace Earshot");
}

static void a_siem_that_misses_events_is_helped_by_a_chain(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_siem(&f);
    fixture_break(&f, REASON_SIEM_FILTER_MISSES_EVENTS, HOP_SIEM, NULL);
    assert_contains(joined(*state, &f.report), "create-topic");
    f.path.topic_arn = SPAN("arn:aws:sns:us-east-1:012345678912:alerts");
    fixture_hear(&f, true); /* of a metric filter: one more for its metric */
    struct span text = joined(*state, &f.report);
    assert_contains(text, "put-metric-filter");
    assert_lacks(text, "create-topic");
}

static void a_topic_that_is_heard_is_used_again(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_NO_ALARM, HOP_ALARM, NULL);
    fixture_hear(&f, false);
    struct topic_attributes topic = {.policy = SPAN("{\"Statement\":[]}")};
    struct subscription_attributes subscription = {0};
    struct fact facts[] = {
        {.need = {.operation = OPERATION_GET_TOPIC_ATTRIBUTES, .resource = f.path.topic_arn},
         .value = &topic},
        {.need = {.operation = OPERATION_GET_SUBSCRIPTION_ATTRIBUTES, .resource = f.subscription.arn},
         .value = &subscription},
    };
    f.facts.items = facts;
    f.facts.count = 2;
    assert_span_equal(joined(*state, &f.report),
                      ALARM_ON("Security", "Denied", "arn:aws:sns:us-east-1:012345678912:alerts"));
    topic.policy = SPAN("{\"Condition\":{\"ArnLike\":{\"AWS:sourcearn\":\"x\"}}}");
    assert_contains(joined(*state, &f.report), "create-topic");
    topic.policy = SPAN_ABSENT;
    subscription.filter_policy = SPAN("{\"AlarmName\":[\"denied-alarm\"]}");
    assert_contains(joined(*state, &f.report), "create-topic");
}

static void every_needed_filter_is_mended(void **state) {
    struct fixture f;
    fixture_init(&f);
    struct metric_transformation second_metric = f.transformation;
    second_metric.metric_name = SPAN("Second");
    struct metric_filter second = f.filter;
    second.transformations.items = &second_metric;
    struct path paths[3] = {f.path, f.path, f.path};
    for (size_t i = 0; i < 3; i++) {
        paths[i].complete = false;
        paths[i].hop = HOP_ALARM;
        paths[i].reason = REASON_NO_ALARM;
        paths[i].needed = i < 2;
    }
    paths[1].filter = paths[2].filter = &second;
    f.findings.verdict = VERDICT_NOT_MONITORED;
    f.findings.deciding = f.findings.paths = paths;
    f.findings.path_count = 3;
    struct strings commands = report_remediation(*state, &f.report);
    assert_int_equal(commands.count, 4); /* topic, subscription, two alarms */
    assert_contains(commands.items[3], "--alarm-name earshot-unauthorized-api-calls-2 ");
    assert_contains(commands.items[3], "--metric-name Second ");
    paths[1].needed = false;
    assert_int_equal(report_remediation(*state, &f.report).count, 3);
}

static void filters_for_one_metric_share_an_alarm(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_NO_METRIC_FILTER, HOP_FILTER, NULL);
    struct path paths[2] = {f.path, f.path};
    paths[1].log_group_arn = SPAN("arn:aws:logs:us-east-1:012345678912:log-group:other-logs:*");
    f.findings.deciding = f.findings.paths = paths;
    f.findings.path_count = 2;
    struct strings commands = report_remediation(*state, &f.report);
    assert_int_equal(commands.count, 5); /* filter, topic, subscription, alarm, filter */
    assert_contains(commands.items[4], "--log-group-name other-logs ");
}

static void an_alarm_of_ours_that_watches_something_else_stays(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_NO_ALARM, HOP_ALARM, NULL);
    struct metric_alarm ours = {.name = SPAN("earshot-unauthorized-api-calls"),
                                .metric_namespace = SPAN("Earshot"),
                                .metric_name = SPAN("UnauthorizedApiCalls")};
    struct alarms alarms = {0};
    alarms.metric.items = &ours;
    alarms.metric.count = 1;
    struct fact fact = {.need = {.operation = OPERATION_DESCRIBE_ALARMS, .region = SPAN("us-east-1")},
                        .value = &alarms};
    f.facts.items = &fact;
    f.facts.count = 1;
    assert_contains(joined(*state, &f.report), "--alarm-name earshot-unauthorized-api-calls-2 ");
    ours.metric_namespace = SPAN("Security");
    ours.metric_name = SPAN("Denied");
    assert_contains(joined(*state, &f.report), "--alarm-name earshot-unauthorized-api-calls ");
}

static void a_subscription_is_added_to_the_topic(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_NO_SUBSCRIPTION, HOP_SUBSCRIPTION, NULL);
    assert_span_equal(
        joined(*state, &f.report),
        "aws sns subscribe --region us-east-1 --topic-arn arn:aws:sns:us-east-1:012345678912:alerts"
        " --protocol email --notification-endpoint \"${EARSHOT_EMAIL:?address to be told}\"\n");
}

static void actions_are_switched_on(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_ALARM_ACTIONS_DISABLED, HOP_ALARM, NULL);
    assert_span_equal(joined(*state, &f.report),
                      "aws cloudwatch enable-alarm-actions --region us-east-1 --alarm-names denied-alarm\n");
}

static void a_topic_of_our_own_that_is_broken_is_replaced(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_break(&f, REASON_TOPIC_POLICY_BLOCKS_CLOUDWATCH, HOP_TOPIC, NULL);
    f.path.topic_arn = SPAN(OWN_TOPIC);
    assert_contains(joined(*state, &f.report), "--alarm-actions " OWN_TOPIC "-2");
}

static void nothing_touches_a_trail(void **state) {
    static const enum reason reasons[] = {REASON_NO_TRAIL,           REASON_NOT_MULTI_REGION,
                                          REASON_NOT_LOGGING,        REASON_NO_LOG_GROUP,
                                          REASON_LOG_GROUP_MISSING,  REASON_DELIVERY_FAILING,
                                          REASON_PERMISSION_MISSING, REASON_PARAMETER_INVALID};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        struct fixture f;
        fixture_init(&f);
        fixture_break(&f, reasons[i], reason_info(reasons[i])->hop, NULL);
        assert_span_equal(joined(*state, &f.report), "");
        f.findings.deciding = NULL;
        assert_span_equal(joined(*state, &f.report), "");
    }
}

static void hostile_names_stay_inside_one_word(void **state) {
    struct fixture f;
    fixture_init(&f);
    fixture_narrow(&f);
    f.path.log_group_arn = SPAN("arn:aws:logs:us-east-1:012345678912:log-group:-$(touch x)'\n`y`:*");
    fixture_hear(&f, true);
    f.transformation.metric_name = SPAN("file://'$(z)\xE2\x80\xAE");
    struct span text = joined(*state, &f.report);
    assert_contains(text, "--cli-input-json '{\"logGroupName\":\"-$(touch x)'\\''\\n`y`\"");
    assert_contains(text, "\\u202e");
    f.path.log_group_arn = SPAN("arn:aws:logs:evil.example/:012345678912:log-group:x:*");
    assert_span_equal(joined(*state, &f.report), "");
}

static void the_script_says_the_verdict(void **state) {
    struct fixture f;
    fixture_init(&f);
    assert_contains(report_shell(*state, &f.report), "# MONITORED account 012345678912, us-east-1: ");
    fixture_narrow(&f);
    f.filter.name = SPAN("x\naws evil");
    fixture_hear(&f, true);
    struct span script = report_shell(*state, &f.report), line;
    assert_true(span_starts_with(script, SPAN("# NOT_MONITORED ")));
    size_t commands = 0;
    while (span_next_field(&script, '\n', &line))
        if (line.len && line.ptr[0] != '#') {
            assert_true(span_starts_with(line, SPAN("aws logs put-metric-filter")));
            commands++;
        }
    assert_int_equal(commands, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(monitored_needs_nothing, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(no_filter_needs_the_whole_chain, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_heard_metric_needs_one_more_filter, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_metric_that_counts_everything_is_not_shared, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_metric_by_dimensions_is_not_shared, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(no_alarm_needs_an_alarm_on_the_filters_metric, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_metric_that_is_never_quiet_is_not_used, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_siem_that_misses_events_is_helped_by_a_chain, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_topic_that_is_heard_is_used_again, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(every_needed_filter_is_mended, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(filters_for_one_metric_share_an_alarm, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(an_alarm_of_ours_that_watches_something_else_stays, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(a_subscription_is_added_to_the_topic, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(actions_are_switched_on, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_topic_of_our_own_that_is_broken_is_replaced, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(nothing_touches_a_trail, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(hostile_names_stay_inside_one_word, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(the_script_says_the_verdict, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
