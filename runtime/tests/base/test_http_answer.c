#include "test.h"

#include "http_answer.h"

#include <stdio.h>

struct fixture {
    struct arena *arena;
    struct http_answer answer;
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){.arena = arena_create("test", 64 * 1024 * 1024)};
    http_answer_begin(&fixture.answer, fixture.arena, 1000);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    http_answer_free(&fixture->answer);
    arena_destroy(fixture->arena);
    return 0;
}

/* Lines end in '|'. */
static bool take_lines(struct fixture *fixture, const char *lines) {
    struct span rest = span_from_cstr(lines), line;
    while (span_next_field(&rest, '|', &line) && rest.ptr) {
        struct span whole = arena_printf(fixture->arena, "%.*s\r\n", SPAN_FMT(line));
        if (!http_answer_take_line(&fixture->answer, whole))
            return false;
    }
    return true;
}

static struct span header(const struct fixture *fixture, const char *name) {
    struct http_done done = {.headers = fixture->answer.headers.items,
                             .header_count = fixture->answer.headers.count};
    return http_header_find(&done, name);
}

static void test_a_whole_answer(void **state) {
    struct fixture *fixture = *state;
    assert_true(take_lines(fixture, "HTTP/1.1 200 OK|Content-Length: 2||"));
    assert_true(http_answer_take_body(&fixture->answer, SPAN("{}")));
    assert_true(http_answer_is_whole(&fixture->answer));
    assert_memory_equal(fixture->answer.body.bytes, "{}", 2);
}

static void test_headers_are_split_at_the_first_colon(void **state) {
    struct fixture *fixture = *state;
    take_lines(fixture, "HTTP/1.1 200 OK|A: \t arn:aws:lambda \t|b:|C : x|no colon| folded||");
    assert_span_equal(header(fixture, "a"), "arn:aws:lambda");
    assert_non_null(header(fixture, "B").ptr);
    assert_int_equal(header(fixture, "B").len, 0);
    assert_span_equal(header(fixture, "c"), "x");
    assert_int_equal(fixture->answer.headers.count, 3);
}

static void test_the_first_of_two_headers_is_found(void **state) {
    take_lines(*state, "HTTP/1.1 200 OK|A: 1|a: 2||");
    assert_span_equal(header(*state, "A"), "1");
}

static void test_an_interim_answer_is_dropped(void **state) {
    struct fixture *fixture = *state;
    take_lines(fixture, "HTTP/1.1 100 Continue|A: interim|Content-Length: 7||");
    assert_false(http_answer_is_whole(&fixture->answer));
    take_lines(fixture, "HTTP/1.1 200 OK|B: final||");
    assert_true(http_answer_is_whole(&fixture->answer));
    assert_null(header(fixture, "A").ptr);
    assert_span_equal(header(fixture, "B"), "final");
}

static void test_trailers_are_no_headers(void **state) {
    struct fixture *fixture = *state;
    take_lines(fixture, "HTTP/1.1 200 OK|A: 1||B: trailer|");
    assert_null(header(fixture, "B").ptr);
    assert_true(http_answer_is_whole(&fixture->answer));
}

static void test_an_answer_cut_in_its_headers_is_not_whole(void **state) {
    struct fixture *fixture = *state;
    assert_false(http_answer_is_whole(&fixture->answer));
    take_lines(fixture, "HTTP/1.1 200 OK|A: 1|");
    assert_false(http_answer_is_whole(&fixture->answer));
}

static void test_content_lengths(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *lines;
        enum http_outcome outcome;
    } rows[] = {
        {"HTTP/1.1 200 OK|Content-Length: 0||", HTTP_ANSWERED},
        {"HTTP/1.1 200 OK|content-LENGTH:5||", HTTP_ANSWERED},
        {"HTTP/1.1 200 OK|Content-Length: 5|Content-Length: 5||", HTTP_BROKEN},
        {"HTTP/1.1 200 OK|Content-Length: 5|Content-Length: 6||", HTTP_BROKEN},
        {"HTTP/1.1 200 OK|Content-Length: -1||", HTTP_BROKEN},
        {"HTTP/1.1 200 OK|Content-Length: +5||", HTTP_BROKEN},
        {"HTTP/1.1 200 OK|Content-Length:||", HTTP_BROKEN},
        {"HTTP/1.1 200 OK|Content-Length: 5, 5||", HTTP_BROKEN},
        {"HTTP/1.1 200 OK|Content-Length: 9223372036854775808||", HTTP_BROKEN},
        {"HTTP/1.1 200 OK|Content-Length: 99999999999999999999||", HTTP_BROKEN},
        {"HTTP/1.1 200 OK|Content-Length: 1000||", HTTP_ANSWERED},
        {"HTTP/1.1 200 OK|Content-Length: 1001||", HTTP_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        http_answer_begin(&fixture->answer, fixture->arena, 1000);
        assert_int_equal(take_lines(fixture, rows[i].lines), rows[i].outcome == HTTP_ANSWERED);
        assert_int_equal(fixture->answer.outcome, rows[i].outcome);
        assert_int_equal(fixture->answer.reason != NULL, rows[i].outcome != HTTP_ANSWERED);
    }
}

static void test_a_body_may_come_byte_by_byte_up_to_the_limit(void **state) {
    struct fixture *fixture = *state;
    take_lines(fixture, "HTTP/1.1 200 OK||");
    for (int i = 0; i < 1000; i++)
        assert_true(http_answer_take_body(&fixture->answer, SPAN("\0")));
    assert_int_equal(fixture->answer.body.count, 1000);
    assert_false(http_answer_take_body(&fixture->answer, SPAN("x")));
    assert_int_equal(fixture->answer.outcome, HTTP_TOO_LARGE);
}

static void test_a_smaller_limit_holds_for_a_larger_buffer(void **state) {
    struct fixture *fixture = *state;
    take_lines(fixture, "HTTP/1.1 200 OK|Content-Length: 1000||");
    http_answer_begin(&fixture->answer, fixture->arena, 1);
    take_lines(fixture, "HTTP/1.1 200 OK||");
    assert_false(http_answer_take_body(&fixture->answer, SPAN("xx")));
}

/* Every line is as long as a quarter of the limit, or as short as can be. */
static void test_headers_end_at_their_limit(void **state) {
    struct fixture *fixture = *state;
    char line[HTTP_HEADERS_LIMIT_BYTES / 4];
    memset(line, 'a', sizeof line);
    line[1] = ':';
    take_lines(fixture, "HTTP/1.1 200 OK|");
    for (int i = 0; i < 3; i++)
        assert_true(http_answer_take_line(&fixture->answer, (struct span){line, sizeof line}));
    assert_false(http_answer_take_line(&fixture->answer, (struct span){line, sizeof line}));
    assert_int_equal(fixture->answer.outcome, HTTP_TOO_LARGE);
}

static void test_headers_are_counted(void **state) {
    struct fixture *fixture = *state;
    take_lines(fixture, "HTTP/1.1 200 OK|");
    for (int i = 0; i < HTTP_HEADERS_LIMIT; i++)
        assert_true(http_answer_take_line(&fixture->answer, SPAN("a:\r\n")));
    assert_false(http_answer_take_line(&fixture->answer, SPAN("a:\r\n")));
    assert_int_equal(fixture->answer.outcome, HTTP_TOO_LARGE);
}

static void test_bodies_under_way_have_a_limit_together(void **state) {
    struct fixture *fixture = *state;
    struct http_bodies bodies = {.limit_bytes = 1500};
    struct http_answer first = {.bodies = &bodies}, second = {.bodies = &bodies};
    struct span line = SPAN("HTTP/1.1 200 OK\r\n"), length = SPAN("Content-Length: 1000\r\n");
    http_answer_begin(&first, fixture->arena, 1000);
    http_answer_begin(&second, fixture->arena, 1000);
    assert_true(http_answer_take_line(&first, line) && http_answer_take_line(&first, length));
    assert_true(http_answer_take_line(&second, line));
    assert_false(http_answer_take_line(&second, length));
    assert_int_equal(second.outcome, HTTP_BROKEN);
    http_answer_free(&first);
    http_answer_begin(&second, fixture->arena, 1000);
    assert_true(http_answer_take_line(&second, line) && http_answer_take_line(&second, length));
    http_answer_free(&second);
    assert_int_equal(bodies.bytes, 0);
}

static void test_a_wiped_body_leaves_nothing(void **state) {
    struct fixture *fixture = *state;
    take_lines(fixture, "HTTP/1.1 200 OK|Content-Length: 6||");
    assert_true(http_answer_take_body(&fixture->answer, SPAN("secret")));
    http_answer_wipe(&fixture->answer);
    assert_int_equal(fixture->answer.body.count, 0);
    assert_memory_equal(fixture->answer.body.bytes, "\0\0\0\0\0", 6);
}

static void test_a_large_buffer_is_not_kept(void **state) {
    struct fixture *fixture = *state;
    http_answer_begin(&fixture->answer, fixture->arena, 8 * 1024 * 1024);
    take_lines(fixture, "HTTP/1.1 200 OK|Content-Length: 8000000||");
    http_answer_wipe(&fixture->answer);
    assert_int_equal(fixture->answer.body.capacity, 0);
}

#define ANSWER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        ANSWER_TEST(test_a_whole_answer),
        ANSWER_TEST(test_headers_are_split_at_the_first_colon),
        ANSWER_TEST(test_the_first_of_two_headers_is_found),
        ANSWER_TEST(test_an_interim_answer_is_dropped),
        ANSWER_TEST(test_trailers_are_no_headers),
        ANSWER_TEST(test_an_answer_cut_in_its_headers_is_not_whole),
        ANSWER_TEST(test_content_lengths),
        ANSWER_TEST(test_a_body_may_come_byte_by_byte_up_to_the_limit),
        ANSWER_TEST(test_a_smaller_limit_holds_for_a_larger_buffer),
        ANSWER_TEST(test_headers_end_at_their_limit),
        ANSWER_TEST(test_headers_are_counted),
        ANSWER_TEST(test_bodies_under_way_have_a_limit_together),
        ANSWER_TEST(test_a_wiped_body_leaves_nothing),
        ANSWER_TEST(test_a_large_buffer_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
