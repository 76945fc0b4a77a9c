/* A strict pull tokenizer for JSON text (RFC 8259): no tree, no allocation, nothing accepted by kindness.
 *
 *   struct json_reader reader = json_reader_start(text);
 *   for (;;) {
 *       struct json_token token = json_reader_next(&reader);      { "a" : [ 1 ] }
 *       ...                                                       OBJECT_BEGIN NAME ARRAY_BEGIN NUMBER ...
 *   }
 *
 * It refuses invalid UTF-8, lone surrogates, raw control characters in strings, numbers such as 01 or 1.,
 * depth beyond 64, more than max_values values, and bytes after the value. It keeps what trees lose: numbers
 * as they were written, strings with \u0000, keys that occur twice. Tokens are views into the text. */
#pragma once

#include "arena.h"
#include "error.h"
#include "span.h"
#include "utf8.h"

enum {
    JSON_DEPTH_LIMIT = 64, /* nested arrays and objects */
    JSON_VALUES_LIMIT =
        512 * 1024, /* values in one text: the default of json_reader_start; as a tree 48 MB */
};

enum json_token_kind {
    JSON_TOKEN_OBJECT_BEGIN,
    JSON_TOKEN_OBJECT_END,
    JSON_TOKEN_ARRAY_BEGIN,
    JSON_TOKEN_ARRAY_END,
    JSON_TOKEN_NAME,   /* raw: between the quotes, escapes as written */
    JSON_TOKEN_STRING, /* likewise */
    JSON_TOKEN_NUMBER, /* raw: as written */
    JSON_TOKEN_TRUE,
    JSON_TOKEN_FALSE,
    JSON_TOKEN_NULL,
    JSON_TOKEN_END,   /* the text held exactly one value; stays END */
    JSON_TOKEN_ERROR, /* see json_reader_error; stays ERROR */
};

struct json_token {
    enum json_token_kind kind;
    struct span raw;
    size_t offset; /* bytes from the start of the text */
};

struct json_reader {
    struct span text;
    size_t position;
    size_t values_left;
    unsigned depth;
    uint64_t object_bits;    /* bit d: the container at depth d is an object */
    int state;               /* private */
    const char *complaint;   /* of JSON_TOKEN_ERROR: what was wrong, a literal */
    size_t complaint_offset; /* bytes */
};

struct json_reader json_reader_start(struct span text);
struct json_token json_reader_next(struct json_reader *reader);
/* After JSON_TOKEN_ERROR: fills err with type `type`, "not JSON at byte 17: a number cannot begin with 0";
 * returns false. Never quotes the text, which may hold secrets. */
bool json_reader_error(const struct json_reader *reader, const char *type, struct error *err);

/* Skips the rest of the value that `token` began; a scalar is already whole. False: an error came up. */
bool json_reader_skip(struct json_reader *reader, struct json_token token);

/* The decoded text of a NAME or STRING token, UTF-8, possibly with NUL bytes. A text without escapes is
 * returned as the view it is; otherwise in the arena. */
struct span json_token_text(struct arena *arena, struct json_token token);

/* Is the whole text one JSON value by the rules above? */
MUST_CHECK bool json_check(struct span text, size_t max_values, const char *type, struct error *err);
