#include "prover_readings.h"

static bool touches(const struct readings *readings, unsigned index) {
    return readings->points >> index & 1;
}

struct readings readings_of(struct arena *arena, uint32_t points) {
    struct readings readings = {.points = points, .count = 1};
    for (unsigned index = 1; index < PATTERN_OPEN_POINTS; index++)
        if (touches(&readings, index))
            readings.count *= pattern_reading_count((enum pattern_open_point)(1u << index));
    struct pattern_reading *items = ARENA_NEW_ARRAY(arena, readings.count, struct pattern_reading);
    for (size_t i = 0; i < readings.count; i++) {
        size_t rest = i;
        for (unsigned index = 1; index < PATTERN_OPEN_POINTS; index++)
            if (touches(&readings, index)) {
                unsigned choices = pattern_reading_count((enum pattern_open_point)(1u << index));
                items[i].choice[index] = (unsigned char)(rest % choices);
                rest /= choices;
            }
    }
    readings.items = items;
    readings.words = (readings.count + 63) / 64;
    uint64_t *all = ARENA_NEW_ARRAY(arena, readings.words, uint64_t);
    for (size_t i = 0; i < readings.count; i++)
        all[i / 64] |= (uint64_t)1 << i % 64;
    readings.all = all;
    return readings;
}

size_t truth_set_bytes(const struct readings *readings) {
    return 4 * readings->words * sizeof(uint64_t);
}

struct truth_set truth_set_new(struct arena *arena, const struct readings *readings) {
    uint64_t *words = ARENA_NEW_ARRAY(arena, 4 * readings->words, uint64_t);
    return (struct truth_set){words, words + readings->words, words + 2 * readings->words,
                              words + 3 * readings->words};
}

bool readings_meet(const struct readings *readings, const uint64_t *a, const uint64_t *b) {
    for (size_t w = 0; w < readings->words; w++)
        if (a[w] & b[w])
            return true;
    return false;
}

static bool has(const uint64_t *set, size_t reading) {
    return set[reading / 64] >> reading % 64 & 1;
}

bool readings_all(const struct readings *readings, const uint64_t *set) {
    for (size_t w = 0; w < readings->words; w++)
        if (readings->all[w] & ~set[w])
            return false;
    return true;
}

/* Two joint readings, one of which may be in the set and the other outside. */
static bool may_differ(const uint64_t *least, const uint64_t *most, size_t a, size_t b) {
    return (has(most, a) && !has(least, b)) || (has(most, b) && !has(least, a));
}

static bool may_hang_on(const struct readings *readings, const uint64_t *least, const uint64_t *most,
                        unsigned index, size_t stride) {
    for (size_t i = stride; i < readings->count; i++)
        if (readings->items[i].choice[index] > 0 && may_differ(least, most, i, i - stride))
            return true;
    return false;
}

uint32_t readings_points_between(const struct readings *readings, const uint64_t *least, const uint64_t *most,
                                 uint32_t wanted) {
    uint32_t points = 0;
    size_t stride = 1;
    if (readings_none(readings, most))
        return 0;
    for (unsigned index = 1; index < PATTERN_OPEN_POINTS; index++) {
        if (!touches(readings, index))
            continue;
        if ((wanted >> index & 1) && may_hang_on(readings, least, most, index, stride))
            points |= 1u << index;
        stride *= pattern_reading_count((enum pattern_open_point)(1u << index));
    }
    return points;
}
