/* Internal to prover/: what strings a field may hold at all, before any pattern is asked. Each rule is a
 * small automaton whose states are the bits of a word; it reads characters, not bytes. */
#pragma once

#include "prover.h"
#include "utf8.h"

struct language {
    uint32_t start;
    uint32_t accept; /* a text belongs to it when any of these bits is left */
    uint32_t (*step)(uint32_t states, uint32_t character); /* 0: no way on */
    const char *const
        *classes;         /* characters that step treats alike, ASCII, the nicest first; NULL-terminated */
    struct span plainest; /* a text of it that stays one however often `more` is appended */
    char more;
    bool beyond_ascii; /* may the other characters of Unicode stand in for an exhausted last class? */
};

const struct language *language_of(enum text_rule rule);
bool language_has(const struct language *language, struct span text);
