/* What every unit test includes: cmocka with what it needs, and two helpers. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arena.h"
#include "error.h"
#include "span.h"

#include <string.h>

#define assert_span_equal(actual, expected_literal)                                                          \
    do {                                                                                                     \
        struct span actual_span = (actual);                                                                  \
        assert_int_equal(actual_span.len, strlen(expected_literal));                                         \
        assert_memory_equal(actual_span.ptr ? actual_span.ptr : "", (expected_literal), actual_span.len);    \
    } while (0)

static inline int arena_setup(void **state) {
    *state = arena_create("test", 64 * 1024 * 1024);
    return 0;
}

static inline int arena_teardown(void **state) {
    arena_destroy(*state);
    return 0;
}
