#include "policy_internal.h"

/* A proof counts its states and gives up long before. */
enum { SCRATCH_LIMIT_BYTES = 256 * 1024 * 1024 };

static void survey_trail(struct survey *survey, const struct policy *policy, const struct trail *trail) {
    struct walk walk = walk_start(policy, &survey->needs, trail);
    const struct pattern *recorded;
    struct log_group_place place;
    if (!policy_trail_walk(&walk, &recorded) || !policy_log_group_walk(&walk, &place)) {
        survey_add_end(survey, &walk, recorded);
        return;
    }
    struct need filters = {OPERATION_DESCRIBE_METRIC_FILTERS, place.account_id, place.region, place.name};
    struct need alarms = {OPERATION_DESCRIBE_ALARMS, place.account_id, place.region, SPAN_ABSENT};
    policy_need(policy, &survey->needs, &alarms);
    if (!facts_find(policy->facts, &filters))
        policy_topics_ahead(policy, &survey->needs, &alarms);
    policy_filter_walk(survey, &walk, recorded, &place);
    policy_siem_walk(survey, &walk, recorded, &place);
}

/* Trails and the first alarms are asked for together, and the keys for an organization trail's account. */
static void survey_account(struct survey *survey, const struct policy *policy) {
    struct walk walk = walk_start(policy, &survey->needs, NULL);
    struct span region = policy->facts->region;
    const struct trails *trails = walk_read(&walk, HOP_TRAIL, OPERATION_DESCRIBE_TRAILS, region, SPAN_ABSENT);
    if (walk.waiting) {
        policy_need(policy, &survey->needs,
                    &(struct need){OPERATION_DESCRIBE_ALARMS, walk.account_id, region, SPAN_ABSENT});
        policy_central_ahead(policy, &survey->needs);
    }
    if (trails && trails->count == 0)
        walk_break(&walk, HOP_TRAIL, REASON_NO_TRAIL,
                   walk_text(&walk, "no trail is seen in %.*s", SPAN_FMT(region)));
    if (!trails || trails->count == 0)
        survey_add_end(survey, &walk, NULL);
    for (size_t i = 0; trails && i < trails->count; i++)
        survey_trail(survey, policy, &trails->items[i]);
}

static enum coverage cover(const struct policy *policy, const struct requirement *requirement,
                           const struct survey *survey, bool (*wanted)(const struct counter *counter)) {
    struct counter_set set = survey_select(survey, policy->arena, wanted);
    struct prover_answer answer = {.coverage = COVERAGE_UNCOVERED};
    if (set.count)
        policy_cover(policy, requirement, &set, &answer);
    return answer.coverage;
}

static bool is_about_topic(enum operation operation) {
    return operation == OPERATION_GET_TOPIC_ATTRIBUTES || operation == OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC;
}

static bool is_any(enum operation operation) {
    (void)operation;
    return true;
}

static void add_needs(const struct policy *policy, struct needs *out, const struct needs *more,
                      bool (*wanted)(enum operation operation)) {
    for (size_t i = 0; i < more->count; i++)
        if (wanted(more->items[i].operation))
            policy_need(policy, out, &more->items[i]);
}

/* Has a chain been read to its end before? Then the cheapest guess was wrong. */
static bool guessed_before(const struct facts *facts) {
    for (size_t i = 0; i < facts->count; i++) {
        enum operation operation = facts->items[i].need.operation;
        if (operation == OPERATION_GET_SUBSCRIPTION_ATTRIBUTES ||
            operation == OPERATION_LIST_ALARM_MUTE_RULES)
            return true;
    }
    return false;
}

/* The topics of all that concern the requirement are read at once, and the smallest set of counters that
 * would do is read to the end. If that did not help, all that concern are: so the rounds stay few. Where the
 * possible ones cannot do, only the reason is open. */
static void add_chain_needs(const struct policy *policy, const struct requirement *requirement,
                            const struct survey *survey, struct needs *out) {
    bool possible = cover(policy, requirement, survey, counter_is_possible) != COVERAGE_UNCOVERED;
    struct counter_set set =
        survey_select(survey, policy->arena, possible ? counter_is_possible : counter_is_any);
    bool guess = !guessed_before(policy->facts);
    if (guess)
        policy_cover_reduce(policy, requirement, &set);
    for (size_t i = 0; i < set.count; i++) {
        const struct counter *counter = set.items[i];
        if (counter->needs->count == 0)
            continue;
        if (guess && counter->kept)
            add_needs(policy, out, counter->needs, is_any);
        else if (policy_cover_concerns(policy, requirement, counter))
            add_needs(policy, out, counter->needs, guess ? is_about_topic : is_any);
    }
}

/* Whatever the trails record. */
static bool filters_miss(const struct policy *policy, const struct requirement *requirement,
                         const struct survey *survey) {
    struct counter_set set = survey_select(survey, policy->arena, counter_is_any);
    struct prover_answer answer;
    policy_cover_part(policy, requirement, &set, COUNTER_FILTER, &answer);
    return answer.coverage == COVERAGE_UNCOVERED;
}

/* What could still change the verdict, or the reason for it, or spare a person most of the repair. */
static void collect_needs(const struct policy *policy, const struct requirement *requirement,
                          const struct survey *survey, struct needs *out) {
    size_t open = 0;
    if (cover(policy, requirement, survey, counter_is_healthy) == COVERAGE_COVERED)
        return;
    add_needs(policy, out, &survey->needs, is_any);
    for (size_t i = 0; i < survey->counters.count; i++)
        open += survey->counters.items[i].needs->count;
    if (!open)
        return;
    if (cover(policy, requirement, survey, counter_is_any) != COVERAGE_UNCOVERED) {
        add_chain_needs(policy, requirement, survey, out);
    } else if (out->count == 0 && filters_miss(policy, requirement, survey)) {
        const struct counter *candidate = policy_mend_candidate(policy, requirement, survey);
        if (candidate)
            add_needs(policy, out, candidate->needs, is_any);
    }
}

/* DescribeAlarms was read to its end wherever it was asked. */
static bool alarms_are_listed(const struct facts *facts) {
    bool listed = false;
    for (size_t i = 0; i < facts->count; i++) {
        if (facts->items[i].need.operation != OPERATION_DESCRIBE_ALARMS)
            continue;
        if (facts->items[i].state != FACT_READ)
            return false;
        listed = true;
    }
    return listed;
}

static void reject_parameter(struct findings *out, struct span detail) {
    out->reason = REASON_PARAMETER_INVALID;
    out->detail = detail;
}

static void judge(const struct policy *policy, struct findings *out) {
    struct requirement requirement;
    struct survey survey = {.needs = {NULL, 0, 0}};
    struct span invalid;
    if (policy->parameters->invalid.len) {
        reject_parameter(out, policy->parameters->invalid);
        return;
    }
    if (!policy_requirement(policy, &requirement, &invalid)) {
        reject_parameter(out, invalid);
        return;
    }
    survey_account(&survey, policy);
    collect_needs(policy, &requirement, &survey, &out->needs);
    if (out->needs.count == 0)
        policy_conclude(policy, &requirement, &survey, out);
}

void policy_judge(struct arena *arena, const struct facts *facts, const struct parameters *parameters,
                  struct findings *out) {
    const struct composite_graph *composites = NULL;
    struct policy policy = {arena, arena_create("proof", SCRATCH_LIMIT_BYTES), facts, parameters,
                            &composites};
    *out = (struct findings){
        .verdict = VERDICT_CANNOT_VERIFY,
        .requirement = prover_requirement(parameters->required_pattern),
        .alarms_listed = alarms_are_listed(facts),
    };
    judge(&policy, out);
    arena_destroy(policy.scratch);
}
