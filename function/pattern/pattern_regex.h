/* Internal to pattern/: %regular expressions%, from text to sequences. */
#pragma once

#include "pattern_scan.h"

struct regex {
    struct span source;
    struct pattern_regex first, second; /* the two readings of U12 */
    bool differ;                        /* they may */
};

/* Takes the text from behind the opening percent sign up to and with the closing one. */
MUST_CHECK bool regex_parse(struct scanner *scanner, struct regex *out);
