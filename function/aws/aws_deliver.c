#include "aws_round.h"
#include "log.h"

static struct json *evaluation_to_json(struct arena *arena, const struct evaluation *evaluation) {
    struct json *object = json_object(arena);
    json_set_string(arena, object, "ComplianceResourceType", evaluation->resource_type);
    json_set_string(arena, object, "ComplianceResourceId", evaluation->resource_id);
    json_set_string(arena, object, "ComplianceType", span_from_cstr(evaluation->compliance_type));
    if (evaluation->annotation.len)
        json_set_string(arena, object, "Annotation", evaluation->annotation);
    json_set_number(arena, object, "OrderingTimestamp", (double)evaluation->ordering_time_ms / 1000.0);
    return object;
}

static struct json *put_evaluations_input(struct arena *arena, const struct evaluations *evaluations,
                                          struct span result_token, bool test_mode) {
    struct json *input = json_object(arena), *list = json_array(arena);
    for (size_t i = 0; i < evaluations->count; i++)
        json_add(arena, list, evaluation_to_json(arena, &evaluations->items[i]));
    json_set(arena, input, "Evaluations", list);
    json_set_string(arena, input, "ResultToken", result_token.ptr ? result_token : SPAN(""));
    json_set_bool(arena, input, "TestMode", test_mode);
    return input;
}

/* A 200 that lists evaluations has not stored them. All are posted again: the order time makes that harmless.
 */
static bool take_stored(struct aws_task *task, const struct json *page, struct error *err) {
    int *rejected_attempt = task->context;
    const struct json *failed = json_member(page, "FailedEvaluations");
    if (json_count(failed) > 0) {
        *rejected_attempt = task->attempts;
        return error_set(err, "Function.NotDelivered",
                         "FailedEvaluations lists %zu: AWS Config did not store them", json_count(failed));
    }
    return !failed || json_kind(failed) == JSON_ARRAY ||
           error_set(err, "Function.Transient", "member FailedEvaluations is %s, must be an array",
                     json_kind_name(json_kind(failed)));
}

static const char *advice_for(const struct aws_task *task, struct arena *arena) {
    if (task->class == AWS_DENIED)
        return arena_printf(arena, "grant %s", task->call->permission).ptr;
    return "";
}

/* Runs one call alone. True: it ended with AWS_OK or AWS_NOT_FOUND. A service's lasting no, a refused
 * signature included, is Function.NotDelivered; everything that may pass is Function.Transient. */
static bool run_alone(struct aws_session *session, struct aws_task *task, struct error *err) {
    if (!aws_round_run(session, task, 1, err))
        return false;
    if (task->class == AWS_OK || task->class == AWS_NOT_FOUND)
        return true;
    return aws_task_error(task, "Function.NotDelivered", advice_for(task, session->arena), err);
}

bool aws_put_evaluations(struct aws_session *session, const struct evaluations *evaluations,
                         struct span result_token, bool test_mode, struct error *err) {
    int rejected_attempt = 0;
    struct aws_task task = {
        .call = aws_call_write(AWS_PUT_EVALUATIONS),
        .region = session->region,
        .input = {.whole = put_evaluations_input(session->arena, evaluations, result_token, test_mode)},
        .take = take_stored,
        .context = &rejected_attempt,
    };
    if (!run_alone(session, &task, err))
        return rejected_attempt == task.attempts && rejected_attempt > 0
                   ? aws_task_error(&task, "Function.NotDelivered", "", err)
                   : false;
    if (task.class == AWS_NOT_FOUND) {
        log_write(LOG_WARN, "PutEvaluations: %.*s: the rule is gone, nobody waits for its result",
                  SPAN_FMT(task.code));
        return true;
    }
    session->delivered.put_evaluations++;
    session->delivered.test_mode = test_mode;
    return true;
}

bool aws_put_external_evaluation(struct aws_session *session, const struct evaluation *evaluation,
                                 struct span rule_name, struct error *err) {
    struct json *input = json_object(session->arena);
    json_set_string(session->arena, input, "ConfigRuleName", rule_name);
    json_set(session->arena, input, "ExternalEvaluation", evaluation_to_json(session->arena, evaluation));
    struct aws_task task = {
        .call = aws_call_write(AWS_PUT_EXTERNAL_EVALUATION),
        .region = session->region,
        .input = {.whole = input, .resource = rule_name},
    };
    if (!run_alone(session, &task, err))
        return false;
    session->delivered.put_external_evaluation++;
    return true;
}
