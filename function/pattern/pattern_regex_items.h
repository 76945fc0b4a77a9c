/* Internal to the regular expressions of pattern/: what the parser hands to the builder. */
#pragma once

#include "pattern_regex.h"

#include <limits.h>

#define REGEX_UNBOUNDED UINT_MAX

enum regex_item_kind { REGEX_CHARACTER, REGEX_START, REGEX_FINISH };

struct regex_item {
    enum regex_item_kind kind;
    struct pattern_characters characters; /* of REGEX_CHARACTER */
    bool is_dot;                          /* any character; a newline by U12 */
    unsigned least, most;
};

struct regex_items {
    struct regex_item *items;
    size_t count, capacity;
};

struct regex_elements {
    struct pattern_element *items;
    size_t count, capacity;
};

struct regex_builder {
    struct arena *arena;
    struct regex_elements readings[2]; /* of U12: . and $ without and with the newline */
    bool too_large, differ;
};

void regex_build_alternative(struct regex_builder *builder, const struct regex_items *items);
void regex_build_finish(const struct regex_builder *builder, struct regex *out);
