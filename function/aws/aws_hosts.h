/* When a host last answered, by the wall clock: a frozen process cannot see that its connections died, and
 * the monotonic clock, which libcurl goes by, may have stood still meanwhile. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    AWS_HOSTS_LIMIT = 32,
    AWS_HOST_IDLE_LIMIT_MS = 50 * 1000, /* endpoints drop idle connections after about a minute */
};

struct aws_hosts {
    struct {
        uint64_t url_hash; /* 0: free */
        int64_t answered_ms;
    } items[AWS_HOSTS_LIMIT];
};

void aws_hosts_note_answer(struct aws_hosts *hosts, const char *url, int64_t now_ms);
/* After a time-out: connections that are open are not to be trusted. */
void aws_hosts_note_silence(struct aws_hosts *hosts, const char *url);
/* Is a connection that is open to the host likely to be dead? */
bool aws_hosts_is_stale(const struct aws_hosts *hosts, const char *url, int64_t now_ms);
