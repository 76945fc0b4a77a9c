#include "arn.h"
#include "cli_file.h"
#include "cli_verbs.h"
#include "facts_json.h"
#include "handler.h"

#include <string.h>

enum { CHECK_LIMIT_MS = 15 * 60 * 1000 }; /* nobody waits longer for an answer */

static struct span render(struct cli *cli, enum cli_format format, const struct report *report) {
    switch (format) {
    case CLI_TEXT:
        return report_text(cli->arena, report);
    case CLI_JSON:
        return report_harmless_json(cli->arena,
                                    json_print_pretty(cli->arena, report_object(cli->arena, report)));
    case CLI_SMT2: /* of explain alone */
    case CLI_SH:
        return report_shell(cli->arena, report);
    }
    __builtin_unreachable();
}

int cli_print_report(struct cli *cli, const struct cli_options *options, const struct report *report) {
    static const int exits[] = {
        [VERDICT_MONITORED] = CLI_OK,
        [VERDICT_NOT_MONITORED] = CLI_NO,
        [VERDICT_CANNOT_VERIFY] = CLI_UNDECIDED,
        [VERDICT_NOT_APPLICABLE] = CLI_NOT_APPLICABLE,
    };
    struct error err = {{0}, {0}};
    if (!cli_file_write(cli, options->output, render(cli, options->format, report), &err))
        return cli_usage(cli, "--output: %s", err.message);
    return exits[report->findings->verdict];
}

/* Error type of what is wrong with the command line and shows only later. */
static const char usage[] = "usage";

static int unavailable(struct cli *cli, const struct error *err) {
    if (strcmp(err->type, usage) == 0)
        return cli_usage(cli, "%s", err->message);
    cli_complain(cli, "nothing was judged: %s", err->message);
    return strcmp(err->type, "Function.Defect") == 0 ? CLI_DEFECT : CLI_UNAVAILABLE;
}

/* Whose account, and with which keys. One account's state must never be told as another's. */
static bool enter_account(struct cli *cli, const struct cli_options *options, struct aws_session *session,
                          struct error *err) {
    if (!options->role) {
        struct span wanted = span_from_cstr(options->account);
        if (!aws_caller_account(session, &session->account_id, err))
            return false;
        return !wanted.ptr || span_equal(wanted, session->account_id) ||
               error_set(err, usage,
                         "--account %s: the keys are those of %.*s; --role names a role to assume there",
                         options->account, SPAN_FMT(session->account_id));
    }
    session->account_id = span_from_cstr(options->account);
    struct span role = arena_printf(cli->arena, "arn:%.*s:iam::%s:role/%s", SPAN_FMT(session->partition),
                                    options->account, options->role);
    return aws_assume_role(session, role, &session->credentials, err);
}

static bool save_facts(struct cli *cli, const struct cli_options *options, const struct facts *facts,
                       struct error *err) {
    if (!options->facts)
        return true;
    struct json *file = facts_to_json(cli->arena, facts, &options->parameters);
    return cli_file_write(cli, options->facts, json_print_pretty(cli->arena, file), err);
}

static bool judge(struct cli *cli, const struct cli_options *options, struct aws_session *session,
                  struct facts *facts, struct findings *findings, struct error *err) {
    struct aws_settings settings = {.user_agent = "earshot/" EARSHOT_VERSION, .getenv = cli->getenv};
    cli->http = cli->connect(cli, err);
    if (!cli->http || !aws_client_create(cli->http, &settings, &session->client, err) ||
        !aws_session_open(session, err) || !enter_account(cli, options, session, err))
        return false;
    facts->account_id = session->account_id;
    return handler_judge(session, &options->parameters, facts, findings, err);
}

static const char *region_of(struct cli *cli, const struct cli_options *options) {
    const char *region = options->region ? options->region : cli->getenv("AWS_REGION");
    if (!region || !*region)
        region = cli->getenv("AWS_DEFAULT_REGION");
    return region && *region ? region : aws_profile_region(cli->arena, cli->getenv);
}

static int report_check(struct cli *cli, const struct cli_options *options, const struct facts *facts,
                        const struct findings *findings, struct aws_session *session) {
    struct error err = {{0}, {0}};
    struct evaluations evaluations = {.count = 0};
    struct request request = {.trigger = TRIGGER_CONFIG_SCHEDULED,
                              .account_id = facts->account_id,
                              .ordering_time_ms = (int64_t)(facts->collected_at_s * 1000)};
    report_evaluations(cli->arena, &request, findings, &evaluations);
    struct report report = {.facts = facts, .findings = findings, .evaluations = &evaluations};
    if (session)
        report.stats = session->stats;
    if (session && !save_facts(cli, options, facts, &err))
        return cli_usage(cli, "--facts: %s", err.message);
    return cli_print_report(cli, options, &report);
}

int cli_check(struct cli *cli, struct cli_options *options) {
    struct error err = {{0}, {0}};
    int64_t started_ms = handler_now_ms();
    const char *region = region_of(cli, options);
    if (options->operand_count)
        return cli_usage(cli, "%s: check takes no operand", options->operands[0]);
    if (options->role && !options->account)
        return cli_usage(cli, "--role: needs --account");
    if (!region || !region_is_valid(span_from_cstr(region)))
        return cli_usage(
            cli, "--region: missing or malformed, and so are AWS_REGION, AWS_DEFAULT_REGION and the profile");
    struct aws_session session = {.arena = cli->arena,
                                  .scratch = cli->scratch,
                                  .region = span_from_cstr(region),
                                  .partition = partition_of_region(span_from_cstr(region)),
                                  .deadline_ms = started_ms + CHECK_LIMIT_MS};
    struct facts facts = {.arena = cli->arena,
                          .region = session.region,
                          .partition = session.partition,
                          .collected_at_s = (double)started_ms / 1000};
    struct findings findings = {.verdict = VERDICT_CANNOT_VERIFY};
    bool judged = judge(cli, options, &session, &facts, &findings, &err);
    session.stats.duration_ms = handler_now_ms() - started_ms;
    int code = judged ? report_check(cli, options, &facts, &findings, &session) : unavailable(cli, &err);
    aws_client_destroy(session.client);
    return code;
}

int cli_replay(struct cli *cli, struct cli_options *options) {
    struct error err = {{0}, {0}};
    struct span text;
    const struct json *file, *given;
    struct parameters parameters = parameters_default(cli->arena);
    struct facts facts = {.arena = cli->arena};
    struct findings findings = {.verdict = VERDICT_CANNOT_VERIFY};
    if (options->operand_count != 1)
        return cli_usage(cli, "replay: takes one facts file, %zu were given", options->operand_count);
    if (!cli_file_read(cli->arena, options->operands[0], &text, &err))
        return cli_usage(cli, "%s", err.message);
    if (!json_parse(cli->arena, text, "Function.BadFacts", &file, &err) ||
        !facts_from_json(file, &facts, &given, &err))
        return cli_usage(cli, "%s: %s", options->operands[0], err.message);
    parameters_set_all(cli->arena, given, &parameters);
    for (size_t i = 0; i < options->parameters.given.count; i++)
        parameters_set(cli->arena, options->parameters.given.items[i].name,
                       options->parameters.given.items[i].value, &parameters);
    if (!handler_replay(cli->arena, &parameters, &facts, &findings, &err))
        return unavailable(cli, &err);
    return report_check(cli, options, &facts, &findings, NULL);
}
