#include "test.h"

static void test_absent_equals_empty(void **state) {
    (void)state;
    assert_true(span_equal(SPAN_ABSENT, SPAN("")));
}

static void test_equal_sees_bytes_behind_nul(void **state) {
    (void)state;
    assert_false(span_equal(SPAN("a\0b"), SPAN("a\0c")));
}

static void test_case_is_ignored_on_request(void **state) {
    (void)state;
    assert_true(span_equal_ignoring_case(SPAN("Content-LENGTH"), SPAN("content-length")));
    assert_false(span_equal_ignoring_case(SPAN("a"), SPAN("ab")));
}

static void test_null_c_string_is_absent(void **state) {
    (void)state;
    assert_null(span_from_cstr(NULL).ptr);
}

static void test_prefix_and_suffix(void **state) {
    (void)state;
    assert_true(span_starts_with(SPAN("Access*"), SPAN("Access")));
    assert_true(span_ends_with(SPAN("a.amazonaws.com"), SPAN(".com")));
    assert_false(span_starts_with(SPAN("Acc"), SPAN("Access")));
    assert_false(span_ends_with(SPAN("com"), SPAN(".com")));
    assert_true(span_starts_with(SPAN_ABSENT, SPAN("")));
}

static void test_order_is_of_bytes_then_of_length(void **state) {
    (void)state;
    assert_true(span_compare(SPAN("a"), SPAN("b")) < 0);
    assert_true(span_compare(SPAN("ab"), SPAN("a")) > 0);
    assert_true(span_compare(SPAN("\x80"), SPAN("a")) > 0);
    assert_int_equal(span_compare(SPAN_ABSENT, SPAN("")), 0);
}

static void test_find_byte_gives_length_when_there_is_none(void **state) {
    (void)state;
    assert_int_equal(span_find_byte(SPAN("a:b:c"), ':'), 1);
    assert_int_equal(span_find_byte(SPAN("abc"), ':'), 3);
    assert_int_equal(span_find_byte(SPAN_ABSENT, ':'), 0);
}

static void test_contains(void **state) {
    (void)state;
    assert_true(span_contains(SPAN("a\0needle"), SPAN("needle")));
    assert_true(span_contains(SPAN_ABSENT, SPAN("")));
    assert_false(span_contains(SPAN_ABSENT, SPAN("x")));
}

static void test_head_and_tail_are_cut_to_the_length(void **state) {
    (void)state;
    assert_span_equal(span_head(SPAN("abc"), 9), "abc");
    assert_span_equal(span_tail(SPAN("abc"), 9), "");
    assert_null(span_tail(SPAN_ABSENT, 1).ptr);
}

static void test_trim_takes_blanks_and_tabs_only(void **state) {
    (void)state;
    assert_span_equal(span_trim(SPAN(" \t a b\t ")), "a b");
    assert_span_equal(span_trim(SPAN("\na\r")), "\na\r");
    assert_span_equal(span_trim(SPAN("  ")), "");
}

static void test_fields_of_a_list(void **state) {
    (void)state;
    struct span rest = SPAN("a,,b,"), field;
    const char *const wanted[] = {"a", "", "b", ""};
    for (size_t i = 0; i < 4; i++) {
        assert_true(span_next_field(&rest, ',', &field));
        assert_span_equal(field, wanted[i]);
    }
    assert_false(span_next_field(&rest, ',', &field));
}

static void test_integers(void **state) {
    (void)state;
    static const struct {
        struct span text;
        bool is_integer;
        int64_t value;
    } rows[] = {
        {SPAN_INIT("0"), true, 0},
        {SPAN_INIT("007"), true, 7},
        {SPAN_INIT("9223372036854775807"), true, INT64_MAX},
        {SPAN_INIT("9223372036854775808"), false, 0},
        {SPAN_INIT("99999999999999999999"), false, 0},
        {SPAN_INIT(""), false, 0},
        {SPAN_INIT("-1"), false, 0},
        {SPAN_INIT("+1"), false, 0},
        {SPAN_INIT(" 1"), false, 0},
        {SPAN_INIT("1\0"), false, 0},
        {SPAN_INIT("1e3"), false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t value = 0;
        assert_int_equal(span_to_int64(rows[i].text, &value), rows[i].is_integer);
        assert_true(value == rows[i].value);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_absent_equals_empty),
        cmocka_unit_test(test_equal_sees_bytes_behind_nul),
        cmocka_unit_test(test_case_is_ignored_on_request),
        cmocka_unit_test(test_null_c_string_is_absent),
        cmocka_unit_test(test_prefix_and_suffix),
        cmocka_unit_test(test_order_is_of_bytes_then_of_length),
        cmocka_unit_test(test_find_byte_gives_length_when_there_is_none),
        cmocka_unit_test(test_contains),
        cmocka_unit_test(test_head_and_tail_are_cut_to_the_length),
        cmocka_unit_test(test_trim_takes_blanks_and_tabs_only),
        cmocka_unit_test(test_fields_of_a_list),
        cmocka_unit_test(test_integers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
