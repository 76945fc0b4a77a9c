#include "test.h"

#include "time_text.h"

static const struct {
    const char *text;
    int64_t time_ms; /* below 0: no time */
} cases[] = {
    {"2026-10-05T06:00:02.417Z", 1791180002417},
    {"2026-10-05T06:00:02Z", 1791180002000},
    {"1970-01-01T00:00:00Z", 0},
    {"2024-02-29T00:00:00Z", 1709164800000},
    {"2026-10-05T06:00:02.4179Z", 1791180002417},
    {"2026-10-05T06:00:02.4Z", 1791180002400},
    {"2023-02-29T00:00:00Z", -1},
    {"2026-13-05T06:00:02Z", -1},
    {"2026-10-05T24:00:00Z", -1},
    {"2026-10-05T06:00:02", -1},
    {"2026-10-05T06:00:02.Z", -1},
    {"2026-10-05T06:00:02+02:00", -1},
    {"2026-10-05 06:00:02Z", -1},
    {"1969-12-31T23:59:59Z", -1},
    {"2026-10-0", -1},
    {"", -1},
};

static void iso_times_become_unix_milliseconds(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t time_ms = -1;
        bool read = time_from_text(span_from_cstr(cases[i].text), &time_ms);
        if (read != (cases[i].time_ms >= 0) || (read && time_ms != cases[i].time_ms))
            fail_msg("%s gave %d, %lld", cases[i].text, read, (long long)time_ms);
    }
}

static void printed_times_read_back(void **state) {
    int64_t time_ms;
    struct span text = time_to_text(*state, 1791180002417);
    assert_span_equal(text, "2026-10-05T06:00:02.417Z");
    assert_true(time_from_text(text, &time_ms));
    assert_int_equal(time_ms, 1791180002417);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iso_times_become_unix_milliseconds),
        cmocka_unit_test_setup_teardown(printed_times_read_back, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
