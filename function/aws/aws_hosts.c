#include "aws_hosts.h"

#include <stddef.h>

/* FNV-1a; two hosts of one hash would at worst share a time. */
static uint64_t hash_of(const char *url) {
    uint64_t hash = 0xCBF29CE484222325U;
    for (; *url; url++)
        hash = (hash ^ (unsigned char)*url) * 0x100000001B3U;
    return hash ? hash : 1;
}

/* The host's place, or the one whose time is the oldest. */
static size_t place_of(const struct aws_hosts *hosts, uint64_t hash) {
    size_t oldest = 0;
    for (size_t i = 0; i < AWS_HOSTS_LIMIT; i++) {
        if (hosts->items[i].url_hash == hash)
            return i;
        if (hosts->items[i].answered_ms < hosts->items[oldest].answered_ms)
            oldest = i;
    }
    return oldest;
}

void aws_hosts_note_answer(struct aws_hosts *hosts, const char *url, int64_t now_ms) {
    uint64_t hash = hash_of(url);
    size_t i = place_of(hosts, hash);
    hosts->items[i].url_hash = hash;
    hosts->items[i].answered_ms = now_ms;
}

void aws_hosts_note_silence(struct aws_hosts *hosts, const char *url) {
    aws_hosts_note_answer(hosts, url, 0);
}

bool aws_hosts_is_stale(const struct aws_hosts *hosts, const char *url, int64_t now_ms) {
    uint64_t hash = hash_of(url);
    size_t i = place_of(hosts, hash);
    return hosts->items[i].url_hash == hash && now_ms - hosts->items[i].answered_ms > AWS_HOST_IDLE_LIMIT_MS;
}
