/* Any bytes as a facts file: refused, or judged to the end, and then written and read again to the same
 * bytes. */
#include "facts_json.h"
#include "handler.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool read_facts(struct span text, struct facts *facts, struct parameters *parameters) {
    const struct json *file, *given = NULL;
    struct error err = {{0}, {0}};
    if (!json_parse(facts->arena, text, "test", &file, &err) || !facts_from_json(file, facts, &given, &err))
        return false;
    parameters_set_all(facts->arena, given, parameters);
    return true;
}

static struct span write_facts(const struct facts *facts, const struct parameters *parameters) {
    return json_print(facts->arena, facts_to_json(facts->arena, facts, parameters));
}

static void judge(struct facts *facts, const struct parameters *parameters) {
    struct findings findings;
    struct error err = {{0}, {0}};
    if (!handler_replay(facts->arena, parameters, facts, &findings, &err))
        abort();
    struct report report = {.facts = facts, .findings = &findings};
    if (report_annotation(facts->arena, &findings).len == 0 || report_text(facts->arena, &report).len == 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct arena *arena = arena_create("fuzz", 256 << 20);
    struct facts facts = {.arena = arena}, again = {.arena = arena};
    struct parameters parameters = parameters_default(arena), same = parameters_default(arena);
    if (read_facts((struct span){(const char *)bytes, size}, &facts, &parameters)) {
        struct span text = write_facts(&facts, &parameters);
        if (!read_facts(text, &again, &same) || !span_equal(write_facts(&again, &same), text))
            abort();
        judge(&facts, &parameters);
    }
    arena_destroy(arena);
    return 0;
}
