#include "pattern_glob.h"

#include <string.h>

struct glob_builder glob_start(struct arena *arena) {
    return (struct glob_builder){.arena = arena, .piece = {.arena = arena}};
}

static void end_piece(struct glob_builder *builder) {
    struct span piece = builder->piece.count ? text_span(&builder->piece) : SPAN("");
    *ARENA_PUSH(builder->arena, &builder->pieces) = piece;
    builder->piece = (struct text_builder){.arena = builder->arena};
}

void glob_add(struct glob_builder *builder, char byte, bool star) {
    if (star)
        end_piece(builder);
    else
        text_append_byte(&builder->piece, byte);
}

struct pattern_glob glob_finish(struct glob_builder *builder) {
    end_piece(builder);
    return (struct pattern_glob){builder->pieces.items, builder->pieces.count};
}

bool pattern_glob_is_star(const struct pattern_glob *glob) {
    for (size_t i = 0; i < glob->count; i++)
        if (glob->pieces[i].len > 0)
            return false;
    return glob->count > 1;
}

/* Where `piece` first occurs at or after `from`, or SIZE_MAX. */
static size_t find_piece(struct span text, size_t from, struct span piece) {
    if (piece.len == 0)
        return from;
    const char *found = memmem(text.ptr + from, text.len - from, piece.ptr, piece.len);
    return found ? (size_t)(found - text.ptr) : SIZE_MAX;
}

/* The first piece is fixed at the start, the last at the end; those between are taken at their first
 * occurrence, which leaves the most room for the rest. Bytes are enough: in UTF-8 no character begins inside
 * another. */
bool pattern_glob_matches(const struct pattern_glob *glob, struct span text) {
    struct span first = glob->pieces[0];
    if (glob->count == 1)
        return span_equal(first, text);
    struct span last = glob->pieces[glob->count - 1];
    if (text.len < first.len + last.len || !span_starts_with(text, first) || !span_ends_with(text, last))
        return false;
    struct span middle = span_head(text, text.len - last.len);
    size_t position = first.len;
    for (size_t i = 1; i + 1 < glob->count; i++) {
        size_t found = find_piece(middle, position, glob->pieces[i]);
        if (found == SIZE_MAX)
            return false;
        position = found + glob->pieces[i].len;
    }
    return true;
}
