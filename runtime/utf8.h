/* Valid UTF-8 or not: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
#pragma once

#include "arena.h"
#include "span.h"

/* Bytes of the character in front; 0 when it is not well formed or the text is empty. */
size_t utf8_length(struct span text);
bool utf8_is_valid(struct span text);
/* The code point of the character in front; -1 where utf8_length is 0. */
int32_t utf8_code(struct span text);
/* Takes one character off text that is known to be valid. */
uint32_t utf8_take(struct span *text);
/* Writes the character, at most 0x10FFFF, into up to four bytes; how many. */
size_t utf8_encode(uint32_t code, char *out);
void utf8_put(struct text_builder *builder, uint32_t code);
/* The character in front if it steers a terminal or the reader's eye instead of being read: controls, line
 * separators, marks of direction or without width, tags. Its code point; -1: none. */
int32_t utf8_steering(struct span text);
/* The text with each invalid byte replaced by U+FFFD; the same view when there is none. */
struct span utf8_repair(struct arena *arena, struct span text);
