#include "report.h"

static struct json *open_points(struct arena *arena, uint32_t points) {
    struct json *array = json_array(arena);
    for (int n = 1; n < PATTERN_OPEN_POINTS; n++)
        if (points & (1U << n))
            json_add_string(arena, array,
                            span_from_cstr(pattern_open_point_name((enum pattern_open_point)(1 << n))));
    return array;
}

static struct json *realism_value(struct arena *arena, enum realism realism) {
    switch (realism) {
    case REALISM_NONE:
        break;
    case REALISM_TRUE:
        return json_embed(arena, SPAN("true"));
    case REALISM_FALSE:
        return json_embed(arena, SPAN("false"));
    }
    return NULL;
}

static struct json *event_value(struct arena *arena, struct span event) {
    return event.ptr ? json_embed(arena, event) : NULL;
}

static struct json *error_object(struct arena *arena, const struct pattern_error *error) {
    if (!error->message.ptr)
        return NULL;
    struct json *object = json_object(arena);
    json_set_string(arena, object, "message", error->message);
    json_set_number(arena, object, "column", (double)error->column);
    return object;
}

static struct json *filter_object(struct arena *arena, const struct proof_filter *filter) {
    struct json *object = json_object(arena);
    json_set_string(arena, object, "pattern", filter->pattern);
    json_set_string(arena, object, "class", span_from_cstr(filter_class_name(filter->class)));
    json_set(arena, object, "misses", event_value(arena, filter->misses));
    json_set(arena, object, "noise", event_value(arena, filter->noise));
    json_set(arena, object, "error", error_object(arena, &filter->error));
    return object;
}

void report_put_proof(struct arena *arena, struct json *object, const struct proof *proof) {
    struct json *filters = json_array(arena);
    for (size_t i = 0; i < proof->filter_count; i++)
        json_add(arena, filters, filter_object(arena, &proof->filters[i]));
    json_set_string(arena, object, "coverage", span_from_cstr(coverage_name(proof->coverage)));
    json_set_string(arena, object, "require", proof->requirement);
    json_set(arena, object, "witness", event_value(arena, proof->witness));
    json_set(arena, object, "realistic", realism_value(arena, proof->realism));
    json_set(arena, object, "open", open_points(arena, proof->open_points));
    json_set_string(arena, object, "reason", proof->reason);
    json_set(arena, object, "filters", filters);
}

struct json *report_proof_object(struct arena *arena, const struct proof *proof) {
    struct json *object = json_object(arena);
    report_put_proof(arena, object, proof);
    return object;
}
