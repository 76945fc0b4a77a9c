#include "test.h"

#include "report_safe.h"

static void harmful_characters_become_question_marks(void **state) {
    static const struct {
        const char *text, *safe;
    } table[] = {
        {"plain name_1", "plain name_1"},
        {"", ""},
        {"a\x1b[31mred", "a?[31mred"},
        {"two\nlines\r\ttab\x7f", "two?lines??tab?"},
        {"c1 \xC2\x9B[1m", "c1 ?[1m"},
        {"bidi \xE2\x80\xAE\xE2\x81\xA6\xE2\x80\x8F.", "bidi ???."},
        {"zero\xE2\x80\x8Bwidth\xEF\xBB\xBF", "zero?width?"},
        {"bad \xFF\xC3 end", "bad ?? end"},
        {"\xC3\x9Clarm \xF0\x9F\x94\x94", "\xC3\x9Clarm \xF0\x9F\x94\x94"},
        {"tag \xF3\xA0\x81\x81.", "tag ?."},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_span_equal(report_safe(*state, span_from_cstr(table[i].text)), table[i].safe);
    assert_span_equal(report_safe(*state, SPAN("nul\0here")), "nul?here");
    assert_span_equal(report_safe(*state, SPAN_ABSENT), "");
}

static void units_are_those_of_utf16(void **state) {
    (void)state;
    assert_int_equal(report_utf16_units(SPAN("abc")), 3);
    assert_int_equal(report_utf16_units(SPAN("\xC3\x9C\xE2\x82\xAC")), 2);
    assert_int_equal(report_utf16_units(SPAN("\xF0\x9F\x94\x94")), 2);
}

static void cut_stands_behind_a_whole_character(void **state) {
    assert_span_equal(report_cut(*state, SPAN("abcdef"), 6), "abcdef");
    assert_span_equal(report_cut(*state, SPAN("abcdefg"), 6), "abc...");
    assert_span_equal(report_cut(*state, SPAN("ab\xF0\x9F\x94\x94xyz"), 6), "ab...");
    assert_span_equal(report_cut(*state, SPAN("a\xF0\x9F\x94\x94uvwxyz"), 6), "a\xF0\x9F\x94\x94...");
}

static void lines_break_at_blanks(void **state) {
    assert_span_equal(report_wrap(*state, SPAN("one two three"), 8, "> "), "one two\n> three");
    assert_span_equal(report_wrap(*state, SPAN("unbreakable word"), 4, ""), "unbreakable\nword");
    assert_span_equal(report_wrap(*state, SPAN("word unbreakable"), 4, ""), "word\nunbreakable");
    assert_span_equal(report_wrap(*state, SPAN("fits"), 4, ""), "fits");
    assert_span_equal(report_wrap(*state, SPAN(""), 4, ""), "");
}

static void json_keeps_its_value(void **state) {
    struct span json = SPAN("{\"a\":\"\xE2\x80\xAE \xC3\x9C \x7F \xF0\x9F\x94\x94\"}");
    assert_span_equal(report_escape_json(*state, json, REPORT_ESCAPE_HARMFUL),
                      "{\"a\":\"\\u202e \xC3\x9C \\u007f \xF0\x9F\x94\x94\"}");
    assert_span_equal(report_escape_json(*state, json, REPORT_ESCAPE_NON_ASCII),
                      "{\"a\":\"\\u202e \\u00dc \\u007f \\ud83d\\udd14\"}");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(harmful_characters_become_question_marks, arena_setup,
                                        arena_teardown),
        cmocka_unit_test(units_are_those_of_utf16),
        cmocka_unit_test_setup_teardown(cut_stands_behind_a_whole_character, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(lines_break_at_blanks, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(json_keeps_its_value, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
