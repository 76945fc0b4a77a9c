#include "facts_fields.h"
#include "facts_json.h"

#include <math.h>
#include <string.h>

/* Lists have no capacity: it is the next power of two, so that pages append in amortised constant time. */
static void *list_push(struct arena *arena, struct list *list, size_t size_bytes) {
    bool full = list->count == 0 || (list->count >= 8 && (list->count & (list->count - 1)) == 0);
    if (full) {
        void *grown = arena_alloc_array(arena, list->count ? list->count * 2 : 8, size_bytes);
        if (list->count)
            memcpy(grown, list->items, list->count * size_bytes);
        list->items = grown;
    }
    /* A page that failed half-way may have written here. */
    return memset((char *)list->items + size_bytes * list->count++, 0, size_bytes);
}

static const struct json *value_at(const struct json *object, const char *path) {
    struct span rest = span_from_cstr(path), step;
    while (span_next_field(&rest, '.', &step)) {
        char name[64] = {0};
        memcpy(name, step.ptr, step.len);
        object = json_member(object, name);
    }
    return object;
}

static bool wrong(const char *path, const struct json *value, const char *wanted, struct error *err) {
    return error_set(err, "Function.Transient", "member %s is %s, must be %s", path,
                     json_kind_name(json_kind(value)), wanted);
}

static bool decode_record(struct arena *arena, const struct record *record, const struct json *object,
                          void *out, struct error *err);

static bool decode_string(struct arena *arena, const char *path, const struct json *value, struct span *out,
                          struct error *err) {
    if (json_kind(value) != JSON_STRING)
        return wrong(path, value, "a string", err);
    *out = arena_copy(arena, json_string(value));
    return true;
}

static bool decode_strings(struct arena *arena, const char *path, const struct json *value, struct list *out,
                           struct error *err) {
    if (json_kind(value) != JSON_ARRAY)
        return wrong(path, value, "an array", err);
    for (const struct json *item = json_first(value); item; item = json_next(item))
        if (!decode_string(arena, path, item, list_push(arena, out, sizeof(struct span)), err))
            return false;
    return true;
}

static bool decode_map(struct arena *arena, const char *path, const struct json *value, struct list *out,
                       struct error *err) {
    if (json_kind(value) != JSON_OBJECT)
        return wrong(path, value, "an object", err);
    for (const struct json *item = json_first(value); item; item = json_next(item)) {
        struct dimension *dimension = list_push(arena, out, sizeof *dimension);
        dimension->name = arena_copy(arena, json_name(item));
        if (!decode_string(arena, path, item, &dimension->value, err))
            return false;
    }
    return true;
}

static bool decode_records(struct arena *arena, const struct field *field, const struct json *value,
                           struct list *out, struct error *err) {
    if (json_kind(value) != JSON_ARRAY)
        return wrong(field->path, value, "an array", err);
    for (const struct json *item = json_first(value); item; item = json_next(item)) {
        void *element = list_push(arena, out, field->record->size);
        if (json_kind(item) != JSON_OBJECT)
            return wrong(field->path, item, "an array of objects", err);
        if (!decode_record(arena, field->record, item, element, err))
            return error_prefix(err, "%s", field->path);
    }
    return true;
}

static bool decode_present(struct arena *arena, const struct field *field, const struct json *value,
                           void *out, struct error *err) {
    enum json_kind kind = json_kind(value);
    switch (field->kind) {
    case FIELD_STRING:
        return decode_string(arena, field->path, value, out, err);
    case FIELD_NUMBER:
        return json_number(value, out) || wrong(field->path, value, "a number", err);
    case FIELD_BOOL:
        if (kind != JSON_TRUE && kind != JSON_FALSE)
            return wrong(field->path, value, "true or false", err);
        *(bool *)out = kind == JSON_TRUE;
        return true;
    case FIELD_PRESENT:
        *(bool *)out = kind != JSON_ARRAY || json_count(value) > 0;
        return true;
    case FIELD_STRINGS:
        return decode_strings(arena, field->path, value, out, err);
    case FIELD_MAP:
        return decode_map(arena, field->path, value, out, err);
    case FIELD_RECORDS:
        return decode_records(arena, field, value, out, err);
    case FIELD_OBJECT:
        return kind == JSON_OBJECT || wrong(field->path, value, "an object", err);
    }
    return false;
}

/* A list that is null is empty; one that is absent is a cut reply, and so is an object that is either. */
static bool is_missing(const struct json *object, const struct field *field) {
    if (!field->required)
        return false;
    for (const struct json *item = json_first(object); item; item = json_next(item))
        if (span_equal(json_name(item), span_from_cstr(field->path)))
            return field->kind == FIELD_OBJECT;
    return true;
}

static bool decode_record(struct arena *arena, const struct record *record, const struct json *object,
                          void *out, struct error *err) {
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        void *place = (char *)out + field->offset;
        const struct json *value = value_at(object, field->path);
        if (value) {
            if (!decode_present(arena, field, value, place, err))
                return false;
        } else if (is_missing(object, field)) {
            return error_set(err, "Function.Transient", "member %s is missing", field->path);
        } else if (field->kind == FIELD_NUMBER) {
            *(double *)place = NAN;
        }
    }
    return true;
}

bool facts_decode(struct arena *arena, enum operation operation, const struct json *reply,
                  const void *previous, const void **out, struct error *err) {
    const struct record *record = facts_record(operation);
    if (json_kind(reply) != JSON_OBJECT)
        return wrong("(reply)", reply, "an object", err);
    void *value = arena_alloc(arena, record->size);
    if (previous)
        memcpy(value, previous, record->size);
    if (!decode_record(arena, record, reply, value, err))
        return false;
    *out = value;
    return true;
}
