/* Rules of composite alarms: one row a rule, with what it comes to in given states. */
#include "../test.h"

#include "alarm_rule.h"

/* States of the alarms a, b, c: A ALARM, O OK, I INSUFFICIENT_DATA, ? OK or ALARM. */
static const struct {
    const char *rule, *states;
    enum alarm_truth truth;
} rows[] = {
    {"ALARM(a)", "AOO", ALARM_YES},
    {"ALARM(a)", "OAA", ALARM_NO},
    {"ALARM(a)", "?OO", ALARM_UNKNOWN},
    {"OK(a)", "IOO", ALARM_NO},
    {"INSUFFICIENT_DATA(a)", "IOO", ALARM_YES},
    {"NOT OK(a)", "IOO", ALARM_YES},
    {"NOT NOT ALARM(a)", "AOO", ALARM_YES},
    {"ALARM(\"a\") OR ALARM(b)", "OAO", ALARM_YES},
    {"ALARM(a) AND ALARM(b)", "AOO", ALARM_NO},
    {"ALARM(a) AND ALARM(b)", "?OO", ALARM_NO},
    {"ALARM(a) OR ALARM(b)", "A?O", ALARM_YES},
    {"(ALARM(a) OR ALARM(b)) AND NOT ALARM(c)", "AOO", ALARM_YES},
    {"\n ( ALARM ( \"a\" )\tAND OK( b ) )\r\n", "AOO", ALARM_YES},
    {"TRUE", "OOO", ALARM_YES},
    {"FALSE OR ALARM(a)", "AOO", ALARM_YES},
    {"false", "AAA", ALARM_NO},
    {"AT_LEAST(2, ALARM, (a, b, c))", "AAO", ALARM_YES},
    {"AT_LEAST(2, ALARM, (a, b, c))", "AOO", ALARM_NO},
    {"AT_LEAST(2, ALARM, (a, b, c))", "A?O", ALARM_UNKNOWN},
    {"AT_LEAST(4, ALARM, (a, b, c))", "AAA", ALARM_NO},
    {"AT_LEAST(50%, ALARM, (a, b, c))", "AOO", ALARM_NO},
    {"AT_LEAST(33%, ALARM, (a, b, c))", "AOO", ALARM_YES},
    {"AT_LEAST(34%, ALARM, (a, b, c))", "AOO", ALARM_NO},
    {"AT_LEAST(1, NOT OK, (a, b, c))", "OOI", ALARM_YES},
    {"AT_LEAST(1, ALARM, (\"a\", b)) AND NOT ALARM(c)", "AOO", ALARM_YES},
    /* What binds stronger is not documented. */
    {"ALARM(a) OR ALARM(b) AND ALARM(c)", "AOO", ALARM_UNKNOWN},
    {"ALARM(a) OR ALARM(b) AND ALARM(c)", "AOA", ALARM_YES},
    {"ALARM(a) OR (ALARM(b) AND ALARM(c))", "AOO", ALARM_YES},
};

static unsigned char state_of(struct span name, const char *states) {
    switch (states[*name.ptr - 'a']) {
    case 'A':
        return ALARM_RULE_ALARM;
    case 'O':
        return ALARM_RULE_OK;
    case 'I':
        return ALARM_RULE_INSUFFICIENT_DATA;
    default:
        return ALARM_RULE_OK | ALARM_RULE_ALARM;
    }
}

static void test_rows(void **state) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned char states[8];
        struct alarm_rule rule;
        alarm_rule_parse(*state, span_from_cstr(rows[i].rule), &rule);
        if (rule.unreadable)
            fail_msg("%s: %s", rows[i].rule, rule.unreadable);
        for (size_t k = 0; k < rule.names.count; k++)
            states[k] = state_of(rule.names.items[k], rows[i].states);
        if (alarm_rule_decide(&rule, states) != rows[i].truth)
            fail_msg("%s in %s", rows[i].rule, rows[i].states);
    }
}

static void test_names(void **state) {
    static const char *const rules[][2] = {
        {"ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a)",
         "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"},
        {"ALARM(\"two words, (really)\")", "two words, (really)"},
        {"ALARM(\"a \\\"quoted\\\" name\")", "a \"quoted\" name"},
        {"OK(it's)", "it's"},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct alarm_rule rule;
        alarm_rule_parse(*state, span_from_cstr(rules[i][0]), &rule);
        assert_null(rule.unreadable);
        assert_int_equal(rule.names.count, 1);
        assert_span_equal(rule.names.items[0], rules[i][1]);
    }
}

static void test_unreadable(void **state) {
    static const char *const rules[] = {
        "",
        "ALARM",
        "ALARM()",
        "ALARM(\"\")",
        "ALARM(\"a)",
        "ALARM(\"a\\",
        "ALARM(a",
        "ALARM(a))",
        "ALARM(a b)",
        "ALARM(a) ALARM(b)",
        "ALARM(a) and ALARM(b)",
        "ALARM(a) && ALARM(b)",
        "alarm(a)",
        "WARNING(a)",
        "NOT",
        "AND ALARM(a)",
        "ALARM(a) AND",
        "AT_LEAST(2, ALARM, a)",
        "AT_LEAST(0, ALARM, (a, b))",
        "AT_LEAST(, ALARM, (a, b))",
        "AT_LEAST(99999999999999999999, ALARM, (a, b))",
        "AT_LEAST(1.5, ALARM, (a, b))",
        "AT_LEAST(2, SOME, (a, b))",
        "AT_LEAST(1, ALARM, (a, a))",
        "AT_LEAST(2, ALARM, ())",
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct alarm_rule rule;
        unsigned char states[8] = {ALARM_RULE_ALARM, ALARM_RULE_ALARM, ALARM_RULE_ALARM};
        alarm_rule_parse(*state, span_from_cstr(rules[i]), &rule);
        if (!rule.unreadable)
            fail_msg("\"%s\" is read", rules[i]);
        assert_int_equal(alarm_rule_decide(&rule, states), ALARM_UNKNOWN);
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
    struct alarm_rule rule;
    alarm_rule_parse(*state, repeat(*state, "(", 60, "ALARM(a)", ")"), &rule);
    assert_null(rule.unreadable);
    alarm_rule_parse(*state, repeat(*state, "(", 20000, "ALARM(a)", ")"), &rule);
    assert_string_equal(rule.unreadable, "its brackets are too deep");
    alarm_rule_parse(*state, repeat(*state, "NOT ", 20000, "ALARM(a)", ""), &rule);
    assert_null(rule.unreadable);
    alarm_rule_parse(*state, repeat(*state, "", 1000, "ALARM(a)", " OR ALARM(a)"), &rule);
    assert_string_equal(rule.unreadable, "it has more elements than AWS allows");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_names, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_unreadable, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(test_limits, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
