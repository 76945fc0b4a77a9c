/* Judges one facts file a line, for tests that ask thousands of accounts.
 *
 *   {"version": 1, "facts": [...], ...}   ─►   {"verdict": "MONITORED", "reason": null, "events": 1,
 * "minutes": 1, "detail": null}
 *
 * events and minutes are those of the path that decides; null where they are unknown. */
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

static void print(struct arena *arena, const struct findings *findings) {
    const struct path *path = findings->deciding;
    struct json *object = json_object(arena);
    json_set_string(arena, object, "verdict", span_from_cstr(verdict_name(findings->verdict)));
    json_set_string(arena, object, "reason",
                    findings->reason ? span_from_cstr(reason_info(findings->reason)->code) : SPAN_ABSENT);
    set_count(arena, object, "events", path ? path->events_to_alarm : -1);
    set_count(arena, object, "minutes", path ? path->minutes_to_alarm : -1);
    json_set_string(arena, object, "detail", findings->detail);
    struct span line = json_print(arena, object);
    printf("%.*s\n", SPAN_FMT(line));
}

static bool judge(struct arena *arena, struct span line, struct findings *findings, struct error *err) {
    const struct json *root, *object;
    struct facts facts = {.arena = arena};
    struct parameters parameters = parameters_default(arena);
    if (!json_parse(arena, line, "Test", &root, err) || !facts_from_json(root, &facts, &object, err))
        return false;
    parameters_set_all(arena, object, &parameters);
    return handler_replay(arena, &parameters, &facts, findings, err);
}

int main(void) {
    struct arena *arena = arena_create("judge", MEMORY_LIMIT_BYTES);
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    int status = 0;
    while (status == 0 && (length = getline(&line, &capacity, stdin)) > 0) {
        struct findings findings;
        struct error err = {{0}, {0}};
        if (judge(arena, (struct span){line, (size_t)length}, &findings, &err)) {
            print(arena, &findings);
        } else {
            fprintf(stderr, "%s: %s\n", err.type, err.message);
            status = 1;
        }
        arena_reset(arena);
    }
    free(line);
    arena_destroy(arena);
    return status;
}
