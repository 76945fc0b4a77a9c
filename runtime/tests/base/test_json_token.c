#include "test.h"

#include "json_token.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static bool accepts(struct span text) {
    return json_check(text, JSON_VALUES_LIMIT, "Function.Xyz", NULL);
}

static void test_what_is_json(void **state) {
    (void)state;
    static const struct span texts[] = {
        SPAN_INIT("{}"),
        SPAN_INIT("[]"),
        SPAN_INIT("0"),
        SPAN_INIT("-0"),
        SPAN_INIT("-0.0e-0"),
        SPAN_INIT("1E+2"),
        SPAN_INIT("1e400"),
        SPAN_INIT("123456789012345678901234567890"),
        SPAN_INIT("\"\""),
        SPAN_INIT("\"\x7f\""),
        SPAN_INIT(" \t\r\n[ 1 , { \"a\" : null } , true , false ]\n"),
        SPAN_INIT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uD83d\\uDe00\""),
        SPAN_INIT("{\"a\":1,\"a\":2,\"\":3}"),
        SPAN_INIT("\"\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\""),
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_true(accepts(texts[i]));
}

static const struct {
    struct span text;
    const char *message;
} refused[] = {
    {SPAN_INIT(""), "not JSON at byte 0: the text ends where a value is expected"},
    {SPAN_INIT("  "), "not JSON at byte 2: the text ends where a value is expected"},
    {SPAN_INIT("\xEF\xBB\xBF{}"), "not JSON at byte 0: a value is expected"},
    {SPAN_INIT("\0"), "not JSON at byte 0: a value is expected"},
    {SPAN_INIT("{}\0"), "not JSON at byte 2: bytes after the value"},
    {SPAN_INIT("1 2"), "not JSON at byte 2: bytes after the value"},
    {SPAN_INIT("01"), "not JSON at byte 1: a number cannot begin with 0"},
    {SPAN_INIT("-01"), "not JSON at byte 2: a number cannot begin with 0"},
    {SPAN_INIT("1."), "not JSON at byte 2: a digit is expected"},
    {SPAN_INIT(".5"), "not JSON at byte 0: a value is expected"},
    {SPAN_INIT("-"), "not JSON at byte 1: a digit is expected"},
    {SPAN_INIT("+1"), "not JSON at byte 0: a value is expected"},
    {SPAN_INIT("1e"), "not JSON at byte 2: a digit is expected"},
    {SPAN_INIT("1e+"), "not JSON at byte 3: a digit is expected"},
    {SPAN_INIT("0x10"), "not JSON at byte 1: bytes after the value"},
    {SPAN_INIT("NaN"), "not JSON at byte 0: a value is expected"},
    {SPAN_INIT("TRUE"), "not JSON at byte 0: a value is expected"},
    {SPAN_INIT("tru"), "not JSON at byte 0: a value is expected"},
    {SPAN_INIT("nullx"), "not JSON at byte 4: bytes after the value"},
    {SPAN_INIT("'a'"), "not JSON at byte 0: a value is expected"},
    {SPAN_INIT("\"a"), "not JSON at byte 2: a string without end"},
    {SPAN_INIT("\"a\\"), "not JSON at byte 2: an unknown escape"},
    {SPAN_INIT("\"\\\""), "not JSON at byte 3: a string without end"},
    {SPAN_INIT("\"\\x41\""), "not JSON at byte 1: an unknown escape"},
    {SPAN_INIT("\"\\\0\""), "not JSON at byte 1: an unknown escape"},
    {SPAN_INIT("\"\\u12\""), "not JSON at byte 1: an unknown escape"},
    {SPAN_INIT("\"\\u12g4\""), "not JSON at byte 1: an unknown escape"},
    {SPAN_INIT("\"\\uD800\""), "not JSON at byte 1: half of a surrogate pair"},
    {SPAN_INIT("\"\\uDC00\""), "not JSON at byte 1: half of a surrogate pair"},
    {SPAN_INIT("\"\\uD800\\uD800\""), "not JSON at byte 1: half of a surrogate pair"},
    {SPAN_INIT("\"\\uD800\\n\""), "not JSON at byte 1: half of a surrogate pair"},
    {SPAN_INIT("\"a\nb\""), "not JSON at byte 2: a control character in a string"},
    {SPAN_INIT("\"\0\""), "not JSON at byte 1: a control character in a string"},
    {SPAN_INIT("\"\x80\""), "not JSON at byte 1: not UTF-8"},
    {SPAN_INIT("\"\xC0\xAF\""), "not JSON at byte 1: not UTF-8"},
    {SPAN_INIT("\"\xED\xA0\x80\""), "not JSON at byte 1: not UTF-8"},
    {SPAN_INIT("\"\xF4\x90\x80\x80\""), "not JSON at byte 1: not UTF-8"},
    {SPAN_INIT("\"\xE2\x82"), "not JSON at byte 1: not UTF-8"},
    {SPAN_INIT("[1,]"), "not JSON at byte 3: a value is expected"},
    {SPAN_INIT("[1 2]"), "not JSON at byte 3: a comma or ] is expected"},
    {SPAN_INIT("[,1]"), "not JSON at byte 1: a value is expected"},
    {SPAN_INIT("[1}"), "not JSON at byte 2: a comma or ] is expected"},
    {SPAN_INIT("["), "not JSON at byte 1: the text ends where a value is expected"},
    {SPAN_INIT("]"), "not JSON at byte 0: a value is expected"},
    {SPAN_INIT("{\"a\":1,}"), "not JSON at byte 7: a name is expected"},
    {SPAN_INIT("{\"a\" 1}"), "not JSON at byte 5: a colon is expected"},
    {SPAN_INIT("{\"a\":}"), "not JSON at byte 5: a value is expected"},
    {SPAN_INIT("{a:1}"), "not JSON at byte 1: a name is expected"},
    {SPAN_INIT("{1:1}"), "not JSON at byte 1: a name is expected"},
    {SPAN_INIT("{\"a\":1]"), "not JSON at byte 6: a comma or } is expected"},
    {SPAN_INIT("[1]//x"), "not JSON at byte 3: bytes after the value"},
    {SPAN_INIT("[1]\f"), "not JSON at byte 3: bytes after the value"},
};

static void test_what_is_not_json(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        struct error err;
        assert_false(json_check(refused[i].text, JSON_VALUES_LIMIT, "Function.Xyz", &err));
        assert_string_equal(err.message, refused[i].message);
        assert_string_equal(err.type, "Function.Xyz");
    }
}

static struct span nested(struct arena *arena, unsigned depth) {
    struct text_builder text = {.arena = arena};
    for (unsigned i = 0; i < depth; i++)
        text_append(&text, i % 2 ? SPAN("{\"a\":") : SPAN("["));
    text_append(&text, SPAN("0"));
    for (unsigned i = depth; i-- > 0;)
        text_append(&text, i % 2 ? SPAN("}") : SPAN("]"));
    return text_span(&text);
}

static void test_depth_ends_at_its_limit(void **state) {
    assert_true(accepts(nested(*state, JSON_DEPTH_LIMIT)));
    assert_false(accepts(nested(*state, JSON_DEPTH_LIMIT + 1)));
}

static void test_values_end_at_their_limit(void **state) {
    (void)state;
    assert_true(json_check(SPAN("[1,{\"a\":2}]"), 4, "", NULL));
    assert_false(json_check(SPAN("[1,{\"a\":2}]"), 3, "", NULL));
}

static void test_tokens_in_their_order(void **state) {
    (void)state;
    static const struct {
        enum json_token_kind kind;
        const char *raw;
        size_t offset;
    } wanted[] = {
        {JSON_TOKEN_OBJECT_BEGIN, "{", 0}, {JSON_TOKEN_NAME, "a\\n", 1},    {JSON_TOKEN_ARRAY_BEGIN, "[", 8},
        {JSON_TOKEN_NUMBER, "1.50", 9},    {JSON_TOKEN_STRING, "s", 14},    {JSON_TOKEN_TRUE, "true", 18},
        {JSON_TOKEN_NULL, "null", 23},     {JSON_TOKEN_ARRAY_END, "]", 27}, {JSON_TOKEN_OBJECT_END, "}", 28},
        {JSON_TOKEN_END, "", 29},          {JSON_TOKEN_END, "", 29},
    };
    struct json_reader reader = json_reader_start(SPAN("{\"a\\n\" :[1.50,\"s\",true,null]}"));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        struct json_token token = json_reader_next(&reader);
        assert_int_equal(token.kind, wanted[i].kind);
        assert_span_equal(token.raw, wanted[i].raw);
        assert_int_equal(token.offset, wanted[i].offset);
    }
}

static void test_an_error_stays(void **state) {
    (void)state;
    struct json_reader reader = json_reader_start(SPAN("[1,,2]"));
    for (int i = 0; i < 2; i++)
        json_reader_next(&reader);
    for (int i = 0; i < 3; i++)
        assert_int_equal(json_reader_next(&reader).kind, JSON_TOKEN_ERROR);
    assert_int_equal(reader.complaint_offset, 3);
}

static void test_skipping_a_value(void **state) {
    (void)state;
    struct json_reader reader = json_reader_start(SPAN("[[1,{\"a\":[]}],7]"));
    json_reader_next(&reader);
    assert_true(json_reader_skip(&reader, json_reader_next(&reader)));
    struct json_token token = json_reader_next(&reader);
    assert_span_equal(token.raw, "7");
    assert_true(json_reader_skip(&reader, token));
    assert_int_equal(json_reader_next(&reader).kind, JSON_TOKEN_ARRAY_END);
}

static void test_skipping_sees_errors(void **state) {
    (void)state;
    struct json_reader reader = json_reader_start(SPAN("[[1,{\"a\":[}],7]"));
    json_reader_next(&reader);
    assert_false(json_reader_skip(&reader, json_reader_next(&reader)));
}

static struct span text_of(struct arena *arena, struct span json) {
    struct json_reader reader = json_reader_start(json);
    return json_token_text(arena, json_reader_next(&reader));
}

static void test_escapes_are_decoded(void **state) {
    assert_span_equal(text_of(*state, SPAN("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"")), "a\"\\/\b\f\n\r\tz");
    assert_span_equal(text_of(*state, SPAN("\"\\u0041\\u00e9\\u20AC\\ud83d\\ude00\"")),
                      "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    assert_span_equal(text_of(*state, SPAN("\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"")),
                      "\x7f\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF");
    assert_span_equal(text_of(*state, SPAN("\"\\uDBFF\\uDFFF\"")), "\xF4\x8F\xBF\xBF");
}

static void test_an_escaped_nul_is_a_byte_of_the_text(void **state) {
    struct span text = text_of(*state, SPAN("\"a\\u0000b\""));
    assert_int_equal(text.len, 3);
    assert_memory_equal(text.ptr, "a\0b", 3);
}

static void test_plain_text_is_not_copied(void **state) {
    struct span json = SPAN("\"abc\"");
    assert_ptr_equal(text_of(*state, json).ptr, json.ptr + 1);
}

static void test_repairing_text(void **state) {
    static const struct {
        const char *text, *repaired;
    } rows[] = {
        {"abc\xC3\xA9", "abc\xC3\xA9"},
        {"a\xFFz", "a\xEF\xBF\xBDz"},
        {"\xE2\x82", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xED\xA0\x80x", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_span_equal(utf8_repair(*state, span_from_cstr(rows[i].text)), rows[i].repaired);
}

#define ARENA_TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_json),          cmocka_unit_test(test_what_is_not_json),
        ARENA_TEST(test_depth_ends_at_its_limit),     cmocka_unit_test(test_values_end_at_their_limit),
        cmocka_unit_test(test_tokens_in_their_order), cmocka_unit_test(test_an_error_stays),
        cmocka_unit_test(test_skipping_a_value),      cmocka_unit_test(test_skipping_sees_errors),
        ARENA_TEST(test_escapes_are_decoded),         ARENA_TEST(test_an_escaped_nul_is_a_byte_of_the_text),
        ARENA_TEST(test_plain_text_is_not_copied),    ARENA_TEST(test_repairing_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
