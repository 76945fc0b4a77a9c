#include "pattern_scan.h"
#include "utf8.h"

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

/* What stands at the position, in words that do no harm where they are shown. */
static struct span found(const struct scanner *scanner) {
    struct span rest = span_tail(scanner->text, scanner->position);
    int c = scan_peek(scanner);
    if (c < 0)
        return SPAN("the end of the pattern");
    if (scan_is_blank(c))
        return c == ' ' ? SPAN("a blank") : SPAN("a tab or line break");
    return c > ' ' && c <= '~' ? arena_printf(scanner->arena, "`%c`", c)
                               : arena_printf(scanner->arena, "U+%04X", (unsigned)utf8_code(rest));
}

bool scan_fail(struct scanner *scanner, const char *message) {
    *scanner->error = (struct pattern_error){
        arena_printf(scanner->arena, "%s; found %.*s", message, SPAN_FMT(found(scanner))),
        scan_column(scanner->text, scanner->position)};
    return false;
}
