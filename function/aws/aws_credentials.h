/* Where keys come from: a chain of sources, the first that has some wins. Private to function/aws.
 *
 *   environment ─► profile (static keys, credential_process) ─► container endpoint
 *                  not in Lambda                                Lambda with SnapStart, ECS, EKS
 *
 * A source has keys, has none (the next one is asked), or is broken: then nobody is asked further, for the
 * next source might have somebody else's keys. Keys that end are kept until ten minutes before; they are
 * overwritten when others take their place. */
#pragma once

#include "aws.h"

#include <stdarg.h>

struct json;

enum {
    AWS_KEYS_LIMIT_BYTES = 4 * 1024 * 1024, /* two files, a process's or an endpoint's answer */
    AWS_KEYS_MARGIN_MS = 10 * 60 * 1000,    /* so long before their end they are asked for anew */
};

/* What a source found. */
struct aws_keys {
    struct credentials credentials;
    int64_t expires_ms; /* Unix time; 0: never */
    bool renewable;     /* asked again, the source may have others */
};

/* The keys of the process that end some time; the others are looked up by every session. */
struct aws_keyring {
    struct arena *arena, *spare; /* of the kept keys; of the next search */
    struct aws_keys keys;
};

enum aws_source_result { AWS_SOURCE_HAS_KEYS, AWS_SOURCE_HAS_NONE, AWS_SOURCE_BROKEN };

/* What a source may use, and where it answers. */
struct aws_search {
    struct aws_client *client;
    struct arena *arena;
    int64_t deadline_ms;
    struct aws_keys keys;
    struct span reason; /* HAS_NONE, BROKEN: why, without secrets */
};

enum aws_source_result aws_source_process(struct aws_search *search, struct span command);
enum aws_source_result aws_source_container(struct aws_search *search);
/* Says why and returns the result; the format's text becomes search->reason. */
__attribute__((format(printf, 3, 4))) enum aws_source_result
aws_source_say(struct aws_search *search, enum aws_source_result result, const char *format, ...);
/* The object that processes and container endpoints answer with: AccessKeyId, SecretAccessKey, a token
 * member, Expiration. */
enum aws_source_result aws_source_take_object(struct aws_search *search, const struct json *object,
                                              const char *token_member);

/* Are the session's own keys, not a role's, of a source that may have others? */
bool aws_session_may_renew(const struct aws_session *session, const struct credentials *keys);
/* Will they end soon? */
bool aws_session_should_renew(const struct aws_session *session);
/* Asks the chain anew. Not while exchanges are under way: it may use the transport. */
MUST_CHECK bool aws_session_renew(struct aws_session *session, struct error *err);
