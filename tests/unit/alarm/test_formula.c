/* Metric math: what is read, what is refused, and what an alarm on it comes to. */
#include "../test.h"

#include "alarm.h"
#include "alarm_formula.h"

#include <math.h>

/* Sums of filters: m1 is ours and publishes 1; m2 and m3 are others', m3 with default value 0; m4 is not
 * known. "e" is an expression of two of them. */
static const struct alarm_query queries[] = {
    {SPAN_INIT("m1"), {NULL, 0}, 0},
    {SPAN_INIT("m2"), {NULL, 0}, 1},
    {SPAN_INIT("m3"), {NULL, 0}, 2},
    {SPAN_INIT("m4"), {NULL, 0}, 3},
    {SPAN_INIT("e"), SPAN_INIT("SUM([m1, m2])"), 0},
    {SPAN_INIT("loop"), SPAN_INIT("m1 + loop"), 0},
};
enum { QUERIES = sizeof queries / sizeof *queries };

static struct alarm_series series_of(bool ours, int64_t count, int64_t defaults) {
    return (struct alarm_series){
        .statistic = ALARM_SUM,
        .ours = ours,
        .publishers = {.value = 1, .low = 1, .high = 1, .count = count, .defaults = defaults},
    };
}

static struct span last_why;

static const struct alarm_formula *parse(struct arena *arena, struct span expression) {
    struct alarm_query all[QUERIES + 1];
    memcpy(all, queries, sizeof queries);
    all[QUERIES] = (struct alarm_query){SPAN("root"), expression, 0};
    return alarm_formula_parse(arena, all, QUERIES + 1, QUERIES, &last_why);
}

static const struct {
    const char *expression;
    double threshold;
    enum alarm_missing missing;
    double m;
    enum reason reason;
    int64_t events, minutes;
} rows[] = {
    {"m1", 1, ALARM_NOT_BREACHING, 1, REASON_NONE, 1, 1},
    {" ( m1 ) ", 3, ALARM_NOT_BREACHING, 1, REASON_NONE, 3, 1},
    {"SUM([m1])", 1, ALARM_NOT_BREACHING, 1, REASON_NONE, 1, 1},
    {"SUM([m1, m2])", 2, ALARM_NOT_BREACHING, 1, REASON_NONE, 2, 1},
    {"SUM([m1, m3])", 2, ALARM_MISSING, 1, REASON_NONE, 2, 1},
    {"SUM(METRICS(\"m1\"))", 1, ALARM_MISSING, 1, REASON_NONE, 1, 1},
    {"SUM([METRICS(\"m1\"), METRICS(\"m2\")])", 1, ALARM_MISSING, 1, REASON_NONE, 1, 1},
    {"METRICS(\"1\")", 1, ALARM_MISSING, 1, REASON_NONE, 1, 1},
    {"e", 1, ALARM_NOT_BREACHING, 1, REASON_NONE, 1, 1},
    {"e + m3", 1, ALARM_NOT_BREACHING, 1, REASON_NONE, 1, 1},
    {"FILL(m1, 0)", 1, ALARM_MISSING, 1, REASON_NONE, 1, 1},
    {"FILL(m1, 0)", 1, ALARM_BREACHING, 1, REASON_NONE, 1, 1},
    {"FILL(m1, 0)", 1, ALARM_IGNORE, 1, REASON_NONE, 1, 1},
    {"FILL(m1, 0)", 1, ALARM_MISSING, 2, REASON_ALARM_DEPENDS_ON_TIMING, -1, -1},
    {"FILL(m1, 1)", 1, ALARM_MISSING, 1, REASON_ALARM_CANNOT_FIRE, -1, -1},
    {"FILL(m1, -5.5)", 0, ALARM_MISSING, 1, REASON_NONE, 1, 1},
    {"m1 + FILL(m2, 0)", 1, ALARM_NOT_BREACHING, 1, REASON_NONE, 1, 1},
    {"m1 + FILL(m2, 0)", 1, ALARM_IGNORE, 1, REASON_ALARM_UNDECIDED, 1, -1},
    {"m1 + FILL(m2, 0)", 1, ALARM_BREACHING, 1, REASON_ALARM_UNDECIDED, -1, -1},
    {"m1 + m3", 1, ALARM_NOT_BREACHING, 1, REASON_NONE, 1, 1},
    {"m1 + m2", 1, ALARM_NOT_BREACHING, 1, REASON_ALARM_UNDECIDED, -1, -1},
    {"FILL(m1, 0) + FILL(m2, 0) + FILL(m3, 0)", 2, ALARM_BREACHING, 1, REASON_NONE, 2, 1},
    {"MAX([m1, m2])", 1, ALARM_NOT_BREACHING, 1, REASON_NONE, 1, 1},
    {"MAX([m1, m2])", 1, ALARM_BREACHING, 1, REASON_ALARM_CANNOT_FIRE, -1, -1},
    {"MIN([m1])", 1, ALARM_NOT_BREACHING, 1, REASON_NONE, 1, 1},
    {"MIN([FILL(m1, 0), FILL(m2, 0)])", 1, ALARM_NOT_BREACHING, 1, REASON_ALARM_UNDECIDED, -1, -1},
    {"SUM(METRICS())", 1, ALARM_NOT_BREACHING, 1, REASON_ALARM_UNDECIDED, -1, -1},
    {"MAX([m2, m3])", 1, ALARM_NOT_BREACHING, 1, REASON_ALARM_CANNOT_FIRE, -1, -1},
    {"SUM([m1, m2])", 1, ALARM_MISSING, 2, REASON_NONE, 1, 10},
    {"SUM([m1, m2])", 1, ALARM_NOT_BREACHING, 2, REASON_ALARM_DEPENDS_ON_TIMING, -1, -1},
};

static void test_rows(void **state) {
    const struct alarm_series series[] = {series_of(true, 1, 0), series_of(false, 1, 0),
                                          series_of(false, 1, 1), series_of(false, 0, 0)};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct alarm_model model = {
            .series = series,
            .series_count = sizeof series / sizeof *series,
            .formula = parse(*state, span_from_cstr(rows[i].expression)),
            .threshold = rows[i].threshold,
            .period_s = 300,
            .evaluation_periods = rows[i].m,
            .datapoints_to_alarm = rows[i].m,
            .missing = rows[i].missing,
        };
        if (!model.formula)
            fail_msg("%s: %.*s", rows[i].expression, SPAN_FMT(last_why));
        struct alarm_answer answer = alarm_decide(&model);
        if (answer.reason != rows[i].reason || answer.events != rows[i].events ||
            answer.minutes != rows[i].minutes)
            fail_msg("%s: %s, %lld events, %lld minutes (%s)", rows[i].expression,
                     reason_info(answer.reason)->code, (long long)answer.events, (long long)answer.minutes,
                     answer.text ? answer.text : "");
    }
}

static void test_refused(void **state) {
    static const char *const expressions[] = {
        "",
        "m9",
        "m1 +",
        "m1 m2",
        "(m1",
        "m1)",
        "[m1, m2]",
        "m1 - m2",
        "m1 * 2",
        "m1 / m2",
        "-m1",
        "m1 > 0",
        "IF(m1, 1)",
        "RATE(m1)",
        "ANOMALY_DETECTION_BAND(m1)",
        "SUM(m1)",
        "MAX(m1)",
        "m1 + 5",
        "FILL(m1)",
        "FILL(m1, REPEAT)",
        "FILL(m1, m2)",
        "FILL(m1, 1e999)",
        "METRICS()",
        "METRICS(\"x\")",
        "METRICS(\"m1)",
        "[m1] + m2",
        "m1 + [m1, m2]",
        "loop",
        "SELECT SUM(UnauthorizedCalls) FROM Security",
        "sum([m1])",
        "FILL(m1, --1)",
        "m1 AND m2",
        "root",
    };
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        if (parse(*state, span_from_cstr(expressions[i])))
            fail_msg("\"%s\" is read", expressions[i]);
        assert_int_not_equal(last_why.len, 0);
    }
}

static struct span repeat(struct arena *arena, const char *before, int count, const char *middle,
                          const char *after) {
    struct text_builder text = {.arena = arena};
    for (int i = 0; i < count; i++)
        text_printf(&text, "%s", before);
    text_printf(&text, "%s", middle);
    for (int i = 0; i < count; i++)
        text_printf(&text, "%s", after);
    return text_span(&text);
}

static void test_limits(void **state) {
    assert_non_null(parse(*state, repeat(*state, "(", 20, "m1", ")")));
    assert_null(parse(*state, repeat(*state, "(", 1000, "m1", ")")));
    assert_null(parse(*state, repeat(*state, "(", 20000, "m1", ")")));
    assert_non_null(parse(*state, repeat(*state, "", 100, "m1", " + m1")));
    assert_null(parse(*state, repeat(*state, "", 20000, "m1", " + m1")));
}

/* Each doubles the one before: few bytes, and a tree without end. */
static void test_doubling(void **state) {
    struct alarm_query all[60] = {{SPAN("e0"), SPAN_ABSENT, 0}};
    for (int i = 1; i < 60; i++)
        all[i] = (struct alarm_query){arena_printf(*state, "e%d", i),
                                      arena_printf(*state, "e%d + e%d", i - 1, i - 1), 0};
    struct span why;
    assert_non_null(alarm_formula_parse(*state, all, 60, 5, &why));
    assert_null(alarm_formula_parse(*state, all, 60, 59, &why));
    assert_null(alarm_formula_parse(*state, all, 101, 0, &why));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_refused, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_limits, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_doubling, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
