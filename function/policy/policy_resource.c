#include "policy_resource.h"

#include "policy_condition.h"

static const struct span CLOUDWATCH = SPAN_INIT("cloudwatch.amazonaws.com");

struct statement {
    struct arena *arena;
    const struct json *json;
    const struct policy_request *request;
    struct span *why;
};

/* Applies `one` to each string of a list, or to the single string: any. Anything else in its place is
 * unknown. */
static enum truth any_string(const struct json *values, const struct policy_request *request,
                             enum truth (*one)(struct span text, const struct policy_request *request)) {
    if (json_kind(values) == JSON_STRING)
        return one(json_string(values), request);
    if (json_kind(values) != JSON_ARRAY)
        return TRUTH_UNKNOWN;
    enum truth any = TRUTH_NO;
    for (const struct json *value = json_first(values); value; value = json_next(value))
        any =
            truth_or(any, json_kind(value) == JSON_STRING ? one(json_string(value), request) : TRUTH_UNKNOWN);
    return json_count(values) ? any : TRUTH_UNKNOWN;
}

static enum truth action_matches(struct span text, const struct policy_request *request) {
    return truth_of(policy_glob_match(text, request->action, true));
}

static enum truth resource_matches(struct span text, const struct policy_request *request) {
    return span_contains(text, SPAN("${")) ? TRUTH_UNKNOWN
                                           : truth_of(policy_glob_match(text, request->resource, false));
}

static enum truth is_everybody(struct span text, const struct policy_request *request) {
    (void)request;
    return truth_of(span_equal(text, SPAN("*")));
}

static enum truth is_cloudwatch(struct span text, const struct policy_request *request) {
    (void)request;
    if (span_equal(text, SPAN("*")))
        return TRUTH_UNKNOWN;
    return truth_of(span_equal(text, CLOUDWATCH));
}

/* One member of {"AWS": …, "Service": …}. People, roles and other accounts are not the service. */
static enum truth principal_kind_matches(const struct json *member, const struct policy_request *request) {
    struct span kind = json_name(member);
    if (span_equal(kind, SPAN("AWS")))
        return any_string(member, request, is_everybody);
    if (span_equal(kind, SPAN("Service")))
        return any_string(member, request, is_cloudwatch);
    bool other = span_equal(kind, SPAN("Federated")) || span_equal(kind, SPAN("CanonicalUser"));
    return other ? TRUTH_NO : TRUTH_UNKNOWN;
}

static enum truth principal_applies(const struct statement *statement) {
    const struct json *principal = json_member(statement->json, "Principal");
    enum truth any = TRUTH_NO;
    if (json_member(statement->json, "NotPrincipal")) {
        *statement->why = SPAN("NotPrincipal is not decided");
        return TRUTH_UNKNOWN;
    }
    if (json_kind(principal) == JSON_STRING)
        any = span_equal(json_string(principal), SPAN("*")) ? TRUTH_YES : TRUTH_UNKNOWN;
    else if (json_kind(principal) == JSON_OBJECT)
        for (const struct json *member = json_first(principal); member; member = json_next(member))
            any = truth_or(any, principal_kind_matches(member, statement->request));
    else
        any = TRUTH_UNKNOWN;
    if (any == TRUTH_UNKNOWN)
        *statement->why = SPAN("a principal is not decided");
    return any;
}

/* "Action" or its complement "NotAction"; exactly one of the two may be there. */
static enum truth member_applies(const struct statement *statement, const char *name, const char *not_name,
                                 enum truth (*one)(struct span text, const struct policy_request *request)) {
    const struct json *plain = json_member(statement->json, name);
    const struct json *complement = json_member(statement->json, not_name);
    enum truth result = TRUTH_UNKNOWN;
    if (plain && !complement)
        result = any_string(plain, statement->request, one);
    else if (complement && !plain)
        result = truth_not(any_string(complement, statement->request, one));
    if (result == TRUTH_UNKNOWN)
        *statement->why = arena_printf(statement->arena, "%s is not decided", name);
    return result;
}

static enum truth statement_applies(const struct statement *statement) {
    if (!policy_members_are_clear(statement->json)) {
        *statement->why = SPAN("it is no object, or one with a member that stands there twice");
        return TRUTH_UNKNOWN;
    }
    enum truth result = member_applies(statement, "Action", "NotAction", action_matches);
    if (result != TRUTH_NO)
        result = truth_and(result, member_applies(statement, "Resource", "NotResource", resource_matches));
    if (result != TRUTH_NO)
        result = truth_and(result, principal_applies(statement));
    if (result != TRUTH_NO)
        result = truth_and(result,
                           policy_condition_holds(statement->arena, json_member(statement->json, "Condition"),
                                                  statement->request, statement->why));
    return result;
}

static struct span sid_text(struct arena *arena, const struct json *statement) {
    struct span sid = json_string(json_member(statement, "Sid"));
    return sid.len ? arena_printf(arena, "statement \"%.*s\"", SPAN_FMT(sid)) : SPAN("a statement");
}

/* What all statements come to. */
struct tally {
    enum truth allowed, denied;
    struct span unknown, denial;
};

static void tally_statement(struct tally *tally, struct arena *arena, const struct json *json,
                            const struct policy_request *request) {
    struct span why = SPAN_ABSENT;
    struct statement statement = {arena, json, request, &why};
    enum truth applies = statement_applies(&statement);
    struct span effect = json_string(json_member(json, "Effect"));
    bool clear = policy_members_are_clear(json);
    bool allow = clear && span_equal(effect, SPAN("Allow")), deny = clear && span_equal(effect, SPAN("Deny"));
    if (clear && applies != TRUTH_NO && !allow && !deny) {
        applies = TRUTH_UNKNOWN;
        why = SPAN("its effect is neither Allow nor Deny");
    }
    if (applies == TRUTH_UNKNOWN)
        tally->unknown = arena_printf(arena, "%.*s: %.*s", SPAN_FMT(sid_text(arena, json)), SPAN_FMT(why));
    if (applies == TRUTH_YES && deny)
        tally->denial = arena_printf(arena, "%.*s denies it", SPAN_FMT(sid_text(arena, json)));
    if (!deny)
        tally->allowed = truth_or(tally->allowed, applies);
    if (!allow)
        tally->denied = truth_or(tally->denied, applies);
}

enum policy_permission policy_resource_decide(struct arena *arena, struct span policy,
                                              const struct policy_request *request, struct span *why) {
    const struct json *root;
    struct error error;
    struct tally tally = {.allowed = TRUTH_NO, .denied = TRUTH_NO};
    *why = SPAN("the policy is not JSON");
    if (!json_parse(arena, policy, "Function.Defect", &root, &error))
        return POLICY_UNKNOWN;
    *why = SPAN("the policy is no object, or one with a member that stands there twice");
    if (!policy_members_are_clear(root))
        return POLICY_UNKNOWN;
    const struct json *statements = json_member(root, "Statement");
    *why = SPAN("the policy has no statements that can be read");
    if (json_kind(statements) == JSON_OBJECT)
        tally_statement(&tally, arena, statements, request);
    else if (json_kind(statements) != JSON_ARRAY)
        return POLICY_UNKNOWN;
    else
        for (const struct json *item = json_first(statements); item; item = json_next(item))
            tally_statement(&tally, arena, item, request);
    if (tally.denied == TRUTH_YES || tally.allowed == TRUTH_NO) {
        *why = tally.denied == TRUTH_YES ? tally.denial : SPAN("no statement allows it");
        return POLICY_FORBIDDEN;
    }
    *why = tally.unknown.ptr ? tally.unknown : SPAN("allowed");
    return tally.denied == TRUTH_NO && tally.allowed == TRUTH_YES ? POLICY_ALLOWED : POLICY_UNKNOWN;
}
