/* The readings of each open point, one after the other, as filter-pattern.md section 9 lists them. */
#include "pattern.h"
#include "test.h"

struct row {
    const char *atom;
    enum pattern_state state;
    const char *text; /* of the value */
    enum pattern_open_point point;
    const char *truths; /* by reading: T, F, K kills the pattern */
};

#define NIL    PATTERN_STATE_NULL, NULL, PATTERN_U2
#define YES    PATTERN_STATE_TRUE, NULL, PATTERN_U3
#define NO     PATTERN_STATE_FALSE, NULL, PATTERN_U3
#define NUM(t) PATTERN_STATE_NUMBER, t, PATTERN_U4
#define STR(t) PATTERN_STATE_STRING, t, PATTERN_U4
#define BOX    PATTERN_STATE_CONTAINER, NULL, PATTERN_U1

static const struct row rows[] = {
    {"$.a = x", BOX, "FK"},
    {"$.a != x", BOX, "FK"},
    {"$.a > 1", BOX, "FK"},
    {"$.a = 1", BOX, "FK"},
    {"$.a IS NULL", BOX, "FF"},
    {"$.a NOT EXISTS", BOX, "FF"},
    /* U2: Z, N, X */
    {"$.a = *", NIL, "FFT"},
    {"$.a != *", NIL, "FTF"},
    {"$.a = null", NIL, "FFT"},
    {"$.a != null", NIL, "FTF"},
    {"$.a != x", NIL, "FTT"},
    {"$.a != 1", NIL, "FTT"},
    {"$.a < 1", NIL, "FFF"},
    {"$.a IS NULL", NIL, "TTT"},
    /* U3: X, Z, N */
    {"$.a = true", YES, "TFF"},
    {"$.a != true", YES, "FFT"},
    {"$.a != x", NO, "TFT"},
    {"$.a = f*e", NO, "TFF"},
    {"$.a >= 0", NO, "FFF"},
    {"$.a IS FALSE", NO, "TTT"},
    /* U4: X, Z, N */
    {"$.a = *", NUM("1"), "TTT"},
    {"$.a != *", NUM("1"), "FFF"},
    {"$.a = \"404\"", NUM("404.0"), "TFF"},
    {"$.a != \"404\"", NUM("4.04e2"), "FFT"},
    {"$.a = 40*", NUM("404"), "TFF"},
    {"$.a != x", NUM("1"), "TFT"},
    {"$.a = 404", NUM("404.0"), "TTT"},
    {"$.a = 5", STR("5.0"), "TFF"},
    {"$.a = 5", STR("five"), "FFF"},
    {"$.a != 5", STR("5"), "FFT"},
    {"$.a != 5", STR("five"), "TFT"},
    {"$.a > 4", STR("5"), "FFF"},
    /* U5, U6, U11 */
    {"$.a = *", PATTERN_STATE_STRING, "", PATTERN_U5, "TF"},
    {"$.a != *", PATTERN_STATE_STRING, "", PATTERN_U5, "FT"},
    {"$.a = \"\"", PATTERN_STATE_STRING, "", PATTERN_U5, "TF"},
    {"$.a = *", PATTERN_STATE_STRING, "x", PATTERN_U5, "TT"},
    {"$.a = \"\\*\"", PATTERN_STATE_STRING, "*", PATTERN_U6, "TF"},
    {"$.a = \"\\*\"", PATTERN_STATE_STRING, "\\x", PATTERN_U6, "FT"},
    {"$.a = \"\\n\"", PATTERN_STATE_STRING, "n", PATTERN_U6, "TF"},
    {"$.a = \"\\n\"", PATTERN_STATE_STRING, "\\n", PATTERN_U6, "FT"},
    {"$.a = 'x*'", PATTERN_STATE_STRING, "xy", PATTERN_U11, "FT"},
    {"$.a = 'x*'", PATTERN_STATE_STRING, "'xy'", PATTERN_U11, "TF"},
};

static char letter_of(enum pattern_truth truth) {
    switch (truth) {
    case PATTERN_TRUE:
        return 'T';
    case PATTERN_FALSE:
        return 'F';
    case PATTERN_FATAL:
        return 'K';
    case PATTERN_UNKNOWN:
        return '?';
    }
    return '!';
}

static const struct pattern_atom *parse_atom(struct arena *arena, const char *text) {
    const struct pattern *pattern;
    struct pattern_error error;
    assert_true(pattern_parse(arena, arena_printf(arena, "{ %s }", text), &pattern, &error));
    return &pattern->atoms[0];
}

static void every_reading_says_what_the_list_says(void **state) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        const struct pattern_atom *atom = parse_atom(*state, row->atom);
        struct pattern_field field = {.state = row->state, .text = span_from_cstr(row->text)};
        assert_int_equal(pattern_reading_count(row->point), strlen(row->truths));
        for (unsigned reading = 0; row->truths[reading]; reading++) {
            struct pattern_reading readings = {0};
            readings.choice[__builtin_ctz((unsigned)row->point)] = (unsigned char)reading;
            char letter = letter_of(pattern_atom_truth(atom, field, &readings));
            if (letter != row->truths[reading])
                fail_msg("%s on state %d: reading %u is %c, expected %c", row->atom, (int)row->state, reading,
                         letter, row->truths[reading]);
        }
    }
}

/* The prover gives a reading only to the points that are named: a truth that varies must be named. */
static void a_truth_that_varies_names_its_point(void **state) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        bool varies = strspn(row->truths, (char[]){row->truths[0], '\0'}) < strlen(row->truths);
        if (varies &&
            !(pattern_atom_open_points(parse_atom(*state, row->atom), row->state) & (uint32_t)row->point))
            fail_msg("%s on state %d", row->atom, (int)row->state);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_reading_says_what_the_list_says, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_truth_that_varies_names_its_point, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests_name("pattern/truth", tests, NULL, NULL);
}
