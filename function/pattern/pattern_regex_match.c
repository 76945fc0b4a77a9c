/* Does a text belong to a regular expression? All threads at once, a bit for each element: time is the text's
 * length times the threads that are alive, never more. */
#include "pattern.h"
#include "utf8.h"

#include <string.h>

bool pattern_characters_have(const struct pattern_characters *characters, uint32_t c) {
    return c < 128 ? characters->ascii[c / 64] >> c % 64 & 1 : characters->others;
}

bool pattern_characters_are_all(const struct pattern_characters *characters) {
    return characters->others && characters->ascii[0] == UINT64_MAX && characters->ascii[1] == UINT64_MAX;
}

enum { WORDS = PATTERN_ELEMENTS_LIMIT / 64 };

struct threads {
    uint64_t bits[WORDS];
};

static void add_thread(const struct pattern_regex *regex, struct threads *threads, size_t at) {
    for (;; at++) {
        threads->bits[at / 64] |= (uint64_t)1 << at % 64;
        enum pattern_repeat repeat = regex->elements[at].repeat;
        if (repeat == PATTERN_ONCE || repeat == PATTERN_END)
            return;
    }
}

static void start(const struct pattern_regex *regex, struct threads *threads) {
    memset(threads, 0, sizeof *threads);
    for (size_t i = 0; i < regex->count; i++)
        if (i == 0 || regex->elements[i - 1].repeat == PATTERN_END)
            add_thread(regex, threads, i);
}

static void step_thread(const struct pattern_regex *regex, struct threads *next, size_t at, uint32_t c) {
    const struct pattern_element *element = &regex->elements[at];
    if (element->repeat == PATTERN_END || !pattern_characters_have(&element->characters, c))
        return;
    add_thread(regex, next, element->repeat == PATTERN_ANY_NUMBER ? at : at + 1);
}

/* False: no thread is left. */
static bool step(const struct pattern_regex *regex, struct threads *threads, uint32_t c) {
    struct threads next;
    size_t words = (regex->count + 63) / 64;
    uint64_t any = 0;
    memset(next.bits, 0, words * sizeof *next.bits);
    for (size_t w = 0; w < words; w++)
        for (uint64_t bits = threads->bits[w]; bits; bits &= bits - 1) {
            any = 1;
            step_thread(regex, &next, w * 64 + (size_t)__builtin_ctzll(bits), c);
        }
    memcpy(threads->bits, next.bits, words * sizeof *next.bits);
    return any != 0;
}

/* Has a thread ended, or, when more text may follow, ended in "any text"? */
static bool has_ended(const struct pattern_regex *regex, const struct threads *threads, bool at_end) {
    for (size_t w = 0; w * 64 < regex->count; w++)
        for (uint64_t bits = threads->bits[w]; bits; bits &= bits - 1) {
            size_t at = w * 64 + (size_t)__builtin_ctzll(bits);
            if (regex->elements[at].repeat == PATTERN_END &&
                (at_end || (at > 0 && threads->bits[(at - 1) / 64] >> (at - 1) % 64 & 1 &&
                            regex->elements[at - 1].repeat == PATTERN_ANY_NUMBER &&
                            pattern_characters_are_all(&regex->elements[at - 1].characters))))
                return true;
        }
    return false;
}

/* ASCII as it is; every other character, and every byte that is none, is one of the "others". */
static uint32_t take(struct span *text) {
    unsigned char c = (unsigned char)text->ptr[0];
    size_t length = c < 0x80 ? 1 : utf8_length(*text);
    *text = span_tail(*text, length ? length : 1);
    return c;
}

bool pattern_regex_matches(const struct pattern_regex *regex, struct span text) {
    struct threads threads;
    start(regex, &threads);
    while (text.len > 0) {
        if (has_ended(regex, &threads, false))
            return true;
        if (!step(regex, &threads, take(&text)))
            return false;
    }
    return has_ended(regex, &threads, true);
}
