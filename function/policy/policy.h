/* Facts in, findings out: would a person hear of an unauthorized call?
 *
 *   facts ─► trail ─► log group ─► filter ─► alarm ─► topic ─► subscription ─► verdict
 *                 └────────────┴── needs: what could still change it ──────────┘
 *
 * Pure: no clock, no network, no log. Called again after every round with more facts; while out->needs is not
 * empty the rest of *out is provisional. At most POLICY_ROUNDS_LIMIT rounds are ever needed. */
#pragma once

#include "findings.h"
#include "parameters.h"

enum {
    POLICY_ROUNDS_LIMIT = 8,
    POLICY_TOPICS_AHEAD = 16, /* topics asked about before it is known whether they matter */
};

/* Lives in `arena`; points into *facts. */
void policy_judge(struct arena *arena, const struct facts *facts, const struct parameters *parameters,
                  struct findings *out);
