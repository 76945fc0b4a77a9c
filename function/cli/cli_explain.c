#include "cli_file.h"
#include "cli_verbs.h"

int cli_explain(struct cli *cli, struct cli_options *options) {
    static const int exits[] = {
        [COVERAGE_COVERED] = CLI_OK,
        [COVERAGE_UNCOVERED] = CLI_NO,
        [COVERAGE_UNDECIDED] = CLI_UNDECIDED,
        [COVERAGE_UNREADABLE] = CLI_UNDECIDED,
    };
    struct error err = {{0}, {0}};
    struct proof proof;
    if (options->operand_count == 0)
        return cli_usage(cli, "explain: a PATTERN is missing");
    struct span *patterns = ARENA_NEW_ARRAY(cli->arena, options->operand_count, struct span);
    for (size_t i = 0; i < options->operand_count; i++)
        patterns[i] = span_from_cstr(options->operands[i]);
    prover_prove(cli->arena, options->require, patterns, options->operand_count, &(struct prover_options){0},
                 &proof);
    struct span text =
        options->format == CLI_JSON
            ? report_harmless_json(cli->arena,
                                   json_print_pretty(cli->arena, report_proof_object(cli->arena, &proof)))
            : report_proof_text(cli->arena, &proof);
    if (!cli_file_write(cli, options->output, text, &err))
        return cli_usage(cli, "--output: %s", err.message);
    return exits[proof.coverage];
}
