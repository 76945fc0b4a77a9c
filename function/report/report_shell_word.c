#include "report_shell_word.h"

static bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           span_find_byte(SPAN("_-./:,+@%"), c) < sizeof "_-./:,+@%" - 1;
}

static bool needs_quotes(struct span text) {
    for (size_t i = 0; i < text.len; i++)
        if (!is_plain(text.ptr[i]))
            return true;
    return text.len == 0;
}

struct span report_shell_word(struct arena *arena, struct span text) {
    if (!needs_quotes(text))
        return text;
    struct text_builder out = {.arena = arena};
    text_append(&out, SPAN("'"));
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'')
            text_append(&out, SPAN("'\\''"));
        else
            text_append(&out, text.ptr[i] ? (struct span){text.ptr + i, 1} : SPAN("?"));
    }
    text_append(&out, SPAN("'"));
    return text_span(&out);
}
