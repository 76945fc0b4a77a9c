#include "fixture.h"

#include "report_command.h"
#include "report_lines.h"
#include "report_shell_word.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const hostile_names[] = {
    "plain",
    "",
    "with blank",
    "it's",
    "'",
    "''\\''",
    "\"double\"",
    "$(touch pwned)",
    "`touch pwned`",
    "${HOME}",
    "$HOME",
    "two\nlines",
    "trailing\n",
    "-rf",
    "--help",
    "~root",
    "*?[a]",
    "a;b&c|d>e<f",
    "back\\slash\\",
    "{ ($.errorCode = \"AccessDenied*\") && $.a != 'x' }",
    "#comment",
    "!history!!",
    "a=b",
    "tab\there",
    "\x1b[31m",
    "\xC3\x9Cuml",
    "\xFF\xFE",
    "file:///etc/passwd",
};

/* What a shell prints for a piece of script, byte by byte. */
static struct span run_shell(struct arena *arena, struct span script) {
    char buffer[4096];
    FILE *pipe = popen(arena_cstr(arena, script), "r");
    assert_non_null(pipe);
    size_t len = fread(buffer, 1, sizeof buffer, pipe);
    assert_int_equal(pclose(pipe), 0);
    return arena_copy(arena, (struct span){buffer, len});
}

static void a_shell_gives_each_word_back(void **state) {
    for (size_t i = 0; i < sizeof hostile_names / sizeof *hostile_names; i++) {
        struct span name = span_from_cstr(hostile_names[i]);
        struct span word = report_shell_word(*state, name);
        struct span script = arena_printf(*state, "printf '%%s' %.*s", SPAN_FMT(word));
        assert_span_equal(run_shell(*state, script), hostile_names[i]);
    }
}

static void nul_becomes_a_question_mark(void **state) {
    assert_span_equal(report_shell_word(*state, SPAN("a\0b")), "'a?b'");
}

static struct span list_alarm(struct arena *arena, struct span name) {
    const struct command_field field = {"--alarm-names", "AlarmNames", COMMAND_LIST, name};
    return report_command(arena, &(struct command){.call = "cloudwatch enable-alarm-actions",
                                                   .region = SPAN("eu-west-1"),
                                                   .fields = &field,
                                                   .count = 1});
}

static void plain_names_are_options(void **state) {
    assert_span_equal(list_alarm(*state, SPAN("it's me")),
                      "aws cloudwatch enable-alarm-actions --region eu-west-1 --alarm-names 'it'\\''s me'");
}

static void names_that_the_cli_would_bend_go_as_json(void **state) {
    static const char *const bent[] = {
        "file:///etc/passwd", "http://x", "-x", "[\"a\"]", "{", "", "a\nb", "\xC3\x9C"};
    for (size_t i = 0; i < sizeof bent / sizeof *bent; i++) {
        struct span command = list_alarm(*state, span_from_cstr(bent[i]));
        assert_contains(command, " --cli-input-json '{\"AlarmNames\":[\"");
        assert_lacks(command, "--alarm-names");
        assert_lacks(command, "\n");
        assert_lacks(command, "\xC3");
    }
}

/* The JSON that a shell hands to the CLI holds the very name. */
static void json_input_holds_the_name(void **state) {
    for (size_t i = 0; i < sizeof hostile_names / sizeof *hostile_names; i++) {
        struct span name = span_from_cstr(hostile_names[i]);
        struct span command = list_alarm(*state, name);
        size_t at = 0;
        while (at < command.len && !span_starts_with(span_tail(command, at), SPAN("--cli-input-json ")))
            at++;
        if (at == command.len)
            continue;
        struct span word = span_tail(command, at + sizeof "--cli-input-json " - 1);
        struct span text = run_shell(*state, arena_printf(*state, "printf '%%s' %.*s", SPAN_FMT(word)));
        const struct json *input;
        assert_true(json_parse(*state, text, "", &input, NULL));
        struct span expected = utf8_repair(*state, name);
        assert_true(span_equal(json_string(json_first(json_member(input, "AlarmNames"))), expected));
    }
}

static void a_broken_line_is_the_same_command(void **state) {
    struct span command =
        SPAN("printf '<%s>' one --two 'three  four \" five' --six \"sev en\" --eight nine ten eleven "
             "twelve thirteen 'it'\\''s  over' --and \"${NOT_SET_HERE:-a  b}\"");
    struct text_builder out = {.arena = *state};
    report_put_command(&out, command);
    assert_contains(text_span(&out), " \\\n");
    assert_true(span_equal(run_shell(*state, command), run_shell(*state, text_span(&out))));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_shell_gives_each_word_back, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(nul_becomes_a_question_mark, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(plain_names_are_options, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(names_that_the_cli_would_bend_go_as_json, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(json_input_holds_the_name, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_broken_line_is_the_same_command, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
