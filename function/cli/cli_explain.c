/* `explain`: a proof without an account, one or a stream of them. */
#include "cli_file.h"
#include "cli_jsonl.h"

enum { PATTERNS_LIMIT = 1000 }; /* of one line of a stream; a log group holds 100 filters */

/* --- --jsonl --- */

static size_t count_elements(struct json_reader reader) {
    size_t count = 0;
    struct json_token token = json_reader_next(&reader);
    for (; token.kind != JSON_TOKEN_ARRAY_END && json_reader_skip(&reader, token); count++)
        token = json_reader_next(&reader);
    return count;
}

static bool refuse(struct arena *arena, struct json *out, struct span message) {
    jsonl_set_error(arena, out, message, 0);
    return false;
}

/* False: `out` says what is wrong. */
static bool read_patterns(struct arena *arena, const struct jsonl_line *line, struct span **patterns,
                          size_t *count, struct json *out) {
    const struct jsonl_member *member = jsonl_find(line, "patterns");
    if (!member || member->token.kind != JSON_TOKEN_ARRAY_BEGIN)
        return refuse(arena, out,
                      member ? SPAN("patterns: must be an array of strings") : SPAN("patterns: is missing"));
    struct json_reader reader = json_reader_start(member->text);
    json_reader_next(&reader);
    *count = count_elements(reader);
    if (*count > PATTERNS_LIMIT)
        return refuse(arena, out,
                      arena_printf(arena, "patterns: %zu, at most %d are allowed", *count, PATTERNS_LIMIT));
    *patterns = ARENA_NEW_ARRAY(arena, *count, struct span);
    for (size_t i = 0; i < *count; i++) {
        struct json_token token = json_reader_next(&reader);
        if (token.kind != JSON_TOKEN_STRING)
            return refuse(arena, out, SPAN("patterns: must be an array of strings"));
        (*patterns)[i] = json_token_text(arena, token);
    }
    return true;
}

static void answer(struct cli *cli, const struct cli_options *options, const struct jsonl_line *line,
                   struct json *out) {
    struct arena *arena = cli->scratch;
    struct span require = options->require, *patterns;
    size_t count;
    if (jsonl_find(line, "require") && !jsonl_string(arena, line, "require", &require, out))
        return;
    if (!read_patterns(arena, line, &patterns, &count, out))
        return;
    struct proof proof;
    prover_prove(arena, require, patterns, count, &(struct prover_options){0}, &proof);
    report_put_proof(arena, out, &proof);
}

/* --- One question --- */

/* False: there is no such text, and cli->err says why. */
static bool write_proof(struct cli *cli, enum cli_format format, const struct proof *proof,
                        struct span *out) {
    struct span refused;
    switch (format) {
    case CLI_JSON:
        *out = report_harmless_json(cli->arena,
                                    json_print_pretty(cli->arena, report_proof_object(cli->arena, proof)));
        return true;
    case CLI_SMT2:
        if (report_proof_smt2(cli->arena, proof, out, &refused))
            return true;
        cli_complain(cli, "--format smt2: %.*s", SPAN_FMT(refused));
        return false;
    case CLI_TEXT:
    case CLI_SH:
        break;
    }
    *out = report_proof_text(cli->arena, proof);
    return true;
}

static int explain(struct cli *cli, const struct cli_options *options) {
    static const int exits[] = {
        [COVERAGE_COVERED] = CLI_OK,
        [COVERAGE_UNCOVERED] = CLI_NO,
        [COVERAGE_UNDECIDED] = CLI_UNDECIDED,
        [COVERAGE_UNREADABLE] = CLI_UNDECIDED,
    };
    struct error err = {{0}, {0}};
    struct proof proof;
    struct span *patterns = ARENA_NEW_ARRAY(cli->arena, options->operand_count, struct span);
    for (size_t i = 0; i < options->operand_count; i++)
        patterns[i] = span_from_cstr(options->operands[i]);
    prover_prove(cli->arena, options->require, patterns, options->operand_count, &(struct prover_options){0},
                 &proof);
    struct span text;
    if (!write_proof(cli, options->format, &proof, &text))
        return CLI_UNDECIDED;
    if (!cli_file_write(cli, options->output, text, &err))
        return cli_usage(cli, "--output: %s", err.message);
    return exits[proof.coverage];
}

int cli_explain(struct cli *cli, struct cli_options *options) {
    if (options->jsonl && options->operand_count)
        return cli_usage(cli, "%s: explain --jsonl takes no operand", options->operands[0]);
    if (options->jsonl && (options->output || options->format != CLI_TEXT))
        return cli_usage(cli, "--jsonl: writes to standard output, and no other format");
    if (options->jsonl)
        return cli_jsonl(cli, options, answer);
    if (options->operand_count == 0)
        return cli_usage(cli, "explain: a PATTERN is missing");
    return explain(cli, options);
}
