/* The command line: another main over the same libraries as the function.
 *
 *   earshot check --region eu-west-1 --format json
 *           └verb┘ └──────── options ────────────┘
 *
 * Results on standard output, complaints and logs on standard error. The exit codes are fixed (interface.md,
 * section 2). */
#pragma once

#include "arena.h"
#include "error.h"
#include "http.h"

#include <stdio.h>

enum cli_exit {
    CLI_OK = 0,        /* MONITORED, COVERED */
    CLI_NO = 1,        /* NOT_MONITORED, UNCOVERED */
    CLI_UNDECIDED = 2, /* CANNOT_VERIFY, UNDECIDED, UNREADABLE */
    CLI_NOT_APPLICABLE = 3,
    CLI_USAGE = 64,
    CLI_UNAVAILABLE = 69, /* AWS not reachable, throttled, no credentials: nothing was judged */
    CLI_DEFECT = 70,
};

/* What a run may touch of the world. */
struct cli {
    struct arena *arena;
    struct arena *scratch;
    const char *(*getenv)(const char *name);
    /* Connects to AWS; called at most once, by `check`. */
    struct http *(*connect)(struct cli *cli, struct error *err);
    struct http *http; /* NULL until then */
    FILE *out, *err;
};

/* argv[0] is the program. Returns the exit code. */
int cli_run(struct cli *cli, int argc, char **argv);
