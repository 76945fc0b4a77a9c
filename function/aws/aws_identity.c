#include "aws_identity.h"

#include "arn.h"
#include "aws_client.h"
#include "aws_round.h"

struct identity {
    struct arena *arena; /* of what is taken from the reply */
    struct span account_id;
    struct credentials keys;
};

static bool take_account(struct aws_task *task, const struct json *page, struct error *err) {
    struct identity *identity = task->context;
    struct span account_id = json_string(json_member(page, "Account"));
    if (!account_id_is_valid(account_id))
        return error_set(err, "Function.Transient", "member Account is not 12 digits");
    identity->account_id = arena_copy(identity->arena, account_id);
    return true;
}

bool aws_caller_account(struct aws_session *session, struct span *account_id, struct error *err) {
    struct identity identity = {.arena = session->arena};
    struct aws_task task = {
        .call = aws_call_write(AWS_GET_CALLER_IDENTITY),
        .region = session->region,
        .take = take_account,
        .context = &identity,
    };
    if (!aws_round_run(session, &task, 1, err))
        return false;
    if (task.class != AWS_OK)
        return aws_task_error(&task, "Function.Transient", "", err);
    *account_id = identity.account_id;
    return true;
}

bool aws_read_keys(struct arena *arena, const struct json *page, struct credentials *out, struct error *err) {
    const struct json *keys = json_member(page, "Credentials");
    struct span id = json_string(json_member(keys, "AccessKeyId"));
    struct span secret = json_string(json_member(keys, "SecretAccessKey"));
    struct span token = json_string(json_member(keys, "SessionToken"));
    if (!id.len || !secret.len || !token.len)
        return error_set(err, "Function.Transient",
                         "Credentials lacks AccessKeyId, SecretAccessKey or SessionToken");
    *out = (struct credentials){
        .access_key_id = arena_cstr(arena, id),
        .secret_access_key = arena_cstr(arena, secret),
        .session_token = arena_cstr(arena, token),
    };
    return true;
}

static bool take_keys(struct aws_task *task, const struct json *page, struct error *err) {
    struct identity *identity = task->context;
    return aws_read_keys(identity->arena, page, &identity->keys, err);
}

bool aws_assume_role(struct aws_session *session, struct span role_arn, struct credentials *out,
                     struct error *err) {
    struct identity identity = {.arena = session->client->session_keys};
    struct aws_task task = {
        .call = aws_call_read(OPERATION_ASSUME_ROLE),
        .region = session->region,
        .input = {.resource = role_arn},
        .take = take_keys,
        .context = &identity,
    };
    if (!aws_round_run(session, &task, 1, err))
        return false;
    if (task.class != AWS_OK)
        return aws_task_error(
            &task, "Function.NotDelivered",
            "the role must exist, trust this function's role, and sts:AssumeRole be granted on it", err);
    *out = identity.keys;
    return true;
}

const struct credentials *aws_keys_for(const struct aws_session *session, struct span account_id) {
    if (span_equal(account_id, session->account_id))
        return &session->credentials;
    for (size_t i = 0; i < session->roles.count; i++)
        if (span_equal(account_id, session->roles.items[i].account_id))
            return &session->roles.items[i].credentials;
    return NULL;
}
