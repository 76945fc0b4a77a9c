#include "http.h"

struct span http_header_find(const struct http_done *done, const char *name) {
    struct span wanted = span_from_cstr(name);
    for (size_t i = 0; i < done->header_count; i++)
        if (span_equal_ignoring_case(done->headers[i].name, wanted))
            return done->headers[i].value;
    return SPAN_ABSENT;
}
