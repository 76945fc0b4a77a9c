/* Internal to prover/: characters that nothing in a question can tell apart are one symbol.
 *
 *   a*, %[a-f]\d%   over every text:   {a} {b..f} {0..9} {all others}   represented by  a  b  0  x
 */
#pragma once

#include "prover_budget.h"
#include "prover_language.h"

enum { ALPHABET_ASCII = 128, SYMBOL_NONE = UINT32_MAX };

struct symbol_list {
    uint32_t *items; /* a representative each; those that stand for many come first, the nicest in front */
    size_t count, capacity;
};

struct alphabet {
    struct arena *arena;
    struct budget *budget;
    const struct language *language;
    unsigned char class_of[ALPHABET_ASCII], size_of[ALPHABET_ASCII]; /* size 0: the language never uses it */
    unsigned class_count;
    bool has_sets;           /* ASCII and the rest may have to be told apart */
    struct symbol_list rare; /* characters beyond ASCII that are named one by one */
    struct symbol_list symbols;
    uint32_t symbol_of[ALPHABET_ASCII]; /* by class, of a finished alphabet */
};

void alphabet_start(struct alphabet *alphabet, struct arena *arena, const struct language *language,
                    struct budget *budget);
/* Tells the character, or the members of the set, apart from all others. False: the budget is spent. */
MUST_CHECK bool alphabet_split_off(struct alphabet *alphabet, uint32_t character);
MUST_CHECK bool alphabet_split(struct alphabet *alphabet, const struct pattern_characters *set);
/* Fills `symbols`. */
void alphabet_finish(struct alphabet *alphabet);
/* The symbol of a character that was split off; SYMBOL_NONE when the language has no such character. */
uint32_t alphabet_symbol(const struct alphabet *alphabet, uint32_t character);
