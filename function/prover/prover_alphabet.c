#include "prover_alphabet.h"

#include <string.h>

static void put_in_class(struct alphabet *alphabet, unsigned c, unsigned class) {
    alphabet->class_of[c] = (unsigned char)class;
    alphabet->size_of[class]++;
}

/* A language that goes beyond ASCII treats all characters alike that it has at all. */
void alphabet_start(struct alphabet *alphabet, struct arena *arena, const struct language *language,
                    struct budget *budget) {
    *alphabet = (struct alphabet){.arena = arena, .budget = budget, .language = language, .class_count = 1};
    /* class 0 is that of characters that the language never uses: its size stays 0 */
    if (language->beyond_ascii) {
        for (unsigned c = 0; c < ALPHABET_ASCII; c++)
            if (language->step(language->start, c))
                put_in_class(alphabet, c, 1);
        alphabet->class_count = 2;
        return;
    }
    for (const char *const *class = language->classes; *class; class ++, alphabet->class_count++)
        for (const char *c = *class; *c; c++)
            put_in_class(alphabet, (unsigned char)*c, alphabet->class_count);
}

static void move(struct alphabet *alphabet, unsigned c, unsigned class) {
    alphabet->size_of[alphabet->class_of[c]]--;
    put_in_class(alphabet, c, class);
}

bool alphabet_split_off(struct alphabet *alphabet, uint32_t c) {
    if (!budget_spend(alphabet->budget, c < ALPHABET_ASCII ? 1 : 1 + alphabet->rare.count / 8))
        return false;
    if (c < ALPHABET_ASCII) {
        if (alphabet->size_of[alphabet->class_of[c]] > 1)
            move(alphabet, c, alphabet->class_count++);
        return true;
    }
    for (size_t i = 0; i < alphabet->rare.count; i++)
        if (alphabet->rare.items[i] == c)
            return true;
    *ARENA_PUSH(alphabet->arena, &alphabet->rare) = c;
    return true;
}

bool alphabet_split(struct alphabet *alphabet, const struct pattern_characters *set) {
    unsigned char inside[ALPHABET_ASCII] = {0};
    unsigned char moved_to[ALPHABET_ASCII] = {0};
    if (!budget_spend(alphabet->budget, 40))
        return false;
    alphabet->has_sets = true;
    for (unsigned c = 0; c < ALPHABET_ASCII; c++)
        inside[alphabet->class_of[c]] =
            (unsigned char)(inside[alphabet->class_of[c]] + pattern_characters_have(set, c));
    unsigned classes = alphabet->class_count;
    for (unsigned class = 1; class < classes; class ++)
        if (inside[class] > 0 && inside[class] < alphabet->size_of[class])
            moved_to[class] = (unsigned char)alphabet->class_count++;
    for (unsigned c = 0; c < ALPHABET_ASCII; c++)
        if (moved_to[alphabet->class_of[c]] && pattern_characters_have(set, c))
            move(alphabet, c, moved_to[alphabet->class_of[c]]);
    return true;
}

/* --- Representatives --- */

struct choice {
    struct alphabet *alphabet;
    bool chosen[ALPHABET_ASCII];           /* by class */
    unsigned char singles[ALPHABET_ASCII]; /* characters that stand for themselves alone */
    unsigned single_count, left;           /* classes without a representative */
};

static void consider(struct choice *choice, unsigned char c) {
    struct alphabet *alphabet = choice->alphabet;
    unsigned class = alphabet->class_of[c];
    if (alphabet->size_of[class] == 0 || choice->chosen[class])
        return;
    choice->chosen[class] = true;
    choice->left--;
    if (alphabet->size_of[class] == 1)
        choice->singles[choice->single_count++] = c;
    else
        *ARENA_PUSH(alphabet->arena, &alphabet->symbols) = c;
}

/* The nice characters first, then the printable ones, then the others. */
static void choose(struct choice *choice) {
    for (const char *const *class = choice->alphabet->language->classes; *class; class ++)
        for (const char *c = *class; *c && choice->left; c++)
            consider(choice, (unsigned char)*c);
    for (unsigned i = 0; i < ALPHABET_ASCII && choice->left; i++)
        consider(choice, (unsigned char)((i + ' ') % ALPHABET_ASCII));
}

static bool is_rare(const struct alphabet *alphabet, uint32_t c) {
    for (size_t i = 0; i < alphabet->rare.count; i++)
        if (alphabet->rare.items[i] == c)
            return true;
    return false;
}

void alphabet_finish(struct alphabet *alphabet) {
    struct choice choice = {.alphabet = alphabet};
    for (unsigned class = 0; class < alphabet->class_count; class ++)
        choice.left += alphabet->size_of[class] > 0;
    choose(&choice);
    if (alphabet->language->beyond_ascii) {
        uint32_t c = 0xE0;
        while (is_rare(alphabet, c))
            c++;
        if (alphabet->has_sets || alphabet->symbols.count == 0)
            *ARENA_PUSH(alphabet->arena, &alphabet->symbols) = c;
        for (size_t i = 0; i < alphabet->rare.count; i++)
            *ARENA_PUSH(alphabet->arena, &alphabet->symbols) = alphabet->rare.items[i];
    }
    for (unsigned i = 0; i < choice.single_count; i++)
        *ARENA_PUSH(alphabet->arena, &alphabet->symbols) = choice.singles[i];
    for (size_t i = 0; i < alphabet->symbols.count; i++)
        if (alphabet->symbols.items[i] < ALPHABET_ASCII)
            alphabet->symbol_of[alphabet->class_of[alphabet->symbols.items[i]]] = (uint32_t)i;
}

uint32_t alphabet_symbol(const struct alphabet *alphabet, uint32_t c) {
    if (c < ALPHABET_ASCII) {
        unsigned class = alphabet->class_of[c];
        return alphabet->size_of[class] ? alphabet->symbol_of[class] : SYMBOL_NONE;
    }
    for (size_t i = 0; i < alphabet->symbols.count; i++)
        if (alphabet->symbols.items[i] == c)
            return (uint32_t)i;
    return SYMBOL_NONE;
}
