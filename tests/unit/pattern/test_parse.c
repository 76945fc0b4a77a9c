/* Which texts are patterns, and where does one that is none go wrong? */
#include "pattern.h"
#include "test.h"

struct good {
    const char *text;
    enum pattern_family family;
    size_t atoms;
};

static const struct good good[] = {
    {"", PATTERN_EVERYTHING, 0},
    {" \n\t ", PATTERN_EVERYTHING, 0},
    {"\"\"", PATTERN_EVERYTHING, 0},
    {"\" \"", PATTERN_EVERYTHING, 0},
    {"[]", PATTERN_EVERYTHING, 0},
    {" [ ... ] ", PATTERN_EVERYTHING, 0},
    {"[ip, user]", PATTERN_COLUMNS, 0},
    {"ERROR -debug \"two words\" ?x", PATTERN_TERMS, 0},
    {"{ $.a = 1 }", PATTERN_JSON, 1},
    {"\n{\n$.a\t=\r\n1}\n", PATTERN_JSON, 1},
    {"{($.a=x*)&&($.b!=y)||($.c IS NULL)}", PATTERN_JSON, 3},
    {"{ $.a.b-c[0][1].d_e NOT EXISTS }", PATTERN_JSON, 1},
    {"{ $.['a.b'] = 1 || $['c'] = 2 || $.[\"d\"] = 3 }", PATTERN_JSON, 3},
    {"{ $ . a [ 0 ] = 1 }", PATTERN_JSON, 1},
    {"{ $.a[*].b = 1 || $.* = 2 || $.c[*] = 3 }", PATTERN_JSON, 3},
    {"{ $.a is null || $.b not exists }", PATTERN_JSON, 2},
    {"{ $.a = %x{2}|y% && $.b = %z% }", PATTERN_JSON, 2},
    {"{ $.a > 1 && $.a >= -2.5 && $.a < +1e3 && $.a <= .5 }", PATTERN_JSON, 4},
    {"{ $.a = kms.amazonaws.com && $.b = arn:aws:iam::1/x,y@z+w }", PATTERN_JSON, 2},
    {"{ $.a = \"q\\\"r \\\\ \\* } || \" }", PATTERN_JSON, 1},
    {"{ $.a = '*x' }", PATTERN_JSON, 1},
    {"{}", PATTERN_JSON, 0},
};

struct bad {
    const char *text;
    size_t column;
};

static const struct bad bad[] = {
    {"{ $.a = 1", 10},
    {"{ $.a = 1 } x", 13},
    {"{ $.a }", 7},
    {"{ a = 1 }", 3},
    {"{ $a = 1 }", 4},
    {"{ $. = 1 }", 6},
    {"{ $.a == 1 }", 8},
    {"{ $.a ! 1 }", 8},
    {"{ $.a = }", 9},
    {"{ $.a = two words }", 13},
    {"{ $.a = x\" }", 10},
    {"{ $.a = \"x }", 13},
    {"{ $.a = 'x y' }", 12},
    {"{ $.a = \303\244 }", 9},
    {"{ $.\303\244 = 1 }", 5},
    {"{ $.a = \"\303\244\" x }", 13},
    {"{ $.a IS NOT NULL }", 11},
    {"{ $.a is not_null || $.b = 1 }", 11},
    {"{ $.a EXISTS }", 7},
    {"{ $.a IS TRUEX }", 14},
    {"{ $.a > x }", 9},
    {"{ $.a > \"5\" }", 9},
    {"{ $.a > 5x }", 10},
    {"{ $.a > 5* }", 10},
    {"{ $.a > 1e }", 11},
    {"{ ($.a = 1 }", 12},
    {"{ $.a = 1) }", 10},
    {"{ () }", 4},
    {"{ $.a = 1 & $.b = 2 }", 12},
    {"{ $.a = 1 && }", 14},
    {"{ $.a = 1 $.b = 2 }", 11},
    {"{ $.a[x] = 1 }", 7},
    {"{ $.a[0 = 1 }", 9},
    {"{ $.['a = 1 }", 14},
    {"{ $.a[*][*] = 1 }", 10},
    {"{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.d[*] = 1 }", 49},
    {"{ $.a = %x% || $.b = %x% || $.c = %x% }", 35},
    {"{ $.a = %(x)% }", 10},
    {"{ $.a = %% }", 10},
    {"{ $.a = %a|% }", 12},
    {"{ $.a = %*% }", 10},
    {"{ $.a = %^*% }", 11},
    {"{ $.a = %a**% }", 12},
    {"{ $.a = %a+?% }", 12},
    {"{ $.a = %a{}% }", 12},
    {"{ $.a = %a{,}% }", 13},
    {"{ $.a = %a{3,2}% }", 15},
    {"{ $.a = %[]% }", 11},
    {"{ $.a = %[[]% }", 11},
    {"{ $.a = %[b-a]% }", 13},
    {"{ $.a = %[a% }", 12},
    {"{ $.a = %\\n% }", 11},
    {"{ $.a = %\\x8% }", 12},
    {"{ $.a = %\\x2g% }", 13},
    {"{ $.a = %a\303\244% }", 11},
    {"{ $.a = %a b(% }", 13},
    {"%a(b%", 3},
    {"[a", 3},
    {"[a = ]", 6},
    {"[a = x || b = y]", 11},
    {"[a = x || ab = y]", 12},
    {"[a, ..., ...]", 10},
    {"[a b]", 4},
    {"[a] b", 5},
    {"[a > x]", 6},
    {"[a = %x% || a = %y% || a = %z%]", 28},
    {"{ $.a = %x }", 13},
    {"[ip, user", 10},
    {"a.b", 2},
    {"#x", 1},
    {"\"x", 3},
    {"\xff", 1},
    {"{ $.a = \"\xc3\" }", 10},
};

static bool parses(struct arena *arena, const char *text, const struct pattern **out,
                   struct pattern_error *error) {
    return pattern_parse(arena, span_from_cstr(text), out, error);
}

static void what_is_well_formed_is_read(void **state) {
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const struct pattern *pattern;
        struct pattern_error error;
        if (!parses(*state, good[i].text, &pattern, &error))
            fail_msg("%s: refused at column %zu", good[i].text, error.column);
        assert_int_equal(pattern->family, good[i].family);
        assert_int_equal(pattern->atom_count, good[i].atoms);
        assert_int_equal(error.message.len, 0);
    }
}

static void what_is_not_is_refused_at_its_column(void **state) {
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct pattern *pattern;
        struct pattern_error error;
        if (parses(*state, bad[i].text, &pattern, &error))
            fail_msg("%s: accepted", bad[i].text);
        if (error.column != bad[i].column)
            fail_msg("%s: column %zu, expected %zu", bad[i].text, error.column, bad[i].column);
        assert_null(pattern);
        assert_true(error.message.len > 0);
    }
}

/* `before` * count, middle, `after` * count */
static struct span nest(struct arena *arena, const char *before, const char *middle, const char *after,
                        size_t count) {
    struct text_builder text = {.arena = arena};
    text_append(&text, SPAN("{"));
    for (size_t i = 0; i < count; i++)
        text_append(&text, span_from_cstr(before));
    text_append(&text, span_from_cstr(middle));
    for (size_t i = 0; i < count; i++)
        text_append(&text, span_from_cstr(after));
    text_append(&text, SPAN("}"));
    return text_span(&text);
}

static void parentheses_nest_as_deep_as_a_pattern_is_long(void **state) {
    const struct pattern *pattern;
    struct pattern_error error;
    assert_true(pattern_parse(*state, nest(*state, "(", "$.a = 1", ")", 490), &pattern, &error));
    assert_int_equal(pattern->stack_limit, 1);
    assert_int_equal(pattern_match(*state, pattern, SPAN("{\"a\":1}")), PATTERN_MATCHES);
}

static void characters_are_counted_not_bytes(void **state) {
    const struct pattern *pattern;
    struct pattern_error error;
    /* {$.a="..."} is 8 characters and one for each letter: 1,024 with 1,016 letters of two bytes */
    assert_true(pattern_parse(*state, nest(*state, "", "$.a=\"", "", 0), &pattern, &error) == false);
    struct text_builder text = {.arena = *state};
    text_append(&text, SPAN("{$.a=\""));
    for (int i = 0; i < 1016; i++)
        text_append(&text, SPAN("\303\244"));
    text_append(&text, SPAN("\"}"));
    assert_true(pattern_parse(*state, text_span(&text), &pattern, &error));
    text_append(&text, SPAN(" "));
    assert_false(pattern_parse(*state, text_span(&text), &pattern, &error));
    assert_int_equal(error.column, 1025);
}

struct opening {
    const char *text;
    uint32_t points;
};

static const struct opening openings[] = {
    {"{ $.a = 1 }", 0},
    {"{ $.a = \"\\*\" }", PATTERN_U6},
    {"{ $.a = \"\\\"\\\\\" }", 0},
    {"{ $.a is null }", PATTERN_U8},
    {"{ $['a'] = 1 }", PATTERN_U9},
    {"{ $ .a = 1 }", PATTERN_U9},
    {"{}", PATTERN_U10},
    {"{ $.a = 'x' }", PATTERN_U11},
    {"-a", PATTERN_U13},
    {"?a -b", PATTERN_U13},
    {"a -b", 0},
};

static void a_text_names_the_open_points_that_it_raises(void **state) {
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        const struct pattern *pattern;
        struct pattern_error error;
        assert_true(parses(*state, openings[i].text, &pattern, &error));
        if (pattern->open_points != openings[i].points)
            fail_msg("%s: %x, expected %x", openings[i].text, pattern->open_points, openings[i].points);
    }
}

static void an_absent_pattern_matches_all_but_is_open(void **state) {
    const struct pattern *pattern;
    struct pattern_error error;
    assert_true(pattern_parse(*state, SPAN_ABSENT, &pattern, &error));
    assert_int_equal(pattern->family, PATTERN_EVERYTHING);
    assert_int_equal(pattern->open_points, PATTERN_U10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_well_formed_is_read, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(what_is_not_is_refused_at_its_column, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(parentheses_nest_as_deep_as_a_pattern_is_long, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(characters_are_counted_not_bytes, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_text_names_the_open_points_that_it_raises, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(an_absent_pattern_matches_all_but_is_open, arena_setup,
                                        arena_teardown),
    };
    return cmocka_run_group_tests_name("pattern/parse", tests, NULL, NULL);
}
