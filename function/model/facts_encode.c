#include "facts_fields.h"

#include <math.h>
#include <string.h>

static struct json *encode_strings(struct arena *arena, const struct strings *strings) {
    struct json *array = json_array(arena);
    for (size_t i = 0; i < strings->count; i++)
        json_add_string(arena, array, strings->items[i]);
    return array;
}

static struct json *encode_map(struct arena *arena, const struct dimensions *map) {
    struct json *object = json_object(arena);
    for (size_t i = 0; i < map->count; i++)
        json_set_named(arena, object, map->items[i].name, json_string_value(arena, map->items[i].value));
    return object;
}

static struct json *encode_records(struct arena *arena, const struct record *record,
                                   const struct list *list) {
    struct json *array = json_array(arena);
    for (size_t i = 0; i < list->count; i++)
        json_add(arena, array, facts_encode(arena, record, (const char *)list->items + i * record->size));
    return array;
}

/* The object that holds the last step of a path; made when it is not there yet. */
static struct json *holder_of(struct arena *arena, struct json *object, const char *path, const char **name) {
    const char *dot;
    while ((dot = strchr(path, '.')) != NULL) {
        char step[64] = {0};
        memcpy(step, path, (size_t)(dot - path));
        const struct json *inner = json_member(object, step);
        if (!inner) {
            struct json *made = json_object(arena);
            json_set_named(arena, object, (struct span){step, (size_t)(dot - path)}, made);
            inner = made;
        }
        object = (struct json *)inner;
        path = dot + 1;
    }
    *name = path;
    return object;
}

static bool is_empty(const struct field *field, const void *value) {
    const struct list *list = value;
    switch (field->kind) {
    case FIELD_STRING:
        return !((const struct span *)value)->ptr;
    case FIELD_NUMBER:
        return isnan(*(const double *)value);
    case FIELD_BOOL:
        return false;
    case FIELD_PRESENT:
        return !*(const bool *)value;
    case FIELD_STRINGS:
    case FIELD_MAP:
    case FIELD_RECORDS:
        return list->count == 0 && !field->required;
    case FIELD_OBJECT:
        return false;
    }
    return true;
}

static void encode_field(struct arena *arena, const struct field *field, const void *value,
                         struct json *object) {
    const char *name;
    if (is_empty(field, value))
        return;
    object = holder_of(arena, object, field->path, &name);
    switch (field->kind) {
    case FIELD_STRING:
        json_set_string(arena, object, name, *(const struct span *)value);
        break;
    case FIELD_NUMBER:
        json_set_number(arena, object, name, *(const double *)value);
        break;
    case FIELD_BOOL:
    case FIELD_PRESENT:
        json_set_bool(arena, object, name, *(const bool *)value);
        break;
    case FIELD_STRINGS:
        json_set(arena, object, name, encode_strings(arena, value));
        break;
    case FIELD_MAP:
        json_set(arena, object, name, encode_map(arena, value));
        break;
    case FIELD_RECORDS:
        json_set(arena, object, name, encode_records(arena, field->record, value));
        break;
    case FIELD_OBJECT:
        json_set(arena, object, name, json_object(arena));
        break;
    }
}

struct json *facts_encode(struct arena *arena, const struct record *record, const void *value) {
    struct json *object = json_object(arena);
    for (size_t i = 0; i < record->field_count; i++)
        encode_field(arena, &record->fields[i], (const char *)value + record->fields[i].offset, object);
    return object;
}
