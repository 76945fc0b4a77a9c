#include "report_command.h"

#include "json.h"
#include "report_safe.h"
#include "report_shell_word.h"

static bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '.' || c == '#';
}

static bool is_ascii_line(struct span text) {
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < ' ' || text.ptr[i] > '~')
            return false;
    return true;
}

/* Would the CLI take the value as nothing but this text? */
static bool is_beyond_doubt(const struct command_field *field) {
    struct span value = field->value;
    switch (field->kind) {
    case COMMAND_NUMBER:
    case COMMAND_JSON:
        return true;
    case COMMAND_TEXT:
    case COMMAND_LIST:
    case COMMAND_PATTERN:
        break;
    }
    if (!value.len || !is_ascii_line(value) || span_contains(value, SPAN("://")))
        return false;
    return is_name_start(value.ptr[0]) || (field->kind == COMMAND_PATTERN && value.ptr[0] == '{');
}

static struct json *field_json(struct arena *arena, const struct command_field *field) {
    struct json *list;
    switch (field->kind) {
    case COMMAND_TEXT:
    case COMMAND_PATTERN:
        return json_string_value(arena, field->value);
    case COMMAND_LIST:
        list = json_array(arena);
        json_add_string(arena, list, field->value);
        return list;
    case COMMAND_NUMBER:
    case COMMAND_JSON:
        return json_embed(arena, field->value);
    }
    return NULL;
}

static void put_input_json(struct text_builder *out, const struct command *command) {
    struct json *input = json_object(out->arena);
    for (size_t i = 0; i < command->count; i++)
        json_set(out->arena, input, command->fields[i].member, field_json(out->arena, &command->fields[i]));
    struct span text = report_escape_json(out->arena, json_print(out->arena, input), REPORT_ESCAPE_NON_ASCII);
    text_printf(out, " --cli-input-json %.*s", SPAN_FMT(report_shell_word(out->arena, text)));
}

static void put_options(struct text_builder *out, const struct command *command) {
    for (size_t i = 0; i < command->count; i++) {
        const struct command_field *field = &command->fields[i];
        struct span word = report_shell_word(out->arena, field->value);
        text_printf(out, " %s %.*s", field->option, SPAN_FMT(word));
    }
}

struct span report_command(struct arena *arena, const struct command *command) {
    struct text_builder out = {.arena = arena};
    bool beyond_doubt = true;
    for (size_t i = 0; i < command->count; i++)
        beyond_doubt = beyond_doubt && is_beyond_doubt(&command->fields[i]);
    text_printf(&out, "aws %s --region %.*s", command->call,
                SPAN_FMT(report_shell_word(arena, command->region)));
    if (beyond_doubt)
        put_options(&out, command);
    else
        put_input_json(&out, command);
    if (command->tail)
        text_printf(&out, " %s", command->tail);
    return text_span(&out);
}
