/* Requirements by name: is every row complete, readable, and the question that it says? */
#include "prover.h"
#include "test.h"

enum { PARAMETER_CHARACTERS = 1024 }; /* a filter that is the requirement has to fit PutMetricFilter */

static void every_row_is_complete_and_unique(void **state) {
    (void)state;
    size_t count;
    const struct prover_required *rows = prover_requirements(&count);
    for (size_t i = 0; i < count; i++) {
        assert_true(rows[i].versions.len && rows[i].title.len && rows[i].about.len);
        assert_true(rows[i].pattern.len <= PARAMETER_CHARACTERS);
        assert_true(span_equal(prover_requirement(rows[i].name), rows[i].pattern));
        for (size_t k = 0; k < i; k++)
            assert_false(span_equal(rows[i].name, rows[k].name));
    }
}

static void a_requirement_covers_itself_and_tells_events_apart(void **state) {
    struct arena *arena = *state;
    size_t count;
    const struct prover_required *rows = prover_requirements(&count);
    for (size_t i = 0; i < count; i++) {
        struct proof proof;
        prover_prove(arena, rows[i].name, &rows[i].pattern, 1, &(struct prover_options){0}, &proof);
        assert_int_equal(proof.coverage, COVERAGE_COVERED);
        assert_int_equal(proof.filters[0].class, FILTER_EQUIVALENT);
        prover_prove(arena, rows[i].name, NULL, 0, &(struct prover_options){0}, &proof);
        assert_int_equal(proof.coverage, COVERAGE_UNCOVERED);
        assert_int_equal(proof.realism, REALISM_TRUE);
    }
}

static void another_text_is_itself(void **state) {
    (void)state;
    assert_true(span_equal(prover_requirement(SPAN("cis-9.9")), SPAN("cis-9.9")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete_and_unique),
        cmocka_unit_test_setup_teardown(a_requirement_covers_itself_and_tells_events_apart, arena_setup,
                                        arena_teardown),
        cmocka_unit_test(another_text_is_itself),
    };
    return cmocka_run_group_tests_name("prover/requirements", tests, NULL, NULL);
}
