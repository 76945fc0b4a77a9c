#include "aws_skew.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static bool read_http_date(struct arena *arena, struct span date, int64_t *seconds) {
    struct tm parts;
    memset(&parts, 0, sizeof parts);
    const char *end = strptime(arena_cstr(arena, date), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    *seconds = (int64_t)timegm(&parts);
    return end && *end == '\0';
}

struct span aws_skew_describe(struct arena *arena, struct span date, int64_t now_ms) {
    int64_t theirs_s;
    if (!read_http_date(arena, date, &theirs_s))
        return SPAN_ABSENT;
    int64_t ahead_s = now_ms / 1000 - theirs_s;
    return arena_printf(arena, "the local clock is %" PRId64 " s %s the service's; ",
                        ahead_s < 0 ? -ahead_s : ahead_s, ahead_s < 0 ? "behind" : "ahead of");
}
