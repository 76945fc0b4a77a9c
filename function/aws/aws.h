/* The only folder that calls AWS: a round of reads, and the three writes.
 *
 *   aws_client_create(http, &settings, &client, &err)                                process
 *   struct aws_session session = {.client = client, .credentials = keys, ...};       invocation
 *   aws_collect(&session, &findings.needs, &facts, &err)   needs ─► calls at once, pages, retries ─► facts
 *   aws_put_evaluations(&session, &evaluations, token, test_mode, &err)
 *
 * Failing means "we do not know": throttled to the end, cut, malformed, no time left; then nothing of the
 * round may be used. What the service knows (does not exist, not permitted) comes back as a fact. Error
 * types: Function.Transient, Function.NotDelivered (policy.md, section 6). No secret, token or payload is
 * ever logged or put into an error. */
#pragma once

#include "aws_pace.h"
#include "delivery.h"
#include "evaluation.h"
#include "facts.h"
#include "http.h"

enum {
    AWS_ATTEMPTS_DEFAULT = 3,
    AWS_DEADLINE_RESERVE_MS = 300, /* pays for posting the error */
    AWS_REPLY_LIMIT_BYTES = 8 * 1024 * 1024,
    AWS_SERVICES_LIMIT = 8,
    AWS_PAGES_LIMIT = 2000, /* an operation */
};

/* From the environment or a command line, read once. NULL: unset. */
struct aws_settings {
    const char *user_agent; /* program/version */
    /* Of AWS_ENDPOINT_URL[_SERVICE], AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, AWS_USE_FIPS_ENDPOINT,
     * AWS_USE_DUALSTACK_ENDPOINT, AWS_MAX_ATTEMPTS, AWS_RETRY_MODE, and of where credentials come from
     * (README.md). What it returns must stay. */
    const char *(*getenv)(const char *name);
};

struct aws_client; /* endpoints, retry quota, transport: one for the life of the process */

/* Fails with Function.Transient when a variable has a value that is not allowed, naming it. */
MUST_CHECK bool aws_client_create(struct http *http, const struct aws_settings *settings,
                                  struct aws_client **out, struct error *err);
void aws_client_destroy(struct aws_client *client); /* NULL is allowed */

struct credentials {
    const char *access_key_id, *secret_access_key;
    const char *session_token; /* NULL: none */
};

/* The region of the profile that the environment names, in the arena; NULL: none. */
const char *aws_profile_region(struct arena *arena, const char *(*getenv_function)(const char *name));

/* One invocation: whose keys, for which account and region, until when. */
struct aws_session {
    struct aws_client *client;
    struct arena *arena;   /* of the facts */
    struct arena *scratch; /* a reply's trees; reset once they have become facts */
    struct credentials credentials;
    /* Of the keys that aws_session_open gave, when their source may give others; NULL: it cannot. */
    const char *renewable_key;
    struct span account_id, region, partition; /* the account that these keys belong to */
    /* Roles of other accounts, assumed with those keys when a need asked for one (AssumeRole). */
    struct {
        struct aws_role {
            struct span account_id;
            struct credentials credentials;
        } * items;
        size_t count, capacity; /* for ARENA_PUSH */
    } roles;
    /* Unix time at which the process must have answered, never unknown; the reserve is taken off here. */
    int64_t deadline_ms;
    /* Rates are kept within an invocation; between two of them a service's rate has come back. */
    struct aws_pace paces[AWS_SERVICES_LIMIT];
    struct stats stats;
    struct delivered delivered;
    /* Sent with the next aws_collect, independent of its reads; then emptied. */
    struct strings rules_to_start;
    struct error start_error; /* the first of them that was not started; type "": none */
};

/* Fills the credentials: environment, profile, credential_process, container endpoint; in Lambda environment
 * and container endpoint. Needs client and deadline_ms. Fails with Function.Transient, naming every source
 * that was asked. One session of a client at a time; opening it again changes nothing but its keys. */
MUST_CHECK bool aws_session_open(struct aws_session *session, struct error *err);
/* Overwrites all keys of the session, those of roles too. Allowed for one that was never opened. */
void aws_session_close(struct aws_session *session);

/* One round: asks all needs at once (rules_to_start too) and adds one fact for each to *facts. A need about
 * the session's account is asked with its credentials, one about another account with those of a role that an
 * earlier round assumed there; without any it is Function.Defect and nothing is asked. A region that cannot
 * stand in a host name gives FACT_REFUSED with code InvalidRegion. */
MUST_CHECK bool aws_collect(struct aws_session *session, const struct needs *needs, struct facts *facts,
                            struct error *err);

/* Posts; FailedEvaluations are posted again, then fail with Function.NotDelivered. NoSuchConfigRuleException
 * (the rule is gone) is logged and ends well. */
MUST_CHECK bool aws_put_evaluations(struct aws_session *session, const struct evaluations *evaluations,
                                    struct span result_token, bool test_mode, struct error *err);
MUST_CHECK bool aws_put_external_evaluation(struct aws_session *session, const struct evaluation *evaluation,
                                            struct span rule_name, struct error *err);

MUST_CHECK bool aws_caller_account(struct aws_session *session, struct span *account_id, struct error *err);
/* The role's keys live until aws_session_close. Refused or missing role: Function.NotDelivered. */
MUST_CHECK bool aws_assume_role(struct aws_session *session, struct span role_arn, struct credentials *out,
                                struct error *err);
