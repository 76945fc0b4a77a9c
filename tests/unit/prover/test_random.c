/* Random questions about typed fields, where only one reading is possible: the matcher, on every combination
 * of many values, must agree with the proof. The matcher knows nothing of automata or cells. */
#include "prover.h"
#include "random_formula.h"
#include "test.h"

enum { QUESTIONS = 2000, DEPTH = 3 };

static const char *const globs[] = {"a", "b", "ab", "a*", "*a", "*b*", "a*b", "*", "*ab", "b*a*", "ba"};

static void put_atom(struct text_builder *out, uint32_t *seed) {
    static const char *const fields[] = {"errorCode", "eventName", "eventSource"};
    const char *field = PICK(seed, fields);
    if (next_random(seed) % 6 == 0)
        text_printf(out, "$.%s NOT EXISTS", field);
    else
        text_printf(out, "$.%s %s \"%s\"", field, next_random(seed) % 3 ? "=" : "!=", PICK(seed, globs));
}

static struct span random_pattern(struct arena *arena, uint32_t *seed) {
    struct text_builder out = {.arena = arena};
    text_append(&out, SPAN("{ "));
    put_formula(&out, seed, DEPTH, 4, put_atom);
    text_append(&out, SPAN(" }"));
    return text_span(&out);
}

static const char *const values[] = {"a",  "b",   "ab",  "ba", "aab",  "bab", "x",
                                     "xb", "bax", "axb", "aa", "xabx", "bxa"};
enum { VALUES = sizeof values / sizeof *values };

/* Is the event one that the requirement matches and no filter does? */
static bool is_missed(struct arena *arena, const struct pattern *const *patterns, size_t count,
                      struct span event) {
    if (pattern_match(arena, patterns[0], event) != PATTERN_MATCHES)
        return false;
    for (size_t i = 1; i < count; i++)
        if (pattern_match(arena, patterns[i], event) == PATTERN_MATCHES)
            return false;
    return true;
}

static struct span numbered_event(struct arena *arena, size_t number) {
    size_t code = number % (VALUES + 1);
    const char *name = values[number / (VALUES + 1) % VALUES];
    const char *source = values[number / (VALUES + 1) / VALUES % VALUES];
    if (code == VALUES)
        return arena_printf(arena, "{\"eventName\":\"%s\",\"eventSource\":\"%s\"}", name, source);
    return arena_printf(arena, "{\"errorCode\":\"%s\",\"eventName\":\"%s\",\"eventSource\":\"%s\"}",
                        values[code], name, source);
}

static void check_question(struct arena *arena, uint32_t *seed, size_t counts[3]) {
    struct span texts[3];
    const struct pattern *patterns[3];
    size_t count = 2 + next_random(seed) % 2;
    for (size_t i = 0; i < count; i++) {
        struct pattern_error error;
        texts[i] = random_pattern(arena, seed);
        assert_true(pattern_parse(arena, texts[i], &patterns[i], &error));
    }
    struct proof proof;
    struct prover_options options = {.coverage_only = true};
    prover_prove(arena, texts[0], &texts[1], count - 1, &options, &proof);
    assert_true(proof.coverage == COVERAGE_COVERED || proof.coverage == COVERAGE_UNCOVERED);
    counts[proof.coverage]++;
    if (proof.coverage == COVERAGE_UNCOVERED) {
        assert_true(is_missed(arena, patterns, count, proof.witness));
        return;
    }
    for (int sample = 0; sample < 60; sample++) {
        struct span event = numbered_event(arena, next_random(seed));
        if (is_missed(arena, patterns, count, event))
            fail_msg("%.*s is not covered: %.*s", SPAN_FMT(texts[0]), SPAN_FMT(event));
    }
}

static void proofs_agree_with_the_matcher(void **state) {
    (void)state;
    uint32_t seed = 7;
    size_t counts[3] = {0};
    for (int i = 0; i < QUESTIONS; i++) {
        struct arena *arena = arena_create("question", 64 * 1024 * 1024);
        check_question(arena, &seed, counts);
        arena_destroy(arena);
    }
    assert_true(counts[COVERAGE_COVERED] > QUESTIONS / 20);
    assert_true(counts[COVERAGE_UNCOVERED] > QUESTIONS / 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(proofs_agree_with_the_matcher)};
    return cmocka_run_group_tests_name("prover/random", tests, NULL, NULL);
}
