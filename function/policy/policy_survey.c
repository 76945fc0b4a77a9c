#include "policy_internal.h"

struct counter *survey_add_counter(struct survey *survey, const struct walk *walk,
                                   const struct pattern *recorded, const struct pattern *filter_pattern) {
    struct arena *arena = walk->policy->arena;
    struct counter *counter = ARENA_PUSH(arena, &survey->counters);
    *counter = (struct counter){
        .walk = *walk,
        .needs = ARENA_NEW(arena, struct needs),
        .filter_pattern = filter_pattern,
        .narrow_trail = recorded != NULL,
    };
    counter->walk.needs = counter->needs;
    if (recorded)
        counter->patterns[counter->pattern_count++] = recorded;
    if (filter_pattern)
        counter->patterns[counter->pattern_count++] = filter_pattern;
    return counter;
}

void survey_add_end(struct survey *survey, const struct walk *walk, const struct pattern *recorded) {
    if (walk->broken || walk->waiting)
        *ARENA_PUSH(walk->policy->arena, &survey->ends) = (struct end){*walk, recorded};
    else
        counter_add_walk(survey_add_counter(survey, walk, recorded, NULL), walk);
}

bool survey_is_full(struct survey *survey, const struct walk *start) {
    size_t leftovers = survey->leftovers < COUNTERS_LIMIT ? survey->leftovers : COUNTERS_LIMIT;
    if (survey->counters.count - leftovers < COUNTERS_LIMIT)
        return false;
    if (!survey->counters_omitted) {
        struct walk walk = *start;
        survey->counters_omitted = true;
        walk_doubt(&walk, HOP_FILTER, REASON_FILTER_UNDECIDED,
                   walk_text(&walk,
                             "there are more than %d combinations of trail, metric filter and dimension "
                             "values; the others are not counted",
                             COUNTERS_LIMIT));
        counter_add_walk(survey_add_counter(survey, &walk, NULL, NULL), &walk);
    }
    return true;
}

/* One that may reach a person stands before any that certainly does not, however far that got; then the
 * further one, then the reason listed first. */
static bool is_better(const struct walk *a, const struct walk *b) {
    if (a->broken != b->broken)
        return b->broken;
    int gain = walk_progress(a) - walk_progress(b);
    return gain > 0 || (gain == 0 && a->path.reason < b->path.reason);
}

void counter_add_walk(struct counter *counter, const struct walk *walk) {
    struct walks *walks = &counter->walks;
    if (walks->count < COUNTER_WALKS_LIMIT)
        *ARENA_PUSH(walk->policy->arena, walks) = *walk;
    else if (is_better(walk, &walks->items[walks->count - 1]))
        walks->items[walks->count - 1] = *walk;
}

const struct walk *counter_best(const struct counter *counter) {
    const struct walk *best = &counter->walks.items[0];
    for (size_t i = 1; i < counter->walks.count; i++)
        if (is_better(&counter->walks.items[i], best))
            best = &counter->walks.items[i];
    return best;
}

bool counter_is_healthy(const struct counter *counter) {
    return walk_is_complete(counter_best(counter));
}

bool counter_is_possible(const struct counter *counter) {
    return !counter_best(counter)->broken;
}

bool counter_is_any(const struct counter *counter) {
    (void)counter;
    return true;
}

struct counter_set survey_select(const struct survey *survey, struct arena *arena,
                                 bool (*wanted)(const struct counter *counter)) {
    struct counter_set set = {ARENA_NEW_ARRAY(arena, survey->counters.count + 1, struct counter *), 0};
    for (size_t i = 0; i < survey->counters.count; i++)
        if (wanted(&survey->counters.items[i]))
            set.items[set.count++] = &survey->counters.items[i];
    return set;
}
