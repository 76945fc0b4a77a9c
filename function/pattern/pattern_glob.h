/* Internal to pattern/: making and matching texts with wildcards. */
#pragma once

#include "pattern.h"

struct span_list {
    struct span *items;
    size_t count, capacity;
};

struct glob_builder {
    struct arena *arena;
    struct text_builder piece;
    struct span_list pieces;
};

struct glob_builder glob_start(struct arena *arena);
/* One more byte; `star`: it stands for any text. */
void glob_add(struct glob_builder *builder, char byte, bool star);
struct pattern_glob glob_finish(struct glob_builder *builder);
