/* All ways as paths for the report, and the one that decides the verdict. */
#include "policy_internal.h"

#include "json.h"

/* A path and whether it may decide. */
struct listing {
    struct {
        struct path *items;
        size_t count, capacity;
    } paths;
    size_t deciding; /* index; SIZE_MAX: none yet */
};

static struct span trail_arn(const struct path *path) {
    return path->trail ? path->trail->arn : SPAN_ABSENT;
}

/* Further first, then the reason listed first, then trail ARN order. */
static bool decides_before(const struct path *a, const struct path *b) {
    if (a->hop != b->hop)
        return a->hop > b->hop;
    if (a->reason != b->reason)
        return a->reason < b->reason;
    return span_compare(trail_arn(a), trail_arn(b)) < 0;
}

static void add_path(const struct conclusion *conclusion, struct listing *listing, struct path path,
                     bool decides) {
    size_t index = listing->paths.count;
    path.needed = decides && !path.complete && conclusion->standing != STANDING_MISSING;
    *ARENA_PUSH(conclusion->policy->arena, &listing->paths) = path;
    if (decides &&
        (listing->deciding == SIZE_MAX || decides_before(&path, &listing->paths.items[listing->deciding])))
        listing->deciding = index;
}

static struct span member_text(const struct json *event, const char *name) {
    struct span text = json_string(json_member(event, name));
    return text.len ? text : SPAN("?");
}

/* "AccessDenied (ListBuckets) by s3.amazonaws.com" */
static struct span event_text(const struct conclusion *conclusion) {
    struct arena *arena = conclusion->policy->arena;
    const struct json *event;
    struct error error;
    if (!json_parse(arena, conclusion->answer.witness, "Function.Defect", &event, &error))
        return SPAN("unauthorized calls");
    struct span text =
        arena_printf(arena, "%.*s (%.*s) by %.*s", SPAN_FMT(member_text(event, "errorCode")),
                     SPAN_FMT(member_text(event, "eventName")), SPAN_FMT(member_text(event, "eventSource")));
    if (conclusion->answer.realism == REALISM_FALSE)
        text = arena_printf(arena, "%.*s, an event that no service is known to write", SPAN_FMT(text));
    return text;
}

/* Would a filter of the counter's trail count the missed event if the trail recorded it? What is not
 * evaluated counts, as in the proof. */
static bool would_count(const struct conclusion *conclusion, const struct counter *counter) {
    const struct policy *policy = conclusion->policy;
    for (size_t i = 0; i < conclusion->survey->counters.count; i++) {
        const struct counter *other = &conclusion->survey->counters.items[i];
        if (other->walk.path.trail == counter->walk.path.trail &&
            (!other->filter_pattern || pattern_match(policy->arena, other->filter_pattern,
                                                     conclusion->answer.witness) != PATTERN_DIFFERS))
            return true;
    }
    return false;
}

/* "metric filter", "subscription filter" */
static const char *filter_kind(const struct path *path) {
    return path->siem_filter ? "subscription filter" : "metric filter";
}

/* A filter that leaves events out is broken at its hop. */
static void break_filter(struct walk *walk, struct span detail) {
    if (walk->path.siem_filter)
        walk_break(walk, HOP_SIEM, REASON_SIEM_FILTER_MISSES_EVENTS, detail);
    else
        walk_break(walk, HOP_FILTER, REASON_FILTER_MISSES_EVENTS, detail);
}

static void doubt_filter(struct walk *walk, struct span detail) {
    if (walk->path.siem_filter)
        walk_doubt(walk, HOP_SIEM, REASON_SIEM_UNDECIDED, detail);
    else
        walk_doubt(walk, HOP_FILTER, REASON_FILTER_UNDECIDED, detail);
}

/* Even in the best case the counters miss the event that the proof found. */
static void break_missing(const struct conclusion *conclusion, const struct counter *counter,
                          struct walk *walk) {
    struct span event = event_text(conclusion);
    if (counter->narrow_trail && (conclusion->unrecorded || would_count(conclusion, counter)))
        walk_break(walk, HOP_TRAIL, REASON_MANAGEMENT_EVENTS_INCOMPLETE,
                   walk_text(walk, "it does not record %.*s", SPAN_FMT(event)));
    else if (path_has_filter(&walk->path))
        break_filter(walk, walk_text(walk, "%s \"%.*s\" misses %.*s", filter_kind(&walk->path),
                                     SPAN_FMT(path_filter_name(&walk->path)), SPAN_FMT(event)));
}

static enum coverage cover_alone(const struct conclusion *conclusion, const struct counter *counter) {
    struct counter copy = *counter;
    struct counter *items[] = {&copy};
    struct counter_set set = {items, 1};
    struct prover_answer answer;
    policy_cover(conclusion->policy, conclusion->requirement, &set, &answer);
    return answer.coverage;
}

/* An alarm hears some values of the dimensions, and others are needed, or it is not needed. */
static void break_values(const struct counter *counter, struct walk *walk) {
    *walk = *counter_best(counter);
    walk_break(walk, HOP_ALARM, REASON_ALARM_WRONG_DIMENSIONS,
               walk_text(walk,
                         "alarm \"%.*s\" hears only some values of the dimensions of metric filter \"%.*s\"",
                         SPAN_FMT(walk->path.alarm_name), SPAN_FMT(walk->path.filter->name)));
}

/* A counter that does not get past the filter hop though others cover; `alone`: what it covers itself. */
static void break_needless(const struct counter *counter, struct walk *walk, enum coverage alone) {
    const char *kind = filter_kind(&walk->path);
    struct span name = path_filter_name(&walk->path);
    if (walk->doubt_reason != REASON_NONE)
        return;
    if (counter->has_values && alone == COVERAGE_UNCOVERED)
        break_values(counter, walk);
    else if (alone == COVERAGE_UNCOVERED)
        break_filter(walk,
                     walk_text(walk, "%s \"%.*s\" alone misses unauthorized calls", kind, SPAN_FMT(name)));
    else
        doubt_filter(walk, walk_text(walk, "whether %s \"%.*s\" alone counts every unauthorized call is open",
                                     kind, SPAN_FMT(name)));
}

static bool walk_decides(const struct conclusion *conclusion, const struct counter *counter,
                         const struct walk *walk) {
    if (!counter->kept || walk != counter_best(counter))
        return false;
    switch (conclusion->standing) {
    case STANDING_MONITORED:
        return walk_is_complete(walk);
    case STANDING_BROKEN:
        return walk->broken;
    case STANDING_DOUBT:
        return conclusion->proof_undecided || !walk_is_complete(walk);
    case STANDING_MISSING:
        break;
    }
    return false;
}

static void list_walks(const struct conclusion *conclusion, struct listing *listing,
                       const struct counter *counter) {
    struct span reason = conclusion->answer.reason;
    for (size_t i = 0; i < counter->walks.count; i++) {
        const struct walk *walk = &counter->walks.items[i];
        struct walk shown = *walk;
        if (walk->waiting)
            continue;
        if (conclusion->proof_undecided && counter->kept)
            doubt_filter(&shown,
                         walk_text(&shown, "whether the %ss count every unauthorized call is open: %.*s",
                                   filter_kind(&shown.path), SPAN_FMT(reason)));
        add_path(conclusion, listing, walk_end(&shown), walk_decides(conclusion, counter, walk));
    }
}

/* Is the path broken where the proof sees the fault? */
static bool is_at_fault(const struct conclusion *conclusion, const struct path *path) {
    if (conclusion->unrecorded)
        return path->hop == HOP_TRAIL;
    return path->hop == HOP_FILTER || path->hop == HOP_SIEM;
}

static void list_missing(const struct conclusion *conclusion, struct listing *listing,
                         const struct counter *counter) {
    struct walk walk = counter->walk;
    if (counter->has_values)
        return;
    break_missing(conclusion, counter, &walk);
    if (!walk.broken && !path_has_filter(&walk.path))
        walk = *counter_best(counter);
    if (!walk.waiting)
        add_path(conclusion, listing, walk_end(&walk), walk.broken && is_at_fault(conclusion, &walk.path));
}

static void list_counter(const struct conclusion *conclusion, struct listing *listing,
                         const struct counter *counter) {
    struct walk walk = counter->walk;
    if (counter->leftover && !counter->kept)
        return;
    enum coverage alone = counter->kept ? COVERAGE_COVERED : cover_alone(conclusion, counter);
    if (alone == COVERAGE_COVERED || !path_has_filter(&walk.path)) {
        list_walks(conclusion, listing, counter);
        return;
    }
    break_needless(counter, &walk, alone);
    if (!walk.waiting)
        add_path(conclusion, listing, walk_end(&walk), false);
}

void policy_list_paths(const struct conclusion *conclusion, struct findings *out) {
    const struct survey *survey = conclusion->survey;
    bool missing = conclusion->standing == STANDING_MISSING;
    struct listing listing = {.deciding = SIZE_MAX};
    for (size_t i = 0; i < survey->counters.count; i++)
        (missing ? list_missing : list_counter)(conclusion, &listing, &survey->counters.items[i]);
    for (size_t i = 0; i < survey->ends.count; i++)
        add_path(conclusion, &listing, walk_end(&survey->ends.items[i].walk),
                 missing && !conclusion->unrecorded);
    out->paths = listing.paths.items;
    out->path_count = listing.paths.count;
    out->deciding = listing.deciding == SIZE_MAX ? NULL : &listing.paths.items[listing.deciding];
}
