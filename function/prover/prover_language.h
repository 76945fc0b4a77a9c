/* Internal to prover/: what strings a field may hold at all, before any pattern is asked. Each rule is a
 * small automaton whose states are the bits of a word; it reads characters, not bytes. */
#pragma once

#include "pattern.h"

enum text_rule {
    TEXT_ANY,     /* every string */
    TEXT_PLAIN,   /* not empty, no control character: U+0000-U+001F, U+007F */
    TEXT_ADDRESS, /* T3: IPv4, IPv6, a DNS name, `AWS Internal` */
    TEXT_NUMBER,  /* a number as JSON writes it: not a string at all, but its text is matched like one */
    TEXT_RULES,
};

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

/* Takes one character off valid UTF-8 text. */
uint32_t utf8_take(struct span *text);
void utf8_put(struct text_builder *builder, uint32_t character);
