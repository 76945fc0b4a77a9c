#include "error.h"

#include <stdio.h>
#include <string.h>

/* On a whole character. */
static void mark_cut(char *text, size_t written, size_t capacity) {
    if (written < capacity)
        return;
    size_t end = capacity - sizeof "...";
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    memcpy(text + end, "...", sizeof "...");
}

bool error_set(struct error *err, const char *type, const char *format, ...) {
    if (!err)
        return false;
    struct error made = {{0}, {0}}; /* the arguments may point into *err */
    va_list args;
    va_start(args, format);
    int length = vsnprintf(made.message, sizeof made.message, format, args);
    va_end(args);
    mark_cut(made.message, length < 0 ? 0 : (size_t)length, sizeof made.message);
    snprintf(made.type, sizeof made.type, "%s", type);
    *err = made;
    return false;
}

bool error_prefix(struct error *err, const char *format, ...) {
    if (!err)
        return false;
    char context[ERROR_MESSAGE_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(context, sizeof context, format, args);
    va_end(args);
    return error_set(err, err->type, "%s: %s", context, err->message);
}
