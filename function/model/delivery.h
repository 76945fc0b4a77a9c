/* What a run did: counts for the reply, the log and the metric line. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct delivered {
    int put_evaluations, start_config_rules_evaluation, put_external_evaluation; /* calls that succeeded */
    bool test_mode;
};

struct stats {
    int api_calls; /* attempts, retries included */
    int rounds;    /* of calls that were under way together; posting is one too */
    int retries;
    int64_t duration_ms;
};
