/* JSON as trees: reading what others send, building and printing what we send.
 *
 *   const struct json *event;
 *   if (!json_parse(arena, text, "Function.UnknownEvent", &event, err)) return false;
 *   struct span account = json_string(json_member(event, "accountId"));
 *
 *   struct json *reply = json_object(arena);
 *   json_set_string(arena, reply, "verdict", SPAN("MONITORED"));
 *   struct span text = json_print(arena, reply);
 *
 * cJSON does the work, in json.c alone; json_token.h goes over every text first, because cJSON is lax. Trees
 * live in the arena that they were made in. Reading functions take NULL and answer "absent", so that chains
 * of members need no checks; where an absent thing matters, the caller asks for it. */
#pragma once

#include "json_token.h"

struct json; /* one value of a tree */

enum json_kind {
    JSON_ABSENT,
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

/* Fails with `type` on anything that json_token.h refuses. \u0000 becomes U+FFFD, as it does on the way out:
 * refusing it would let one odd name keep a whole account from being judged. */
MUST_CHECK bool json_parse(struct arena *arena, struct span text, const char *type, const struct json **out,
                           struct error *err);
/* With a limit of one's own instead of JSON_VALUES_LIMIT; a value takes up to 96 bytes, besides its text. */
MUST_CHECK bool json_parse_values(struct arena *arena, struct span text, size_t max_values, const char *type,
                                  const struct json **out, struct error *err);

enum json_kind json_kind(const struct json *value);
const char *json_kind_name(enum json_kind kind); /* "a string", for messages */

/* The member of that exact name, the first of several; NULL when there is none, it is null, or value is no
 * object. */
const struct json *json_member(const struct json *value, const char *name);
struct span json_string(const struct json *value);       /* absent unless a string */
bool json_number(const struct json *value, double *out); /* false unless a finite number: 1e400 is none */
bool json_is_true(const struct json *value);             /* the literal true */
/* Elements of an array or object in order; NULL at the end or on anything else. */
const struct json *json_first(const struct json *value);
const struct json *json_next(const struct json *element);
struct span json_name(const struct json *member); /* of an object's member; absent for array elements */
size_t json_count(const struct json *value);      /* elements or members; 0 for anything else */

struct json *json_object(struct arena *arena);
struct json *json_array(struct arena *arena);
/* Append a member: the caller sets each name once. An absent span becomes null. Text need not be UTF-8: bad
 * bytes become U+FFFD, NUL becomes U+FFFD too. */
void json_set_string(struct arena *arena, struct json *object, const char *name, struct span value);
void json_set_number(struct arena *arena, struct json *object, const char *name,
                     double value); /* NaN: null */
void json_set_bool(struct arena *arena, struct json *object, const char *name, bool value);
void json_set_null(struct arena *arena, struct json *object, const char *name);
void json_set(struct arena *arena, struct json *object, const char *name,
              struct json *value); /* takes value over */
/* Like json_set_string with a name that is not a literal. */
void json_set_named(struct arena *arena, struct json *object, struct span name, struct json *value);
void json_add(struct arena *arena, struct json *array, struct json *value); /* takes value over */
void json_add_string(struct arena *arena, struct json *array, struct span value);
struct json *json_string_value(struct arena *arena, struct span value);
/* JSON text that is printed as it was written: numbers such as 404.0 and \u0000 survive. For printing only:
 * to the reading functions it is absent. null if the text is not JSON. */
struct json *json_embed(struct arena *arena, struct span text);

struct span json_print(struct arena *arena, const struct json *value); /* one line, no newline at its end */
struct span json_print_pretty(struct arena *arena,
                              const struct json *value); /* for people; ends in a newline */
/* A JSON string literal with its quotes; what utf8_steering names is escaped. */
struct span json_quote(struct arena *arena, struct span text);
/* Appends the \u escape, or the surrogate pair of a code point beyond U+FFFF. */
void json_put_escape(struct text_builder *out, int32_t code);
