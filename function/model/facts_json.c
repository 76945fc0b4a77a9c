#include "facts_json.h"

#include "facts_fields.h"
#include "time_text.h"

static const struct {
    const char *name;
    enum fact_state state;
} states[] = {
    {"read", FACT_READ},       {"notFound", FACT_NOT_FOUND},       {"denied", FACT_DENIED},
    {"refused", FACT_REFUSED}, {"notRecorded", FACT_NOT_RECORDED},
};

static const char *state_name(enum fact_state state) {
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (states[i].state == state)
            return states[i].name;
    return "notRecorded";
}

static struct json *fact_to_json(struct arena *arena, const struct fact *fact) {
    struct json *object = json_object(arena);
    json_set_string(arena, object, "operation", span_from_cstr(operation_info(fact->need.operation)->name));
    json_set_string(arena, object, "accountId", fact->need.account_id);
    json_set_string(arena, object, "region", fact->need.region);
    json_set_string(arena, object, "resource", fact->need.resource);
    json_set_string(arena, object, "state", span_from_cstr(state_name(fact->state)));
    if (fact->value) {
        json_set(arena, object, "value",
                 facts_encode(arena, facts_record(fact->need.operation), fact->value));
    } else {
        json_set_string(arena, object, "code", fact->refusal_code);
        json_set_string(arena, object, "message", fact->refusal_message);
    }
    return object;
}

struct json *facts_to_json(struct arena *arena, const struct facts *facts,
                           const struct parameters *parameters) {
    struct json *file = json_object(arena), *list = json_array(arena);
    json_set_number(arena, file, "version", 1);
    json_set_string(arena, file, "collectedAt", time_to_text(arena, (int64_t)(facts->collected_at_s * 1000)));
    json_set_string(arena, file, "accountId", facts->account_id);
    json_set_string(arena, file, "region", facts->region);
    json_set_string(arena, file, "partition", facts->partition);
    json_set(arena, file, "parameters", parameters_to_json(arena, parameters));
    for (size_t i = 0; i < facts->count; i++)
        json_add(arena, list, fact_to_json(arena, &facts->items[i]));
    json_set(arena, file, "facts", list);
    return file;
}

static bool bad_file(struct error *err, const char *what) {
    return error_set(err, "Function.BadFacts", "not a facts file of `earshot check --facts`: %s", what);
}

static bool fact_from_json(struct arena *arena, const struct json *object, struct fact *fact,
                           struct error *err) {
    struct span state = json_string(json_member(object, "state"));
    if (!operation_from_name(json_string(json_member(object, "operation")), &fact->need.operation))
        return error_set(err, "Function.BadFacts", "a fact's operation \"%.*s\" is unknown",
                         SPAN_FMT(span_head(json_string(json_member(object, "operation")), 80)));
    fact->need.account_id = json_string(json_member(object, "accountId"));
    fact->need.region = json_string(json_member(object, "region"));
    fact->need.resource = json_string(json_member(object, "resource"));
    fact->refusal_code = json_string(json_member(object, "code"));
    fact->refusal_message = json_string(json_member(object, "message"));
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (!span_equal(state, span_from_cstr(states[i].name)))
            continue;
        fact->state = states[i].state;
        if (fact->state != FACT_READ)
            return true;
        return facts_decode(arena, fact->need.operation, json_member(object, "value"), NULL, &fact->value,
                            err) ||
               error_prefix(err, "%s", operation_info(fact->need.operation)->name);
    }
    return error_set(err, "Function.BadFacts",
                     "a fact's state \"%.*s\": must be read, notFound, denied, refused or notRecorded",
                     SPAN_FMT(span_head(state, 80)));
}

static bool read_header(const struct json *file, struct facts *facts, struct error *err) {
    double version = 0;
    int64_t collected_at_ms;
    if (!json_number(json_member(file, "version"), &version) || version != 1)
        return bad_file(err, "version must be 1");
    if (!time_from_text(json_string(json_member(file, "collectedAt")), &collected_at_ms))
        return bad_file(err, "collectedAt must be a time such as 2026-10-05T06:00:03.120Z");
    facts->collected_at_s = (double)collected_at_ms / 1000;
    facts->account_id = json_string(json_member(file, "accountId"));
    facts->region = json_string(json_member(file, "region"));
    facts->partition = json_string(json_member(file, "partition"));
    if (!facts->account_id.ptr || !facts->region.ptr || !facts->partition.ptr)
        return bad_file(err, "accountId, region and partition must be strings");
    return true;
}

bool facts_from_json(const struct json *file, struct facts *facts, const struct json **parameters_object,
                     struct error *err) {
    const struct json *list = json_member(file, "facts");
    if (!read_header(file, facts, err))
        return false;
    if (json_kind(list) != JSON_ARRAY)
        return bad_file(err, "facts must be an array");
    *parameters_object = json_member(file, "parameters");
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        struct fact fact = {.state = FACT_NOT_RECORDED};
        if (!fact_from_json(facts->arena, item, &fact, err))
            return false;
        if (facts_find(facts, &fact.need))
            return bad_file(err, "two facts answer the same need");
        facts_add(facts, &fact);
    }
    return true;
}
