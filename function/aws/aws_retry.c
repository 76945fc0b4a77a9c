#include "aws_retry.h"

enum { CEILING_MS = 20 * 1000, HINT_EXTRA_MS = 5 * 1000 };

static const struct {
    int64_t base_ms;
    int cost;
} kinds[] = {
    [AWS_RETRY_TRANSIENT] = {50, 14},
    [AWS_RETRY_THROTTLED] = {1000, 5},
};

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

int64_t aws_retry_delay_ms(enum aws_retry_kind kind, int retry, double chance, int64_t hint_ms) {
    int64_t window_ms = kinds[kind].base_ms;
    for (int i = 1; i < retry && window_ms < CEILING_MS; i++)
        window_ms *= 2;
    int64_t jittered_ms = (int64_t)(chance * (double)least(window_ms, CEILING_MS));
    int64_t hinted_ms = least(hint_ms, jittered_ms + HINT_EXTRA_MS);
    return hinted_ms > jittered_ms ? hinted_ms : jittered_ms;
}

int aws_retry_cost(enum aws_retry_kind kind) {
    return kinds[kind].cost;
}

bool aws_quota_take(struct aws_quota *quota, int cost) {
    if (quota->tokens < cost)
        return false;
    quota->tokens -= cost;
    return true;
}

void aws_quota_give_back(struct aws_quota *quota, int cost) {
    quota->tokens = (int)least((int64_t)quota->tokens + (cost ? cost : 1), AWS_QUOTA_TOKENS);
}
