#include "time_text.h"

#include <time.h>

static bool digits(struct span text, size_t at, size_t count, int *out) {
    int64_t value;
    if (text.len < at + count || !span_to_int64(span_head(span_tail(text, at), count), &value))
        return false;
    *out = (int)value;
    return true;
}

/* ".417Z" or "Z" */
static bool fraction(struct span rest, int *out_ms) {
    int scale = 100;
    *out_ms = 0;
    if (rest.len && rest.ptr[0] == '.') {
        rest = span_tail(rest, 1);
        size_t count = 0;
        for (; rest.len && rest.ptr[0] >= '0' && rest.ptr[0] <= '9'; rest = span_tail(rest, 1), count++) {
            *out_ms += (rest.ptr[0] - '0') * scale;
            scale /= 10;
        }
        if (count == 0)
            return false;
    }
    return span_equal(rest, SPAN("Z"));
}

bool time_from_text(struct span text, int64_t *out_ms) {
    static const struct {
        size_t at;
        char byte;
    } marks[] = {{4, '-'}, {7, '-'}, {10, 'T'}, {13, ':'}, {16, ':'}};
    struct tm tm = {0};
    int ms;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (text.len <= marks[i].at || text.ptr[marks[i].at] != marks[i].byte)
            return false;
    if (!digits(text, 0, 4, &tm.tm_year) || !digits(text, 5, 2, &tm.tm_mon) ||
        !digits(text, 8, 2, &tm.tm_mday) || !digits(text, 11, 2, &tm.tm_hour) ||
        !digits(text, 14, 2, &tm.tm_min) || !digits(text, 17, 2, &tm.tm_sec) ||
        !fraction(span_tail(text, 19), &ms))
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    struct tm normal = tm;
    time_t seconds = timegm(&normal);
    /* timegm turns the 30th of February into March; a time that changed was none. */
    if (seconds < 0 || normal.tm_mday != tm.tm_mday || normal.tm_mon != tm.tm_mon ||
        normal.tm_hour != tm.tm_hour || normal.tm_min != tm.tm_min || normal.tm_sec != tm.tm_sec)
        return false;
    *out_ms = (int64_t)seconds * 1000 + ms;
    return true;
}

struct span time_to_text(struct arena *arena, int64_t time_ms) {
    time_t seconds = time_ms / 1000;
    struct tm tm;
    gmtime_r(&seconds, &tm);
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year + 1900, tm.tm_mon + 1,
                        tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(time_ms % 1000));
}
