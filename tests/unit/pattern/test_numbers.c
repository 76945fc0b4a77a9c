/* Numbers between numbers: exact, whatever their size. */
#include "pattern.h"
#include "test.h"

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

#define PICK(seed, table) ((table)[next_random(seed) % (sizeof(table) / sizeof *(table))])

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

static bool is_plain(struct span number) {
    return span_find_byte(number, 'e') == number.len && span_find_byte(number, 'E') == number.len;
}

static bool is_beyond(struct span text, struct span number) {
    bool negative = pattern_number_compare(number, SPAN("0")) < 0;
    int order = pattern_number_compare(text, number);
    return negative ? order < 0 : order > 0;
}

/* Numbers, many of them equal to one another. */
static struct span random_spelling(struct arena *arena, uint32_t *seed) {
    static const char *const mantissas[] = {
        "404",    "4.04",      "0.404", ".404", "40400", "0004040", "404.0",  "40.4",  "0.0404", "405", "403",
        "4040.0", "404.0001",  "403.9", "0",    "0.00",  ".0",      "00",     "5",     "50",     "0.5", ".05",
        "5.",     "0000404e7", "9",     "10",   "99.9",  "100",     "0.0004", "1.2.3", "12",     "1004"};
    static const char *const exponents[] = {"",    "",   "",     "e0",  "E+2", "e-2", "e1",
                                            "e-1", "e3", "e-03", "E00", "e5",  "e-5"};
    static const char *const signs[] = {"", "", "-", "+"};
    return arena_printf(arena, "%s%s%s", PICK(seed, signs), PICK(seed, mantissas), PICK(seed, exponents));
}

static void spellings_are_of_their_number(void **state) {
    uint32_t seed = 5;
    size_t same = 0;
    for (int i = 0; i < 400; i++) {
        struct span number = random_spelling(*state, &seed);
        struct pattern_spellings spellings;
        if (!pattern_is_number(number))
            continue;
        assert_true(pattern_number_spellings(*state, number, &spellings));
        for (int k = 0; k < 200; k++) {
            struct span text = random_spelling(*state, &seed);
            bool is_number = pattern_is_number(text);
            bool equal = is_number && pattern_number_compare(text, number) == 0;
            bool in_same = pattern_regex_matches(&spellings.same, text);
            same += in_same;
            if ((in_same && !equal) || (equal && !pattern_regex_matches(&spellings.perhaps, text)) ||
                (is_number && is_plain(text) && equal != in_same) ||
                (is_number && is_plain(text) &&
                 is_beyond(text, number) != pattern_regex_matches(&spellings.beyond, text)))
                fail_msg("%.*s as a spelling of %.*s", SPAN_FMT(text), SPAN_FMT(number));
        }
    }
    assert_true(same > 1000);
}

static void spellings_too_long_are_not_made(void **state) {
    struct pattern_spellings spellings;
    assert_false(pattern_number_spellings(*state, SPAN("1e300"), &spellings));
    assert_false(pattern_number_spellings(*state, SPAN("0.1234567890123456789012345"), &spellings));
    assert_true(pattern_number_spellings(*state, SPAN("123456789012"), &spellings));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(spellings_are_of_their_number, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(spellings_too_long_are_not_made, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_number_between_lies_between, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(json_spells_a_number_its_own_way, arena_setup, arena_teardown),
        cmocka_unit_test(long_exponents_are_not_modelled),
    };
    return cmocka_run_group_tests_name("pattern/numbers", tests, NULL, NULL);
}
