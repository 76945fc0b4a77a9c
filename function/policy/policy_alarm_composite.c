/* Which composite alarms tell for the alarms of a counter. */
#include "policy_alarm.h"

/* Whom a composite alarm hears of: the index of one alarm of the counter, or one of these. */
#define HEARS_NOBODY  SIZE_MAX
#define HEARS_SEVERAL (SIZE_MAX - 1)

enum {
    NAME_SEARCH_LIMIT_BYTES = 10 * 1000 * 1000, /* text times names */
    CIRCLE_PASSES = 64,
};

/* The states that all alarms are put in to try a rule. */
enum scene {
    SCENE_ALARM, /* alarms that hear the metric in ALARM, the others OK */
    SCENE_OK,
    SCENE_NO_DATA,
    SCENE_COUNT
};

struct evaluation {
    struct counter *counter;
    const struct walk *start;
    const struct composite_graph *graph;
    const enum alarm_heard *heard; /* by metric alarms */
    /* Of every alarm, metric alarms before composite ones. */
    unsigned char *states[SCENE_COUNT];
    size_t *hears;
    bool *alive; /* of composite alarms: what it hears of may fire */
    enum alarm_truth *truths[SCENE_COUNT];
    unsigned char *scratch; /* of the names of one rule */
};

static size_t metric_count(const struct evaluation *evaluation) {
    return evaluation->graph->alarms->metric.count;
}

static void put_metric_alarms(struct evaluation *evaluation) {
    for (size_t i = 0; i < metric_count(evaluation); i++) {
        bool hears = evaluation->heard[i] != HEARD_NOTHING;
        evaluation->hears[i] = hears ? i : HEARS_NOBODY;
        evaluation->states[SCENE_ALARM][i] = hears ? ALARM_RULE_ALARM : ALARM_RULE_OK;
        evaluation->states[SCENE_OK][i] = ALARM_RULE_OK;
        evaluation->states[SCENE_NO_DATA][i] = ALARM_RULE_INSUFFICIENT_DATA;
    }
}

static size_t join(size_t a, size_t b) {
    if (a == HEARS_NOBODY || a == b)
        return b;
    return b == HEARS_NOBODY ? a : HEARS_SEVERAL;
}

/* Whom a readable rule hears of, by the alarms that it names. */
static void hear_by_names(struct evaluation *evaluation, size_t node_index) {
    const struct composite_node *node = &evaluation->graph->nodes[node_index];
    size_t first = metric_count(evaluation);
    for (size_t k = 0; k < node->rule.names.count; k++) {
        size_t target = node->targets[k];
        if (target == SIZE_MAX)
            continue;
        evaluation->hears[first + node_index] =
            join(evaluation->hears[first + node_index], evaluation->hears[target]);
        if (target < first ? evaluation->heard[target] == HEARD_POSSIBLE : evaluation->alive[target - first])
            evaluation->alive[node_index] = true;
    }
}

/* A rule that cannot be read hears of all that its text may name, in whatever words. */
static bool text_may_name(const struct evaluation *evaluation, struct span rule) {
    const struct alarms *alarms = evaluation->graph->alarms;
    size_t names = alarms->metric.count + alarms->composite.count;
    if (names * rule.len > NAME_SEARCH_LIMIT_BYTES || span_find_byte(rule, '\\') < rule.len)
        return true;
    for (size_t i = 0; i < alarms->metric.count; i++)
        if (evaluation->heard[i] == HEARD_POSSIBLE && (span_contains(rule, alarms->metric.items[i].name) ||
                                                       span_contains(rule, alarms->metric.items[i].arn)))
            return true;
    for (size_t i = 0; i < alarms->composite.count; i++)
        if (span_contains(rule, alarms->composite.items[i].name) ||
            span_contains(rule, alarms->composite.items[i].arn))
            return true;
    return false;
}

static unsigned char states_of(enum alarm_truth truth) {
    static const unsigned char states[] = {
        [ALARM_NO] = ALARM_RULE_OK,
        [ALARM_YES] = ALARM_RULE_ALARM,
        [ALARM_UNKNOWN] = ALARM_RULE_OK | ALARM_RULE_ALARM,
    };
    return states[truth];
}

/* An alarm that is not listed is in a state that a rule cannot count on; never in ALARM. */
static enum alarm_truth try_rule(const struct evaluation *evaluation, const struct composite_node *node,
                                 enum scene scene) {
    for (size_t k = 0; k < node->rule.names.count; k++)
        evaluation->scratch[k] = node->targets[k] == SIZE_MAX ? ALARM_RULE_OK | ALARM_RULE_INSUFFICIENT_DATA
                                                              : evaluation->states[scene][node->targets[k]];
    return alarm_rule_decide(&node->rule, evaluation->scratch);
}

static void put_composite(struct evaluation *evaluation, size_t node_index) {
    const struct composite_node *node = &evaluation->graph->nodes[node_index];
    size_t index = metric_count(evaluation) + node_index;
    bool circular = evaluation->graph->circular[node_index];
    for (enum scene scene = SCENE_ALARM; scene < SCENE_COUNT; scene++) {
        evaluation->truths[scene][node_index] = circular ? ALARM_UNKNOWN : try_rule(evaluation, node, scene);
        evaluation->states[scene][index] = states_of(evaluation->truths[scene][node_index]);
    }
    if (!node->rule.unreadable || !text_may_name(evaluation, node->alarm->rule))
        return;
    evaluation->hears[index] = HEARS_SEVERAL;
    evaluation->alive[node_index] = true;
}

/* One look at each of those that lead in a circle. True: one of them heard of more than before. */
static bool spread_in_circles(struct evaluation *evaluation) {
    const struct composite_graph *graph = evaluation->graph;
    size_t first = metric_count(evaluation);
    bool news = false;
    for (size_t i = 0; i < graph->alarms->composite.count; i++) {
        size_t heard = evaluation->hears[first + i];
        bool alive = evaluation->alive[i];
        if (!graph->circular[i])
            continue;
        hear_by_names(evaluation, i);
        news = news || heard != evaluation->hears[first + i] || alive != evaluation->alive[i];
    }
    return news;
}

/* What hears of an alarm and leads in a circle is in doubt. Where word takes too long to get around, all that
 * lead in a circle are. */
static void put_circular(struct evaluation *evaluation) {
    const struct composite_graph *graph = evaluation->graph;
    size_t first = metric_count(evaluation);
    bool news = true;
    for (size_t i = 0; i < graph->alarms->composite.count; i++)
        if (graph->circular[i])
            put_composite(evaluation, i);
    for (int pass = 0; pass < CIRCLE_PASSES && news; pass++)
        news = spread_in_circles(evaluation);
    for (size_t i = 0; i < graph->alarms->composite.count; i++)
        if (graph->circular[i] && (news || evaluation->hears[first + i] != HEARS_NOBODY)) {
            evaluation->hears[first + i] = HEARS_SEVERAL;
            evaluation->alive[i] = evaluation->alive[i] || news;
        }
}

static void evaluate(struct evaluation *evaluation) {
    const struct composite_graph *graph = evaluation->graph;
    struct arena *arena = evaluation->counter->walk.policy->arena;
    size_t count = graph->alarms->composite.count, all = metric_count(evaluation) + count;
    for (enum scene scene = SCENE_ALARM; scene < SCENE_COUNT; scene++) {
        evaluation->states[scene] = ARENA_NEW_ARRAY(arena, all + 1, unsigned char);
        evaluation->truths[scene] = ARENA_NEW_ARRAY(arena, count + 1, enum alarm_truth);
    }
    evaluation->hears = ARENA_NEW_ARRAY(arena, all + 1, size_t);
    evaluation->alive = ARENA_NEW_ARRAY(arena, count + 1, bool);
    evaluation->scratch = ARENA_NEW_ARRAY(arena, ALARM_RULE_ELEMENTS + 1, unsigned char);
    put_metric_alarms(evaluation);
    for (size_t i = 0; i < count; i++)
        evaluation->hears[metric_count(evaluation) + i] = HEARS_NOBODY;
    for (size_t i = 0; i < graph->order_count; i++) {
        hear_by_names(evaluation, graph->order[i]);
        put_composite(evaluation, graph->order[i]);
    }
    put_circular(evaluation);
}

static void suppressed(struct walk *walk, struct span suppressor, const char *how) {
    walk_break(walk, HOP_ALARM, REASON_ALARM_ACTIONS_SUPPRESSED,
               walk_text(walk, "alarm \"%.*s\" suppresses the actions of composite alarm \"%.*s\": it %s",
                         SPAN_FMT(suppressor), SPAN_FMT(walk->path.alarm_name), how));
}

static void doubt(struct walk *walk, const char *before, const char *after) {
    walk_doubt(
        walk, HOP_ALARM, REASON_ALARM_UNDECIDED,
        walk_text(walk, "%scomposite alarm \"%.*s\" %s", before, SPAN_FMT(walk->path.alarm_name), after));
}

static struct span state_of(const struct alarms *alarms, size_t index) {
    size_t first = alarms->metric.count;
    return index < first ? alarms->metric.items[index].state : alarms->composite.items[index - first].state;
}

static void judge_suppressor(const struct evaluation *evaluation, struct walk *walk,
                             const struct composite_alarm *composite) {
    struct span suppressor = composite->actions_suppressor;
    size_t index = composite_graph_find(evaluation->graph, suppressor);
    if (!suppressor.len)
        return;
    if (span_equal(composite->actions_suppressed_by, SPAN("Alarm")))
        suppressed(walk, suppressor, "does so now");
    else if (index == SIZE_MAX)
        doubt(walk, "the suppressor of ", "is no alarm that is listed");
    else if (span_equal(state_of(evaluation->graph->alarms, index), SPAN("ALARM")))
        suppressed(walk, suppressor, "is in ALARM now");
    else if (evaluation->hears[index] != HEARS_NOBODY)
        suppressed(walk, suppressor, "hears the same metric");
    else
        walk_remark(walk,
                    walk_text(walk, "alarm \"%.*s\" can suppress the actions of composite alarm \"%.*s\"",
                              SPAN_FMT(suppressor), SPAN_FMT(walk->path.alarm_name)));
}

static struct walk at_composite(const struct walk *start, const struct composite_alarm *composite) {
    struct walk walk = *start;
    walk.path.alarm_name = composite->name;
    walk.path.alarm_arn = composite->arn;
    return walk;
}

static void tell(const struct evaluation *evaluation, struct walk *walk,
                 const struct composite_alarm *composite) {
    if (composite->actions_enabled)
        judge_suppressor(evaluation, walk, composite);
    policy_alarm_tell(evaluation->counter, walk, composite->actions_enabled, &composite->alarm_actions,
                      composite->state);
}

/* True with the child alone in ALARM, false with every child OK and with every child without data. */
static enum alarm_truth counts(const struct evaluation *evaluation, size_t node) {
    enum alarm_truth in_alarm = evaluation->truths[SCENE_ALARM][node];
    enum alarm_truth in_ok = evaluation->truths[SCENE_OK][node];
    enum alarm_truth no_data = evaluation->truths[SCENE_NO_DATA][node];
    if (in_alarm == ALARM_NO || in_ok == ALARM_YES || no_data == ALARM_YES)
        return ALARM_NO;
    bool sure = in_alarm == ALARM_YES && in_ok == ALARM_NO && no_data == ALARM_NO;
    return sure ? ALARM_YES : ALARM_UNKNOWN;
}

/* It hears of exactly one alarm. */
static void walk_one(const struct evaluation *evaluation, size_t node, const struct metric_alarm *child) {
    const struct composite_alarm *composite = evaluation->graph->nodes[node].alarm;
    struct walk walk;
    (void)policy_alarm_hear(evaluation->counter, evaluation->start, child, &walk);
    walk = at_composite(&walk, composite);
    switch (counts(evaluation, node)) {
    case ALARM_NO:
        return;
    case ALARM_YES:
        walk_remark(&walk, walk_text(&walk, "composite alarm \"%.*s\" tells for alarm \"%.*s\"",
                                     SPAN_FMT(composite->name), SPAN_FMT(child->name)));
        break;
    case ALARM_UNKNOWN:
        doubt(&walk, "whether the rule of ", "follows the alarm is not decided");
        break;
    }
    tell(evaluation, &walk, composite);
}

static void walk_node(const struct evaluation *evaluation, size_t index) {
    const struct composite_node *node = &evaluation->graph->nodes[index];
    size_t hears = evaluation->hears[metric_count(evaluation) + index];
    if (hears == HEARS_NOBODY || !evaluation->alive[index])
        return;
    if (hears != HEARS_SEVERAL) {
        walk_one(evaluation, index, &evaluation->graph->alarms->metric.items[hears]);
        return;
    }
    struct walk walk = at_composite(evaluation->start, node->alarm);
    if (evaluation->graph->circular[index])
        doubt(&walk, "the rule of ", "leads in a circle");
    else if (node->rule.unreadable)
        doubt(&walk, "the rule of ", walk_text(&walk, "cannot be read: %s", node->rule.unreadable).ptr);
    else
        doubt(&walk, "", "hears of the metric by several alarms, which is not decided");
    tell(evaluation, &walk, node->alarm);
}

static bool any_possible(const struct alarms *alarms, const enum alarm_heard *heard) {
    for (size_t i = 0; i < alarms->metric.count; i++)
        if (heard[i] == HEARD_POSSIBLE)
            return true;
    return false;
}

/* The graph of the region looked at last is kept: a trail's filters ask one after the other. */
static const struct composite_graph *graph_of(const struct policy *policy, const struct alarms *alarms) {
    if (!*policy->composites || (*policy->composites)->alarms != alarms)
        *policy->composites = composite_graph_make(policy->arena, alarms);
    return *policy->composites;
}

void policy_composites_walk(struct counter *counter, const struct walk *start, const struct alarms *alarms,
                            const enum alarm_heard *heard) {
    if (alarms->composite.count == 0 || !any_possible(alarms, heard))
        return;
    struct evaluation evaluation = {
        .counter = counter, .start = start, .graph = graph_of(start->policy, alarms), .heard = heard};
    if (evaluation.graph->refused) {
        struct walk walk = *start;
        walk_doubt(&walk, HOP_ALARM, REASON_ALARM_UNDECIDED,
                   SPAN("there are more composite alarms, or longer rules, than are decided"));
        counter_add_walk(counter, &walk);
        return;
    }
    evaluate(&evaluation);
    for (size_t i = 0; i < alarms->composite.count; i++)
        walk_node(&evaluation, i);
}
