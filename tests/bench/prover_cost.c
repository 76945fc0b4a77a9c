/* What a question costs the prover, counted: no clock, the same on every machine. One JSON object a line in
 * and out.
 *
 *   {"require":"cis","patterns":["{ $.errorCode = A* }"]}   ->
 * {"coverage":"UNCOVERED","work":512,"cells":9,...}
 *
 * "recorded": what each of several trails records, as patterns. Every filter then counts behind every trail:
 * as many counters as trails × filters. */
#include "json.h"
#include "prover_inquiry.h"

#include <stdio.h>
#include <stdlib.h>

struct pattern_list {
    const struct pattern **items;
    size_t count;
};

static const struct pattern *parse(struct arena *arena, struct span text) {
    const struct pattern *pattern;
    struct pattern_error error;
    return pattern_parse(arena, text, &pattern, &error) ? pattern : NULL;
}

static struct pattern_list parse_all(struct arena *arena, const struct json *texts) {
    struct pattern_list list = {ARENA_NEW_ARRAY(arena, json_count(texts), const struct pattern *), 0};
    for (const struct json *text = json_first(texts); text; text = json_next(text))
        list.items[list.count++] = parse(arena, json_string(text));
    return list;
}

/* Each filter alone, or behind each trail. */
static struct prover_counter *make_counters(struct arena *arena, const struct pattern_list *filters,
                                            const struct pattern_list *trails, size_t *count) {
    size_t rows = trails->count ? trails->count : 1;
    struct prover_counter *counters = ARENA_NEW_ARRAY(arena, rows * filters->count, struct prover_counter);
    *count = 0;
    for (size_t i = 0; i < rows * filters->count; i++) {
        const struct pattern **both = ARENA_NEW_ARRAY(arena, 2, const struct pattern *);
        both[0] = filters->items[i % filters->count];
        both[1] = trails->count ? trails->items[i / filters->count] : NULL;
        counters[(*count)++] = (struct prover_counter){both, trails->count ? 2 : 1};
    }
    return counters;
}

static void put_problem(struct arena *arena, struct json *out, const struct problem *problem) {
    size_t cells = 0, most = 0;
    for (size_t i = 0; i < problem->fields.count; i++) {
        size_t count = problem->fields.items[i].cells.count;
        cells += count;
        most = count > most ? count : most;
    }
    json_set_number(arena, out, "fields", (double)problem->order_count);
    json_set_number(arena, out, "cells", (double)cells);
    json_set_number(arena, out, "cellsOfOneField", (double)most);
    json_set_number(arena, out, "readings", (double)problem->readings.count);
}

/* As prover_decide asks it, with the purse in hand. */
static struct json *cost_of(struct arena *arena, const struct prover_question *question) {
    struct json *out = json_object(arena);
    size_t pool = BUDGET_PROOF;
    struct inquiry inquiry = inquiry_begin(question, &pool);
    size_t built = pool;
    enum part *parts = ARENA_NEW_ARRAY(arena, question->counter_count + 1, enum part);
    parts[0] = PART_ASSERTED;
    for (size_t i = 1; i <= question->counter_count; i++)
        parts[i] = PART_DENIED;
    struct prover_answer answer = inquiry_ask(arena, &inquiry, parts);
    json_set_string(arena, out, "coverage", span_from_cstr(coverage_name(answer.coverage)));
    json_set_string(arena, out, "reason", answer.reason);
    json_set_number(arena, out, "workOnCells", (double)(BUDGET_PROOF - built));
    json_set_number(arena, out, "work", (double)(BUDGET_PROOF - pool));
    json_set_number(arena, out, "bytes", (double)arena_used_bytes(inquiry.arena));
    if (inquiry.problem)
        put_problem(arena, out, inquiry.problem);
    inquiry_end(&inquiry);
    return out;
}

static bool answer_line(struct arena *arena, struct span line) {
    const struct json *row;
    struct error err;
    if (!json_parse(arena, line, "input", &row, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return false;
    }
    struct pattern_list filters = parse_all(arena, json_member(row, "patterns"));
    struct pattern_list trails = parse_all(arena, json_member(row, "recorded"));
    const struct pattern *requirement =
        parse(arena, prover_requirement(json_string(json_member(row, "require"))));
    struct prover_question question = {.requirement = &requirement, .requirement_count = 1};
    question.counters = make_counters(arena, &filters, &trails, &question.counter_count);
    struct span text = json_print(arena, cost_of(arena, &question));
    return fwrite(text.ptr, 1, text.len, stdout) == text.len && putchar('\n') != EOF && fflush(stdout) == 0;
}

int main(void) {
    struct arena *arena = arena_create("cost", (size_t)256 << 20);
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    bool well = true;
    while (well && (length = getline(&line, &capacity, stdin)) > 0) {
        well = answer_line(arena, (struct span){line, (size_t)length});
        arena_reset(arena);
    }
    free(line);
    arena_destroy(arena);
    return well ? 0 : 1;
}
