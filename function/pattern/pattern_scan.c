#include "pattern_scan.h"

bool scan_take(struct scanner *scanner, char wanted) {
    if (scan_peek(scanner) != (unsigned char)wanted)
        return false;
    scanner->position++;
    return true;
}

bool scan_blanks(struct scanner *scanner) {
    size_t start = scanner->position;
    while (scan_is_blank(scan_peek(scanner)))
        scanner->position++;
    return scanner->position > start;
}

struct span scan_since(const struct scanner *scanner, size_t start) {
    return (struct span){scanner->text.ptr + start, scanner->position - start};
}

size_t scan_column(struct span text, size_t offset) {
    size_t column = 1;
    for (size_t i = 0; i < offset; i++)
        column += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return column;
}

bool scan_fail(struct scanner *scanner, const char *message) {
    *scanner->error =
        (struct pattern_error){span_from_cstr(message), scan_column(scanner->text, scanner->position)};
    return false;
}
