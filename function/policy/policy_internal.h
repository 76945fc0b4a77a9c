/* The hops, in order. Each takes a walk as far as its hop and hands it on; policy_judge.c is the page that
 * joins them.
 *
 *   trail ─► log group ─► filter ─► counter      one per trail and filter: what it counts, as patterns
 *                                     └─► alarm ─► topic ─► subscription        its walks */
#pragma once

#include "pattern.h"
#include "policy.h"
#include "prover.h"
#include "walk.h"

struct walks {
    struct walk *items;
    size_t count, capacity;
};

enum { COUNTER_PATTERNS = 3, COUNTER_WALKS_LIMIT = 200, COUNTERS_LIMIT = 500 };

/* What is counted on one way: the events that a trail records and a filter matches, if an alarm hears only
 * some values of the filter's dimensions those that have them. Where something is in doubt, the patterns are
 * those of the best case: no pattern at all counts every event. */
struct counter {
    struct walk walk; /* through the filter hop */
    const struct pattern
        *patterns[COUNTER_PATTERNS]; /* the trail's, if it is narrow, the filter's, the dimensions' */
    size_t pattern_count;
    const struct pattern *filter_pattern; /* the one that is the filter's; NULL: it counts everything */
    bool narrow_trail;                    /* the trail's is there: the trail leaves events out */
    bool has_values;                      /* the dimensions' is there: events of these values only */
    bool leftover; /* what alarms on values leave to the filter: shown only where it decides */
    const struct metric_transformation *transformation; /* NULL: not known what is published */
    struct needs *needs;                                /* of the hops behind the filter */
    struct walks walks;                                 /* to the end, one a topic; at least one */
    bool kept;                                          /* in the minimal covering set */
};
struct counters {
    struct counter *items;
    size_t count, capacity;
};

struct counter_set {
    struct counter **items;
    size_t count;
};

/* A way that ended before a filter counted anything. */
struct end {
    struct walk walk;
    const struct pattern *recorded; /* by its trail; NULL: all management events, or it did not get so far */
};
struct ends {
    struct end *items;
    size_t count, capacity;
};

/* Everything that was found on the ways from the trails. */
struct survey {
    struct needs needs; /* up to the filter hop */
    struct ends ends;
    struct counters counters; /* the others */
    size_t leftovers;         /* counters that are `leftover`: they are not what COUNTERS_LIMIT counts */
    bool counters_omitted;    /* one counter stands for all beyond COUNTERS_LIMIT */
};

/* "arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*" */
struct log_group_place {
    struct span region, account_id, name;
};

/* Where the trail is asked about: HomeRegion, else the region of its ARN. */
struct span policy_home_region(const struct trail *trail);
/* Trail hop. False: the walk ends here. *recorded: the events that the trail records; NULL: all management
 * events. */
bool policy_trail_walk(struct walk *walk, const struct pattern **recorded);
/* What the selectors record; breaks the walk when it is no management event at all. */
void policy_selectors_read(struct walk *walk, const struct event_selectors *selectors,
                           const struct pattern **recorded);

/* Log group hop, delivery included. False: the walk ends here. */
bool policy_log_group_walk(struct walk *walk, struct log_group_place *place);
/* NULL: the list does not name it. */
const struct log_group *policy_log_group_find(const struct log_groups *groups, struct span name);

/* Goes on with the keys of that account. False: there are none, or not yet; the walk is in doubt at `hop`, or
 * waits. */
bool policy_enter_account(struct walk *walk, enum hop hop, struct span account_id);
/* The account of CentralRoleArn; absent: there is no such role. */
struct span policy_central_account(const struct policy *policy);
/* Asks for that account's keys before it is known whether they matter. */
void policy_central_ahead(const struct policy *policy, struct needs *needs);

/* Filter hop: adds a counter for each way that counts events, and an end for each that does not. */
void policy_filter_walk(struct survey *survey, const struct walk *walk, const struct pattern *recorded,
                        const struct log_group_place *place);
/* Subscription filters to a SIEM of SiemDestinationArns: adds a counter for each, whose walk ends there. */
void policy_siem_walk(struct survey *survey, const struct walk *walk, const struct pattern *recorded,
                      const struct log_group_place *place);
/* The counters of a filter with dimensions: one for each combination of values that an alarm watches, and
 * what these leave over. False: its dimensions are not decided, nothing was added. */
bool policy_dimensions_count(struct survey *survey, const struct walk *walk, const struct pattern *recorded,
                             const struct pattern *filter_pattern,
                             const struct metric_transformation *transformation, const struct alarms *alarms);
bool policy_dimensions_equal(const struct dimensions *a, const struct dimensions *b);
/* Every name of `part` is one of `whole`. */
bool policy_dimensions_name_some(const struct dimensions *part, const struct dimensions *whole);
/* False unless the text is a decimal number, as metricValue has to be. */
bool policy_filter_value(struct span text, double *out);
/* Alarm hop and all behind it: fills counter->walks. */
void policy_alarm_walk(struct counter *counter);
/* The topics among an alarm's actions; ends each walk in counter->walks. */
void policy_topic_walk(struct counter *counter, const struct walk *walk, const struct strings *actions);
/* What is asked last, of the alarms on paths that may be complete: are they muted, and who else publishes to
 * their metric? A few alarms at once, until one path is complete. */
void policy_mute_walk(struct counter *counter);
/* Subscription hop. */
void policy_subscription_walk(struct walk *walk, bool foreign, bool trusted);
/* What becomes of a fact about another account's topic that was not read. */
void policy_topic_unread(struct walk *walk, enum hop hop, const struct fact *fact, bool foreign,
                         bool trusted);

/* --- policy_survey.c --- */

/* A way that ended early. One in doubt becomes a counter: it may count everything that the trail records. */
void survey_add_end(struct survey *survey, const struct walk *walk, const struct pattern *recorded);
struct counter *survey_add_counter(struct survey *survey, const struct walk *walk,
                                   const struct pattern *recorded, const struct pattern *filter_pattern);
/* True: COUNTERS_LIMIT is reached, and one in doubt has been added for all that follow. */
bool survey_is_full(struct survey *survey, const struct walk *walk);
/* Adds a walk; beyond COUNTER_WALKS_LIMIT only one that is better than the last. */
void counter_add_walk(struct counter *counter, const struct walk *walk);
/* The best of a counter's walks. */
const struct walk *counter_best(const struct counter *counter);
/* The best walk is complete / may be / whatever it is. */
bool counter_is_healthy(const struct counter *counter);
bool counter_is_possible(const struct counter *counter);
bool counter_is_any(const struct counter *counter);
struct counter_set survey_select(const struct survey *survey, struct arena *arena,
                                 bool (*wanted)(const struct counter *counter));

/* The topics of those alarms, as far as these are read: asked before it is known which of them matter. */
void policy_topics_ahead(const struct policy *policy, struct needs *needs, const struct need *alarms);

/* --- Questions to the prover: policy_cover.c --- */

struct requirement {
    const struct pattern *patterns[2]; /* the rule's, and "it is a management event" */
    size_t count;
};

/* False: RequiredPattern does not parse; *invalid says where. */
bool policy_requirement(const struct policy *policy, struct requirement *out, struct span *invalid);
/* Do they together count every required event? AllowUnrealisticMisses is heeded. */
void policy_cover(const struct policy *policy, const struct requirement *requirement,
                  const struct counter_set *set, struct prover_answer *out);
/* The same if one of the two did its part perfectly: what the filters match, or what the trails record. */
enum counter_part { COUNTER_WHOLE, COUNTER_FILTER, COUNTER_TRAIL };
void policy_cover_part(const struct policy *policy, const struct requirement *requirement,
                       const struct counter_set *set, enum counter_part part, struct prover_answer *out);
/* Does it count any required event? If not, nothing behind it matters. */
bool policy_cover_concerns(const struct policy *policy, const struct requirement *requirement,
                           const struct counter *counter);
/* Sets `kept`: counters are deleted one by one, the least advanced first, as long as the rest covers, or may
 * cover where all together are undecided. */
void policy_cover_reduce(const struct policy *policy, const struct requirement *requirement,
                         const struct counter_set *set);

/* --- The end: policy_conclude.c, policy_paths.c --- */

/* Turns a survey that needs nothing more into the verdict. */
void policy_conclude(const struct policy *policy, const struct requirement *requirement,
                     const struct survey *survey, struct findings *out);

enum standing {
    STANDING_MONITORED,
    STANDING_MISSING, /* the counters miss events, or there are none: ways end at the filter hop or before */
    STANDING_BROKEN,  /* they count all, but what counts breaks behind the filter hop */
    STANDING_DOUBT,   /* something that is not known decides */
};
struct conclusion {
    const struct policy *policy;
    const struct requirement *requirement;
    const struct survey *survey;
    enum standing standing;
    struct prover_answer answer; /* of the proof that decided */
    bool unrecorded;             /* MISSING: the filters would count what no trail records */
    bool proof_undecided;        /* DOUBT: nothing but the proof itself is in doubt */
};
/* All paths, and which of them decides. */
void policy_list_paths(const struct conclusion *conclusion, struct findings *out);
/* Where the filters miss events: the filter whose alarm, topic and subscription are worth reading, because
 * one more filter for its metric may be all that is missing. The same in every round. NULL: none. */
const struct counter *policy_mend_candidate(const struct policy *policy,
                                            const struct requirement *requirement,
                                            const struct survey *survey);
/* What repairs can use, and which paths they have to mend. */
void policy_list_heard(const struct conclusion *conclusion, struct findings *out);
void policy_mark_needed(const struct conclusion *conclusion, struct findings *out);
/* The proof that is shown, and each path's filter class. */
void policy_show_proof(const struct conclusion *conclusion, struct findings *out);
