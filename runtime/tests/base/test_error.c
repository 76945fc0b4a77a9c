#include "test.h"

#include "utf8.h"

static void test_setting_returns_false(void **state) {
    (void)state;
    struct error err;
    assert_false(error_set(&err, "Function.Xyz", "depth %d", 65));
    assert_string_equal(err.type, "Function.Xyz");
    assert_string_equal(err.message, "depth 65");
}

static void test_no_error_wanted(void **state) {
    (void)state;
    assert_false(error_set(NULL, "Function.Xyz", "depth %d", 65));
    assert_false(error_prefix(NULL, "trail"));
}

static void test_a_prefix_keeps_the_type(void **state) {
    (void)state;
    struct error err;
    error_set(&err, "Function.Xyz", "status 500");
    assert_false(error_prefix(&err, "%s", "DescribeTrails"));
    assert_string_equal(err.type, "Function.Xyz");
    assert_string_equal(err.message, "DescribeTrails: status 500");
}

static void test_arguments_may_point_into_the_error(void **state) {
    (void)state;
    struct error err;
    error_set(&err, "Function.Xyz", "inner");
    error_set(&err, err.type, "outer: %s", err.message);
    assert_string_equal(err.message, "outer: inner");
}

static void test_control_characters_are_kept_for_those_who_escape_them(void **state) {
    (void)state;
    struct error err;
    error_set(&err, "Function.Xyz", "a\nb\x1b[0m\x7f");
    assert_string_equal(err.message, "a\nb\x1b[0m\x7f");
}

static void test_a_long_message_is_cut_on_a_character(void **state) {
    (void)state;
    char text[2 * ERROR_MESSAGE_BYTES];
    for (size_t shift = 0; shift < 4; shift++) {
        memset(text, 'x', shift);
        for (size_t i = shift; i + 4 < sizeof text; i += 4)
            memcpy(text + i, "\xF0\x9F\x98\x80", 5);
        struct error err;
        error_set(&err, "Function.Xyz", "%s", text);
        struct span message = span_from_cstr(err.message);
        assert_true(span_ends_with(message, SPAN("...")));
        assert_true(utf8_is_valid(message));
        assert_true(message.len > ERROR_MESSAGE_BYTES - 12);
    }
}

static void test_a_long_type_is_cut(void **state) {
    (void)state;
    struct error err;
    error_set(&err, "Function.AVeryLongTypeThatNobodyWouldEverWriteDownInAProgramOfTheirOwn", "x");
    assert_int_equal(strlen(err.type), ERROR_TYPE_BYTES - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_setting_returns_false),
        cmocka_unit_test(test_no_error_wanted),
        cmocka_unit_test(test_a_prefix_keeps_the_type),
        cmocka_unit_test(test_arguments_may_point_into_the_error),
        cmocka_unit_test(test_control_characters_are_kept_for_those_who_escape_them),
        cmocka_unit_test(test_a_long_message_is_cut_on_a_character),
        cmocka_unit_test(test_a_long_type_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
