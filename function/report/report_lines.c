#include "report_lines.h"

#include "report_safe.h"
#include "report_witness.h"

#include <string.h>

enum { WORDS_WIDTH_MIN = 24, EVENT_NAME_WIDTH = 28, EVENT_REST_SHOWN = 4 };

void report_put_lines(struct text_builder *out, const char *left, const char *next_left, struct span text) {
    size_t used = strlen(left);
    size_t width = used + WORDS_WIDTH_MIN < LINES_WIDTH ? LINES_WIDTH - used : WORDS_WIDTH_MIN;
    struct span words = report_wrap(out->arena, report_safe(out->arena, text), width, next_left);
    text_printf(out, "%s%.*s\n", left, SPAN_FMT(words));
}

static bool is_operator(struct span text) {
    return span_starts_with(text, SPAN(" && ")) || span_starts_with(text, SPAN(" || "));
}

/* Bytes up to the next " && " or " || " outside quotes. */
static size_t clause_length(struct span pattern) {
    bool quoted = false;
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.ptr[i] == '"')
            quoted = !quoted;
        if (quoted && pattern.ptr[i] == '\\')
            i++;
        else if (i > 0 && !quoted && is_operator(span_tail(pattern, i)))
            return i;
    }
    return pattern.len;
}

void report_put_pattern(struct text_builder *out, const char *left, const char *next_left,
                        struct span pattern) {
    size_t column = strlen(left);
    struct span rest = report_safe(out->arena, pattern);
    text_append(out, span_from_cstr(left));
    for (bool first = true; rest.len; first = false) {
        size_t len = clause_length(rest);
        struct span clause = span_head(rest, len);
        if (!first && column + len > LINES_WIDTH) {
            text_printf(out, "\n%s", next_left);
            column = strlen(next_left);
            clause = span_trim(clause);
        }
        text_append(out, clause);
        column += clause.len;
        rest = span_tail(rest, len);
    }
    text_append(out, SPAN("\n"));
}

/* The fields are sorted: how many of them somebody asks about? A whole record has some twenty, mostly
 * filling. */
static size_t fields_shown(const struct witness_fields *fields) {
    size_t count = 0;
    while (count < fields->count && fields->items[count].rank < WITNESS_OTHER)
        count++;
    size_t rest = fields->count - count;
    return count && rest > EVENT_REST_SHOWN ? count : fields->count;
}

static int names_width(const struct witness_fields *fields, size_t shown, struct span deciding) {
    size_t widest = deciding.len <= EVENT_NAME_WIDTH ? deciding.len : 0;
    for (size_t i = 0; i < shown; i++) {
        size_t len = fields->items[i].path.len;
        if (len <= EVENT_NAME_WIDTH && len > widest)
            widest = len;
    }
    return (int)widest;
}

static void put_field(struct text_builder *out, const char *indent, int width, struct span path,
                      struct span value) {
    value = value.len ? value : SPAN("\"\"");
    text_printf(out, "%s%-*.*s  %.*s\n", indent, width, SPAN_FMT(path), SPAN_FMT(value));
}

/* The field that decides, marked. */
static void put_deciding(struct text_builder *out, const char *indent, int width, struct span path,
                         struct span value) {
    int before = (int)strlen(indent) - 2;
    value = value.len ? value : SPAN("\"\"");
    text_printf(out, "%*s> %-*.*s  %.*s\n", before > 0 ? before : 0, "", width, SPAN_FMT(path),
                SPAN_FMT(value));
}

void report_put_event_why(struct text_builder *out, const char *indent, struct span event,
                          const struct proof *proof, const struct why *why) {
    struct witness_fields fields = report_witness_fields(out->arena, event, proof);
    size_t shown = fields_shown(&fields);
    struct span deciding = report_safe(out->arena, why->field);
    int width = names_width(&fields, shown, deciding);
    if (why->is_absent)
        put_deciding(out, indent, width, deciding, SPAN("(absent)"));
    for (size_t i = 0; i < fields.count; i++)
        if (deciding.len && span_equal(fields.items[i].path, deciding))
            put_deciding(out, indent, width, deciding, fields.items[i].value);
    for (size_t i = 0; i < shown; i++)
        if (!deciding.len || !span_equal(fields.items[i].path, deciding))
            put_field(out, indent, width, fields.items[i].path, fields.items[i].value);
    if (shown < fields.count)
        text_printf(out, "%s(and %zu more: --format json shows all)\n", indent, fields.count - shown);
    if (why->sentence.len)
        report_put_lines(out, indent, indent, why->sentence);
}

void report_put_event(struct text_builder *out, const char *indent, struct span event,
                      const struct proof *proof) {
    report_put_event_why(out, indent, event, proof, &(struct why){.is_absent = false});
}

/* Bytes up to the first blank outside quotes. */
static size_t word_length(struct span text) {
    char quote = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!quote && c == ' ')
            return i;
        if (!quote && c == '\\')
            i++;
        else if (!quote && (c == '\'' || c == '"'))
            quote = c;
        else if (c == quote)
            quote = 0;
    }
    return text.len;
}

/* An option stays with its value. */
static size_t phrase_length(struct span text) {
    size_t len = word_length(text);
    struct span rest = span_tail(text, len + 1);
    if (!span_starts_with(text, SPAN("--")) || !rest.len || span_starts_with(rest, SPAN("--")))
        return len;
    return len + 1 + word_length(rest);
}

void report_put_command(struct text_builder *out, struct span command) {
    size_t column = 0;
    while (command.len) {
        size_t len = phrase_length(command);
        if (column && column + 1 + len > LINES_WIDTH - 2) {
            text_append(out, SPAN(" \\\n"));
            column = 0;
            text_append(out, SPAN("     "));
            column += 5;
        }
        text_append(out, column ? SPAN(" ") : SPAN("  "));
        text_append(out, span_head(command, len));
        column += len + (column ? 1 : 2);
        command = span_tail(command, len + 1);
    }
    text_append(out, SPAN("\n"));
}
