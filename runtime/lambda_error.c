#include "lambda_error.h"

#include "json.h"
#include "utf8.h"

#include <limits.h>
#include <unistd.h>

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The form that Lambda keeps; it replaces any other by an "Unknown" of its own. */
static bool is_kept(struct span type) {
    size_t dot = span_find_byte(type, '.');
    struct span prefix = span_head(type, dot), name = span_tail(type, dot + 1);
    if (!span_equal(prefix, SPAN("Function")) && !span_equal(prefix, SPAN("Runtime")))
        return false;
    if (name.len < 2 || name.ptr[0] < 'A' || name.ptr[0] > 'Z')
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!is_letter(name.ptr[i]))
            return false;
    return true;
}

struct span lambda_error_type(const struct error *failure) {
    struct span type = span_from_cstr(failure->type);
    return is_kept(type) ? type : SPAN("Function.Unknown");
}

/* As people read it in consoles: whatever the handler called it. */
static struct span quoted_type(struct arena *arena, const struct error *failure) {
    return json_quote(arena, *failure->type ? span_from_cstr(failure->type) : SPAN("Function.Unknown"));
}

struct span lambda_error_body(struct arena *arena, const struct error *failure) {
    struct span message = json_quote(arena, span_from_cstr(failure->message));
    struct span type = quoted_type(arena, failure);
    return arena_printf(arena, "{\"errorMessage\":%.*s,\"errorType\":%.*s,\"stackTrace\":[]}",
                        SPAN_FMT(message), SPAN_FMT(type));
}

static void put_code(struct text_builder *out, int32_t code) {
    if (code < 0x10000) {
        text_printf(out, "\\u%04x", (unsigned)code);
        return;
    }
    unsigned offset = (unsigned)code - 0x10000;
    text_printf(out, "\\u%04x\\u%04x", 0xD800 + (offset >> 10), 0xDC00 + (offset & 0x3FF));
}

/* Header values are ASCII; in JSON every other character has an escape. */
static struct span to_ascii(struct arena *arena, struct span json) {
    struct text_builder out = {.arena = arena};
    while (json.len) {
        size_t length = utf8_length(json);
        if (length == 1)
            text_append(&out, span_head(json, 1));
        else
            put_code(&out, utf8_code(json));
        json = span_tail(json, length);
    }
    return text_span(&out);
}

struct span lambda_error_cause(struct arena *arena, const struct error *failure) {
    char folder[PATH_MAX] = "";
    struct span place = json_quote(arena, span_from_cstr(getcwd(folder, sizeof folder) ? folder : ""));
    struct span message = json_quote(arena, span_from_cstr(failure->message));
    struct span type = quoted_type(arena, failure);
    struct span cause = arena_printf(arena,
                                     "{\"working_directory\":%.*s,\"exceptions\":[{\"type\":%.*s,"
                                     "\"message\":%.*s,\"stack\":[]}],\"paths\":[]}",
                                     SPAN_FMT(place), SPAN_FMT(type), SPAN_FMT(message));
    return to_ascii(arena, cause);
}
