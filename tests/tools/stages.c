/* Prints what single stages of the pipeline make of a file, for the golden cases of tests/cases/stages.
 *
 *   stages request EVENT.json      event ─► request
 *   stages collect REPLIES.json    replies of AWS ─► the needs of every round, and the facts
 *
 * The later stages (facts ─► findings ─► report) are what `earshot replay` prints. */
#include "canned_http.h"
#include "cli_file.h"
#include "facts_json.h"
#include "handler.h"
#include "time_text.h"

#include <stdlib.h>
#include <string.h>

static const char *environment(const char *name) {
    static const char *const values[][2] = {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                                            {"AWS_SECRET_ACCESS_KEY", "secret"},
                                            {"AWS_REGION", "us-east-1"}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(name, values[i][0]) == 0)
            return values[i][1];
    return NULL;
}

static int complain(const struct error *err) {
    fprintf(stderr, "%s: %s\n", err->type, err->message);
    return 1;
}

static int print(struct arena *arena, const struct json *value) {
    struct span text = json_print_pretty(arena, value);
    return fwrite(text.ptr, 1, text.len, stdout) == text.len ? 0 : 1;
}

static int print_request(struct arena *arena, struct span event) {
    struct request_context context = {.function_account_id = SPAN("012345678912"),
                                      .function_region = SPAN("us-east-1")};
    struct request request;
    struct error err = {{0}, {0}};
    if (!request_decode(arena, &context, event, &request, &err))
        return complain(&err);
    struct json *object = json_object(arena);
    json_set_string(arena, object, "trigger", span_from_cstr(trigger_name(request.trigger)));
    json_set_string(arena, object, "accountId", request.account_id);
    json_set_string(arena, object, "region", request.region);
    json_set_string(arena, object, "partition", request.partition);
    json_set_string(arena, object, "orderingTime", time_to_text(arena, request.ordering_time_ms));
    json_set_string(arena, object, "resultToken", request.result_token);
    json_set_bool(arena, object, "testMode", request.test_mode);
    json_set(arena, object, "parameters", parameters_to_json(arena, &request.parameters));
    json_set_string(arena, object, "itemType", request.item_type);
    json_set_string(arena, object, "itemId", request.item_id);
    json_set_string(arena, object, "ignored", request.ignored);
    return print(arena, object);
}

static struct json *needs_as_json(struct arena *arena, const struct needs *needs) {
    struct json *array = json_array(arena);
    for (size_t i = 0; i < needs->count; i++)
        json_add_string(arena, array,
                        arena_printf(arena, "%s%s%.*s", operation_info(needs->items[i].operation)->name,
                                     needs->items[i].resource.len ? " " : "",
                                     SPAN_FMT(needs->items[i].resource)));
    return array;
}

static bool collect(struct aws_session *session, const struct parameters *parameters, struct facts *facts,
                    struct json *rounds, struct error *err) {
    struct findings findings;
    for (int round = 0; round <= POLICY_ROUNDS_LIMIT; round++) {
        policy_judge(session->arena, facts, parameters, &findings);
        if (findings.needs.count == 0)
            return true;
        json_add(session->arena, rounds, needs_as_json(session->arena, &findings.needs));
        if (!aws_collect(session, &findings.needs, facts, err))
            return false;
    }
    return error_set(err, "Function.Defect", "the rounds do not end");
}

static int print_collected(struct arena *arena, struct span text) {
    const struct json *file;
    struct error err = {{0}, {0}};
    int64_t clock_ms;
    struct aws_settings settings = {.user_agent = "stages", .getenv = environment};
    struct aws_session session = {.arena = arena,
                                  .scratch = arena_create("scratch", 64 << 20),
                                  .deadline_ms = handler_now_ms() + 60000};
    if (!json_parse(arena, text, "test", &file, &err))
        return complain(&err);
    session.account_id = json_string(json_member(file, "accountId"));
    session.region = json_string(json_member(file, "region"));
    session.partition = SPAN("aws");
    if (!time_from_text(json_string(json_member(file, "collectedAt")), &clock_ms))
        return complain(&(struct error){"test", "collectedAt is no time"});
    struct facts facts = {.arena = arena,
                          .account_id = session.account_id,
                          .region = session.region,
                          .partition = session.partition,
                          .collected_at_s = (double)clock_ms / 1000};
    struct parameters parameters = parameters_default(arena);
    parameters_set_all(arena, json_member(file, "parameters"), &parameters);
    struct json *object = json_object(arena), *rounds = json_array(arena);
    bool well = aws_client_create(canned_http_create(arena, json_member(file, "replies")), &settings,
                                  &session.client, &err) &&
                aws_session_open(&session, &err) && collect(&session, &parameters, &facts, rounds, &err);
    aws_client_destroy(session.client);
    arena_destroy(session.scratch);
    if (!well)
        return complain(&err);
    json_set(arena, object, "rounds", rounds);
    json_set(arena, object, "facts", facts_to_json(arena, &facts, &parameters));
    return print(arena, object);
}

int main(int argc, char **argv) {
    struct arena *arena = arena_create("stages", 256 << 20);
    struct error err = {{0}, {0}};
    struct span text;
    int status = 2;
    if (argc != 3)
        fprintf(stderr, "usage: stages request|collect FILE\n");
    else if (!cli_file_read(arena, argv[2], &text, &err))
        status = complain(&err);
    else if (strcmp(argv[1], "request") == 0)
        status = print_request(arena, text);
    else if (strcmp(argv[1], "collect") == 0)
        status = print_collected(arena, text);
    arena_destroy(arena);
    return status;
}
