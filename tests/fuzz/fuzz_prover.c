/* Any patterns: the proof ends, the matcher confirms every event it shows, and no record made of the
 * patterns' own values refutes what it says. The input: a requirement, then on each further line a filter. */
#include "prover.h"

#include <stdlib.h>

#include "fuzz/random_record.h"

enum { FILTERS = 3, RECORDS = 16 };

struct question {
    struct arena *arena;
    struct span texts[1 + FILTERS]; /* the requirement first */
    const struct pattern *patterns[1 + FILTERS];
    size_t count;
    struct proof proof;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
    if (!holds)
        abort();
}

static enum pattern_answer match(const struct question *question, size_t index, struct span event) {
    const struct pattern *pattern = question->patterns[index];
    return pattern ? pattern_match(question->arena, pattern, event) : PATTERN_UNANSWERED;
}

static bool matches(const struct question *question, size_t index, struct span event) {
    return match(question, index, event) == PATTERN_MATCHES;
}

static bool differs(const struct question *question, size_t index, struct span event) {
    return match(question, index, event) == PATTERN_DIFFERS;
}

static bool is_missed(const struct question *question, struct span event) {
    bool missed = matches(question, 0, event);
    for (size_t i = 1; i < question->count; i++)
        missed &= differs(question, i, event);
    return missed;
}

/* --- What the proof shows --- */

static void check_shown(const struct question *question) {
    const struct proof *proof = &question->proof;
    check(!span_contains(proof->reason, SPAN("a defect in earshot")));
    check((proof->coverage == COVERAGE_UNCOVERED) == (proof->witness.ptr != NULL));
    check(!proof->witness.ptr || is_missed(question, proof->witness));
    check(proof->coverage != COVERAGE_UNDECIDED || proof->reason.len > 0);
    for (size_t i = 0; i < proof->filter_count; i++) {
        const struct proof_filter *filter = &proof->filters[i];
        check(!filter->misses.ptr ||
              (matches(question, 0, filter->misses) && differs(question, i + 1, filter->misses)));
        check(!filter->noise.ptr ||
              (matches(question, i + 1, filter->noise) && differs(question, 0, filter->noise)));
    }
}

/* --- What it says of all records --- */

static void check_class(const struct question *question, size_t index, struct span event) {
    bool missed = matches(question, 0, event) && differs(question, index, event);
    bool noise = matches(question, index, event) && differs(question, 0, event);
    switch (question->proof.filters[index - 1].class) {
    case FILTER_EQUIVALENT:
        check(!missed && !noise);
        break;
    case FILTER_WIDER:
        check(!missed);
        break;
    case FILTER_NARROWER:
        check(!noise);
        break;
    case FILTER_DISJOINT:
        check(!matches(question, 0, event) || !matches(question, index, event));
        break;
    case FILTER_NEVER_MATCHES:
        check(!matches(question, index, event));
        break;
    case FILTER_MATCHES_EVERYTHING: /* "practically", so an example proves nothing */
    case FILTER_OVERLAPPING:
    case FILTER_UNDECIDED:
    case FILTER_UNREADABLE:
        break;
    }
}

static void check_records(const struct question *question, uint32_t seed) {
    for (int n = 0; n < RECORDS; n++) {
        struct span event = random_record(question->arena, question->patterns, question->count, &seed);
        check(question->proof.coverage != COVERAGE_COVERED || !is_missed(question, event));
        for (size_t i = 1; i < question->count; i++)
            check_class(question, i, event);
    }
}

/* --- */

static void read_question(struct question *question, struct span input) {
    struct span line;
    while (question->count < 1 + FILTERS && span_next_field(&input, '\n', &line)) {
        struct pattern_error error;
        struct span text = arena_copy(question->arena, line);
        question->texts[question->count] = question->count ? text : prover_requirement(text);
        if (!pattern_parse(question->arena, question->texts[question->count],
                           &question->patterns[question->count], &error))
            question->patterns[question->count] = NULL;
        question->count++;
    }
}

static uint32_t seed_of(struct span input) {
    uint32_t seed = 1;
    for (size_t i = 0; i < input.len; i++)
        seed = seed * 31 + (unsigned char)input.ptr[i];
    return seed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct span input = {(const char *)data, size};
    struct question question = {.arena = arena_create("fuzz", 256 * 1024 * 1024)};
    read_question(&question, input);
    if (question.count > 0) {
        prover_prove(question.arena, question.texts[0], &question.texts[1], question.count - 1,
                     &(struct prover_options){0}, &question.proof);
        check_shown(&question);
        check_records(&question, seed_of(input));
    }
    arena_destroy(question.arena);
    return 0;
}
