#include "report_witness.h"

#include "json.h"
#include "report_safe.h"

enum { SHORT_EXTRAS_LIMIT = 2, SHORT_VALUE_LIMIT = 48 };

static bool continues_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Does the pattern's text hold "$.path" as a whole selector? */
static bool asks_about(struct span pattern, struct span path) {
    for (size_t at; (at = span_find_byte(pattern, '$')) < pattern.len;) {
        pattern = span_tail(pattern, at + 1);
        if (!span_starts_with(pattern, SPAN(".")) || !span_starts_with(span_tail(pattern, 1), path))
            continue;
        struct span rest = span_tail(pattern, 1 + path.len);
        if (!rest.len || !continues_name(rest.ptr[0]))
            return true;
    }
    return false;
}

/* A field tells why when a filter asks about it and the requirement does not, or when the filter spells its
 * value. */
static enum witness_rank rank_of(const struct witness_field *field, const struct proof *proof) {
    if (span_equal(field->path, SPAN("errorCode")))
        return WITNESS_CODE;
    if (span_equal(field->path, SPAN("eventSource")))
        return WITNESS_SOURCE;
    /* What was called, and whether a trail that records only reads or only writes has it. */
    bool always = span_equal(field->path, SPAN("eventName")) || span_equal(field->path, SPAN("readOnly"));
    if (!proof)
        return always ? WITNESS_ASKED : WITNESS_OTHER;
    bool required = asks_about(proof->requirement, field->path);
    enum witness_rank rank = required || always ? WITNESS_ASKED : WITNESS_OTHER;
    for (size_t i = 0; i < proof->filter_count; i++) {
        struct span pattern = proof->filters[i].pattern;
        if (!asks_about(pattern, field->path))
            continue;
        if (!required || (field->value.len && span_contains(pattern, field->value)))
            return WITNESS_TELLING;
        rank = WITNESS_ASKED;
    }
    return rank;
}

static struct span value_text(struct arena *arena, const struct json *value) {
    if (json_kind(value) == JSON_STRING)
        return report_safe(arena, json_string(value));
    return report_safe(arena, json_print(arena, value));
}

/* JSON_DEPTH_LIMIT bounds the recursion. */
static void collect(struct arena *arena, const struct json *object, struct span prefix,
                    const struct proof *proof, struct witness_fields *fields) {
    for (const struct json *member = json_first(object); member; member = json_next(member)) {
        if (fields->count == WITNESS_FIELDS_LIMIT)
            return;
        struct span name = report_safe(arena, json_name(member));
        struct span path = arena_printf(arena, "%.*s%.*s", SPAN_FMT(prefix), SPAN_FMT(name));
        if (json_kind(member) == JSON_OBJECT) {
            collect(arena, member, arena_printf(arena, "%.*s.", SPAN_FMT(path)), proof, fields);
            continue;
        }
        struct witness_field *field = ARENA_PUSH(arena, fields);
        *field = (struct witness_field){.path = path, .value = value_text(arena, member)};
        field->rank = rank_of(field, proof);
    }
}

/* Insertion sort: stable, and there are few. */
static void sort_by_rank(struct witness_fields *fields) {
    for (size_t i = 1; i < fields->count; i++) {
        struct witness_field moved = fields->items[i];
        size_t k = i;
        for (; k > 0 && fields->items[k - 1].rank > moved.rank; k--)
            fields->items[k] = fields->items[k - 1];
        fields->items[k] = moved;
    }
}

struct witness_fields report_witness_fields(struct arena *arena, struct span event,
                                            const struct proof *proof) {
    struct witness_fields fields = {0};
    const struct json *tree;
    if (!event.len || !json_parse(arena, event, "", &tree, NULL))
        return fields;
    collect(arena, tree, SPAN(""), proof, &fields);
    sort_by_rank(&fields);
    return fields;
}

static struct span value_at(const struct witness_fields *fields, struct span path) {
    for (size_t i = 0; i < fields->count; i++)
        if (span_equal(fields->items[i].path, path))
            return fields->items[i].value;
    return SPAN_ABSENT;
}

static void put_extras(struct text_builder *out, const struct witness_fields *fields, struct span said) {
    const char *joint = out->count ? " with " : "an event with ";
    size_t extras = 0;
    for (size_t i = 0; i < fields->count && extras < SHORT_EXTRAS_LIMIT; i++) {
        const struct witness_field *field = &fields->items[i];
        if (field->rank < WITNESS_TELLING || (field->rank > WITNESS_TELLING && out->count))
            continue;
        if (span_equal(field->path, said))
            continue;
        struct span value = report_cut(out->arena, field->value, SHORT_VALUE_LIMIT);
        text_printf(out, "%s%.*s \"%.*s\"", joint, SPAN_FMT(field->path), SPAN_FMT(value));
        joint = ", ";
        extras++;
    }
}

struct span report_witness_short(struct arena *arena, struct span event, const struct proof *proof) {
    struct witness_fields fields = report_witness_fields(arena, event, proof);
    if (!fields.count)
        return SPAN_ABSENT;
    struct text_builder out = {.arena = arena};
    struct span subject = SPAN("errorCode");
    if (!value_at(&fields, subject).len)
        subject = SPAN("eventName");
    struct span what = report_cut(arena, value_at(&fields, subject), SHORT_VALUE_LIMIT);
    struct span source = report_cut(arena, value_at(&fields, SPAN("eventSource")), SHORT_VALUE_LIMIT);
    text_append(&out, what);
    if (source.len)
        text_printf(&out, "%s%.*s", what.len ? " by " : "an event of ", SPAN_FMT(source));
    put_extras(&out, &fields, subject);
    return text_span(&out);
}
