/* A tree printed is read back as the same tree. */
#include "pattern.h"
#include "test.h"

#include "tools/same_pattern.h"

struct row {
    const char *text, *printed;
};

static const struct row rows[] = {
    /* values are quoted, numbers are not */
    {"{$.a=x*}", "{ $.a = \"x*\" }"},
    {"{ $.a = 4* || $.b = \"404\" || $.c >= +4.50e1 }",
     "{ $.a = \"4*\" || $.b = \"404\" || $.c >= +4.50e1 }"},
    {"{ $.a = \"q\\\"r \\\\ s\" }", "{ $.a = \"q\\\"r \\\\ s\" }"},
    {"{ $.a != kms.amazonaws.com }", "{ $.a != \"kms.amazonaws.com\" }"},
    {"{ $.a = \"\" }", "{ $.a = \"\" }"},
    /* what has two readings keeps them */
    {"{ $.a = \"x\\*\\n*\" }", "{ $.a = \"x\\*\\n*\" }"},
    {"{ $.a = 'x*' }", "{ $.a = 'x*' }"},
    {"{ $.a = %x{2}|\\x25$% }", "{ $.a = %x{2}|\\x25$% }"},
    /* precedence is shown, and no parenthesis is lost that makes another tree */
    {"{ $.a = 1 || $.b = 2 && $.c = 3 }", "{ $.a = 1 || ($.b = 2 && $.c = 3) }"},
    {"{ ($.a = 1 || $.b = 2) && $.c = 3 }", "{ ($.a = 1 || $.b = 2) && $.c = 3 }"},
    {"{ ((($.a = 1))) && (($.b = 2) && ($.c = 3)) }", "{ $.a = 1 && ($.b = 2 && $.c = 3) }"},
    {"{ $.a = 1 && ($.b = 2 || ($.c = 3 && $.d = 4)) }", "{ $.a = 1 && ($.b = 2 || ($.c = 3 && $.d = 4)) }"},
    {"{ $.a = 1 && $.b = 2 && $.c = 3 }", "{ $.a = 1 && $.b = 2 && $.c = 3 }"},
    /* selectors */
    {"{ $[\"a\"] . b [ 0 ] is null }", "{ $.a.b[0] IS NULL }"},
    {"{ $.['a.b'].['']['c'] NOT EXISTS }", "{ $.['a.b'].[''].c NOT EXISTS }"},
    {"{ $.[\"it's\"] IS TRUE }", "{ $.[\"it's\"] IS TRUE }"},
    {"{ $[3][*] IS FALSE }", "{ $.[3][*] IS FALSE }"},
    {"{ $.* < 1 && $.a[99999999999999999999] <= 2 }", "{ $.* < 1 && $.a[18446744073709551615] <= 2 }"},
    {"{ }", "{}"},
    /* the other families */
    {" ERROR  -debug ?\"two words\" \"one\" -%x+% \"\\q\\\"\"",
     "ERROR -debug ?\"two words\" one -%x+% \"q\\\"\""},
    {"\"\"", "\"\""},
    {" \n", ""},
    {"[ ... ]", "[...]"},
    {"[]", "[]"},
    {"[ip,,...,s=4*||s=%5..%&&s!=\"a,b\" ,n>1]",
     "[ip, , ..., s = \"4*\" || s = %5..% && s != \"a,b\", n > 1]"},
};

static const struct pattern *parse(struct arena *arena, struct span text) {
    const struct pattern *pattern;
    struct pattern_error error;
    if (!pattern_parse(arena, text, &pattern, &error))
        fail_msg("%.*s: %.*s", SPAN_FMT(text), SPAN_FMT(error.message));
    return pattern;
}

static void a_pattern_is_printed_in_one_way(void **state) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_span_equal(pattern_print(*state, parse(*state, span_from_cstr(rows[i].text))),
                          rows[i].printed);
}

static void what_is_printed_is_the_same_tree(void **state) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct pattern *pattern = parse(*state, span_from_cstr(rows[i].text));
        if (!same_pattern(pattern, parse(*state, pattern_print(*state, pattern))))
            fail_msg("%s: another tree", rows[i].text);
    }
}

static void the_printed_text_is_printed_as_it_is(void **state) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_span_equal(pattern_print(*state, parse(*state, span_from_cstr(rows[i].printed))),
                          rows[i].printed);
}

static void an_absent_pattern_stays_absent(void **state) {
    assert_null(pattern_print(*state, parse(*state, SPAN_ABSENT)).ptr);
    assert_non_null(pattern_print(*state, parse(*state, SPAN(""))).ptr);
}

static void another_tree_is_told_apart(void **state) {
    static const char *const others[] = {"{ $.a = 1 && ($.b = 2 && $.c = 3) }",
                                         "{ $.a = 1 && $.b = 2 || $.c = 3 }",
                                         "{ $.a = 1 && $.b = 2 && $.c = \"3\" }",
                                         "{ $.a = 1 && $.b = 2 && $.d = 3 }",
                                         "{ $.a = 1 && $.b = 2 && $.c != 3 }",
                                         "[a = 1, b = 2, c = 3]",
                                         "a b c"};
    const struct pattern *pattern = parse(*state, SPAN("{ $.a = 1 && $.b = 2 && $.c = 3 }"));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(same_pattern(pattern, parse(*state, span_from_cstr(others[i]))));
}

static void a_made_pattern_shows_its_wildcards(void **state) {
    struct arena *arena = *state;
    const struct pattern *parts[] = {
        pattern_compare(arena, SPAN("eventName"), PATTERN_NOT_EQUAL, PATTERN_BEGINS, SPAN("Get")),
        pattern_compare(arena, SPAN("userIdentity.arn"), PATTERN_EQUAL, PATTERN_ENDS, SPAN("\"a*b\\")),
        pattern_test(arena, SPAN("(a key)"), PATTERN_IS_TRUE),
    };
    const struct pattern *some[] = {pattern_or(arena, parts, 2), parts[2]};
    assert_span_equal(
        pattern_print(arena, pattern_and(arena, some, 2)),
        "{ ($.eventName != \"Get*\" || $.userIdentity.arn = \"*\\\"a\\*b\\\\\") && $.['(a key)'] IS TRUE }");
    assert_span_equal(parts[0]->atoms[0].text, "$.eventName != \"Get*\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_pattern_is_printed_in_one_way, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(what_is_printed_is_the_same_tree, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(the_printed_text_is_printed_as_it_is, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(an_absent_pattern_stays_absent, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(another_tree_is_told_apart, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_made_pattern_shows_its_wildcards, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests_name("pattern/print", tests, NULL, NULL);
}
