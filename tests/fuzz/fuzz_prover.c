/* Any two patterns: the proof ends, its witness is confirmed by the matcher, and it never blames itself. The
 * input: a requirement, then after a newline a filter. */
#include "prover.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool matches(struct arena *arena, struct span text, struct span event) {
    const struct pattern *pattern;
    struct pattern_error error;
    return pattern_parse(arena, text, &pattern, &error) &&
           pattern_match(arena, pattern, event) == PATTERN_MATCHES;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_create("fuzz", 256 * 1024 * 1024);
    struct span input = {(const char *)data, size};
    size_t end = span_find_byte(input, '\n');
    struct span requirement = arena_copy(arena, span_head(input, end));
    struct span filter = arena_copy(arena, span_tail(input, end + 1));
    struct proof proof;
    prover_prove(arena, requirement, &filter, 1, &(struct prover_options){0}, &proof);
    if (span_equal(proof.reason, SPAN("a defect in earshot: the matcher refutes the witness")))
        abort();
    if ((proof.coverage == COVERAGE_UNCOVERED) != (proof.witness.ptr != NULL))
        abort();
    if (proof.witness.ptr && matches(arena, filter, proof.witness))
        abort();
    if (proof.coverage == COVERAGE_UNDECIDED && proof.reason.len == 0)
        abort();
    arena_destroy(arena);
    return 0;
}
