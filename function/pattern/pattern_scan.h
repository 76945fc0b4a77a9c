/* Internal to pattern/: a position in the text of a pattern, and how a parser gives up there. */
#pragma once

#include "pattern.h"

struct scanner {
    struct arena *arena;
    struct span text;
    size_t position; /* bytes; text.len at the end */
    uint32_t open_points;
    bool in_columns; /* a bare value ends at a comma or bracket too */
    struct pattern_error *error;
};

/* The byte at the position, or -1 at the end. */
static inline int scan_peek(const struct scanner *scanner) {
    return scanner->position < scanner->text.len ? (unsigned char)scanner->text.ptr[scanner->position] : -1;
}

static inline bool scan_is_blank(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline bool scan_is_digit(int c) {
    return c >= '0' && c <= '9';
}

static inline bool scan_is_alnum(int c) {
    return scan_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes the byte when it is the next one. */
bool scan_take(struct scanner *scanner, char wanted);
/* Did it skip anything? */
bool scan_blanks(struct scanner *scanner);
/* The text from `start` up to the position. */
struct span scan_since(const struct scanner *scanner, size_t start);
/* Error at the position, what is found there added to the message; returns false. */
bool scan_fail(struct scanner *scanner, const char *message);
/* The column of a byte offset: characters from 1. */
size_t scan_column(struct span text, size_t offset);
