/* What each verb does once its options are read (private to cli). Returns the exit code. */
#pragma once

#include "cli_options.h"

int cli_check(struct cli *cli, struct cli_options *options);
int cli_replay(struct cli *cli, struct cli_options *options);
int cli_explain(struct cli *cli, struct cli_options *options);
int cli_match(struct cli *cli, struct cli_options *options);

/* What `check` and `replay` end with: the report in the wanted format, and the verdict's exit code. */
int cli_print_report(struct cli *cli, const struct cli_options *options, const struct report *report);
