/* Internal to prover/: the event that an assignment of cells stands for. */
#pragma once

#include "prover_problem.h"

struct witness {
    struct span shown; /* as a person sees it */
    struct span full; /* with the fields that only the trail knows: for running it back through the matcher */
};

struct witness witness_of(const struct problem *problem);
