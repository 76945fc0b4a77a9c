/* Files of the command line (private to cli). */
#pragma once

#include "cli.h"

enum { CLI_FILE_LIMIT_BYTES = 256 * 1024 * 1024 };

/* "-" is standard input. */
MUST_CHECK bool cli_file_read(struct arena *arena, const char *path, struct span *out, struct error *err);
/* Replaces the file as a whole; NULL or "-" is cli->out. */
MUST_CHECK bool cli_file_write(struct cli *cli, const char *path, struct span text, struct error *err);
