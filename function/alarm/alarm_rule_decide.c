#include "alarm_rule_step.h"

static enum alarm_truth is_in(unsigned char may_be, unsigned char wanted) {
    if ((may_be & wanted) == 0)
        return ALARM_NO;
    return (may_be & ~wanted) == 0 ? ALARM_YES : ALARM_UNKNOWN;
}

static enum alarm_truth at_least(const struct alarm_rule_step *step, const unsigned char *states) {
    size_t sure = 0, possible = 0;
    for (size_t i = 0; i < step->count; i++) {
        enum alarm_truth one = is_in(states[step->first + i], step->states);
        sure += one == ALARM_YES;
        possible += one != ALARM_NO;
    }
    if (sure >= step->needed)
        return ALARM_YES;
    return possible >= step->needed ? ALARM_UNKNOWN : ALARM_NO;
}

static enum alarm_truth negate(enum alarm_truth value) {
    if (value == ALARM_UNKNOWN)
        return ALARM_UNKNOWN;
    return value == ALARM_YES ? ALARM_NO : ALARM_YES;
}

/* `decisive` is NO for AND, YES for OR. */
static enum alarm_truth combine(enum alarm_truth a, enum alarm_truth b, enum alarm_truth decisive) {
    if (a == decisive || b == decisive)
        return decisive;
    return a == ALARM_UNKNOWN || b == ALARM_UNKNOWN ? ALARM_UNKNOWN : negate(decisive);
}

static enum alarm_truth run(const struct alarm_rule_steps *steps, const unsigned char *states) {
    enum alarm_truth stack[ALARM_RULE_ELEMENTS + 1] = {ALARM_NO};
    size_t height = 0;
    for (size_t i = 0; i < steps->count; i++) {
        const struct alarm_rule_step *step = &steps->items[i];
        switch (step->kind) {
        case ALARM_RULE_CONSTANT:
            stack[height++] = step->constant;
            break;
        case ALARM_RULE_STATE:
            stack[height++] = is_in(states[step->first], step->states);
            break;
        case ALARM_RULE_AT_LEAST:
            stack[height++] = at_least(step, states);
            break;
        case ALARM_RULE_NOT:
            stack[height - 1] = negate(stack[height - 1]);
            break;
        case ALARM_RULE_AND:
        case ALARM_RULE_OR:
            height--;
            stack[height - 1] = combine(stack[height - 1], stack[height],
                                        step->kind == ALARM_RULE_AND ? ALARM_NO : ALARM_YES);
            break;
        }
    }
    return height == 1 ? stack[0] : ALARM_UNKNOWN;
}

enum alarm_truth alarm_rule_decide(const struct alarm_rule *rule, const unsigned char *states) {
    if (rule->unreadable)
        return ALARM_UNKNOWN;
    enum alarm_truth by_rank = run(&rule->by_rank, states);
    return by_rank == run(&rule->by_place, states) ? by_rank : ALARM_UNKNOWN;
}
