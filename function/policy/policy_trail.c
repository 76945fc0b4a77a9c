#include "arn.h"
#include "policy_internal.h"

struct span policy_home_region(const struct trail *trail) {
    return trail->home_region.len ? trail->home_region : arn_field(trail->arn, 3);
}

static bool is_own(const struct walk *walk, const struct trail *trail) {
    return span_equal(arn_field(trail->arn, 4), walk->policy->facts->account_id);
}

/* An organization trail of another account that nothing here can follow. */
static void walk_elsewhere(struct walk *walk, const struct trail *trail) {
    struct span owner = arn_field(trail->arn, 4);
    const struct fact *fact =
        walk_ask(walk, OPERATION_GET_TRAIL_STATUS, policy_home_region(trail), trail->arn);
    const struct trail_status *status = fact && fact->state == FACT_READ ? fact->value : NULL;
    if (status && !status->logging)
        walk_break(walk, HOP_TRAIL, REASON_NOT_LOGGING,
                   walk_text(walk, "the organization trail of account %.*s is not logging", SPAN_FMT(owner)));
    else
        walk_break(
            walk, HOP_TRAIL, REASON_ORGANIZATION_TRAIL_ELSEWHERE,
            walk_text(walk, "log group, metric filter and alarm are in account %.*s", SPAN_FMT(owner)));
}

/* Whose keys read the trail. A delegated administrator's own log group may hold the events of a trail that
 * belongs to the management account. */
static bool enter_trail(struct walk *walk, const struct trail *trail) {
    struct span own = walk->policy->facts->account_id;
    struct span central = policy_central_account(walk->policy);
    if (is_own(walk, trail))
        return true;
    if (central.len)
        return policy_enter_account(walk, HOP_TRAIL, central);
    if (span_equal(arn_field(trail->log_group_arn, 4), own))
        return true;
    walk_elsewhere(walk, trail);
    return false;
}

static void read_trail(struct walk *walk, const struct trail *trail, const struct pattern **recorded) {
    const struct trail_status *status =
        walk_read(walk, HOP_TRAIL, OPERATION_GET_TRAIL_STATUS, policy_home_region(trail), trail->arn);
    const struct event_selectors *selectors =
        walk_read(walk, HOP_TRAIL, OPERATION_GET_EVENT_SELECTORS, policy_home_region(trail), trail->arn);
    if (status && !status->logging)
        walk_break(walk, HOP_TRAIL, REASON_NOT_LOGGING, SPAN("the trail is not logging"));
    if (selectors)
        policy_selectors_read(walk, selectors, recorded);
}

bool policy_trail_walk(struct walk *walk, const struct pattern **recorded) {
    const struct trail *trail = walk->path.trail;
    *recorded = NULL;
    if (!is_own(walk, trail) && !trail->organization)
        walk_break(walk, HOP_TRAIL, REASON_NO_TRAIL,
                   walk_text(walk, "the trail belongs to account %.*s", SPAN_FMT(arn_field(trail->arn, 4))));
    else if (!trail->multi_region)
        walk_break(walk, HOP_TRAIL, REASON_NOT_MULTI_REGION,
                   walk_text(walk, "it records %.*s only", SPAN_FMT(policy_home_region(trail))));
    if (walk->broken || !enter_trail(walk, trail))
        return false;
    read_trail(walk, trail, recorded);
    return !walk->broken;
}
