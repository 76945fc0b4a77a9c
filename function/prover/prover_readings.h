/* Internal to prover/: joint readings, one choice for each open point that a question touches, and sets of
 * them.
 *
 *   U1 (2 readings) and U3 (3) touched:   joint reading  0  1  2  3  4  5
 *                                         U1             0  1  0  1  0  1
 *                                         U3             0  0  1  1  2  2
 *
 * A truth under all of them at once is a set of joint readings, `words` machine words. Usual questions have
 * one joint reading and one word. */
#pragma once

#include "pattern.h"

#include <string.h>

struct readings {
    uint32_t points; /* touched: enum pattern_open_point */
    size_t count;    /* joint readings */
    size_t words;    /* of a set */
    const struct pattern_reading *items;
    const uint64_t *all; /* the set of all of them */
};

/* What is surely, and what is possibly true: atoms that are not evaluated lie between. And the same for
 * "kills the whole pattern" (U1). Each is a set of joint readings. */
struct truth_set {
    uint64_t *sure, *possible;
    uint64_t *surely_fatal, *possibly_fatal;
};

struct readings readings_of(struct arena *arena, uint32_t points);
struct truth_set truth_set_new(struct arena *arena, const struct readings *readings);
size_t truth_set_bytes(const struct readings *readings);
static inline void truth_set_copy(const struct readings *readings, struct truth_set *to,
                                  const struct truth_set *from) {
    memcpy(to->sure, from->sure, 4 * readings->words * sizeof(uint64_t));
}
/* True under all of them. */
static inline void truth_set_true(const struct readings *readings, struct truth_set *out) {
    for (size_t w = 0; w < readings->words; w++) {
        out->sure[w] = out->possible[w] = readings->all[w];
        out->surely_fatal[w] = out->possibly_fatal[w] = 0;
    }
}

static inline bool readings_none(const struct readings *readings, const uint64_t *set) {
    for (size_t w = 0; w < readings->words; w++)
        if (set[w] != 0)
            return false;
    return true;
}
bool readings_all(const struct readings *readings, const uint64_t *set);
/* Do two sets have a member in common? */
bool readings_meet(const struct readings *readings, const uint64_t *a, const uint64_t *b);
/* Those of `wanted` on whose choice the membership in a set hangs, or may hang, when all that is known of the
 * set is that it holds all of `least` and nothing beyond `most`. */
uint32_t readings_points_between(const struct readings *readings, const uint64_t *least, const uint64_t *most,
                                 uint32_t wanted);
