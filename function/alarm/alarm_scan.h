/* Internal to alarm/: the front of a text that is being read, a formula or a rule.
 *
 *   rest = " (a"  ->  alarm_skip(&rest, '(')  ->  true, rest = "a"
 */
#pragma once

#include "span.h"

static inline bool alarm_is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static inline bool alarm_is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static inline void alarm_skip_blanks(struct span *rest) {
    while (rest->len && alarm_is_blank(*rest->ptr))
        *rest = span_tail(*rest, 1);
}

/* Blanks before it too. False: something else stands there, only the blanks are gone. */
static inline bool alarm_skip(struct span *rest, char byte) {
    alarm_skip_blanks(rest);
    bool found = rest->len && *rest->ptr == byte;
    if (found)
        *rest = span_tail(*rest, 1);
    return found;
}
