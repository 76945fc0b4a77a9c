/* Whose keys read a hop: the evaluated account's own, or those of the role in the account that keeps an
 * organization's trail. */
#include "arn.h"
#include "policy_internal.h"

struct span policy_central_account(const struct policy *policy) {
    struct span role = policy->parameters->central_role_arn;
    return role.len ? arn_field(role, 4) : SPAN_ABSENT;
}

static struct need role_need(const struct policy *policy) {
    return (struct need){OPERATION_ASSUME_ROLE, policy->facts->account_id, policy->facts->region,
                         policy->parameters->central_role_arn};
}

void policy_central_ahead(const struct policy *policy, struct needs *needs) {
    struct span central = policy_central_account(policy);
    struct need need = role_need(policy);
    if (central.len && !span_equal(central, policy->facts->account_id) &&
        policy->parameters->assume_role_mode)
        policy_need(policy, needs, &need);
}

static bool enter_central(struct walk *walk, enum hop hop, struct span account_id) {
    struct need need = role_need(walk->policy);
    if (!walk->policy->parameters->assume_role_mode) {
        walk_doubt(walk, hop, REASON_TRAIL_UNDECIDED,
                   SPAN("CentralRoleArn may not be assumed while AssumeRoleMode is false"));
        return false;
    }
    walk->account_id = need.account_id;
    if (!walk_read(walk, hop, need.operation, need.region, need.resource))
        return false;
    walk->account_id = account_id;
    walk_remark(walk, walk_text(walk, "account %.*s is read through CentralRoleArn", SPAN_FMT(account_id)));
    return true;
}

bool policy_enter_account(struct walk *walk, enum hop hop, struct span account_id) {
    struct span own = walk->policy->facts->account_id;
    if (span_equal(account_id, walk->account_id))
        return true;
    if (span_equal(account_id, own)) {
        walk->account_id = own;
        return true;
    }
    if (span_equal(account_id, policy_central_account(walk->policy)))
        return enter_central(walk, hop, account_id);
    walk_doubt(walk, hop, REASON_TRAIL_UNDECIDED,
               walk_text(walk,
                         "its log group is in account %.*s, which only a role of CentralRoleArn could read",
                         SPAN_FMT(account_id)));
    return false;
}
