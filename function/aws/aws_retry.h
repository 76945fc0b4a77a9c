/* When a call is made again: the numbers of the AWS SDKs' standard mode (2026), as pure functions.
 *
 *   delay before retry i = rand(0,1) * min(base * 2^(i-1), 20 s)      base: 50 ms transient, 1 s throttled
 *   quota: 500 a service, a retry costs 14 (transient) or 5 (throttled), success gives back */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { AWS_QUOTA_TOKENS = 500 };

enum aws_retry_kind { AWS_RETRY_TRANSIENT, AWS_RETRY_THROTTLED };

/* Kept from one invocation to the next, so that a service in trouble is not beaten by every one of them. */
struct aws_quota {
    int tokens;
};

/* `retry` counts from 1. `chance` is in [0, 1). `hint_ms`: the service's x-amz-retry-after; below 0: none. */
int64_t aws_retry_delay_ms(enum aws_retry_kind kind, int retry, double chance, int64_t hint_ms);
int aws_retry_cost(enum aws_retry_kind kind);
/* False, and nothing taken, when there is not enough. */
bool aws_quota_take(struct aws_quota *quota, int cost);
/* After a success; `cost` of the last retry, 0: there was none. */
void aws_quota_give_back(struct aws_quota *quota, int cost);
