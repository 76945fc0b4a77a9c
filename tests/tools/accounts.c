/* Judges many accounts in one process: a facts file a line in, what the judge found a line out.
 *
 *   {"version":1, ...}   ─►
 * {"verdict":"NOT_MONITORED","reason":"NO_ALARM","hop":"alarm","detail":"…","lacks":[]}
 *
 * `lacks`: the calls that the file holds no answer to, though the judge asked. */
#include "facts_json.h"
#include "handler.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_LIMIT_BYTES = 256 * 1024 * 1024 };

static struct json *found_as_json(struct arena *arena, const struct findings *findings,
                                  const struct facts *facts) {
    struct json *object = json_object(arena), *lacks = json_array(arena);
    struct span reason = findings->reason ? span_from_cstr(reason_info(findings->reason)->code) : SPAN_ABSENT;
    json_set_string(arena, object, "verdict", span_from_cstr(verdict_name(findings->verdict)));
    json_set_string(arena, object, "reason", reason);
    json_set_string(arena, object, "hop", span_from_cstr(hop_name(findings->hop)));
    json_set_string(arena, object, "detail", findings->detail);
    for (size_t i = 0; i < facts->count; i++)
        if (facts->items[i].state == FACT_NOT_RECORDED)
            json_add_string(
                arena, lacks,
                arena_printf(arena, "%s %.*s %.*s", operation_info(facts->items[i].need.operation)->name,
                             SPAN_FMT(facts->items[i].need.region), SPAN_FMT(facts->items[i].need.resource)));
    json_set(arena, object, "lacks", lacks);
    return object;
}

static bool judge(struct arena *arena, struct span line, struct error *err) {
    const struct json *file, *parameters_object;
    struct facts facts = {.arena = arena};
    struct parameters parameters = parameters_default(arena);
    struct findings findings;
    if (!json_parse(arena, line, "Function.BadFacts", &file, err) ||
        !facts_from_json(file, &facts, &parameters_object, err))
        return false;
    parameters_set_all(arena, parameters_object, &parameters);
    if (!handler_replay(arena, &parameters, &facts, &findings, err))
        return false;
    struct span text = json_print(arena, found_as_json(arena, &findings, &facts));
    printf("%.*s\n", SPAN_FMT(text));
    return true;
}

int main(void) {
    struct arena *arena = arena_create("account", ARENA_LIMIT_BYTES);
    struct error err = {{0}, {0}};
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    bool well = true;
    while (well && (length = getline(&line, &capacity, stdin)) > 0) {
        arena_reset(arena);
        well = judge(arena, (struct span){line, (size_t)length}, &err);
    }
    if (!well)
        fprintf(stderr, "%s: %s\n", err.type, err.message);
    free(line);
    arena_destroy(arena);
    return well ? 0 : 1;
}
