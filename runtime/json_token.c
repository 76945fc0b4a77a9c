#include "json_token.h"
#include "utf8.h"

#include <string.h>

enum state {
    WANT_VALUE,
    WANT_VALUE_OR_END,
    WANT_NAME_OR_END,
    WANT_COLON,
    WANT_COMMA_OR_END,
    WANT_NOTHING,
    FAILED,
};

enum { END_OF_TEXT = -1 };

static int peek(const struct json_reader *reader) {
    return reader->position < reader->text.len ? (unsigned char)reader->text.ptr[reader->position]
                                               : END_OF_TEXT;
}

static bool take(struct json_reader *reader, char wanted) {
    bool found = peek(reader) == wanted;
    reader->position += found;
    return found;
}

static bool is_digit(int c) {
    return c >= '0' && c <= '9';
}

static bool take_digits(struct json_reader *reader) {
    size_t begin = reader->position;
    while (is_digit(peek(reader)))
        reader->position++;
    return reader->position > begin;
}

static void skip_blanks(struct json_reader *reader) {
    int c = peek(reader);
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        reader->position++;
        c = peek(reader);
    }
}

static bool complain(struct json_reader *reader, const char *complaint) {
    reader->state = FAILED;
    reader->complaint = complaint;
    reader->complaint_offset = reader->position;
    return false;
}

static struct json_token fail(struct json_reader *reader, const char *complaint) {
    complain(reader, complaint);
    return (struct json_token){JSON_TOKEN_ERROR, SPAN_ABSENT, reader->complaint_offset};
}

/* The token from `begin` up to where the reader stands. */
static struct json_token token_since(const struct json_reader *reader, enum json_token_kind kind,
                                     size_t begin) {
    return (struct json_token){kind, {reader->text.ptr + begin, reader->position - begin}, begin};
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The code unit of a \u escape (four hex digits) in front, or -1. */
static int32_t code_unit(struct span text) {
    if (text.len < 6 || text.ptr[0] != '\\' || text.ptr[1] != 'u')
        return -1;
    int32_t unit = 0;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex_digit(text.ptr[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static const char escape_letters[] = {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'};
static const char escape_meanings[] = {'"', '\\', '/', '\b', '\f', '\n', '\r', '\t'};

static bool is_high_surrogate(int32_t unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low_surrogate(int32_t unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* Steps over the escape where the reader stands. */
static bool scan_escape(struct json_reader *reader) {
    struct span rest = span_tail(reader->text, reader->position);
    if (rest.len >= 2 && memchr(escape_letters, rest.ptr[1], sizeof escape_letters)) {
        reader->position += 2;
        return true;
    }
    int32_t unit = code_unit(rest);
    if (unit < 0)
        return complain(reader, "an unknown escape");
    bool is_pair = is_high_surrogate(unit) && is_low_surrogate(code_unit(span_tail(rest, 6)));
    if (!is_pair && (is_high_surrogate(unit) || is_low_surrogate(unit)))
        return complain(reader, "half of a surrogate pair");
    reader->position += is_pair ? 12 : 6;
    return true;
}

static bool scan_character(struct json_reader *reader, int c) {
    if (c == '\\')
        return scan_escape(reader);
    if (c < 0x20)
        return complain(reader,
                        c == END_OF_TEXT ? "a string without end" : "a control character in a string");
    size_t length = c < 0x80 ? 1 : utf8_length(span_tail(reader->text, reader->position));
    if (length == 0)
        return complain(reader, "not UTF-8");
    reader->position += length;
    return true;
}

/* Steps over ASCII that stands for itself: nearly all of every text. */
static void skip_plain(struct json_reader *reader) {
    size_t i = reader->position;
    for (; i < reader->text.len; i++) {
        unsigned char c = (unsigned char)reader->text.ptr[i];
        if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
            break;
    }
    reader->position = i;
}

static struct json_token read_string(struct json_reader *reader, enum json_token_kind kind) {
    size_t quote = reader->position++;
    skip_plain(reader);
    for (int c = peek(reader); c != '"'; c = peek(reader)) {
        if (!scan_character(reader, c))
            return (struct json_token){JSON_TOKEN_ERROR, SPAN_ABSENT, reader->complaint_offset};
        skip_plain(reader);
    }
    struct json_token token = token_since(reader, kind, quote + 1);
    token.offset = quote;
    reader->position++;
    return token;
}

/* Decodes the escape in front of *rest and takes it off. */
static size_t decode_escape(struct span *rest, char *out) {
    const char *letter = memchr(escape_letters, rest->ptr[1], sizeof escape_letters);
    if (letter) {
        *out = escape_meanings[letter - escape_letters];
        *rest = span_tail(*rest, 2);
        return 1;
    }
    int32_t unit = code_unit(*rest);
    *rest = span_tail(*rest, 6);
    if (is_high_surrogate(unit)) {
        unit = 0x10000 + ((unit - 0xD800) << 10) + (code_unit(*rest) - 0xDC00);
        *rest = span_tail(*rest, 6);
    }
    return utf8_encode((uint32_t)unit, out);
}

struct span json_token_text(struct arena *arena, struct json_token token) {
    struct span rest = token.raw;
    if (span_find_byte(rest, '\\') == rest.len)
        return rest;
    char *out = arena_alloc(arena, rest.len); /* no escape is shorter than what it means */
    size_t count = 0;
    while (rest.len) {
        size_t plain = span_find_byte(rest, '\\');
        memcpy(out + count, rest.ptr, plain);
        count += plain;
        rest = span_tail(rest, plain);
        if (rest.len)
            count += decode_escape(&rest, out + count);
    }
    return (struct span){out, count};
}

static struct json_token after_value(struct json_reader *reader, struct json_token token) {
    if (token.kind != JSON_TOKEN_ERROR)
        reader->state = reader->depth ? WANT_COMMA_OR_END : WANT_NOTHING;
    return token;
}

static struct json_token read_number(struct json_reader *reader) {
    size_t begin = reader->position;
    take(reader, '-');
    if (take(reader, '0')) {
        if (is_digit(peek(reader)))
            return fail(reader, "a number cannot begin with 0");
    } else if (!take_digits(reader)) {
        return fail(reader, "a digit is expected");
    }
    if (take(reader, '.') && !take_digits(reader))
        return fail(reader, "a digit is expected");
    if (take(reader, 'e') || take(reader, 'E')) {
        if (!take(reader, '+'))
            take(reader, '-');
        if (!take_digits(reader))
            return fail(reader, "a digit is expected");
    }
    return token_since(reader, JSON_TOKEN_NUMBER, begin);
}

static struct json_token read_literal(struct json_reader *reader) {
    static const struct {
        struct span word;
        enum json_token_kind kind;
    } literals[] = {
        {SPAN_INIT("true"), JSON_TOKEN_TRUE},
        {SPAN_INIT("false"), JSON_TOKEN_FALSE},
        {SPAN_INIT("null"), JSON_TOKEN_NULL},
    };
    size_t begin = reader->position;
    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
        if (span_starts_with(span_tail(reader->text, begin), literals[i].word)) {
            reader->position += literals[i].word.len;
            return token_since(reader, literals[i].kind, begin);
        }
    }
    return fail(reader, "a value is expected");
}

static uint64_t depth_bit(unsigned depth) {
    return UINT64_C(1) << (depth - 1);
}

static bool is_in_object(const struct json_reader *reader) {
    return reader->object_bits & depth_bit(reader->depth);
}

static struct json_token begin_container(struct json_reader *reader, bool is_object) {
    if (reader->depth == JSON_DEPTH_LIMIT)
        return fail(reader, "more than 64 arrays and objects inside each other");
    size_t begin = reader->position++;
    reader->depth++;
    reader->object_bits &= ~depth_bit(reader->depth);
    if (is_object)
        reader->object_bits |= depth_bit(reader->depth);
    reader->state = is_object ? WANT_NAME_OR_END : WANT_VALUE_OR_END;
    return token_since(reader, is_object ? JSON_TOKEN_OBJECT_BEGIN : JSON_TOKEN_ARRAY_BEGIN, begin);
}

static struct json_token end_container(struct json_reader *reader) {
    enum json_token_kind kind = is_in_object(reader) ? JSON_TOKEN_OBJECT_END : JSON_TOKEN_ARRAY_END;
    size_t begin = reader->position++;
    reader->depth--;
    return after_value(reader, token_since(reader, kind, begin));
}

static struct json_token read_value(struct json_reader *reader) {
    int c = peek(reader);
    if (c == END_OF_TEXT)
        return fail(reader, "the text ends where a value is expected");
    if (reader->values_left == 0)
        return fail(reader, "more values than are allowed");
    reader->values_left--;
    if (c == '{' || c == '[')
        return begin_container(reader, c == '{');
    if (c == '"')
        return after_value(reader, read_string(reader, JSON_TOKEN_STRING));
    if (c == '-' || is_digit(c))
        return after_value(reader, read_number(reader));
    return after_value(reader, read_literal(reader));
}

static struct json_token read_name(struct json_reader *reader) {
    if (peek(reader) != '"')
        return fail(reader, "a name is expected");
    struct json_token token = read_string(reader, JSON_TOKEN_NAME);
    if (token.kind == JSON_TOKEN_NAME)
        reader->state = WANT_COLON;
    return token;
}

static struct json_token read_after_colon(struct json_reader *reader) {
    if (!take(reader, ':'))
        return fail(reader, "a colon is expected");
    skip_blanks(reader);
    return read_value(reader);
}

static struct json_token read_after_comma(struct json_reader *reader) {
    bool in_object = is_in_object(reader);
    if (peek(reader) == (in_object ? '}' : ']'))
        return end_container(reader);
    if (!take(reader, ','))
        return fail(reader, in_object ? "a comma or } is expected" : "a comma or ] is expected");
    skip_blanks(reader);
    return in_object ? read_name(reader) : read_value(reader);
}

static struct json_token read_end(struct json_reader *reader) {
    if (peek(reader) != END_OF_TEXT)
        return fail(reader, "bytes after the value");
    return (struct json_token){JSON_TOKEN_END, SPAN_ABSENT, reader->position};
}

struct json_reader json_reader_start(struct span text) {
    return (struct json_reader){.text = text, .values_left = JSON_VALUES_LIMIT, .state = WANT_VALUE};
}

struct json_token json_reader_next(struct json_reader *reader) {
    enum state state = (enum state)reader->state;
    if (state != FAILED)
        skip_blanks(reader);
    switch (state) {
    case WANT_VALUE:
        return read_value(reader);
    case WANT_VALUE_OR_END:
        return peek(reader) == ']' ? end_container(reader) : read_value(reader);
    case WANT_NAME_OR_END:
        return peek(reader) == '}' ? end_container(reader) : read_name(reader);
    case WANT_COLON:
        return read_after_colon(reader);
    case WANT_COMMA_OR_END:
        return read_after_comma(reader);
    case WANT_NOTHING:
        return read_end(reader);
    case FAILED:
        break;
    }
    return (struct json_token){JSON_TOKEN_ERROR, SPAN_ABSENT, reader->complaint_offset};
}

bool json_reader_error(const struct json_reader *reader, const char *type, struct error *err) {
    return error_set(err, type, "not JSON at byte %zu: %s", reader->complaint_offset,
                     reader->complaint ? reader->complaint : "no complaint");
}

bool json_reader_skip(struct json_reader *reader, struct json_token token) {
    if (token.kind != JSON_TOKEN_OBJECT_BEGIN && token.kind != JSON_TOKEN_ARRAY_BEGIN)
        return token.kind != JSON_TOKEN_ERROR;
    unsigned outside = reader->depth - 1;
    while (reader->depth > outside)
        if (json_reader_next(reader).kind == JSON_TOKEN_ERROR)
            return false;
    return true;
}

bool json_check(struct span text, size_t max_values, const char *type, struct error *err) {
    struct json_reader reader = json_reader_start(text);
    reader.values_left = max_values;
    for (;;) {
        enum json_token_kind kind = json_reader_next(&reader).kind;
        if (kind == JSON_TOKEN_ERROR)
            return json_reader_error(&reader, type, err);
        if (kind == JSON_TOKEN_END)
            return true;
    }
}
