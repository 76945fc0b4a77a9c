/* Are the classes of texts all there, each with a shortest member? Checked against all texts up to five
 * letters. */
#include "prover_automaton.h"
#include "prover_record.h"
#include "test.h"

enum { GLOBS = 3, ALPHABET = 3, LONGEST = 5, ROUNDS = 300 };

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static struct pattern_glob random_glob(struct arena *arena, uint32_t *seed) {
    size_t count = 1 + next_random(seed) % 3;
    struct span *pieces = ARENA_NEW_ARRAY(arena, count, struct span);
    for (size_t i = 0; i < count; i++) {
        static const char *const texts[] = {"", "a", "b", "ab", "ba", "aa"};
        pieces[i] = span_from_cstr(texts[next_random(seed) % 6]);
    }
    return (struct pattern_glob){pieces, count};
}

/* What a `%...%` of random parts means, by one of its readings; a regular expression that the parser refuses
 * is thrown again. */
static struct text_set random_regex(struct arena *arena, uint32_t *seed) {
    static const char *const parts[] = {"a", "b", ".",      "[ab]", "[^a]",  "a?",    "b*",  ".*",     "^",
                                        "$", "|", "a{2,3}", "x+",   "b{,2}", "[^ab]", "\\w", "[ax]{2}"};
    for (;;) {
        struct text_builder text = {.arena = arena};
        const struct pattern *pattern;
        struct pattern_error error;
        text_append(&text, SPAN("{ $.a = %"));
        for (size_t count = 1 + next_random(seed) % 4; count > 0; count--)
            text_append(&text, span_from_cstr(parts[next_random(seed) % (sizeof parts / sizeof *parts)]));
        text_append(&text, SPAN("% }"));
        if (!pattern_parse(arena, text_span(&text), &pattern, &error))
            continue;
        struct text_sets sets = {0};
        text_sets_add(arena, &sets, &pattern->atoms[0].value);
        return sets.items[next_random(seed) % sets.count];
    }
}

static unsigned vector_of(const struct text_set *sets, struct span text) {
    unsigned vector = 0;
    for (unsigned i = 0; i < GLOBS; i++)
        vector |= text_set_has(&sets[i], text) ? 1u << i : 0;
    return vector;
}

/* The length of the shortest text of each vector, over the letters a, b and x; LONGEST + 1: none. */
static void brute_force(const struct text_set *sets, size_t shortest[1 << GLOBS]) {
    for (size_t v = 0; v < 1 << GLOBS; v++)
        shortest[v] = LONGEST + 1;
    size_t texts = 1;
    for (size_t length = 0; length <= LONGEST; length++, texts *= ALPHABET)
        for (size_t number = 0; number < texts; number++) {
            char text[LONGEST];
            size_t rest = number;
            for (size_t i = 0; i < length; i++, rest /= ALPHABET)
                text[i] = "abx"[rest % ALPHABET];
            unsigned vector = vector_of(sets, (struct span){text, length});
            if (length < shortest[vector])
                shortest[vector] = length;
        }
}

static void check_classes(struct arena *arena, const struct text_set *sets) {
    size_t shortest[1 << GLOBS];
    struct budget budget = {BUDGET_CELLS};
    brute_force(sets, shortest);
    struct text_classes classes = automaton_classes(arena, sets, GLOBS, TEXT_ANY, &budget);
    assert_true(classes.complete);
    bool found[1 << GLOBS] = {false};
    for (size_t i = 0; i < classes.count; i++) {
        unsigned vector = vector_of(sets, classes.items[i].text);
        assert_int_equal(vector, classes.items[i].accepted[0]);
        assert_false(found[vector]);
        found[vector] = true;
        if (shortest[vector] <= LONGEST)
            assert_true(classes.items[i].text.len <= shortest[vector] ||
                        (unsigned char)classes.items[i].text.ptr[0] >= 0x80);
    }
    for (size_t v = 0; v < 1 << GLOBS; v++)
        if (shortest[v] <= LONGEST)
            assert_true(found[v]);
}

static void classes_are_those_that_enumeration_finds(void **state) {
    uint32_t seed = 1;
    for (int round = 0; round < ROUNDS; round++) {
        struct pattern_glob globs[GLOBS];
        struct text_set sets[GLOBS];
        for (size_t i = 0; i < GLOBS; i++) {
            globs[i] = random_glob(*state, &seed);
            sets[i] = (struct text_set){.glob = &globs[i]};
        }
        check_classes(*state, sets);
    }
}

static void regular_expressions_and_globs_share_classes(void **state) {
    uint32_t seed = 2;
    for (int round = 0; round < ROUNDS; round++) {
        struct pattern_glob glob = random_glob(*state, &seed);
        struct text_set sets[GLOBS] = {
            {.glob = &glob}, random_regex(*state, &seed), random_regex(*state, &seed)};
        check_classes(*state, sets);
    }
}

struct member {
    enum text_rule rule;
    const char *text;
    bool belongs;
};

static const struct member members[] = {
    {TEXT_ANY, "", true},
    {TEXT_PLAIN, "", false},
    {TEXT_PLAIN, "a\tb", false},
    {TEXT_PLAIN, "\177", false},
    {TEXT_PLAIN, "\303\244", true},
    {TEXT_ADDRESS, "", false},
    {TEXT_ADDRESS, "198.51.100.10", true},
    {TEXT_ADDRESS, "delivery.logs.amazonaws.com", true},
    {TEXT_ADDRESS, "localhost", false},
    {TEXT_ADDRESS, ".com", false},
    {TEXT_ADDRESS, "com.", false},
    {TEXT_ADDRESS, "a..b", true},
    {TEXT_ADDRESS, "::", true},
    {TEXT_ADDRESS, "2001:db8::1", true},
    {TEXT_ADDRESS, "::ffff:1.2.3.4", true},
    {TEXT_ADDRESS, "a:b", false},
    {TEXT_ADDRESS, "g::", false},
    {TEXT_ADDRESS, "AWS Internal", true},
    {TEXT_ADDRESS, "AWS Interna", false},
    {TEXT_ADDRESS, "AWS Internal.", false},
    {TEXT_NUMBER, "0", true},
    {TEXT_NUMBER, "-1.50e+03", true},
    {TEXT_NUMBER, "01", false},
    {TEXT_NUMBER, "1.", false},
    {TEXT_NUMBER, "+1", false},
};

static void languages_hold_what_the_axioms_say(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (language_has(language_of(members[i].rule), span_from_cstr(members[i].text)) != members[i].belongs)
            fail_msg("rule %d, %s", (int)members[i].rule, members[i].text);
}

static void classes_stay_inside_the_language(void **state) {
    static const struct span pieces[] = {SPAN_INIT("AWS"), SPAN_INIT("")};
    static const struct pattern_glob glob = {pieces, 2};
    struct text_set sets[] = {{.glob = &glob}};
    for (enum text_rule rule = TEXT_ANY; rule < TEXT_RULES; rule++) {
        struct budget budget = {BUDGET_CELLS};
        struct text_classes classes = automaton_classes(*state, sets, 1, rule, &budget);
        assert_int_equal(classes.count, rule == TEXT_NUMBER ? 1 : 2);
        for (size_t i = 0; i < classes.count; i++)
            assert_true(language_has(language_of(rule), classes.items[i].text));
    }
}

/* Literals alone need no automaton; a `*` beside them makes one. */
static void literals_have_the_classes_that_an_automaton_finds(void **state) {
    static const struct span texts[] = {
        SPAN_INIT(""),   SPAN_INIT("x"),   SPAN_INIT("xx"),           SPAN_INIT("1"),
        SPAN_INIT("11"), SPAN_INIT("1.1"), SPAN_INIT("AWS Internal"), SPAN_INIT("1.11")};
    enum { TEXTS = sizeof texts / sizeof *texts };
    uint32_t seed = 3;
    for (int round = 0; round < ROUNDS; round++) {
        struct pattern_glob globs[GLOBS];
        struct text_set sets[GLOBS + 1];
        for (size_t i = 0; i < GLOBS; i++) {
            globs[i] = (struct pattern_glob){&texts[next_random(&seed) % TEXTS], 1};
            sets[i] = (struct text_set){.glob = &globs[i]};
        }
        static const struct span pieces[] = {SPAN_INIT(""), SPAN_INIT("")};
        sets[GLOBS] = (struct text_set){.glob = &(struct pattern_glob){pieces, 2}};
        for (enum text_rule rule = 0; rule < TEXT_RULES; rule++) {
            struct budget budget = {BUDGET_CELLS};
            struct text_classes alone = automaton_classes(*state, sets, GLOBS, rule, &budget);
            struct text_classes all = automaton_classes(*state, sets, GLOBS + 1, rule, &budget);
            assert_true(alone.complete && all.complete);
            assert_int_equal(alone.count, all.count);
            for (size_t i = 0; i < alone.count; i++) {
                assert_true(language_has(language_of(rule), alone.items[i].text));
                assert_int_equal(vector_of(sets, alone.items[i].text), alone.items[i].accepted[0]);
                size_t same = 0;
                for (size_t k = 0; k < all.count; k++)
                    same += all.items[k].accepted[0] == (alone.items[i].accepted[0] | 1u << GLOBS);
                assert_int_equal(same, 1);
            }
        }
    }
}

/* The cells of a field rely on it. */
static void known_values_are_values_of_their_field(void **state) {
    static const struct span paths[] = {
        SPAN_INIT("errorCode"),       SPAN_INIT("eventSource"), SPAN_INIT("eventName"),
        SPAN_INIT("sourceIPAddress"), SPAN_INIT("awsRegion"),   SPAN_INIT("eventVersion"),
        SPAN_INIT("eventTime"),
    };
    (void)state;
    for (size_t p = 0; p < sizeof paths / sizeof *paths; p++) {
        size_t count;
        const struct span *values = record_known_values(paths[p], &count);
        assert_true(count > 0);
        for (size_t i = 0; i < count; i++)
            assert_true(language_has(language_of(record_field(paths[p])->rule), values[i]));
    }
}

static void a_cap_is_told(void **state) {
    struct pattern_glob globs[20];
    struct text_set sets[20];
    for (size_t i = 0; i < 20; i++) {
        struct span *pieces = ARENA_NEW_ARRAY(*state, 3, struct span);
        pieces[1] = arena_printf(*state, "%c", (char)('a' + i));
        pieces[0] = pieces[2] = SPAN("");
        globs[i] = (struct pattern_glob){pieces, 3};
        sets[i] = (struct text_set){.glob = &globs[i]};
    }
    struct budget budget = {BUDGET_CELLS};
    assert_false(automaton_classes(*state, sets, 20, TEXT_ANY, &budget).complete);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(classes_are_those_that_enumeration_finds, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(regular_expressions_and_globs_share_classes, arena_setup,
                                        arena_teardown),
        cmocka_unit_test(languages_hold_what_the_axioms_say),
        cmocka_unit_test_setup_teardown(classes_stay_inside_the_language, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(literals_have_the_classes_that_an_automaton_finds, arena_setup,
                                        arena_teardown),
        cmocka_unit_test(known_values_are_values_of_their_field),
        cmocka_unit_test_setup_teardown(a_cap_is_told, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests_name("prover/automaton", tests, NULL, NULL);
}
