/* One profile of the shared files that the AWS CLI and the SDKs keep.
 *
 *   ~/.aws/config        [profile audit]        region, endpoint_url, credential_process, keys
 *   ~/.aws/credentials   [audit]                keys; they win over those of the config file
 *
 * AWS_PROFILE, else AWS_DEFAULT_PROFILE, else "default" names it; AWS_CONFIG_FILE and
 * AWS_SHARED_CREDENTIALS_FILE say where the files are. Pure but for reading the two files. */
#pragma once

#include "arena.h"
#include "error.h"

struct aws_profile {
    struct span name;
    bool is_named; /* by the environment: then it must exist */
    bool exists;
    /* Absent: not set. */
    struct span access_key_id, secret_access_key, session_token;
    struct span credential_process, region, endpoint_url;
    /* A setting that asks for other keys than those above (role_arn, sso_session …); NULL: none. */
    const char *foreign;
};

/* A file that does not exist is an empty one. Fails with Function.Transient when one cannot be read or is too
 * long. The spans are views of the arena, which holds both files: wipe it. */
MUST_CHECK bool aws_profile_read(struct arena *arena, const char *(*getenv_function)(const char *name),
                                 struct aws_profile *out, struct error *err);
