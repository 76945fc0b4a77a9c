#include "cli_options.h"

#include "arn.h"
#include "report_safe.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum option_id {
    OPTION_HELP = 'h',
    OPTION_REGION = 256,
    OPTION_ACCOUNT,
    OPTION_ROLE,
    OPTION_PARAMETER,
    OPTION_FORMAT,
    OPTION_OUTPUT,
    OPTION_FACTS,
    OPTION_REQUIRE,
    OPTION_PROFILE,
    OPTION_TEMPLATE,
    OPTION_JSONL,
};

static const struct option_row {
    const char *name;
    enum option_id id;
    int verbs; /* mask of enum cli_verb */
    const char *value, *about;
} table[] = {
    {"region", OPTION_REGION, CLI_CHECK, "R",
     "region to start from (else AWS_REGION, AWS_DEFAULT_REGION, the profile's)"},
    {"account", OPTION_ACCOUNT, CLI_CHECK, "ID",
     "account to judge; with --role when it is not the keys' own"},
    {"role", OPTION_ROLE, CLI_CHECK, "NAME", "role to assume in that account"},
    {"facts", OPTION_FACTS, CLI_CHECK, "FILE", "also save what was read, for `earshot replay` (no secrets)"},
    {"parameter", OPTION_PARAMETER, CLI_CHECK | CLI_REPLAY, "NAME=VALUE", "a rule parameter; see below"},
    {"require", OPTION_REQUIRE, CLI_EXPLAIN, "PATTERN",
     "a name of the list below (default: cis) or a filter pattern"},
    {"format", OPTION_FORMAT, CLI_CHECK | CLI_REPLAY, "F", "text (default), json; sh: repair commands"},
    {"format", OPTION_FORMAT, CLI_EXPLAIN, "F", "text (default), json; smt2: for a solver of strings"},
    {"output", OPTION_OUTPUT, CLI_CHECK | CLI_REPLAY | CLI_EXPLAIN, "FILE",
     "write there instead of standard output"},
    {"profile", OPTION_PROFILE, CLI_CHECK, "P", "not in this version: export the profile's keys instead"},
    {"template", OPTION_TEMPLATE, CLI_CHECK, "FILE", "not in this version"},
    {"jsonl", OPTION_JSONL, CLI_EXPLAIN | CLI_MATCH, NULL,
     "many questions: one JSON object a line in, one out, from and to the standard streams"},
    {"help", OPTION_HELP, CLI_CHECK | CLI_REPLAY | CLI_EXPLAIN | CLI_MATCH, NULL, "this text"},
};
enum { OPTIONS = sizeof table / sizeof *table };

static void put_complaint(struct cli *cli, const char *format, va_list args) {
    struct span text = report_safe(cli->arena, arena_vprintf(cli->arena, format, args));
    fprintf(cli->err, "earshot: %.*s\n", SPAN_FMT(text)); /* one line, whatever the arguments held */
}

int cli_usage(struct cli *cli, const char *format, ...) {
    va_list args;
    va_start(args, format);
    put_complaint(cli, format, args);
    va_end(args);
    return CLI_USAGE;
}

void cli_complain(struct cli *cli, const char *format, ...) {
    va_list args;
    va_start(args, format);
    put_complaint(cli, format, args);
    va_end(args);
}

void cli_options_help(enum cli_verb verb, FILE *out) {
    for (size_t i = 0; i < OPTIONS; i++) {
        char left[40];
        if (!(table[i].verbs & (int)verb))
            continue;
        snprintf(left, sizeof left, "--%s%s%s", table[i].name, table[i].value ? " " : "",
                 table[i].value ? table[i].value : "");
        fprintf(out, "  %-24s %s\n", left, table[i].about);
    }
}

static bool wrong(struct cli *cli, const char *format, const char *value) {
    cli_usage(cli, format, value);
    return false;
}

static bool set_format(struct cli *cli, enum cli_verb verb, const char *value, enum cli_format *out) {
    static const struct {
        const char *name;
        enum cli_format format;
        int verbs;
    } formats[] = {
        {"text", CLI_TEXT, CLI_CHECK | CLI_REPLAY | CLI_EXPLAIN},
        {"json", CLI_JSON, CLI_CHECK | CLI_REPLAY | CLI_EXPLAIN},
        {"sh", CLI_SH, CLI_CHECK | CLI_REPLAY},
        {"smt2", CLI_SMT2, CLI_EXPLAIN},
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(value, formats[i].name) == 0 && (formats[i].verbs & (int)verb)) {
            *out = formats[i].format;
            return true;
        }
    return wrong(cli,
                 verb == CLI_EXPLAIN ? "--format %s: this version writes text, json and smt2"
                                     : "--format %s: this version writes text, json and sh",
                 value);
}

/* The function posts a verdict about such a rule; whoever types it is told at once. */
static bool check_requirement(struct cli *cli, const struct parameters *parameters) {
    const struct pattern *pattern;
    struct pattern_error error;
    struct span text = prover_requirement(parameters->required_pattern);
    if (pattern_parse(cli->arena, text, &pattern, &error))
        return true;
    cli_usage(cli, "--parameter RequiredPattern=%.*s: column %zu: %.*s", SPAN_FMT(span_head(text, 200)),
              error.column, SPAN_FMT(error.message));
    return false;
}

static bool is_role_name(struct span name) {
    static const struct span others = SPAN_INIT("_+=,.@/-");
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && span_find_byte(others, c) == others.len)
            return false;
    }
    return name.len > 0;
}

static bool set_parameter(struct cli *cli, const char *value, struct parameters *parameters) {
    const char *equals = strchr(value, '=');
    if (!equals)
        return wrong(cli, "--parameter %s: must be NAME=VALUE", value);
    parameters_set(cli->arena, (struct span){value, (size_t)(equals - value)}, span_from_cstr(equals + 1),
                   parameters);
    if (parameters->invalid.ptr)
        return wrong(cli, "--parameter: %s", arena_cstr(cli->arena, parameters->invalid));
    return check_requirement(cli, parameters);
}

static bool set_option(struct cli *cli, enum cli_verb verb, int id, const char *value,
                       struct cli_options *out) {
    switch ((enum option_id)id) {
    case OPTION_REGION:
        out->region = value;
        return region_is_valid(span_from_cstr(value)) ||
               wrong(cli, "--region %s: must be like eu-west-1", value);
    case OPTION_ACCOUNT:
        out->account = value;
        return account_id_is_valid(span_from_cstr(value)) ||
               wrong(cli, "--account %s: must be 12 digits", value);
    case OPTION_ROLE:
        out->role = value;
        return is_role_name(span_from_cstr(value)) ||
               wrong(cli, "--role %s: must be a role's name, with its path", value);
    case OPTION_PARAMETER:
        return set_parameter(cli, value, &out->parameters);
    case OPTION_FORMAT:
        return set_format(cli, verb, value, &out->format);
    case OPTION_OUTPUT:
        out->output = value;
        return true;
    case OPTION_FACTS:
        out->facts = value;
        return true;
    case OPTION_REQUIRE:
        out->require = span_from_cstr(value);
        return true;
    case OPTION_PROFILE:
        return wrong(
            cli,
            "--profile %s: this version takes keys from the environment only; "
            "eval \"$(aws configure export-credentials --format env --profile NAME)\" puts them there",
            value);
    case OPTION_TEMPLATE:
        return wrong(cli, "--template %s: not in this version", value);
    case OPTION_JSONL:
        out->jsonl = true;
        return true;
    case OPTION_HELP:
        return true;
    }
    return false;
}

static size_t options_of(enum cli_verb verb, struct option *out) {
    size_t count = 0;
    for (size_t i = 0; i < OPTIONS; i++)
        if (table[i].verbs & (int)verb)
            out[count++] = (struct option){table[i].name, table[i].value ? required_argument : no_argument,
                                           NULL, (int)table[i].id};
    out[count] = (struct option){NULL, 0, NULL, 0};
    return count;
}

enum cli_outcome cli_options_parse(struct cli *cli, enum cli_verb verb, int argc, char **argv,
                                   struct cli_options *out) {
    struct option options[OPTIONS + 1];
    int id;
    *out = (struct cli_options){.require = SPAN("cis"), .parameters = parameters_default(cli->arena)};
    options_of(verb, options);
    optind = 0; /* glibc: start anew */
    opterr = 0;
    while ((id = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
        if (id == OPTION_HELP)
            return CLI_HELP_WANTED;
        if (id == ':')
            return cli_usage(cli, "%s: a value is missing", argv[optind - 1]), CLI_WRONG;
        if (id == '?')
            return cli_usage(cli, "%s: unknown option of `earshot %s`; see `earshot %s --help`",
                             argv[optind - 1], argv[0], argv[0]),
                   CLI_WRONG;
        if (!set_option(cli, verb, id, optarg, out))
            return CLI_WRONG;
    }
    out->operands = argv + optind;
    out->operand_count = (size_t)(argc - optind);
    return CLI_GO_ON;
}
