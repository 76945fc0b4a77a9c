/* Internal to prover/: several questions about the same patterns, from one set of cells.
 *
 *   R, P    asserted, denied: what P misses    denied, asserted: its noise    asserted, asserted: what they
 * share
 */
#pragma once

#include "prover_problem.h"

struct inquiry {
    const struct prover_question *question; /* its counters may be asserted, denied or ignored */
    struct arena *arena, *scratch;
    size_t *pool;                      /* of work: what is left when it ends is the next one's */
    bool unchecked;                    /* the pool was empty before the matcher had said its word */
    struct problem *problem;           /* NULL: the requirement is unreadable */
    struct problem *realistic_problem; /* NULL until a witness that keeps T4 and T5 is looked for */
    const struct pattern *realistic[RECORD_REALISTIC_COUNT];
};

struct inquiry inquiry_begin(const struct prover_question *question, size_t *pool);
void inquiry_end(struct inquiry *inquiry);
/* parts: of the requirement, then of each counter. The answer lives in `arena`. */
struct prover_answer inquiry_ask(struct arena *arena, struct inquiry *inquiry, const enum part *parts);
/* Is there such an event at all? No witness is made. */
enum prover_truth inquiry_can_hold(struct arena *arena, struct inquiry *inquiry, const enum part *parts);
