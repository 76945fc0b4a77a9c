/* Does this event match? First readings of the open points. */
#include "pattern.h"
#include "test.h"

struct row {
    const char *pattern, *event;
    enum pattern_answer answer;
};

static const struct row rows[] = {
    /* strings and stars */
    {"{ $.a = x }", "{\"a\":\"x\"}", PATTERN_MATCHES},
    {"{ $.a = x }", "{\"a\":\"X\"}", PATTERN_DIFFERS},
    {"{ $.a = x*z }", "{\"a\":\"x\\n\\u0000z\"}", PATTERN_MATCHES},
    {"{ $.a = \"a*b*c\" }", "{\"a\":\"abbc\"}", PATTERN_MATCHES},
    {"{ $.a = \"ab*ba\" }", "{\"a\":\"aba\"}", PATTERN_DIFFERS},
    {"{ $.a = \"*ab*\" }", "{\"a\":\"aab\"}", PATTERN_MATCHES},
    {"{ $.a = \"\\*\" }", "{\"a\":\"x\"}", PATTERN_DIFFERS},
    {"{ $.a = \"\\*\" }", "{\"a\":\"*\"}", PATTERN_MATCHES},
    {"{ $.a = \"\303\244*\" }", "{\"a\":\"\\u00e4x\"}", PATTERN_MATCHES},
    {"{ $.a = ab }", "{\"a\":\"ab\\u0000\"}", PATTERN_DIFFERS},
    {"{ $.a = * }", "{\"a\":\"\"}", PATTERN_MATCHES},
    {"{ $.a = 'x' }", "{\"a\":\"'x'\"}", PATTERN_MATCHES},
    /* states: rows of the truth table */
    {"{ $.a != x }", "{\"b\":1}", PATTERN_DIFFERS},
    {"{ $.a != x }", "{\"a\":{}}", PATTERN_DIFFERS},
    {"{ $.a != x }", "{\"a\":null}", PATTERN_DIFFERS},
    {"{ $.a != x }", "{\"a\":true}", PATTERN_MATCHES},
    {"{ $.a = tr* }", "{\"a\":true}", PATTERN_MATCHES},
    {"{ $.a != * }", "{\"a\":1}", PATTERN_DIFFERS},
    {"{ $.a IS TRUE }", "{\"a\":\"true\"}", PATTERN_DIFFERS},
    {"{ $.a IS NULL }", "{}", PATTERN_DIFFERS},
    {"{ $.a NOT EXISTS }", "[1]", PATTERN_MATCHES},
    {"{ $.a.b NOT EXISTS }", "{\"a\":\"s\"}", PATTERN_MATCHES},
    /* numbers */
    {"{ $.a = 404 }", "{\"a\":4.04e2}", PATTERN_MATCHES},
    {"{ $.a = \"404\" }", "{\"a\":404.0}", PATTERN_MATCHES},
    {"{ $.a = 40* }", "{\"a\":4.04e2}", PATTERN_DIFFERS},
    {"{ $.a = 0.1 }", "{\"a\":0.1000000000000000055511151231257827}", PATTERN_DIFFERS},
    {"{ $.a > 9007199254740992 }", "{\"a\":9007199254740993}", PATTERN_MATCHES},
    {"{ $.a < -1 }", "{\"a\":-1.5}", PATTERN_MATCHES},
    {"{ $.a = 0 }", "{\"a\":-0.0e9}", PATTERN_MATCHES},
    {"{ $.a != 1e-3 }", "{\"a\":1000}", PATTERN_MATCHES},
    {"{ $.a = 5 }", "{\"a\":\"5.0\"}", PATTERN_MATCHES},
    {"{ $.a > 4 }", "{\"a\":\"5\"}", PATTERN_DIFFERS},
    /* selectors */
    {"{ $.a[1].b = x }", "{\"a\":[0,{\"b\":\"x\"}]}", PATTERN_MATCHES},
    {"{ $.a[2] = x }", "{\"a\":[\"x\"]}", PATTERN_DIFFERS},
    {"{ $.['a.b'] = x }", "{\"a.b\":\"x\"}", PATTERN_MATCHES},
    {"{ $.ab = x }", "{\"\\u0061b\":\"x\"}", PATTERN_MATCHES},
    {"{ $.a[18446744073709551616] = x }", "{\"a\":[\"x\"]}", PATTERN_DIFFERS},
    /* wildcards */
    {"{ $.a[*] = x }", "{\"a\":[\"y\",{},\"x\"]}", PATTERN_MATCHES},
    {"{ $.a[*] = x && $.a[*] = y }", "{\"a\":[\"x\",\"y\"]}", PATTERN_MATCHES},
    {"{ $.a[*].b NOT EXISTS }", "{\"a\":[{\"b\":1},{}]}", PATTERN_MATCHES},
    {"{ $.a[*] NOT EXISTS }", "{\"a\":[]}", PATTERN_MATCHES},
    {"{ $.* = x }", "{\"p\":1,\"q\":\"x\"}", PATTERN_MATCHES},
    {"{ $.a[*] = x }", "{\"a\":{\"b\":\"x\"}}", PATTERN_DIFFERS},
    /* precedence: () > && > || */
    {"{ $.a = x || $.b = y && $.c = z }", "{\"a\":\"x\"}", PATTERN_MATCHES},
    {"{ ($.a = x || $.b = y) && $.c = z }", "{\"a\":\"x\"}", PATTERN_DIFFERS},
    {"{ $.b = y && $.c = z || $.a = x }", "{\"a\":\"x\"}", PATTERN_MATCHES},
    /* whole events */
    {"{ $.a NOT EXISTS }", "text {\"a\":1}", PATTERN_DIFFERS},
    {"{ $.a NOT EXISTS }", "{\"b\":01}", PATTERN_DIFFERS},
    {"", "anything", PATTERN_MATCHES},
    {"[]", "", PATTERN_MATCHES},
    /* terms */
    {"ERR -WARN", "an ERROR", PATTERN_MATCHES},
    {"ERR -WARN", "WARN ERR", PATTERN_DIFFERS},
    {"?a ?b", "b", PATTERN_MATCHES},
    {"?a ?b", "c", PATTERN_DIFFERS},
    {"?a c", "c", PATTERN_MATCHES},
    {"\"a \\\"b\"", "x a \"b", PATTERN_MATCHES},
    /* regular expressions */
    {"{ $.a = %x% }", "{\"a\":\"axb\"}", PATTERN_MATCHES},
    {"{ $.a = %x% }", "{\"b\":1}", PATTERN_DIFFERS},
    {"{ $.a != %x% }", "{\"a\":\"y\"}", PATTERN_MATCHES},
    {"{ $.a = %^x|y$% }", "{\"a\":\"ay\"}", PATTERN_MATCHES},
    {"{ $.a = %^x|y$% }", "{\"a\":\"axyb\"}", PATTERN_DIFFERS},
    {"{ $.a = %^.$% }", "{\"a\":\"\303\244\"}", PATTERN_MATCHES},
    {"{ $.a = %^[^a]{2}$% }", "{\"a\":\"\303\244\u20ac\"}", PATTERN_MATCHES},
    {"{ $.a = %^.$% }", "{\"a\":\"\\n\"}", PATTERN_DIFFERS},
    {"{ $.a = %x$% }", "{\"a\":\"x\\n\"}", PATTERN_DIFFERS},
    {"{ $.a = %^\\s$% }", "{\"a\":\"\\t\"}", PATTERN_MATCHES},
    {"{ $.a = %^[\\w.-]+$% }", "{\"a\":\"a_b.c-d\"}", PATTERN_MATCHES},
    {"{ $.a = %^[\\w.-]+$% }", "{\"a\":\"a b\"}", PATTERN_DIFFERS},
    {"{ $.a = %^a{,2}$% }", "{\"a\":\"\"}", PATTERN_MATCHES},
    {"{ $.a = %^a{2,}b?$% }", "{\"a\":\"aaa\"}", PATTERN_MATCHES},
    {"{ $.a = %^a{2,}b?$% }", "{\"a\":\"ab\"}", PATTERN_DIFFERS},
    {"{ $.a = %^4\\d\\d$% }", "{\"a\":404}", PATTERN_MATCHES},
    {"{ $.a = %\\x28x\\x29% }", "{\"a\":\"(x)\"}", PATTERN_MATCHES},
    {"{ $.a = %a*^b$c*% }", "{\"a\":\"b\"}", PATTERN_MATCHES},
    {"{ $.a = %a^b% }", "{\"a\":\"ab\"}", PATTERN_DIFFERS},
    {"{ $.a = %a.*b.{3}c% }", "{\"a\":\"a-b-bxxxc\"}", PATTERN_MATCHES},
    {"%a|b% -%c% d", "xbxd", PATTERN_MATCHES},
    {"%a|b% -%c% d", "xbxdc", PATTERN_DIFFERS},
    {"%^[hc]at$%", "hat", PATTERN_MATCHES},
    /* columns */
    {"[a, b]", "x y", PATTERN_MATCHES},
    {"[a, b]", "x", PATTERN_DIFFERS},
    {"[a, b = \"y z\"]", "x y z", PATTERN_MATCHES},
    {"[a, b = y]", "x y z", PATTERN_DIFFERS},
    {"[a, b = \"y z\"]", "x \"y z\"", PATTERN_MATCHES},
    {"[a, b = \"y z\"]", "x [y z]", PATTERN_MATCHES},
    {"[, b = y]", "x y", PATTERN_MATCHES},
    {"[..., b = y,]", "1 2 y z", PATTERN_MATCHES},
    {"[a = 1, ..., b = y]", "1 y", PATTERN_MATCHES},
    {"[a = 1, ..., b = y]", "1", PATTERN_DIFFERS},
    {"[a = x || a = y && a = z]", "x", PATTERN_MATCHES},
    {"[a = x && a = y || a = z]", "z", PATTERN_MATCHES},
    {"[a > 5 && a < 1e1]", "7", PATTERN_MATCHES},
    {"[a > 5]", "x", PATTERN_DIFFERS},
    {"[a != 5]", "x", PATTERN_MATCHES},
    {"[a = 5]", "5.0", PATTERN_MATCHES},
    {"[a = %^x%]", "[yx", PATTERN_DIFFERS},
    /* not evaluated: an answer of its own, but only where it matters */
    {"{ $.a = %x{3000}% }", "{\"a\":\"x\"}", PATTERN_UNANSWERED},
    {"{ $.a = %x{3000}% }", "{\"b\":1}", PATTERN_DIFFERS},
    {"{ $.a = %x{3000}% || $.b = 1 }", "{\"a\":\"x\",\"b\":1}", PATTERN_MATCHES},
    {"{ $.a = %x{3000}% && $.b = 2 }", "{\"a\":\"x\",\"b\":1}", PATTERN_DIFFERS},
    {"[a = %x{3000}%]", "x", PATTERN_UNANSWERED},
    {"{}", "{}", PATTERN_UNANSWERED},
};

static void every_row_is_answered_as_written(void **state) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct pattern *pattern;
        struct pattern_error error;
        if (!pattern_parse(*state, span_from_cstr(rows[i].pattern), &pattern, &error))
            fail_msg("%s: refused at column %zu", rows[i].pattern, error.column);
        if (pattern_match(*state, pattern, span_from_cstr(rows[i].event)) != rows[i].answer)
            fail_msg("%s on %s: not %d", rows[i].pattern, rows[i].event, (int)rows[i].answer);
    }
}

static void what_is_not_evaluated_is_named(void **state) {
    const struct pattern *pattern;
    struct pattern_error error;
    assert_true(pattern_parse(*state, SPAN("{ $.a = %x{3000}% }"), &pattern, &error));
    assert_span_equal(pattern_unanswered(pattern), "a regular expression with too many repeats");
    assert_true(pattern_parse(*state, SPAN("{ $.a = x }"), &pattern, &error));
    assert_null(pattern_unanswered(pattern).ptr);
}

static void made_patterns_match_as_written_ones_do(void **state) {
    struct span arn = SPAN("userIdentity.arn");
    const struct pattern *parts[] = {
        pattern_compare(*state, arn, PATTERN_EQUAL, PATTERN_BEGINS, SPAN("arn:*")),
        pattern_compare(*state, arn, PATTERN_NOT_EQUAL, PATTERN_ENDS, SPAN("/x")),
        pattern_test(*state, SPAN("readOnly"), PATTERN_IS_TRUE),
    };
    const struct pattern *all = pattern_and(*state, parts, 3);
    const struct pattern *some = pattern_or(*state, parts, 3);
    struct span both = SPAN("{\"userIdentity\":{\"arn\":\"arn:*:y\"},\"readOnly\":true}");
    struct span neither = SPAN("{\"userIdentity\":{\"arn\":\"arn:aws/x\"},\"readOnly\":false}");
    assert_int_equal(pattern_match(*state, all, both), PATTERN_MATCHES);
    assert_int_equal(pattern_match(*state, all, neither), PATTERN_DIFFERS);
    assert_int_equal(pattern_match(*state, some, both), PATTERN_MATCHES);
    assert_int_equal(pattern_match(*state, some, neither), PATTERN_DIFFERS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_row_is_answered_as_written, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(what_is_not_evaluated_is_named, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(made_patterns_match_as_written_ones_do, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests_name("pattern/match", tests, NULL, NULL);
}
