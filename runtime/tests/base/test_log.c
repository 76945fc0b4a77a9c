#include "test.h"

#include "json.h"
#include "log.h"

#include <signal.h>
#include <unistd.h>

/* The log writes into a pipe; what it wrote is read back. */
struct sink {
    struct arena *arena;
    int read_fd, write_fd;
};

static int sink_setup(void **state) {
    static struct sink sink;
    int channel[2];
    if (pipe(channel) != 0)
        return -1;
    sink = (struct sink){arena_create("test", 64 * 1024 * 1024), channel[0], channel[1]};
    log_set_invocation(SPAN_ABSENT, SPAN_ABSENT);
    *state = &sink;
    return 0;
}

static int sink_teardown(void **state) {
    struct sink *sink = *state;
    arena_destroy(sink->arena);
    close(sink->read_fd);
    close(sink->write_fd);
    return 0;
}

/* All lines so far; "" when there are none. */
static struct span written(struct sink *sink) {
    size_t capacity = 128 * 1024;
    char *bytes = arena_alloc(sink->arena, capacity);
    if (write(sink->write_fd, "", 1) != 1)
        return SPAN_ABSENT;
    ssize_t length = read(sink->read_fd, bytes, capacity);
    return (struct span){bytes, length > 0 ? (size_t)length - 1 : 0};
}

static const struct json *written_json(struct sink *sink) {
    struct span line = written(sink);
    const struct json *record = NULL;
    struct error err;
    assert_int_equal(span_find_byte(line, '\n'), line.len - 1);
    assert_true(json_parse(sink->arena, line, "", &record, &err));
    return record;
}

static void test_a_json_line_has_the_fields_of_lambda(void **state) {
    struct sink *sink = *state;
    log_open(sink->write_fd, LOG_JSON, LOG_INFO);
    log_set_invocation(SPAN("8476a536"), SPAN("blue"));
    log_write(LOG_WARN, "%d trails", 3);
    const struct json *record = written_json(sink);
    struct span timestamp = json_string(json_member(record, "timestamp"));
    assert_int_equal(timestamp.len, strlen("2026-10-05T06:00:03.120Z"));
    assert_int_equal(timestamp.ptr[23], 'Z');
    assert_span_equal(json_string(json_member(record, "level")), "WARN");
    assert_span_equal(json_string(json_member(record, "requestId")), "8476a536");
    assert_span_equal(json_string(json_member(record, "tenantId")), "blue");
    assert_span_equal(json_string(json_member(record, "message")), "3 trails");
}

static void test_without_invocation_there_are_no_ids(void **state) {
    struct sink *sink = *state;
    log_open(sink->write_fd, LOG_JSON, LOG_INFO);
    log_write(LOG_INFO, "x");
    const struct json *record = written_json(sink);
    assert_null(json_member(record, "requestId"));
    assert_null(json_member(record, "tenantId"));
}

static void test_a_failure_has_type_and_message(void **state) {
    struct sink *sink = *state;
    struct error err;
    error_set(&err, "Function.Xyz", "status \"500\"");
    log_open(sink->write_fd, LOG_JSON, LOG_INFO);
    log_failure(LOG_ERROR, "it failed", &err);
    const struct json *record = written_json(sink);
    assert_span_equal(json_string(json_member(record, "message")), "it failed");
    assert_span_equal(json_string(json_member(record, "errorType")), "Function.Xyz");
    assert_span_equal(json_string(json_member(record, "errorMessage")), "status \"500\"");
}

static void test_a_text_line(void **state) {
    struct sink *sink = *state;
    struct error err;
    error_set(&err, "Function.Xyz", "status 500");
    log_open(sink->write_fd, LOG_TEXT, LOG_INFO);
    log_set_invocation(SPAN("8476a536"), SPAN_ABSENT);
    log_failure(LOG_ERROR, "it failed", &err);
    assert_span_equal(span_tail(written(sink), strlen("2026-10-05T06:00:03.120Z")),
                      " ERROR 8476a536 it failed: Function.Xyz: status 500\n");
}

static void test_an_inner_newline_stays_in_the_line(void **state) {
    struct sink *sink = *state;
    log_open(sink->write_fd, LOG_TEXT, LOG_INFO);
    log_write(LOG_INFO, "a\nb\x1b\t\xFF\xC2\x9B\xE2\x80\xAE\xC3\xA9");
    assert_true(span_ends_with(written(sink), SPAN("a\rb?\t\xEF\xBF\xBD??\xC3\xA9\n")));
    log_open(sink->write_fd, LOG_JSON, LOG_INFO);
    log_write(LOG_INFO, "a\nb\x1b\xFF");
    assert_span_equal(json_string(json_member(written_json(sink), "message")), "a\nb\x1b\xEF\xBF\xBD");
}

static void test_levels_below_the_wanted_are_silent(void **state) {
    struct sink *sink = *state;
    log_open(sink->write_fd, LOG_TEXT, LOG_WARN);
    log_write(LOG_INFO, "x");
    assert_int_equal(written(sink).len, 0);
    assert_true(log_enabled(LOG_WARN));
    assert_false(log_enabled(LOG_INFO));
}

static void test_levels_by_name(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum log_level lowest;
    } rows[] = {
        {"TRACE", LOG_TRACE}, {"DEBUG", LOG_DEBUG}, {"INFO", LOG_INFO}, {"WARN", LOG_WARN},
        {"ERROR", LOG_ERROR}, {"FATAL", LOG_FATAL}, {"warn", LOG_WARN}, {NULL, LOG_INFO},
        {"", LOG_INFO},       {"LOUD", LOG_INFO},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        log_open_from_environment(STDOUT_FILENO, NULL, rows[i].name);
        assert_true(log_enabled(rows[i].lowest));
        assert_true(rows[i].lowest == LOG_TRACE || !log_enabled(rows[i].lowest - 1));
    }
}

static void test_a_long_message_is_cut_on_a_character(void **state) {
    struct sink *sink = *state;
    char text[LOG_LINE_BYTES + 100];
    memset(text, 'x', LOG_LINE_BYTES - 1);
    memcpy(text + LOG_LINE_BYTES - 1, "\xC3\xA9 and more", sizeof "\xC3\xA9 and more");
    log_open(sink->write_fd, LOG_JSON, LOG_INFO);
    log_write(LOG_INFO, "%s", text);
    assert_int_equal(json_string(json_member(written_json(sink), "message")).len, LOG_LINE_BYTES - 1);
}

static void test_a_raw_line_is_not_touched(void **state) {
    struct sink *sink = *state;
    log_open(sink->write_fd, LOG_TEXT, LOG_FATAL);
    log_raw_line(SPAN("{\"_aws\":{}}"));
    assert_span_equal(written(sink), "{\"_aws\":{}}\n");
}

static void test_a_broken_sink_loses_only_the_line(void **state) {
    struct sink *sink = *state;
    signal(SIGPIPE, SIG_IGN);
    close(sink->read_fd);
    log_open(sink->write_fd, LOG_TEXT, LOG_INFO);
    log_write(LOG_INFO, "lost");
    log_open(-1, LOG_TEXT, LOG_INFO);
    log_write(LOG_INFO, "lost");
}

#define SINK_TEST(name) cmocka_unit_test_setup_teardown(name, sink_setup, sink_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        SINK_TEST(test_a_json_line_has_the_fields_of_lambda),
        SINK_TEST(test_without_invocation_there_are_no_ids),
        SINK_TEST(test_a_failure_has_type_and_message),
        SINK_TEST(test_a_text_line),
        SINK_TEST(test_an_inner_newline_stays_in_the_line),
        SINK_TEST(test_levels_below_the_wanted_are_silent),
        cmocka_unit_test(test_levels_by_name),
        SINK_TEST(test_a_long_message_is_cut_on_a_character),
        SINK_TEST(test_a_raw_line_is_not_touched),
        SINK_TEST(test_a_broken_sink_loses_only_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
