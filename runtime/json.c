#include "json.h"

#include <cjson/cJSON.h>

#include <math.h>
#include <string.h>

/* cJSON takes its memory from the arena of the call that is under way; nothing is freed singly. */
static struct arena *current_arena;

static void *take_memory(size_t size_bytes) {
    return arena_alloc(current_arena, size_bytes);
}

static void keep_memory(void *memory) {
    (void)memory;
}

static void use_arena(struct arena *arena) {
    static cJSON_Hooks hooks = {take_memory, keep_memory};
    current_arena = arena;
    cJSON_InitHooks(&hooks);
}

static const cJSON *tree(const struct json *value) {
    return (const cJSON *)value;
}

static struct json *wrapped(cJSON *item) {
    return (struct json *)item;
}

/* cJSON would cut a string at \u0000. `text` is JSON, where a backslash begins an escape and nothing else. */
static struct span without_nul(struct arena *arena, struct span text) {
    static const char replacement[] = {'\\', 'u', 'F', 'F', 'F', 'D'};
    if (!span_contains(text, SPAN("\\u0000")))
        return text;
    char *copy = arena_alloc(arena, text.len);
    memcpy(copy, text.ptr, text.len);
    for (size_t i = 0; i < text.len; i++) {
        if (copy[i] != '\\')
            continue;
        if (span_starts_with(span_tail(text, i), SPAN("\\u0000")))
            memcpy(copy + i, replacement, sizeof replacement);
        i++; /* over the second byte of the escape, which may be a backslash too */
    }
    return (struct span){copy, text.len};
}

bool json_parse(struct arena *arena, struct span text, const char *type, const struct json **out,
                struct error *err) {
    return json_parse_values(arena, text, JSON_VALUES_LIMIT, type, out, err);
}

bool json_parse_values(struct arena *arena, struct span text, size_t max_values, const char *type,
                       const struct json **out, struct error *err) {
    if (!json_check(text, max_values, type, err))
        return false;
    text = without_nul(arena, text);
    use_arena(arena);
    *out = wrapped(cJSON_ParseWithLength(text.ptr, text.len));
    return *out || error_set(err, type, "JSON of %zu bytes was refused by cJSON", text.len);
}

enum json_kind json_kind(const struct json *value) {
    static const struct {
        int type;
        enum json_kind kind;
    } kinds[] = {
        {cJSON_NULL, JSON_NULL},     {cJSON_False, JSON_FALSE},   {cJSON_True, JSON_TRUE},
        {cJSON_Number, JSON_NUMBER}, {cJSON_String, JSON_STRING}, {cJSON_Array, JSON_ARRAY},
        {cJSON_Object, JSON_OBJECT},
    };
    for (size_t i = 0; value && i < sizeof kinds / sizeof *kinds; i++)
        if ((tree(value)->type & 0xFF) == kinds[i].type)
            return kinds[i].kind;
    return JSON_ABSENT;
}

const char *json_kind_name(enum json_kind kind) {
    static const char *const names[] = {
        [JSON_ABSENT] = "absent",  [JSON_NULL] = "null",        [JSON_FALSE] = "false",
        [JSON_TRUE] = "true",      [JSON_NUMBER] = "a number",  [JSON_STRING] = "a string",
        [JSON_ARRAY] = "an array", [JSON_OBJECT] = "an object",
    };
    return names[kind];
}

const struct json *json_member(const struct json *value, const char *name) {
    if (json_kind(value) != JSON_OBJECT)
        return NULL;
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(tree(value), name);
    return cJSON_IsNull(member) ? NULL : (const struct json *)member;
}

struct span json_string(const struct json *value) {
    return json_kind(value) == JSON_STRING ? span_from_cstr(tree(value)->valuestring) : SPAN_ABSENT;
}

bool json_number(const struct json *value, double *out) {
    if (json_kind(value) != JSON_NUMBER || !isfinite(tree(value)->valuedouble))
        return false;
    *out = tree(value)->valuedouble;
    return true;
}

bool json_is_true(const struct json *value) {
    return json_kind(value) == JSON_TRUE;
}

const struct json *json_first(const struct json *value) {
    enum json_kind kind = json_kind(value);
    return kind == JSON_ARRAY || kind == JSON_OBJECT ? wrapped(tree(value)->child) : NULL;
}

const struct json *json_next(const struct json *element) {
    return element ? wrapped(tree(element)->next) : NULL;
}

struct span json_name(const struct json *member) {
    return member ? span_from_cstr(tree(member)->string) : SPAN_ABSENT;
}

size_t json_count(const struct json *value) {
    size_t count = 0;
    for (const struct json *element = json_first(value); element; element = json_next(element))
        count++;
    return count;
}

/* A C string of valid UTF-8; cJSON's strings end at NUL. */
static const char *printable_cstr(struct arena *arena, struct span text) {
    text = utf8_repair(arena, text);
    if (span_find_byte(text, '\0') == text.len)
        return arena_cstr(arena, text);
    struct text_builder out = {.arena = arena};
    struct span piece;
    for (bool first = true; span_next_field(&text, '\0', &piece); first = false) {
        text_append(&out, first ? SPAN("") : SPAN("\xEF\xBF\xBD"));
        text_append(&out, piece);
    }
    return arena_cstr(arena, text_span(&out));
}

struct json *json_object(struct arena *arena) {
    use_arena(arena);
    return wrapped(cJSON_CreateObject());
}

struct json *json_array(struct arena *arena) {
    use_arena(arena);
    return wrapped(cJSON_CreateArray());
}

struct json *json_string_value(struct arena *arena, struct span value) {
    use_arena(arena);
    return wrapped(value.ptr ? cJSON_CreateStringReference(printable_cstr(arena, value))
                             : cJSON_CreateNull());
}

struct json *json_embed(struct arena *arena, struct span text) {
    bool is_json = json_check(text, JSON_VALUES_LIMIT, "", NULL);
    use_arena(arena);
    return wrapped(is_json ? cJSON_CreateRaw(arena_cstr(arena, text)) : cJSON_CreateNull());
}

void json_set(struct arena *arena, struct json *object, const char *name, struct json *value) {
    use_arena(arena);
    cJSON *item = value ? (cJSON *)value : cJSON_CreateNull();
    cJSON_AddItemToObjectCS((cJSON *)object, name, item);
}

void json_set_named(struct arena *arena, struct json *object, struct span name, struct json *value) {
    json_set(arena, object, printable_cstr(arena, name), value);
}

void json_set_string(struct arena *arena, struct json *object, const char *name, struct span value) {
    json_set(arena, object, name, json_string_value(arena, value));
}

void json_set_number(struct arena *arena, struct json *object, const char *name, double value) {
    use_arena(arena);
    json_set(arena, object, name, wrapped(cJSON_CreateNumber(value)));
}

void json_set_bool(struct arena *arena, struct json *object, const char *name, bool value) {
    use_arena(arena);
    json_set(arena, object, name, wrapped(cJSON_CreateBool(value)));
}

void json_set_null(struct arena *arena, struct json *object, const char *name) {
    json_set(arena, object, name, NULL);
}

void json_add(struct arena *arena, struct json *array, struct json *value) {
    use_arena(arena);
    cJSON *item = value ? (cJSON *)value : cJSON_CreateNull();
    cJSON_AddItemToArray((cJSON *)array, item);
}

void json_add_string(struct arena *arena, struct json *array, struct span value) {
    json_add(arena, array, json_string_value(arena, value));
}

struct span json_print(struct arena *arena, const struct json *value) {
    use_arena(arena);
    return span_from_cstr(cJSON_PrintUnformatted(tree(value)));
}

static void new_line(struct text_builder *out, unsigned depth) {
    text_printf(out, "\n%*s", (int)depth * 2, "");
}

/* Puts what belongs between two tokens: a comma, a colon, a line break. */
static void put_gap(struct text_builder *out, enum json_token_kind before, enum json_token_kind kind,
                    unsigned depth) {
    bool opened = before == JSON_TOKEN_OBJECT_BEGIN || before == JSON_TOKEN_ARRAY_BEGIN;
    bool closes = kind == JSON_TOKEN_OBJECT_END || kind == JSON_TOKEN_ARRAY_END;
    if (before == JSON_TOKEN_END || (opened && closes))
        return;
    if (before == JSON_TOKEN_NAME) {
        text_append(out, SPAN(": "));
        return;
    }
    if (!opened && !closes)
        text_append(out, SPAN(","));
    new_line(out, depth);
}

static void put_token(struct text_builder *out, struct json_token token) {
    bool quoted = token.kind == JSON_TOKEN_NAME || token.kind == JSON_TOKEN_STRING;
    text_append(out, quoted ? SPAN("\"") : SPAN(""));
    text_append(out, token.raw);
    text_append(out, quoted ? SPAN("\"") : SPAN(""));
}

/* By the tokenizer and not by cJSON_Print, which puts tabs behind colons. */
struct span json_print_pretty(struct arena *arena, const struct json *value) {
    struct text_builder out = {.arena = arena};
    struct json_reader reader = json_reader_start(json_print(arena, value));
    enum json_token_kind before = JSON_TOKEN_END;
    for (;;) {
        unsigned depth = reader.depth;
        struct json_token token = json_reader_next(&reader);
        if (token.kind == JSON_TOKEN_END || token.kind == JSON_TOKEN_ERROR)
            break;
        put_gap(&out, before, token.kind, depth < reader.depth ? depth : reader.depth);
        put_token(&out, token);
        before = token.kind;
    }
    text_append(&out, SPAN("\n"));
    return text_span(&out);
}

static bool needs_escape(struct span text) {
    return text.ptr[0] == '"' || text.ptr[0] == '\\' || utf8_steering(text) >= 0;
}

/* Bytes that no check of the character is needed for: printable ASCII but quote and backslash. */
static bool is_plain_byte(char c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
}

static size_t plain_length(struct span text) {
    size_t length = 0;
    while (length < text.len && (is_plain_byte(text.ptr[length]) || !needs_escape(span_tail(text, length))))
        length++;
    return length;
}

void json_put_escape(struct text_builder *out, int32_t code) {
    if (code <= 0xFFFF) {
        text_printf(out, "\\u%04x", (unsigned)code);
        return;
    }
    code -= 0x10000;
    text_printf(out, "\\u%04x\\u%04x", (unsigned)(0xD800 + (code >> 10)),
                (unsigned)(0xDC00 + (code & 0x3FF)));
}

/* Puts the escape of the character in front; returns its bytes. */
static size_t put_escape(struct text_builder *out, struct span text) {
    static const char letters[] = "\"\\bfnrt", meanings[] = "\"\\\b\f\n\r\t";
    for (size_t i = 0; i < sizeof letters - 1; i++) {
        if (meanings[i] == text.ptr[0]) {
            text_append(out, (struct span){(const char[]){'\\', letters[i]}, 2});
            return 1;
        }
    }
    json_put_escape(out, utf8_code(text));
    return utf8_length(text);
}

struct span json_quote(struct arena *arena, struct span text) {
    struct text_builder out = {.arena = arena};
    text = utf8_repair(arena, text);
    text_append(&out, SPAN("\""));
    while (text.len) {
        size_t plain = plain_length(text);
        text_append(&out, span_head(text, plain));
        text = span_tail(text, plain);
        if (text.len)
            text = span_tail(text, put_escape(&out, text));
    }
    text_append(&out, SPAN("\""));
    return text_span(&out);
}
