#include "test.h"

#include "aws_xml.h"

static bool parse(struct arena *arena, struct span text, struct span *json) {
    const struct json *value = NULL;
    struct error err;
    if (!aws_xml_parse(arena, text, "Subscriptions", "Attributes", &value, &err)) {
        assert_string_equal(err.type, "Function.Transient");
        *json = arena_copy(arena, span_from_cstr(err.message));
        return false;
    }
    *json = json_print(arena, value);
    return true;
}

static void documents(void **state) {
    static const struct {
        const char *xml, *json;
    } cases[] = {
        {"<R/>", "\"\""},
        {"<R>text</R>", "\"text\""},
        {"<?xml version='1.0'?>\n<R xmlns='http://x'><A>1</A><B>&lt;&amp;&gt;&quot;&apos;&#x41;</B></R>\n",
         "{\"A\":\"1\",\"B\":\"<&>\\\"'A\"}"},
        {"<n:R xmlns:n='u'><n:A>1</n:A></n:R>", "{\"A\":\"1\"}"},
        {"<R><A><![CDATA[<x>]]></A></R>", "{\"A\":\"<x>\"}"},
        {"<R><NextToken/></R>", "{\"NextToken\":\"\"}"},
        {"<R><Subscriptions/></R>", "{\"Subscriptions\":[]}"},
        {"<R><Subscriptions> \n </Subscriptions></R>", "{\"Subscriptions\":[]}"},
        {"<R><Subscriptions><member><A>1</A></member><member><A>2</A></member></Subscriptions></R>",
         "{\"Subscriptions\":[{\"A\":\"1\"},{\"A\":\"2\"}]}"},
        {"<R><Attributes/></R>", "{\"Attributes\":{}}"},
        {"<R><Attributes><entry><key>k</key><value>v</value></entry><entry><value/><key>e</key></entry>"
         "</Attributes></R>",
         "{\"Attributes\":{\"k\":\"v\",\"e\":\"\"}}"},
        {"<R><A>\xC3\xA9</A></R>", "{\"A\":\"\xC3\xA9\"}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct span json;
        assert_true(parse(*state, span_from_cstr(cases[i].xml), &json));
        assert_span_equal(json, cases[i].json);
    }
}

static void hostile_documents(void **state) {
    static const char *const cases[] = {
        "",
        "   ",
        "<R>",
        "<R></S>",
        "<R/><R/>",
        "<R>\x01</R>",
        "<R>&#0;</R>",
        "<R>\xFF</R>",
        "<R>&undefined;</R>",
        "<!DOCTYPE R><R/>",
        "<!DOCTYPE R [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><R>&b;</R>",
        "<!DOCTYPE R SYSTEM \"file:///etc/passwd\"><R/>",
        "<!DOCTYPE R [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><R>&x;</R>",
        "<html><body><p>Bad gateway<br></body></html>",
        "{\"a\":1}",
        "<R><Attributes><entry><key>k</key></entry></Attributes></R>",
        "<R><Attributes><entry/></Attributes></R>",
        "<R><Attributes><entry><key>k</key><value><a/></value></entry></Attributes></R>",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct span json;
        assert_false(parse(*state, span_from_cstr(cases[i]), &json));
    }
}

static struct span repeated(struct arena *arena, const char *open, const char *close, int count) {
    struct text_builder out = {.arena = arena};
    for (int i = 0; i < count; i++)
        text_append(&out, span_from_cstr(open));
    for (int i = 0; i < count; i++)
        text_append(&out, span_from_cstr(close));
    return text_span(&out);
}

static void depth_is_limited(void **state) {
    struct span json;
    assert_true(parse(*state, repeated(*state, "<a>", "</a>", 64), &json));
    assert_false(parse(*state, repeated(*state, "<a>", "</a>", 65), &json));
    assert_true(span_contains(json, SPAN("64")));
    assert_false(parse(*state, repeated(*state, "<a>", "", 100000), &json));
}

static void elements_are_limited(void **state) {
    struct text_builder out = {.arena = *state};
    struct span json;
    text_append(&out, SPAN("<R>"));
    text_append(&out, repeated(*state, "<a/>", "", AWS_XML_ELEMENTS_LIMIT));
    text_append(&out, SPAN("</R>"));
    assert_false(parse(*state, text_span(&out), &json));
    assert_true(span_contains(json, SPAN("65536")));
}

/* expat asks for memory without end; the arena's limit would end the process. */
static void attributes_are_limited(void **state) {
    struct text_builder out = {.arena = *state};
    struct span json;
    text_append(&out, SPAN("<R "));
    for (int i = 0; i < 400000; i++)
        text_printf(&out, "a%d='' ", i);
    text_append(&out, SPAN("/>"));
    assert_false(parse(*state, text_span(&out), &json));
    assert_true(span_contains(json, SPAN("out of memory")));
}

static void long_text_stays_whole(void **state) {
    struct span text = repeated(*state, "0123456789", "", 100000), json;
    assert_true(parse(*state, arena_printf(*state, "<R>%.*s</R>", SPAN_FMT(text)), &json));
    assert_int_equal(json.len, text.len + 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(documents, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(hostile_documents, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(depth_is_limited, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(elements_are_limited, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(attributes_are_limited, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(long_text_stays_whole, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
