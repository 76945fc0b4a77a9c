#include "arn.h"
#include "aws_identity.h"
#include "aws_round.h"
#include "facts_json.h"
#include "log.h"

/* What has been read for one need: all pages so far. */
struct reading {
    struct arena *arena;
    enum operation operation;
    const void *value;
    struct arena *keys_arena;
    struct credentials keys; /* of AssumeRole; they become no fact */
};

static bool take_facts(struct aws_task *task, const struct json *page, struct error *err) {
    struct reading *reading = task->context;
    const void *value;
    if (reading->operation == OPERATION_ASSUME_ROLE &&
        !aws_read_keys(reading->keys_arena, page, &reading->keys, err))
        return false;
    if (!facts_decode(reading->arena, reading->operation, page, reading->value, &value, err))
        return false;
    reading->value = value;
    return true;
}

static bool make_reading_task(const struct aws_session *session, const struct need *need,
                              struct aws_task *out, struct error *err) {
    struct reading *reading = ARENA_NEW(session->arena, struct reading);
    *reading = (struct reading){
        .arena = session->arena, .operation = need->operation, .keys_arena = session->client->session_keys};
    *out = (struct aws_task){
        .call = aws_call_read(need->operation),
        .region = need->region,
        .credentials = aws_keys_for(session, need->account_id),
        .input = {.resource = need->resource},
        .take = take_facts,
        .context = reading,
        .independent = aws_call_read(need->operation)->dispensable,
    };
    return out->credentials || error_set(err, "Function.Defect", "%s: there are no keys of account %.*s",
                                         out->call->name, SPAN_FMT(need->account_id));
}

enum { RULES_A_CALL = 25 }; /* StartConfigRulesEvaluation takes no more */

static struct aws_task starting_task(const struct aws_session *session, const struct strings *rules) {
    struct json *input = json_object(session->arena), *names = json_array(session->arena);
    struct text_builder about = {.arena = session->arena};
    for (size_t i = 0; i < rules->count; i++) {
        json_add_string(session->arena, names, rules->items[i]);
        text_printf(&about, "%s%.*s", i ? ", " : "", SPAN_FMT(rules->items[i]));
    }
    json_set(session->arena, input, "ConfigRuleNames", names);
    return (struct aws_task){
        .call = aws_call_write(AWS_START_CONFIG_RULES_EVALUATION),
        .region = session->region,
        .input = {.whole = input, .resource = text_span(&about)},
        .independent = true,
    };
}

static void note_start(struct aws_session *session, const struct aws_task *task) {
    struct error error;
    if (task->class == AWS_OK) {
        session->delivered.start_config_rules_evaluation++;
        log_write(LOG_INFO, "%.*s: evaluation %s", SPAN_FMT(task->input.resource),
                  task->code.len ? "already pending" : "started");
        return;
    }
    bool lasting = task->class == AWS_DENIED || task->class == AWS_REFUSED || task->class == AWS_NOT_FOUND;
    aws_task_error(task, lasting ? "Function.NotDelivered" : "Function.Transient",
                   task->class == AWS_DENIED ? "grant config:StartConfigRulesEvaluation" : "", &error);
    if (!*session->start_error.type)
        session->start_error = error;
    log_failure(LOG_ERROR, "a rule was not started", &error);
}

/* One wrong name refuses the whole call: the others get one of their own. */
static void start_one_by_one(struct aws_session *session, const struct strings *rules) {
    struct aws_task *tasks = ARENA_NEW_ARRAY(session->arena, rules->count, struct aws_task);
    struct error ignored; /* independent tasks never fail a round; each is noted below */
    for (size_t i = 0; i < rules->count; i++)
        tasks[i] = starting_task(session, &(struct strings){&rules->items[i], 1});
    (void)!aws_round_run(session, tasks, rules->count, &ignored);
    for (size_t i = 0; i < rules->count; i++)
        note_start(session, &tasks[i]);
}

static void finish_start(struct aws_session *session, const struct aws_task *task,
                         const struct strings *rules) {
    if (task->class == AWS_REFUSED && rules->count > 1)
        start_one_by_one(session, rules);
    else
        note_start(session, task);
}

/* The next call's share of the rules; takes it off *rest. */
static struct strings next_rules(struct strings *rest) {
    struct strings share = {rest->items, rest->count < RULES_A_CALL ? rest->count : RULES_A_CALL};
    *rest = (struct strings){rest->items + share.count, rest->count - share.count};
    return share;
}

static enum fact_state state_of_class(enum aws_class class) {
    switch (class) {
    case AWS_OK:
        return FACT_READ;
    case AWS_NOT_FOUND:
        return FACT_NOT_FOUND;
    case AWS_DENIED:
        return FACT_DENIED;
    case AWS_REFUSED:
    case AWS_THROTTLED:
    case AWS_TRANSIENT:
    case AWS_KEYS:
    case AWS_CLOCK:
    case AWS_FAILED:
        return FACT_REFUSED;
    }
    return FACT_REFUSED;
}

/* Only a dispensable call comes here without knowledge. */
static void note_failure(const struct aws_task *task) {
    struct error error;
    if (task->class <= AWS_REFUSED)
        return;
    aws_task_error(task, "Function.Transient", "", &error);
    log_failure(LOG_WARN, "judged without it", &error);
}

static void add_fact(struct facts *facts, const struct need *need, const struct aws_task *task) {
    const struct reading *reading = task->context;
    struct fact fact = {.need = *need, .state = state_of_class(task->class)};
    if (fact.state == FACT_READ) {
        fact.value = reading->value;
    } else {
        note_failure(task);
        fact.refusal_code = task->code.len ? task->code : SPAN("no usable answer");
        fact.refusal_message = task->message;
    }
    if (!facts_find(facts, need))
        facts_add(facts, &fact);
}

static void add_role(struct aws_session *session, const struct need *need, const struct aws_task *task) {
    const struct reading *reading = task->context;
    if (need->operation == OPERATION_ASSUME_ROLE && task->class == AWS_OK)
        *ARENA_PUSH(session->arena, &session->roles) =
            (struct aws_role){arn_field(need->resource, 4), reading->keys};
}

bool aws_collect(struct aws_session *session, const struct needs *needs, struct facts *facts,
                 struct error *err) {
    struct strings rules = session->rules_to_start, rest = rules;
    size_t reads = needs->count, starts = (rules.count + RULES_A_CALL - 1) / RULES_A_CALL;
    struct aws_task *tasks = ARENA_NEW_ARRAY(session->arena, reads + starts, struct aws_task);
    struct strings *shares = ARENA_NEW_ARRAY(session->arena, starts, struct strings);
    for (size_t i = 0; i < reads; i++)
        if (!make_reading_task(session, &needs->items[i], &tasks[i], err))
            return false;
    for (size_t i = 0; i < starts; i++) {
        shares[i] = next_rules(&rest);
        tasks[reads + i] = starting_task(session, &shares[i]);
    }
    session->rules_to_start = (struct strings){0};
    bool collected = aws_round_run(session, tasks, reads + starts, err);
    for (size_t i = 0; i < starts; i++)
        finish_start(session, &tasks[reads + i], &shares[i]);
    for (size_t i = 0; collected && i < reads; i++) {
        add_fact(facts, &needs->items[i], &tasks[i]);
        add_role(session, &needs->items[i], &tasks[i]);
    }
    return collected;
}
