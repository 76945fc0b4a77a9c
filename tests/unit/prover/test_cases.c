/* The questions of cases/prover/: is every answer the one that is written there? */
#include "prover.h"
#include "test.h"

#include <stdio.h>

enum { FILTERS_LIMIT = 16 };

struct question {
    int line;
    bool assume_realistic;
    struct span require, filters[FILTERS_LIMIT];
    size_t filter_count;
};

struct answers {
    struct question question;
    struct proof proof;
    bool proved;
    size_t classes_checked;
};

struct abbreviation {
    const char *name, *clause;
};

static const struct abbreviation abbreviations[] = {
    {"<A>", "$.errorCode = \"*UnauthorizedOperation\""},
    {"<B>", "$.errorCode = \"AccessDenied*\""},
    {"<C>", "$.sourceIPAddress != \"delivery.logs.amazonaws.com\""},
    {"<D>", "$.eventName != \"HeadBucket\""},
};

static struct span expand(struct arena *arena, struct span text) {
    struct text_builder out = {.arena = arena};
    while (text.len > 0) {
        struct span piece = span_head(text, 1);
        size_t taken = 1;
        for (size_t i = 0; i < sizeof abbreviations / sizeof *abbreviations; i++)
            if (span_starts_with(text, span_from_cstr(abbreviations[i].name))) {
                piece = span_from_cstr(abbreviations[i].clause);
                taken = 3;
            }
        text_append(&out, piece);
        text = span_tail(text, taken);
    }
    return out.count ? text_span(&out) : SPAN("");
}

static void prove(struct arena *arena, struct answers *answers) {
    if (answers->proved)
        return;
    const struct question *question = &answers->question;
    struct prover_options options = {.assume_realistic = question->assume_realistic};
    prover_prove(arena, question->require, question->filters, question->filter_count, &options,
                 &answers->proof);
    answers->proved = true;
}

static void expect_text(int line, const char *what, struct span actual, struct span expected) {
    if (!span_equal(actual, expected))
        fail_msg("line %d: %s is %.*s, expected %.*s", line, what, SPAN_FMT(actual), SPAN_FMT(expected));
}

static void expect_match(struct arena *arena, int line, struct span event, struct span text) {
    const struct pattern *pattern;
    struct pattern_error error;
    assert_true(pattern_parse(arena, text, &pattern, &error));
    if (event.ptr == NULL || pattern_match(arena, pattern, event) != PATTERN_MATCHES)
        fail_msg("line %d: %.*s does not match %.*s", line, SPAN_FMT(text), SPAN_FMT(event));
}

static struct span names_of(struct arena *arena, uint32_t points) {
    struct text_builder names = {.arena = arena};
    for (unsigned bit = 1; bit < PATTERN_OPEN_POINTS; bit++)
        if (points >> bit & 1)
            text_printf(&names, "%s%s", names.count ? " " : "",
                        pattern_open_point_name((enum pattern_open_point)(1u << bit)));
    return names.count ? text_span(&names) : SPAN("");
}

static const char *realism_text(enum realism realism) {
    static const char *const names[] = {
        [REALISM_NONE] = "null", [REALISM_TRUE] = "true", [REALISM_FALSE] = "false"};
    return names[realism];
}

/* Every witness refutes by the matcher what it is said to refute; nothing undecided claims one. */
static void check_proof(struct arena *arena, int line, const struct proof *proof) {
    assert_int_equal(proof->coverage == COVERAGE_UNCOVERED, proof->witness.ptr != NULL);
    if (proof->reason.ptr && span_starts_with(proof->reason, SPAN("a defect")))
        fail_msg("line %d: %.*s", line, SPAN_FMT(proof->reason));
    if (proof->witness.ptr)
        expect_match(arena, line, proof->witness, proof->requirement);
    for (size_t i = 0; i < proof->filter_count; i++) {
        if (proof->filters[i].misses.ptr)
            expect_match(arena, line, proof->filters[i].misses, proof->requirement);
        if (proof->filters[i].noise.ptr)
            expect_match(arena, line, proof->filters[i].noise, proof->filters[i].pattern);
    }
}

static void check(struct arena *arena, int line, struct answers *answers, struct span key,
                  struct span value) {
    const struct proof *proof = &answers->proof;
    prove(arena, answers);
    const struct proof_filter *first = proof->filter_count ? &proof->filters[0] : NULL;
    if (span_equal(key, SPAN("coverage"))) {
        expect_text(line, "coverage", span_from_cstr(coverage_name(proof->coverage)), value);
        check_proof(arena, line, proof);
    } else if (span_equal(key, SPAN("class"))) {
        size_t i = answers->classes_checked++;
        if (i >= proof->filter_count)
            fail_msg("line %d: a class too many", line);
        else
            expect_text(line, "class", span_from_cstr(filter_class_name(proof->filters[i].class)), value);
    } else if (span_equal(key, SPAN("witness"))) {
        expect_match(arena, line, proof->witness, value);
    } else if (first && span_equal(key, SPAN("misses"))) {
        expect_match(arena, line, first->misses, value);
    } else if (first && span_equal(key, SPAN("noise"))) {
        expect_match(arena, line, first->noise, value);
    } else if (span_equal(key, SPAN("realistic"))) {
        expect_text(line, "realistic", span_from_cstr(realism_text(proof->realism)), value);
    } else if (span_equal(key, SPAN("open"))) {
        expect_text(line, "open", names_of(arena, proof->open_points), value);
    } else if (span_equal(key, SPAN("reason"))) {
        if (!span_contains(proof->reason, value))
            fail_msg("line %d: the reason is %.*s", line, SPAN_FMT(proof->reason));
    } else {
        fail_msg("line %d: unknown key %.*s", line, SPAN_FMT(key));
    }
}

static void take_line(struct arena *arena, int line, struct answers *answers, struct span text) {
    size_t key_length = span_find_byte(text, ' ');
    struct span key = span_head(text, key_length);
    struct span value = expand(arena, span_trim(span_tail(text, key_length)));
    struct question *question = &answers->question;
    if (span_equal(key, SPAN("require"))) {
        question->require = value;
    } else if (span_equal(key, SPAN("filter"))) {
        assert_true(question->filter_count < FILTERS_LIMIT);
        question->filters[question->filter_count++] = value;
    } else if (span_equal(key, SPAN("assume"))) {
        question->assume_realistic = true;
    } else {
        check(arena, line, answers, key, value);
    }
}

static void run_file(struct arena *arena, const char *path) {
    char buffer[4096];
    struct answers answers = {0};
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("cannot open %s: tests run in the folder tests/", path);
    for (int line = 1; fgets(buffer, sizeof buffer, file); line++) {
        struct span text = arena_copy(arena, span_from_cstr(buffer));
        text.len -= text.len > 0 && text.ptr[text.len - 1] == '\n';
        if (span_trim(text).len == 0)
            answers = (struct answers){0};
        else if (text.ptr[0] != '#')
            take_line(arena, line, &answers, text);
    }
    fclose(file);
}

static void deployed_filters(void **state) {
    run_file(*state, "cases/prover/deployed.txt");
}

static void logic(void **state) {
    run_file(*state, "cases/prover/logic.txt");
}

static void requirements(void **state) {
    run_file(*state, "cases/prover/requirements.txt");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(deployed_filters, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(logic, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(requirements, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests_name("prover/cases", tests, NULL, NULL);
}
