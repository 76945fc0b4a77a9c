/* Numbers between numbers: exact, whatever their size. */
#include "pattern.h"
#include "test.h"

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static struct span random_number(struct arena *arena, uint32_t *seed) {
    static const char *const wholes[] = {"0", "1", "5", "9", "10", "99", "100", "123456789012345678", "007"};
    static const char *const tails[] = {"",   ".5",  ".0",  ".0001", ".99999999999999999999",
                                        "e5", "e-5", "E30", ".5e-30"};
    static const char *const signs[] = {"", "-", "+"};
    return arena_printf(arena, "%s%s%s", signs[next_random(seed) % 3], wholes[next_random(seed) % 9],
                        tails[next_random(seed) % 9]);
}

static void a_number_between_lies_between(void **state) {
    uint32_t seed = 3;
    for (int i = 0; i < 5000; i++) {
        struct span a = random_number(*state, &seed);
        struct span b = random_number(*state, &seed);
        int order = pattern_number_compare(a, b);
        if (order == 0)
            continue;
        struct span low = order < 0 ? a : b;
        struct span high = order < 0 ? b : a;
        struct span between = pattern_number_between(*state, low, high);
        if (pattern_number_compare(low, between) >= 0 || pattern_number_compare(between, high) >= 0)
            fail_msg("%.*s is not between %.*s and %.*s", SPAN_FMT(between), SPAN_FMT(low), SPAN_FMT(high));
        assert_true(pattern_number_compare(pattern_number_between(*state, SPAN_ABSENT, low), low) < 0);
        assert_true(pattern_number_compare(pattern_number_between(*state, high, SPAN_ABSENT), high) > 0);
        assert_int_equal(pattern_number_compare(pattern_number_json(*state, a), a), 0);
    }
}

static void json_spells_a_number_its_own_way(void **state) {
    assert_span_equal(pattern_number_json(*state, SPAN("+007.50e+1")), "7.50e+1");
    assert_span_equal(pattern_number_json(*state, SPAN("-.5")), "-0.5");
    assert_span_equal(pattern_number_json(*state, SPAN("000")), "0");
}

static void long_exponents_are_not_modelled(void **state) {
    (void)state;
    assert_true(pattern_number_is_modelled(SPAN("123456789012345678901234567890")));
    assert_true(pattern_number_is_modelled(SPAN("1e-123456789012345")));
    assert_false(pattern_number_is_modelled(SPAN("1E1234567890123456")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_number_between_lies_between, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(json_spells_a_number_its_own_way, arena_setup, arena_teardown),
        cmocka_unit_test(long_exponents_are_not_modelled),
    };
    return cmocka_run_group_tests_name("pattern/numbers", tests, NULL, NULL);
}
