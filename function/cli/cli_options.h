/* The options of all verbs: one table (private to cli). */
#pragma once

#include "cli.h"
#include "report.h"

enum cli_format { CLI_TEXT, CLI_JSON, CLI_SH, CLI_SMT2 };

struct cli_options {
    const char *region, *account, *role, *output, *facts; /* NULL: not given */
    struct span require;
    bool jsonl;
    enum cli_format format;
    struct parameters parameters;
    char **operands; /* what is left: files, patterns */
    size_t operand_count;
};

enum cli_verb {
    CLI_CHECK = 1,
    CLI_REPLAY = 2,
    CLI_EXPLAIN = 4,
    CLI_MATCH = 8
}; /* a mask in the table of options */

enum cli_outcome { CLI_GO_ON, CLI_HELP_WANTED, CLI_WRONG };

/* argv[0] is the verb. CLI_WRONG: one line with the option's name is on cli->err. */
enum cli_outcome cli_options_parse(struct cli *cli, enum cli_verb verb, int argc, char **argv,
                                   struct cli_options *out);
/* The options of a verb, a line each. */
void cli_options_help(enum cli_verb verb, FILE *out);
/* One line: "earshot: " and the text; returns CLI_USAGE. */
__attribute__((format(printf, 2, 3))) int cli_usage(struct cli *cli, const char *format, ...);
/* The same line, without a verdict on who is to blame. */
__attribute__((format(printf, 2, 3))) void cli_complain(struct cli *cli, const char *format, ...);
