/* The command line `earshot`. */
#include "cli.h"
#include "http_curl.h"
#include "log.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { ARENA_LIMIT_BYTES = 1024 * 1024 * 1024, SCRATCH_LIMIT_BYTES = 512 * 1024 * 1024 };

static const char *environment(const char *name) {
    return getenv(name);
}

static struct http *connect_aws(struct cli *cli, struct error *err) {
    struct http_curl_options options = {.ca_bundle = cli->getenv("AWS_CA_BUNDLE")};
    return http_curl_create(&options, err);
}

int main(int argc, char **argv) {
    arena_set_exit_status(CLI_DEFECT); /* 1 would be a verdict */
    struct cli cli = {
        .arena = arena_create("command line", ARENA_LIMIT_BYTES),
        .scratch = arena_create("replies", SCRATCH_LIMIT_BYTES),
        .getenv = environment,
        .connect = connect_aws,
        .out = stdout,
        .err = stderr,
    };
    signal(SIGPIPE, SIG_IGN);
    log_open(STDERR_FILENO, LOG_TEXT, LOG_WARN);
    int code = cli_run(&cli, argc, argv);
    http_curl_destroy(cli.http);
    arena_destroy(cli.scratch);
    arena_destroy(cli.arena);
    return code;
}
