#include "test.h"

#include "json.h"

#include <math.h>

static const struct json *parse(struct arena *arena, struct span text) {
    const struct json *value = NULL;
    struct error err;
    assert_true(json_parse(arena, text, "Function.Xyz", &value, &err));
    return value;
}

static void test_members_of_members(void **state) {
    const struct json *event = parse(*state, SPAN("{\"a\":{\"b\":[1.5,\"x\"]}}"));
    const struct json *list = json_member(json_member(event, "a"), "b");
    double number = 0;
    assert_int_equal(json_count(list), 2);
    assert_true(json_number(json_first(list), &number));
    assert_true(number == 1.5);
    assert_span_equal(json_string(json_next(json_first(list))), "x");
    assert_null(json_next(json_next(json_first(list))));
}

static void test_absent_things_need_no_checks(void **state) {
    const struct json *event = parse(*state, SPAN("{\"n\":null,\"s\":\"x\"}"));
    double number;
    assert_null(json_member(event, "n"));
    assert_null(json_member(json_member(event, "s"), "x"));
    assert_null(json_string(json_member(event, "nothing")).ptr);
    assert_false(json_number(NULL, &number));
    assert_false(json_is_true(NULL));
    assert_null(json_first(json_member(event, "s")));
    assert_null(json_next(NULL));
    assert_null(json_name(NULL).ptr);
    assert_int_equal(json_count(NULL), 0);
}

static void test_a_number_beyond_double_is_none(void **state) {
    double number;
    assert_false(json_number(parse(*state, SPAN("1e400")), &number));
}

static void test_names_are_exact_and_the_first_wins(void **state) {
    const struct json *event = parse(*state, SPAN("{\"A\":1,\"a\":\"first\",\"a\":\"second\"}"));
    assert_span_equal(json_string(json_member(event, "a")), "first");
    assert_span_equal(json_name(json_first(event)), "A");
}

static void test_kinds(void **state) {
    static const enum json_kind wanted[] = {JSON_NULL,   JSON_FALSE, JSON_TRUE,  JSON_NUMBER,
                                            JSON_STRING, JSON_ARRAY, JSON_OBJECT};
    const struct json *value = json_first(parse(*state, SPAN("[null,false,true,0,\"\",[],{}]")));
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++, value = json_next(value))
        assert_int_equal(json_kind(value), wanted[i]);
    assert_int_equal(json_kind(value), JSON_ABSENT);
    assert_string_equal(json_kind_name(JSON_OBJECT), "an object");
}

static void test_what_cjson_would_take_is_refused(void **state) {
    static const struct span texts[] = {
        SPAN_INIT("01"),
        SPAN_INIT("{} x"),
        SPAN_INIT("\"\xFF\""),
        SPAN_INIT("[1.]"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct json *value;
        struct error err;
        assert_false(json_parse(*state, texts[i], "Function.Xyz", &value, &err));
        assert_string_equal(err.type, "Function.Xyz");
    }
}

static void test_an_escaped_backslash_is_no_nul(void **state) {
    const struct json *value = parse(*state, SPAN("\"\\\\u0000\""));
    assert_span_equal(json_string(value), "\\u0000");
}

static void test_nul_in_a_tree_becomes_a_replacement_character(void **state) {
    const struct json *value = parse(*state, SPAN("{\"a\\u0000b\":\"\\u0000\\\\\\u0000\\\\u0000\"}"));
    assert_span_equal(json_name(json_first(value)), "a\xEF\xBF\xBD"
                                                    "b");
    assert_span_equal(json_string(json_first(value)), "\xEF\xBF\xBD\\\xEF\xBF\xBD\\u0000");
}

static void test_values_can_be_limited(void **state) {
    const struct json *value;
    struct error err;
    assert_true(json_parse_values(*state, SPAN("[1,2]"), 3, "Function.Xyz", &value, &err));
    assert_false(json_parse_values(*state, SPAN("[1,2]"), 2, "Function.Xyz", &value, &err));
    assert_string_equal(err.type, "Function.Xyz");
}

static void test_building_and_printing(void **state) {
    struct arena *arena = *state;
    struct json *object = json_object(arena), *list = json_array(arena);
    json_add_string(arena, list, SPAN("x"));
    json_add(arena, list, json_object(arena));
    json_add(arena, list, NULL);
    json_set_string(arena, object, "s", SPAN("a\"b\n"));
    json_set_string(arena, object, "absent", SPAN_ABSENT);
    json_set_number(arena, object, "n", 1760000000000.0);
    json_set_number(arena, object, "nan", NAN);
    json_set_bool(arena, object, "b", true);
    json_set_null(arena, object, "z");
    json_set(arena, object, "l", list);
    json_set_named(arena, object, SPAN("named"), NULL);
    assert_span_equal(
        json_print(arena, object),
        "{\"s\":\"a\\\"b\\n\",\"absent\":null,\"n\":1760000000000,\"nan\":null,\"b\":true,\"z\":null,"
        "\"l\":[\"x\",{},null],\"named\":null}");
}

static void test_bad_bytes_and_nul_become_replacement_characters(void **state) {
    struct span printed = json_print(*state, json_string_value(*state, SPAN("a\xFF\0z\0")));
    assert_span_equal(printed, "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD\"");
}

static void test_embedded_json_is_printed_as_written(void **state) {
    struct arena *arena = *state;
    struct json *list = json_array(arena);
    json_add(arena, list, json_embed(arena, SPAN("{\"a\":404.0,\"b\":\"\\u0000\"}")));
    json_add(arena, list, json_embed(arena, SPAN("{broken")));
    assert_span_equal(json_print(arena, list), "[{\"a\":404.0,\"b\":\"\\u0000\"},null]");
}

static void test_printing_for_people(void **state) {
    const struct json *value = parse(*state, SPAN("{\"a\":[1,{\"b\":[]}],\"c\":{},\"d\":\"x\"}"));
    assert_span_equal(json_print_pretty(*state, value), "{\n"
                                                        "  \"a\": [\n"
                                                        "    1,\n"
                                                        "    {\n"
                                                        "      \"b\": []\n"
                                                        "    }\n"
                                                        "  ],\n"
                                                        "  \"c\": {},\n"
                                                        "  \"d\": \"x\"\n"
                                                        "}\n");
    assert_span_equal(json_print_pretty(*state, parse(*state, SPAN("[]"))), "[]\n");
}

static void test_quoting(void **state) {
    static const struct {
        struct span text;
        const char *quoted;
    } rows[] = {
        {SPAN_INIT(""), "\"\""},
        {SPAN_INIT("plain \xC3\xA9"), "\"plain \xC3\xA9\""},
        {SPAN_INIT("\"\\/\b\f\n\r\t"), "\"\\\"\\\\/\\b\\f\\n\\r\\t\""},
        {SPAN_INIT("\0\x1f\x7f"), "\"\\u0000\\u001f\\u007f\""},
        {SPAN_INIT("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA"), "\"\\u2028\\u2029\\u202a\""},
        {SPAN_INIT("\xC2\x9B\xC3\xA9\xE2\x81\xA6\xEF\xBF\xBD\xF0\x9F\x98\x80"),
         "\"\\u009b\xC3\xA9\\u2066\xEF\xBF\xBD\xF0\x9F\x98\x80\""},
        {SPAN_INIT("\xF3\xA0\x80\x81"), "\"\\udb40\\udc01\""},
        {SPAN_INIT("\xFF"), "\"\xEF\xBF\xBD\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_span_equal(json_quote(*state, rows[i].text), rows[i].quoted);
}

static void test_trees_live_in_the_arena(void **state) {
    struct arena *arena = *state;
    size_t before = arena_used_bytes(arena);
    parse(arena, SPAN("[1,2,3]"));
    assert_true(arena_used_bytes(arena) > before);
}

#define ARENA_TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_members_of_members),
        ARENA_TEST(test_absent_things_need_no_checks),
        ARENA_TEST(test_a_number_beyond_double_is_none),
        ARENA_TEST(test_names_are_exact_and_the_first_wins),
        ARENA_TEST(test_kinds),
        ARENA_TEST(test_what_cjson_would_take_is_refused),
        ARENA_TEST(test_an_escaped_backslash_is_no_nul),
        ARENA_TEST(test_nul_in_a_tree_becomes_a_replacement_character),
        ARENA_TEST(test_values_can_be_limited),
        ARENA_TEST(test_building_and_printing),
        ARENA_TEST(test_bad_bytes_and_nul_become_replacement_characters),
        ARENA_TEST(test_embedded_json_is_printed_as_written),
        ARENA_TEST(test_printing_for_people),
        ARENA_TEST(test_quoting),
        ARENA_TEST(test_trees_live_in_the_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
