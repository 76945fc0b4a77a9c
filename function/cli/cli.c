#include "cli.h"

#include "cli_verbs.h"

#include <string.h>

static const struct verb {
    const char *name;
    enum cli_verb verb;
    int (*run)(struct cli *cli, struct cli_options *options);
    const char *operands, *about, *exits;
} verbs[] = {
    {"check", CLI_CHECK, cli_check, "", "read the account and judge it",
     "0 monitored, 1 not monitored, 2 cannot verify, 3 not applicable, 64 usage, 69 AWS not reachable"},
    {"replay", CLI_REPLAY, cli_replay, " FACTS.json", "the same judgement from a saved file, without network",
     "as check"},
    {"explain", CLI_EXPLAIN, cli_explain, " PATTERN...",
     "do these filters together catch every event that the requirement names?",
     "0 covered, 1 uncovered, 2 undecided or unreadable, 64 usage"},
    {"match", CLI_MATCH, cli_match, " PATTERN [FILE...]",
     "print the events that the pattern counts: one JSON a line, or CloudTrail's files, plain or gzip",
     "0 something matched, 1 nothing matched, 2 pattern or input unreadable, 64 usage"},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static int help(FILE *out) {
    fputs("earshot: if an unauthorized API call happened now, would a person hear of it?\n\n", out);
    for (size_t i = 0; i < VERBS; i++)
        fprintf(out, "  earshot %s%s\n      %s\n", verbs[i].name, verbs[i].operands, verbs[i].about);
    fputs("\n`earshot VERB --help` shows the options of a verb.\n", out);
    return CLI_OK;
}

static void help_requirements(FILE *out) {
    size_t count;
    const struct prover_required *rows = prover_requirements(&count);
    fputs("\nrequirements by name (versions are those of CIS AWS Foundations):\n", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "  %-12.*s  %.*s (%.*s)\n", SPAN_FMT(rows[i].name), SPAN_FMT(rows[i].title),
                SPAN_FMT(rows[i].versions));
}

static int help_verb(struct cli *cli, const struct verb *verb) {
    fprintf(cli->out, "earshot %s [options]%s\n  %s\n\n", verb->name, verb->operands, verb->about);
    cli_options_help(verb->verb, cli->out);
    fprintf(cli->out, "\nexit: %s\n", verb->exits);
    if (verb->verb & (CLI_CHECK | CLI_REPLAY))
        fprintf(cli->out, "\nparameters, with their defaults:\n%.*s", SPAN_FMT(parameters_help(cli->arena)));
    if (verb->verb & (CLI_CHECK | CLI_REPLAY | CLI_EXPLAIN))
        help_requirements(cli->out);
    return CLI_OK;
}

static int run_verb(struct cli *cli, const struct verb *verb, int argc, char **argv) {
    struct cli_options options;
    switch (cli_options_parse(cli, verb->verb, argc, argv, &options)) {
    case CLI_GO_ON:
        return verb->run(cli, &options);
    case CLI_HELP_WANTED:
        return help_verb(cli, verb);
    case CLI_WRONG:
        return CLI_USAGE;
    }
    return CLI_DEFECT;
}

int cli_run(struct cli *cli, int argc, char **argv) {
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0)
        return help(cli->out);
    if (strcmp(word, "--version") == 0)
        return fprintf(cli->out, "earshot " EARSHOT_VERSION "\n") > 0 ? CLI_OK : CLI_DEFECT;
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(word, verbs[i].name) == 0)
            return run_verb(cli, &verbs[i], argc - 1, argv + 1);
    if (*word == '\0')
        return cli_usage(cli, "a verb is missing: check, replay, explain or match; see `earshot --help`");
    return cli_usage(cli, "%s: unknown verb, must be check, replay, explain or match; see `earshot --help`",
                     word);
}
