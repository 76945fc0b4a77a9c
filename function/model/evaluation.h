/* What is posted to AWS Config. */
#pragma once

#include "reason.h"

#include <stddef.h>
#include <stdint.h>

enum { ANNOTATION_LIMIT_UTF16 = 256, EVALUATIONS_LIMIT = 2 };

struct evaluation {
    struct span resource_type, resource_id;
    const char *compliance_type; /* COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE */
    struct span annotation;      /* 1..256 UTF-16 units, no control characters; absent: none */
    int64_t ordering_time_ms;
};

struct evaluations {
    struct evaluation items[EVALUATIONS_LIMIT];
    size_t count;
};
