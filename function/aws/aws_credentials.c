#include "aws.h"

static const char *value_or_null(const char *text) {
    return text && *text ? text : NULL;
}

static const char *presence(const char *value) {
    return value ? "is set" : "is not set";
}

bool credentials_from_environment(const char *(*getenv_function)(const char *name), struct credentials *out,
                                  struct error *err) {
    *out = (struct credentials){
        .access_key_id = value_or_null(getenv_function("AWS_ACCESS_KEY_ID")),
        .secret_access_key = value_or_null(getenv_function("AWS_SECRET_ACCESS_KEY")),
        .session_token = value_or_null(getenv_function("AWS_SESSION_TOKEN")),
    };
    if (out->access_key_id && out->secret_access_key)
        return true;
    return error_set(
        err, "Function.Transient",
        "no AWS credentials: AWS_ACCESS_KEY_ID %s and AWS_SECRET_ACCESS_KEY %s in the environment, the "
        "one source that is read (for a profile: aws configure export-credentials --format env)",
        presence(out->access_key_id), presence(out->secret_access_key));
}
