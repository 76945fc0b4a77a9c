/* The arithmetic of alarms: one row an alarm, with what it comes to. */
#include "../test.h"

#include "alarm.h"

#include <math.h>

enum { NONE = -1 };

/* One filter that publishes `value`, with a default value unless that is NaN. */
static struct alarm_publishers one_filter(double value, double default_value) {
    struct alarm_publishers all = {.value = value, .low = value, .high = value, .count = 1};
    all.default_low = all.default_high = default_value;
    all.defaults = isnan(default_value) ? 0 : 1;
    all.default_sum = isnan(default_value) ? 0 : default_value;
    return all;
}

struct row {
    const char *about;
    enum alarm_statistic statistic;
    enum alarm_missing missing;
    double threshold, period_s, n, m;
    double value, default_value;
    enum reason reason;
    int64_t events, minutes;
};

#define NO NAN

static const struct row rows[] = {
    {"the benchmark", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 1, 1, 1, NO, REASON_NONE, 1, 1},
    {"a threshold below zero", ALARM_SUM, ALARM_NOT_BREACHING, -3, 300, 1, 1, 1, NO, REASON_NONE, 1, 1},
    {"five of one", ALARM_SUM, ALARM_NOT_BREACHING, 5, 300, 1, 1, 1, NO, REASON_NONE, 5, 1},
    {"five of two", ALARM_SUM, ALARM_NOT_BREACHING, 5, 300, 1, 1, 2, NO, REASON_NONE, 3, 1},
    {"ten tenths may be less than one", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 1, 1, 0.1, NO, REASON_NONE,
     11, 1},
    {"four quarters are one", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 1, 1, 0.25, NO, REASON_NONE, 4, 1},
    {"an average of tenths", ALARM_AVERAGE, ALARM_NOT_BREACHING, 0.1, 300, 1, 1, 0.1, NO,
     REASON_ALARM_UNDECIDED, NONE, NONE},
    {"out of reach", ALARM_SUM, ALARM_NOT_BREACHING, 1e300, 300, 1, 1, 1, NO, REASON_ALARM_CANNOT_FIRE, NONE,
     NONE},
    {"one of three", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 3, 1, 1, NO, REASON_NONE, 1, 1},
    {"a quiet default", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 1, 1, 1, 0, REASON_NONE, 1, 1},
    {"defaults just below", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 1, 1, 1, 0.19, REASON_NONE, 1, 1},
    {"defaults that breach", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 1, 1, 1, 0.25, REASON_ALARM_CANNOT_FIRE,
     NONE, NONE},
    {"a default at threshold zero", ALARM_SUM, ALARM_NOT_BREACHING, 0, 300, 1, 1, 1, 0,
     REASON_ALARM_CANNOT_FIRE, NONE, NONE},
    {"a negative default", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 1, 1, 1, -1, REASON_ALARM_UNDECIDED, NONE,
     NONE},
    {"missing breaches", ALARM_SUM, ALARM_BREACHING, 1, 300, 1, 1, 1, NO, REASON_ALARM_CANNOT_FIRE, NONE,
     NONE},
    {"missing breaches, default", ALARM_SUM, ALARM_BREACHING, 1, 300, 1, 1, 1, 0, REASON_NONE, 1, 1},
    {"missing breaches, default, two", ALARM_SUM, ALARM_BREACHING, 1, 300, 2, 2, 1, 0, REASON_ALARM_UNDECIDED,
     1, NONE},
    {"three of three", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 3, 3, 1, NO, REASON_ALARM_DEPENDS_ON_TIMING,
     NONE, NONE},
    {"three of three, missing", ALARM_SUM, ALARM_MISSING, 1, 300, 3, 3, 1, NO, REASON_NONE, 1, 15},
    {"two of three, missing", ALARM_SUM, ALARM_MISSING, 1, 60, 3, 2, 1, NO, REASON_NONE, 1, 2},
    {"two of three, missing, five events", ALARM_SUM, ALARM_MISSING, 5, 60, 3, 2, 1, NO,
     REASON_ALARM_UNDECIDED, 5, NONE},
    {"two of three, missing, default", ALARM_SUM, ALARM_MISSING, 1, 60, 3, 2, 1, 0,
     REASON_ALARM_DEPENDS_ON_TIMING, NONE, NONE},
    {"two of three, ignore", ALARM_SUM, ALARM_IGNORE, 1, 60, 3, 2, 1, NO, REASON_ALARM_UNDECIDED, 1, NONE},
    {"ten seconds", ALARM_SUM, ALARM_NOT_BREACHING, 1, 10, 1, 1, 1, NO, REASON_NONE, 1, 1},
    {"ten seconds, two", ALARM_SUM, ALARM_NOT_BREACHING, 1, 10, 2, 2, 1, NO, REASON_ALARM_CANNOT_FIRE, NONE,
     NONE},
    {"ten seconds, two, missing", ALARM_SUM, ALARM_MISSING, 1, 10, 2, 2, 1, NO, REASON_ALARM_UNDECIDED, 1,
     NONE},
    {"ten seconds, two of twelve: the window holds two minutes", ALARM_SUM, ALARM_NOT_BREACHING, 1, 10, 12, 2,
     1, NO, REASON_ALARM_DEPENDS_ON_TIMING, NONE, NONE},
    {"ten seconds, missing breaches, default", ALARM_SUM, ALARM_BREACHING, 1, 10, 1, 1, 1, 0,
     REASON_ALARM_UNDECIDED, 1, NONE},
    {"samples", ALARM_SAMPLE_COUNT, ALARM_NOT_BREACHING, 1, 300, 1, 1, 7, NO, REASON_NONE, 1, 1},
    {"three samples", ALARM_SAMPLE_COUNT, ALARM_NOT_BREACHING, 3, 300, 1, 1, 7, NO, REASON_NONE, 3, 1},
    {"samples of defaults", ALARM_SAMPLE_COUNT, ALARM_NOT_BREACHING, 5, 300, 1, 1, 1, 0,
     REASON_ALARM_CANNOT_FIRE, NONE, NONE},
    {"more samples than defaults", ALARM_SAMPLE_COUNT, ALARM_NOT_BREACHING, 6, 300, 1, 1, 1, 0,
     REASON_ALARM_UNDECIDED, NONE, NONE},
    {"maximum", ALARM_MAXIMUM, ALARM_NOT_BREACHING, 5, 300, 1, 1, 10, 0, REASON_NONE, 1, 1},
    {"maximum too high", ALARM_MAXIMUM, ALARM_NOT_BREACHING, 5, 300, 1, 1, 1, NO, REASON_ALARM_CANNOT_FIRE,
     NONE, NONE},
    {"minimum", ALARM_MINIMUM, ALARM_NOT_BREACHING, 1, 300, 1, 1, 1, NO, REASON_NONE, 1, 1},
    {"minimum beside zeros", ALARM_MINIMUM, ALARM_NOT_BREACHING, 1, 300, 1, 1, 1, 0,
     REASON_ALARM_DEPENDS_ON_TIMING, NONE, NONE},
    {"average", ALARM_AVERAGE, ALARM_NOT_BREACHING, 5, 300, 1, 1, 10, NO, REASON_NONE, 1, 1},
    {"average too high", ALARM_AVERAGE, ALARM_NOT_BREACHING, 5, 300, 1, 1, 1, NO, REASON_ALARM_CANNOT_FIRE,
     NONE, NONE},
    {"average beside zeros", ALARM_AVERAGE, ALARM_NOT_BREACHING, 1, 300, 1, 1, 1, 0,
     REASON_ALARM_DEPENDS_ON_TIMING, NONE, NONE},
    {"average of a minute", ALARM_AVERAGE, ALARM_NOT_BREACHING, 1, 60, 1, 1, 1, 0, REASON_NONE, 1, 1},
    {"average above zeros", ALARM_AVERAGE, ALARM_NOT_BREACHING, 0.5, 300, 1, 1, 1, 0, REASON_ALARM_UNDECIDED,
     NONE, NONE},
    {"percentile", ALARM_PERCENTILE, ALARM_NOT_BREACHING, 1, 300, 1, 1, 1, NO, REASON_NONE, 1, 1},
    {"percentile beside zeros", ALARM_PERCENTILE, ALARM_NOT_BREACHING, 1, 300, 1, 1, 1, 0,
     REASON_ALARM_UNDECIDED, NONE, NONE},
    {"no threshold", ALARM_SUM, ALARM_NOT_BREACHING, NO, 300, 1, 1, 1, NO, REASON_ALARM_UNDECIDED, NONE,
     NONE},
    {"endless threshold", ALARM_SUM, ALARM_NOT_BREACHING, INFINITY, 300, 1, 1, 1, NO, REASON_ALARM_UNDECIDED,
     NONE, NONE},
    {"no period", ALARM_SUM, ALARM_NOT_BREACHING, 1, NO, 1, 1, 1, NO, REASON_ALARM_UNDECIDED, NONE, NONE},
    {"a period of 90 s", ALARM_SUM, ALARM_NOT_BREACHING, 1, 90, 1, 1, 1, NO, REASON_ALARM_UNDECIDED, NONE,
     NONE},
    {"no periods", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, NO, NO, 1, NO, REASON_ALARM_UNDECIDED, NONE, NONE},
    {"three of two", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 2, 3, 1, NO, REASON_ALARM_UNDECIDED, NONE, NONE},
    {"half a period", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 1.5, 1, 1, NO, REASON_ALARM_UNDECIDED, NONE,
     NONE},
    {"no value", ALARM_SUM, ALARM_NOT_BREACHING, 1, 300, 1, 1, NO, NO, REASON_ALARM_UNDECIDED, NONE, NONE},
};

/* An alarm on one metric. */
struct alarm {
    struct alarm_series series;
    struct alarm_model model;
};

static struct alarm_answer decide(struct alarm *alarm) {
    alarm->model.series = &alarm->series;
    alarm->model.series_count = 1;
    return alarm_decide(&alarm->model);
}

static struct alarm alarm_of(const struct row *row) {
    return (struct alarm){
        .series = {.statistic = row->statistic,
                   .ours = true,
                   .publishers = one_filter(row->value, row->default_value)},
        .model = {.threshold = row->threshold,
                  .period_s = row->period_s,
                  .evaluation_periods = row->n,
                  .datapoints_to_alarm = row->m,
                  .missing = row->missing},
    };
}

static void expect(const char *about, struct alarm_answer answer, enum reason reason, int64_t events,
                   int64_t minutes) {
    if (answer.reason != reason || answer.events != events || answer.minutes != minutes)
        fail_msg("%s: %s, %lld events, %lld minutes (%s)", about, reason_info(answer.reason)->code,
                 (long long)answer.events, (long long)answer.minutes, answer.text ? answer.text : "");
}

static void test_rows(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct alarm alarm = alarm_of(&rows[i]);
        expect(rows[i].about, decide(&alarm), rows[i].reason, rows[i].events, rows[i].minutes);
    }
}

static void test_strict(void **state) {
    (void)state;
    struct alarm alarm = alarm_of(&rows[0]);
    alarm.model.strict = true;
    expect("above 1", decide(&alarm), REASON_NONE, 2, 1);
    alarm.model.threshold = 0;
    expect("above 0", decide(&alarm), REASON_NONE, 1, 1);
}

static void test_wall_clock(void **state) {
    (void)state;
    struct alarm alarm = alarm_of(&rows[0]);
    alarm.model.wall_clock = true;
    expect("five minutes by the clock", decide(&alarm), REASON_NONE, 1, 5);
    alarm.model.period_s = 86400;
    expect("a day by the clock", decide(&alarm), REASON_NONE, 1, 1440);
}

static void test_ignore(void **state) {
    (void)state;
    struct alarm alarm = alarm_of(&rows[0]);
    alarm.model.missing = ALARM_IGNORE;
    expect("ignore, OK", decide(&alarm), REASON_NONE, 1, 1);
    alarm.model.state = ALARM_STATE_UNKNOWN;
    expect("ignore, unknown state", decide(&alarm), REASON_ALARM_UNDECIDED, 1, -1);
    alarm.model.state = ALARM_STATE_ALARM;
    expect("ignore, in ALARM", decide(&alarm), REASON_ALARM_TELLS_ONCE, 1, -1);
    alarm.series.publishers = one_filter(1, 0);
    expect("ignore, in ALARM, default", decide(&alarm), REASON_NONE, 1, 1);
}

static void test_other_filters(void **state) {
    (void)state;
    struct alarm alarm = alarm_of(&rows[0]);
    alarm.series.publishers.count = 2;
    alarm.series.publishers.low = 0;
    expect("a sum beside zeros", decide(&alarm), REASON_NONE, 1, 1);
    alarm.series.statistic = ALARM_AVERAGE;
    expect("an average beside zeros", decide(&alarm), REASON_ALARM_DEPENDS_ON_TIMING, -1, -1);
    alarm.series.statistic = ALARM_SUM;
    alarm.series.publishers.low = -1;
    expect("a sum beside negative values", decide(&alarm), REASON_ALARM_UNDECIDED, -1, -1);
    alarm.series.publishers.low = 1;
    alarm.series.publishers.variable = true;
    expect("a sum beside a field", decide(&alarm), REASON_ALARM_UNDECIDED, -1, -1);
    alarm.series.statistic = ALARM_MAXIMUM;
    expect("a maximum beside a field", decide(&alarm), REASON_NONE, 1, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),          cmocka_unit_test(test_strict),
        cmocka_unit_test(test_wall_clock),    cmocka_unit_test(test_ignore),
        cmocka_unit_test(test_other_filters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
