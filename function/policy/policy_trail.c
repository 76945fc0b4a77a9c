#include "arn.h"
#include "policy_internal.h"

struct span policy_home_region(const struct trail *trail) {
    return trail->home_region.len ? trail->home_region : arn_field(trail->arn, 3);
}

/* Another account's trail: seen here, but its log group, filters and alarms are there. */
static void walk_foreign(struct walk *walk, const struct trail *trail) {
    const struct parameters *parameters = walk->policy->parameters;
    struct span owner = arn_field(trail->arn, 4);
    if (!trail->organization) {
        walk_break(walk, HOP_TRAIL, REASON_NO_TRAIL,
                   walk_text(walk, "the trail belongs to account %.*s", SPAN_FMT(owner)));
        return;
    }
    const struct fact *fact =
        walk_ask(walk, OPERATION_GET_TRAIL_STATUS, policy_home_region(trail), trail->arn);
    const struct trail_status *status = fact && fact->state == FACT_READ ? fact->value : NULL;
    if (status && !status->logging)
        walk_break(walk, HOP_TRAIL, REASON_NOT_LOGGING,
                   walk_text(walk, "the organization trail of account %.*s is not logging", SPAN_FMT(owner)));
    else if (parameters->central_role_arn.len)
        walk_doubt(walk, HOP_TRAIL, REASON_TRAIL_UNDECIDED,
                   walk_text(walk,
                             "reading account %.*s through CentralRoleArn is not decided in this version",
                             SPAN_FMT(owner)));
    else
        walk_break(
            walk, HOP_TRAIL, REASON_ORGANIZATION_TRAIL_ELSEWHERE,
            walk_text(walk, "log group, metric filter and alarm are in account %.*s", SPAN_FMT(owner)));
}

static void walk_own(struct walk *walk, const struct trail *trail, const struct pattern **recorded) {
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
    if (!trail->multi_region) {
        walk_break(walk, HOP_TRAIL, REASON_NOT_MULTI_REGION,
                   walk_text(walk, "it records %.*s only", SPAN_FMT(policy_home_region(trail))));
        return false;
    }
    if (!span_equal(arn_field(trail->arn, 4), walk->policy->facts->account_id)) {
        walk_foreign(walk, trail);
        return false;
    }
    walk_own(walk, trail, recorded);
    return !walk->broken;
}
