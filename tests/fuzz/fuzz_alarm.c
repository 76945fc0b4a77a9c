/* Any bytes as the rule of a composite alarm, and as an expression of metric math: refused with a reason, or
 * read and tried to the end. */
#include "alarm.h"
#include "alarm_formula.h"
#include "alarm_rule.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A rule that is read has an answer when all states are known, and one side that AND and OR agree on or not.
 */
static void try_rule(struct arena *arena, struct span text) {
    struct alarm_rule rule;
    unsigned char states[ALARM_RULE_ELEMENTS + 1];
    alarm_rule_parse(arena, text, &rule);
    if (rule.names.count > ALARM_RULE_ELEMENTS)
        abort();
    for (size_t i = 0; i < rule.names.count; i++)
        states[i] = (unsigned char)(1U << (rule.names.items[i].len % 3));
    if (rule.unreadable && alarm_rule_decide(&rule, states) != ALARM_UNKNOWN)
        abort();
    (void)alarm_rule_decide(&rule, states);
}

static void try_formula(struct arena *arena, struct span text) {
    struct alarm_query queries[] = {
        {SPAN("m1"), SPAN_ABSENT, 0}, {SPAN("m2"), SPAN_ABSENT, 1}, {SPAN("e"), text, 0}};
    struct alarm_series series[2] = {
        {.statistic = ALARM_SUM, .ours = true, .publishers = {.value = 1, .low = 1, .high = 1, .count = 1}},
        {.statistic = ALARM_AVERAGE,
         .publishers = {.value = 1, .low = 1, .high = 1, .count = 1, .defaults = 1}},
    };
    struct span why;
    struct alarm_model model = {
        .series = series,
        .series_count = 2,
        .formula = alarm_formula_parse(arena, queries, 3, 2, &why),
        .threshold = 1,
        .period_s = 300,
        .evaluation_periods = 1,
        .datapoints_to_alarm = 1,
    };
    if (!model.formula && why.len == 0)
        abort();
    if (!model.formula)
        return;
    struct alarm_answer answer = alarm_decide(&model);
    if (answer.reason == REASON_NONE && (answer.events < 1 || answer.minutes < 1))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct arena *arena = arena_create("fuzz", 64 << 20);
    struct span text = {(const char *)bytes, size};
    try_rule(arena, text);
    try_formula(arena, text);
    arena_destroy(arena);
    return 0;
}
