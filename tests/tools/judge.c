/* Judges one facts file a line, for tests that ask thousands of accounts.
 *
 *   {"version": 1, "facts": [...], ...}   ─►   {"verdict": "MONITORED", "reason": null, "hop": null,
 * "detail": null, "events": 1, "minutes": 1, "lacks": [], "byRounds": {"verdict": ...}}
 *
 * events and minutes are those of the path that decides; null where they are unknown. `lacks`: the calls that
 * the file holds no answer to, though the judge asked. `byRounds`: what is found from nothing, as the
 * function does, by what the file answers to each round's needs. */
#include "facts_json.h"
#include "handler.h"

#include <stdio.h>
#include <stdlib.h>

enum { MEMORY_LIMIT_BYTES = 512 * 1024 * 1024 };

static void set_count(struct arena *arena, struct json *object, const char *name, int64_t count) {
    if (count < 0)
        json_set_null(arena, object, name);
    else
        json_set_number(arena, object, name, (double)count);
}

static struct json *found_as_json(struct arena *arena, const struct findings *findings) {
    const struct path *path = findings->deciding;
    struct json *object = json_object(arena);
    json_set_string(arena, object, "verdict", span_from_cstr(verdict_name(findings->verdict)));
    json_set_string(arena, object, "reason",
                    findings->reason ? span_from_cstr(reason_info(findings->reason)->code) : SPAN_ABSENT);
    json_set_string(arena, object, "hop", span_from_cstr(hop_name(findings->hop)));
    json_set_string(arena, object, "detail", findings->detail);
    set_count(arena, object, "events", path ? path->events_to_alarm : -1);
    set_count(arena, object, "minutes", path ? path->minutes_to_alarm : -1);
    return object;
}

static struct json *lacks_as_json(struct arena *arena, const struct facts *facts) {
    struct json *lacks = json_array(arena);
    for (size_t i = 0; i < facts->count; i++) {
        const struct need *need = &facts->items[i].need;
        if (facts->items[i].state == FACT_NOT_RECORDED)
            json_add_string(arena, lacks,
                            arena_printf(arena, "%s %.*s %.*s", operation_info(need->operation)->name,
                                         SPAN_FMT(need->region), SPAN_FMT(need->resource)));
    }
    return lacks;
}

/* As the function does: from nothing, with what the file answers to each round's needs. */
static bool judge_by_rounds(const struct facts *world, const struct parameters *parameters,
                            struct findings *findings, struct error *err) {
    struct facts known = {.arena = world->arena,
                          .account_id = world->account_id,
                          .region = world->region,
                          .partition = world->partition,
                          .collected_at_s = world->collected_at_s};
    for (int round = 0; round <= POLICY_ROUNDS_LIMIT; round++) {
        policy_judge(world->arena, &known, parameters, findings);
        if (findings->needs.count == 0)
            return true;
        for (size_t i = 0; i < findings->needs.count; i++) {
            const struct fact *fact = facts_find(world, &findings->needs.items[i]);
            struct fact absent = {.need = findings->needs.items[i], .state = FACT_NOT_RECORDED};
            facts_add(&known, fact ? fact : &absent);
        }
    }
    return error_set(err, "Function.Defect", "the rounds do not end");
}

static bool judge(struct arena *arena, struct span line, struct error *err) {
    const struct json *root, *object;
    struct facts facts = {.arena = arena};
    struct parameters parameters = parameters_default(arena);
    struct findings findings, by_rounds;
    if (!json_parse(arena, line, "Test", &root, err) || !facts_from_json(root, &facts, &object, err))
        return false;
    parameters_set_all(arena, object, &parameters);
    if (!judge_by_rounds(&facts, &parameters, &by_rounds, err) ||
        !handler_replay(arena, &parameters, &facts, &findings, err))
        return false;
    struct json *found = found_as_json(arena, &findings);
    json_set(arena, found, "lacks", lacks_as_json(arena, &facts));
    json_set(arena, found, "byRounds", found_as_json(arena, &by_rounds));
    struct span text = json_print(arena, found);
    printf("%.*s\n", SPAN_FMT(text));
    return true;
}

int main(void) {
    struct arena *arena = arena_create("judge", MEMORY_LIMIT_BYTES);
    struct error err = {{0}, {0}};
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    bool well = true;
    while (well && (length = getline(&line, &capacity, stdin)) > 0) {
        well = judge(arena, (struct span){line, (size_t)length}, &err);
        arena_reset(arena);
    }
    if (!well)
        fprintf(stderr, "%s: %s\n", err.type, err.message);
    free(line);
    arena_destroy(arena);
    return well ? 0 : 1;
}
