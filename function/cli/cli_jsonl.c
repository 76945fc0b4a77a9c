#include "cli_jsonl.h"

#include "cli_lines.h"

#include <errno.h>
#include <string.h>

void jsonl_set_error(struct arena *arena, struct json *out, struct span message, size_t column) {
    struct json *error = json_object(arena);
    json_set_string(arena, error, "message", message);
    if (column)
        json_set_number(arena, error, "column", (double)column);
    json_set(arena, out, "error", error);
}

const struct jsonl_member *jsonl_find(const struct jsonl_line *line, const char *name) {
    for (size_t i = line->count; i > 0; i--)
        if (span_equal(line->items[i - 1].name, span_from_cstr(name)))
            return &line->items[i - 1];
    return NULL;
}

bool jsonl_string(struct arena *arena, const struct jsonl_line *line, const char *name, struct span *text,
                  struct json *out) {
    const struct jsonl_member *member = jsonl_find(line, name);
    if (!member || member->token.kind != JSON_TOKEN_STRING) {
        jsonl_set_error(arena, out,
                        arena_printf(arena, "%s: %s", name, member ? "must be a string" : "is missing"), 0);
        return false;
    }
    *text = json_token_text(arena, member->token);
    return true;
}

/* --- Reading a line --- */

/* The members of the object; false: the text is no JSON object, err says why. */
static bool read_members(struct arena *arena, struct span text, struct jsonl_line *line, struct error *err) {
    struct json_reader reader = json_reader_start(text);
    struct json_token name = json_reader_next(&reader);
    if (name.kind != JSON_TOKEN_OBJECT_BEGIN && name.kind != JSON_TOKEN_ERROR)
        return error_set(err, "input", "a line must be a JSON object");
    while ((name = json_reader_next(&reader)).kind == JSON_TOKEN_NAME) {
        struct jsonl_member *member = ARENA_PUSH(arena, line);
        member->name = json_token_text(arena, name);
        member->token = json_reader_next(&reader);
        if (!json_reader_skip(&reader, member->token))
            break;
        size_t begin = member->token.offset;
        member->text = (struct span){text.ptr + begin, reader.position - begin};
    }
    if (reader.complaint == NULL)
        (void)json_reader_next(&reader); /* text behind the object? */
    return reader.complaint == NULL || json_reader_error(&reader, "input", err);
}

static bool write_line(struct cli *cli, const struct json *object) {
    struct span text = report_harmless_json(cli->scratch, json_print(cli->scratch, object));
    if (fwrite(text.ptr, 1, text.len, cli->out) == text.len && fputc('\n', cli->out) != EOF &&
        fflush(cli->out) == 0)
        return true;
    cli_complain(cli, "standard output: %s", strerror(errno));
    return false;
}

static bool answer_line(struct cli *cli, const struct cli_options *options, struct span text,
                        jsonl_answer *answer) {
    struct error err = {{0}, {0}};
    struct jsonl_line line = {0};
    struct json *out = json_object(cli->scratch);
    bool well = read_members(cli->scratch, text, &line, &err);
    const struct jsonl_member *id = well ? jsonl_find(&line, "id") : NULL;
    json_set(cli->scratch, out, "id", id ? json_embed(cli->scratch, id->text) : NULL);
    if (well)
        answer(cli, options, &line, out);
    else
        jsonl_set_error(cli->scratch, out, span_from_cstr(err.message), 0);
    well = write_line(cli, out);
    arena_reset(cli->scratch);
    return well;
}

static bool answer_long_line(struct cli *cli) {
    struct json *out = json_object(cli->scratch);
    json_set_null(cli->scratch, out, "id");
    jsonl_set_error(cli->scratch, out,
                    arena_printf(cli->scratch, "a line is longer than %d bytes", CLI_LINE_LIMIT_BYTES), 0);
    bool well = write_line(cli, out);
    arena_reset(cli->scratch);
    return well;
}

int cli_jsonl(struct cli *cli, const struct cli_options *options, jsonl_answer *answer) {
    struct error err = {{0}, {0}};
    struct input *input = input_open(cli->arena, "-", &err);
    struct lines lines = lines_start(cli->arena, input, &err);
    struct span text;
    bool well = true;
    while (well) {
        switch (lines_next(&lines, &text)) {
        case LINES_TAKEN:
            well = answer_line(cli, options, text, answer);
            break;
        case LINES_TOO_LONG:
            well = answer_long_line(cli);
            break;
        case LINES_BROKEN:
            cli_complain(cli, "%s", err.message);
            well = false;
            break;
        case LINES_END:
            input_close(input);
            return CLI_OK;
        }
    }
    input_close(input);
    return CLI_UNDECIDED;
}
