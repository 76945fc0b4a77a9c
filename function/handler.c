#include "handler.h"

#include "arn.h"
#include "log.h"

#include <time.h>

enum { DEADLINE_DEFAULT_MS = 10 * 1000 };

/* Everything of one invocation. */
struct run {
    struct handler *handler;
    struct arena *arena;
    const struct handler_invocation *invocation;
    int64_t started_ms;
    struct request request;
    struct aws_session session;
    struct facts facts;
    struct findings findings;
    struct evaluations evaluations;
    struct error *err;
};

int64_t handler_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool too_many_rounds(const struct findings *findings, struct error *err) {
    return error_set(err, "Function.Defect", "after %d rounds %s of \"%.*s\" is still needed",
                     POLICY_ROUNDS_LIMIT, operation_info(findings->needs.items[0].operation)->name,
                     SPAN_FMT(findings->needs.items[0].resource));
}

bool handler_judge(struct aws_session *session, const struct parameters *parameters, struct facts *facts,
                   struct findings *findings, struct error *err) {
    for (int round = 0; round <= POLICY_ROUNDS_LIMIT; round++) {
        policy_judge(session->arena, facts, parameters, findings);
        if (findings->needs.count == 0 && session->rules_to_start.count == 0)
            return true;
        if (!aws_collect(session, &findings->needs, facts, err))
            return false;
    }
    return too_many_rounds(findings, err);
}

bool handler_replay(struct arena *arena, const struct parameters *parameters, struct facts *facts,
                    struct findings *findings, struct error *err) {
    for (int round = 0; round <= POLICY_ROUNDS_LIMIT; round++) {
        policy_judge(arena, facts, parameters, findings);
        if (findings->needs.count == 0)
            return true;
        for (size_t i = 0; i < findings->needs.count; i++)
            facts_add(facts, &(struct fact){.need = findings->needs.items[i],
                                            .state = FACT_NOT_RECORDED,
                                            .refusal_code = SPAN_ABSENT});
    }
    return too_many_rounds(findings, err);
}

static struct span environment(const struct run *run, const char *name) {
    return span_from_cstr(run->handler->getenv(name));
}

static struct strings environment_list(const struct run *run, const char *name) {
    return strings_split(run->arena, environment(run, name));
}

/* Keys and deadline; account and region follow when the request is known. */
static bool open_session(struct run *run) {
    int64_t deadline_ms = run->invocation->deadline_ms;
    run->session = (struct aws_session){
        .client = run->handler->client,
        .arena = run->arena,
        .scratch = run->handler->scratch,
        .region = environment(run, "AWS_REGION"),
        .deadline_ms = deadline_ms ? deadline_ms : run->started_ms + DEADLINE_DEFAULT_MS,
    };
    return aws_session_open(&run->session, run->err);
}

/* `sam local` says account 012345678912 whatever the keys are: ask whose they are. */
static bool own_account(struct run *run, struct span *account_id) {
    *account_id = arn_field(run->invocation->function_arn, 4);
    if (!span_equal(environment(run, "AWS_SAM_LOCAL"), SPAN("true")))
        return true;
    run->session.partition = partition_of_region(run->session.region);
    return open_session(run) && aws_caller_account(&run->session, account_id, run->err);
}

static bool decode(struct run *run, struct span *own) {
    if (!own_account(run, own))
        return false;
    struct request_context context = {
        .function_account_id = *own,
        .function_region = environment(run, "AWS_REGION"),
        .allowed_accounts = environment(run, "ALLOWED_ACCOUNTS"),
    };
    return request_decode(run->arena, &context, run->invocation->event, &run->request, run->err);
}

static bool enter_account(struct run *run, struct span own) {
    const struct parameters *parameters = &run->request.parameters;
    run->session.account_id = run->request.account_id;
    run->session.partition = run->request.partition;
    run->session.region =
        parameters->execution_role_region.len ? parameters->execution_role_region : run->request.region;
    if (span_equal(run->request.account_id, own))
        return true;
    struct span role =
        arena_printf(run->arena, "arn:%.*s:iam::%.*s:role/%.*s", SPAN_FMT(run->request.partition),
                     SPAN_FMT(run->request.account_id), SPAN_FMT(parameters->execution_role_name));
    return aws_assume_role(&run->session, role, &run->session.credentials, run->err);
}

static bool judge(struct run *run) {
    run->facts = (struct facts){
        .arena = run->arena,
        .account_id = run->session.account_id,
        .region = run->session.region,
        .partition = run->session.partition,
        .collected_at_s = (double)run->started_ms / 1000,
    };
    if (!trigger_is_config(run->request.trigger))
        run->session.rules_to_start = environment_list(run, "CONFIG_RULE_NAMES");
    return handler_judge(&run->session, &run->request.parameters, &run->facts, &run->findings, run->err);
}

/* A proactive evaluation asks about one resource, which is never the account. */
static bool not_applicable(struct run *run) {
    run->facts = (struct facts){.account_id = run->session.account_id, .region = run->session.region};
    run->findings = (struct findings){.verdict = VERDICT_NOT_APPLICABLE, .alarms_listed = true};
    run->findings.detail = SPAN("the rule is about the account, not about a single resource");
    return true;
}

/* One that fails must not keep the others from their result; then the first failure is told, a rule that was
 * not started included: an error is what makes Lambda invoke again, or tell somebody. */
static bool deliver_external(struct run *run) {
    struct strings rules = environment_list(run, "PROCESS_CHECK_RULE_NAMES");
    struct error first = run->session.start_error;
    for (size_t i = 0; i < rules.count; i++) {
        struct error failure = {{0}, {0}};
        if (aws_put_external_evaluation(&run->session, &run->evaluations.items[0], rules.items[i], &failure))
            continue;
        log_failure(LOG_ERROR, "a process check was not filled", &failure);
        if (!*first.type)
            first = failure;
    }
    if (*first.type)
        *run->err = first;
    return !*first.type;
}

static bool deliver(struct run *run) {
    report_evaluations(run->arena, &run->request, &run->findings, &run->evaluations);
    /* The rule's own, wherever ExecutionRoleRegion had the account read. */
    run->session.region = run->request.region;
    if (trigger_is_config(run->request.trigger))
        return aws_put_evaluations(&run->session, &run->evaluations, run->request.result_token,
                                   run->request.test_mode, run->err);
    return deliver_external(run);
}

static struct span reply(struct run *run) {
    run->session.stats.duration_ms = handler_now_ms() - run->started_ms;
    struct report report = {
        .facts = &run->facts,
        .findings = &run->findings,
        .evaluations = &run->evaluations,
        .delivered = run->session.delivered,
        .stats = run->session.stats,
    };
    log_raw_line(report_metric_line(run->arena, &report, handler_now_ms()));
    log_write(LOG_INFO, "account %.*s: %s%s%s", SPAN_FMT(run->facts.account_id),
              verdict_name(run->findings.verdict), run->findings.reason ? ", " : "",
              run->findings.reason ? reason_info(run->findings.reason)->code : "");
    return report_harmless_json(run->arena, json_print(run->arena, report_object(run->arena, &report)));
}

static struct span ignored_reply(struct run *run) {
    struct json *object = json_object(run->arena);
    json_set_string(run->arena, object, "ignored", run->request.ignored);
    return json_print(run->arena, object);
}

static bool handle(struct run *run, struct span *response) {
    struct span own;
    if (!decode(run, &own))
        return false;
    if (run->request.ignored.ptr) {
        *response = ignored_reply(run);
        return true;
    }
    if (!open_session(run) || !enter_account(run, own))
        return false;
    bool proactive = run->request.trigger == TRIGGER_CONFIG_PROACTIVE;
    if (!(proactive ? not_applicable(run) : judge(run)) || !deliver(run))
        return false;
    *response = reply(run);
    return true;
}

bool handler_handle(struct handler *handler, struct arena *arena, const struct handler_invocation *invocation,
                    struct span *response, struct error *err) {
    struct run run = {.handler = handler, .arena = arena, .invocation = invocation, .err = err};
    run.session.client = handler->client;
    run.started_ms = handler_now_ms();
    bool well = handle(&run, response);
    aws_session_close(&run.session);
    return well;
}
