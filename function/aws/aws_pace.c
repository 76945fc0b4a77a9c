#include "aws_pace.h"

enum { SECOND_MS = 1000 };

int64_t aws_pace_take(struct aws_pace *pace, int calls_per_second, int64_t now_ms) {
    if (calls_per_second == 0)
        return 0;
    int64_t interval_ms = (SECOND_MS + calls_per_second - 1) / calls_per_second;
    int64_t debt_ms = pace->full_ms > now_ms ? pace->full_ms - now_ms : 0;
    /* A clock that was set back must not lock a service out. */
    if (debt_ms > SECOND_MS)
        debt_ms = 0;
    if (debt_ms + interval_ms > SECOND_MS)
        return debt_ms + interval_ms - SECOND_MS;
    pace->full_ms = now_ms + debt_ms + interval_ms;
    return 0;
}
