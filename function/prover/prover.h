/* Do these patterns together match every event that a requirement names?
 *
 *   COVERED iff   requirement  and not counter 1  and not counter 2 ...   has no model among CloudTrail's
 * records.
 *
 *   struct proof proof;
 *   prover_prove(arena, SPAN("cis"), patterns, count, &(struct prover_options){0}, &proof);
 *   proof.coverage == COVERAGE_UNCOVERED, proof.witness: {"eventVersion":"1.08", ...}
 *
 * A pure function of its inputs: the same question gives the same bytes. Its work is counted, and beyond a
 * cap the answer is UNDECIDED with a reason, never COVERED. Results live in the arena. How it decides:
 * README.md. */
#pragma once

#include "pattern.h"

enum coverage {
    COVERAGE_COVERED,
    COVERAGE_UNCOVERED,
    COVERAGE_UNDECIDED,
    COVERAGE_UNREADABLE,
};

/* Does the witness keep what is known of services (T4, T5)? */
enum realism {
    REALISM_NONE, /* there is no witness */
    REALISM_TRUE,
    REALISM_FALSE,
};

/* "COVERED" ... */
const char *coverage_name(enum coverage coverage);

/* --- One question about parsed patterns: what the policy asks for each set of paths. --- */

/* What one path counts: an event that *all* of the patterns match (what the trail records, what the filter
 * matches). */
struct prover_counter {
    const struct pattern *const *patterns; /* NULL in the list: an unreadable one */
    size_t count;
};

struct prover_question {
    const struct pattern *const *requirement; /* an event is asked for iff all of them match */
    size_t requirement_count;                 /* at least one */
    const struct prover_counter *counters;
    size_t counter_count;
    bool assume_realistic; /* T4 and T5 as axioms: AllowUnrealisticMisses */
};

struct prover_answer {
    enum coverage coverage;
    struct span witness; /* JSON text, one line, of UNCOVERED; else absent */
    enum realism realism;
    uint32_t open_points; /* enum pattern_open_point: what an UNDECIDED hangs on */
    struct span reason;   /* of UNDECIDED and UNREADABLE: in words; else absent */
};

void prover_decide(struct arena *arena, const struct prover_question *question, struct prover_answer *answer);

/* Key, for pattern_test, of what a trail's selector calls readOnly: it is true or false for every event, also
 * where the record shows no $.readOnly, and agrees with $.readOnly where that is shown. Witnesses do not show
 * it. */
#define PROVER_RECORDED_READ_ONLY SPAN("(recorded as readOnly)")

/* --- Many questions about one requirement. --- */

enum prover_truth { PROVER_NO, PROVER_YES, PROVER_UNKNOWN };

/* Does the pattern match the generic successful call (filter-pattern.md 10.12)? */
enum prover_truth prover_matches_everything(struct arena *arena, const struct pattern *pattern);

/* A requirement that has a name: what a benchmark prints. */
struct prover_required {
    struct span name;     /* "cis-4.3" */
    struct span versions; /* of CIS AWS Foundations, unless it says otherwise */
    struct span title;    /* "usage of the root user" */
    struct span about;    /* what it means when such an event occurs, one sentence */
    struct span pattern;
};

/* All of them, in the order of the benchmark. */
const struct prover_required *prover_requirements(size_t *count);
/* The pattern of that name; any other text is returned as it is. */
struct span prover_requirement(struct span name_or_pattern);

/* --- What a CloudTrail record is (filter-pattern.md 10.10, T1-T3 and T7): for writers of the same question
 * in another language. --- */

enum text_rule {
    TEXT_ANY,     /* every string */
    TEXT_PLAIN,   /* not empty, no control character: U+0000-U+001F, U+007F */
    TEXT_ADDRESS, /* T3: IPv4, IPv6, a DNS name, `AWS Internal` */
    TEXT_NUMBER,  /* a number as JSON writes it: not a string at all, but its text is matched like one */
    TEXT_RULES,
};

/* One bit for each state; a container is an object or an array here. */
enum state_set {
    MAY_BE_ABSENT = 1 << PATTERN_STATE_ABSENT,
    MAY_BE_NULL = 1 << PATTERN_STATE_NULL,
    MAY_BE_TRUE = 1 << PATTERN_STATE_TRUE,
    MAY_BE_FALSE = 1 << PATTERN_STATE_FALSE,
    MAY_BE_NUMBER = 1 << PATTERN_STATE_NUMBER,
    MAY_BE_STRING = 1 << PATTERN_STATE_STRING,
    MAY_BE_OBJECT = 1 << PATTERN_STATE_CONTAINER,
    MAY_BE_ARRAY = 1 << PATTERN_STATES,
    MAY_BE_ANYTHING = (1 << (PATTERN_STATES + 1)) - 1,
};

struct record_field {
    struct span path;    /* keys joined by dots */
    unsigned states;     /* enum state_set */
    enum text_rule rule; /* of its strings */
    bool hidden;         /* known to the trail, not shown in the record */
};

/* The row of a path; of an unknown one a row that allows everything. */
const struct record_field *record_field(struct span path);

/* --- The whole result of `explain`: interface.md section 3. --- */

enum filter_class {
    FILTER_EQUIVALENT,
    FILTER_WIDER,       /* also matches events that the requirement does not name: noise */
    FILTER_NARROWER,    /* matches only named events, but not all of them */
    FILTER_OVERLAPPING, /* both */
    FILTER_DISJOINT,
    FILTER_NEVER_MATCHES,
    FILTER_MATCHES_EVERYTHING,
    FILTER_UNDECIDED,
    FILTER_UNREADABLE,
};

/* "equivalent", "never-matches" ... */
const char *filter_class_name(enum filter_class class);

struct proof_filter {
    struct span pattern; /* as given */
    enum filter_class class;
    struct span
        misses; /* an event that the requirement matches and this filter does not; absent unless refuted */
    struct span noise;          /* the reverse */
    struct pattern_error error; /* of FILTER_UNREADABLE: message not absent */
};

struct proof {
    enum coverage coverage;
    struct span requirement; /* pattern text: presets are spelled out */
    struct span witness;
    enum realism realism;
    uint32_t open_points;
    struct span reason;
    struct pattern_error requirement_error; /* message absent: readable */
    struct proof_filter *filters;
    size_t filter_count;
};

struct prover_options {
    bool assume_realistic; /* T4 and T5 as axioms */
    bool coverage_only;    /* leave class, misses and noise out: one proof instead of four a filter */
};

void prover_prove(struct arena *arena, struct span requirement, const struct span *patterns,
                  size_t pattern_count, const struct prover_options *options, struct proof *out);
