/* `match`: prints the events that a pattern counts, as grep does. */
#include "cli_jsonl.h"
#include "cli_records.h"
#include "cli_verbs.h"

#include <errno.h>
#include <string.h>

struct search {
    struct cli *cli;
    const struct pattern *pattern;
    bool matched, failed, stopped; /* stopped: nobody reads what we print, or the pattern has no answer */
};

static struct span unanswered(const struct pattern *pattern) {
    struct span reason = pattern_unanswered(pattern);
    return reason.ptr ? reason : SPAN("this pattern is not answered for such an event yet");
}

static void complain(struct search *search, const char *message) {
    cli_complain(search->cli, "%s", message);
    search->failed = true;
}

static void print(struct search *search, struct span event) {
    FILE *out = search->cli->out;
    bool well = fwrite(event.ptr, 1, event.len, out) == event.len && fputc('\n', out) != EOF;
    search->matched = true;
    if (well && fflush(out) == 0)
        return;
    cli_complain(search->cli, "standard output: %s", strerror(errno));
    search->failed = search->stopped = true;
}

static void test(struct search *search, struct span event) {
    switch (pattern_match(search->cli->scratch, search->pattern, event)) {
    case PATTERN_MATCHES:
        print(search, event);
        break;
    case PATTERN_DIFFERS:
        break;
    case PATTERN_UNANSWERED:
        cli_complain(search->cli, "PATTERN: %.*s", SPAN_FMT(unanswered(search->pattern)));
        search->failed = search->stopped = true;
        break;
    }
    arena_reset(search->cli->scratch);
}

static enum lines_outcome next_event(struct lines *lines, struct records *records, struct span *event) {
    return records ? records_next(records, event) : lines_next(lines, event);
}

static void search_events(struct search *search, struct lines *lines, struct records *records,
                          const char *path) {
    while (!search->stopped) {
        struct span event;
        switch (next_event(lines, records, &event)) {
        case LINES_TAKEN:
            if (event.len) /* an empty line is no event */
                test(search, event);
            break;
        case LINES_TOO_LONG:
            cli_complain(search->cli, "%s: a line is longer than %d bytes", path, CLI_LINE_LIMIT_BYTES);
            search->failed = true;
            break;
        case LINES_BROKEN:
            complain(search, lines->err->message);
            return;
        case LINES_END:
            return;
        }
    }
}

static void search_file(struct search *search, const char *path) {
    struct error err = {{0}, {0}};
    struct arena *buffer = arena_create("input", (size_t)4 * CLI_LINE_LIMIT_BYTES);
    struct input *input = input_open(buffer, path, &err);
    struct lines lines = lines_start(buffer, input, &err);
    struct records records = {.lines = &lines, .arena = search->cli->scratch, .path = path};
    bool is_cloudtrail;
    if (!input || !records_begin(&lines, &is_cloudtrail))
        complain(search, err.message);
    else
        search_events(search, &lines, is_cloudtrail ? &records : NULL, path);
    input_close(input);
    arena_destroy(buffer);
}

static int search_files(struct cli *cli, struct cli_options *options, const struct pattern *pattern) {
    struct search search = {.cli = cli, .pattern = pattern};
    for (size_t i = 1; i < options->operand_count && !search.stopped; i++)
        search_file(&search, options->operands[i]);
    if (options->operand_count == 1)
        search_file(&search, "-");
    if (search.failed)
        return CLI_UNDECIDED;
    return search.matched ? CLI_OK : CLI_NO;
}

/* --- --jsonl --- */

static void answer(struct cli *cli, const struct cli_options *options, const struct jsonl_line *line,
                   struct json *out) {
    (void)options;
    struct span text, event;
    const struct pattern *pattern;
    struct pattern_error error;
    struct arena *arena = cli->scratch;
    if (!jsonl_string(arena, line, "pattern", &text, out) || !jsonl_string(arena, line, "event", &event, out))
        return;
    if (!pattern_parse(arena, text, &pattern, &error)) {
        jsonl_set_error(arena, out, error.message, error.column);
        return;
    }
    switch (pattern_match(arena, pattern, event)) {
    case PATTERN_MATCHES:
        json_set_bool(arena, out, "match", true);
        break;
    case PATTERN_DIFFERS:
        json_set_bool(arena, out, "match", false);
        break;
    case PATTERN_UNANSWERED:
        jsonl_set_error(arena, out, unanswered(pattern), 0);
        break;
    }
}

int cli_match(struct cli *cli, struct cli_options *options) {
    const struct pattern *pattern;
    struct pattern_error error;
    if (options->jsonl && options->operand_count)
        return cli_usage(cli, "%s: match --jsonl takes no operand", options->operands[0]);
    if (options->jsonl)
        return cli_jsonl(cli, options, answer);
    if (options->operand_count == 0)
        return cli_usage(cli, "match: a PATTERN is missing");
    if (!pattern_parse(cli->arena, span_from_cstr(options->operands[0]), &pattern, &error)) {
        cli_complain(cli, "PATTERN: column %zu: %.*s", error.column, SPAN_FMT(error.message));
        return CLI_UNDECIDED;
    }
    if (pattern_unanswered(pattern).ptr) {
        cli_complain(cli, "PATTERN: %.*s", SPAN_FMT(pattern_unanswered(pattern)));
        return CLI_UNDECIDED;
    }
    return search_files(cli, options, pattern);
}
