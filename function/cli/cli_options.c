#include "cli_options.h"

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
};

static const struct option_row {
    const char *name;
    enum option_id id;
    int verbs; /* mask of enum cli_verb */
    const char *value, *about;
} table[] = {
    {"region", OPTION_REGION, CLI_CHECK, "R", "region to start from (else AWS_REGION, AWS_DEFAULT_REGION)"},
    {"account", OPTION_ACCOUNT, CLI_CHECK, "ID",
     "account to judge; with --role when it is not the keys' own"},
    {"role", OPTION_ROLE, CLI_CHECK, "NAME", "role to assume in that account"},
    {"facts", OPTION_FACTS, CLI_CHECK, "FILE", "also save what was read, for `earshot replay` (no secrets)"},
    {"parameter", OPTION_PARAMETER, CLI_CHECK | CLI_REPLAY, "NAME=VALUE", "a rule parameter; see below"},
    {"require", OPTION_REQUIRE, CLI_EXPLAIN, "PATTERN", "cis (default), cis-1.2 or a filter pattern"},
    {"format", OPTION_FORMAT, CLI_CHECK | CLI_REPLAY | CLI_EXPLAIN, "F",
     "text (default), json; sh: repair commands"},
    {"output", OPTION_OUTPUT, CLI_CHECK | CLI_REPLAY | CLI_EXPLAIN, "FILE",
     "write there instead of standard output"},
    {"profile", OPTION_PROFILE, CLI_CHECK, "P", "not in this version: export the profile's keys instead"},
    {"template", OPTION_TEMPLATE, CLI_CHECK, "FILE", "not in this version"},
    {"help", OPTION_HELP, CLI_CHECK | CLI_REPLAY | CLI_EXPLAIN, NULL, "this text"},
};
enum { OPTIONS = sizeof table / sizeof *table };

int cli_usage(struct cli *cli, const char *format, ...) {
    va_list args;
    va_start(args, format);
    struct span text = arena_vprintf(cli->arena, format, args);
    va_end(args);
    text = report_safe(cli->arena, text); /* one line, whatever the arguments held */
    fprintf(cli->err, "earshot: %.*s\n", SPAN_FMT(text));
    return CLI_USAGE;
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
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(value, formats[i].name) == 0 && (formats[i].verbs & (int)verb)) {
            *out = formats[i].format;
            return true;
        }
    return wrong(cli,
                 verb == CLI_EXPLAIN ? "--format %s: this version writes text and json"
                                     : "--format %s: this version writes text, json and sh",
                 value);
}

static bool set_parameter(struct cli *cli, const char *value, struct parameters *parameters) {
    const char *equals = strchr(value, '=');
    if (!equals)
        return wrong(cli, "--parameter %s: must be NAME=VALUE", value);
    parameters_set(cli->arena, (struct span){value, (size_t)(equals - value)}, span_from_cstr(equals + 1),
                   parameters);
    if (parameters->invalid.ptr)
        return wrong(cli, "--parameter: %s", arena_cstr(cli->arena, parameters->invalid));
    return true;
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
        return true;
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
