/* Depth first over the fields, each cell in order of taste; a partial assignment that can no longer reach the
 * goal is left at once. No recursion: every field keeps its own cursor. */
#include "prover_search.h"

static bool cell_counts(const struct cell *cell, enum search_goal goal) {
    return goal == GOAL_CERTAIN ? cell->concrete : cell->possible;
}

/* Can the goal still be reached? Exact once every field is assigned. */
static bool is_promising(const struct problem *problem, enum search_goal goal, bool complete) {
    switch (goal) {
    case GOAL_POSSIBLE:
        return !readings_none(&problem->readings, problem->verdict.possible);
    case GOAL_CERTAIN:
        return readings_all(&problem->readings, complete ? problem->verdict.sure : problem->verdict.possible);
    }
    __builtin_unreachable();
}

/* Gives the field its next cell that fits. */
static bool next_cell(struct problem *problem, size_t index, enum search_goal goal) {
    struct field *field = &problem->fields.items[index];
    if (field->assigned != FIELD_NONE)
        coupling_release(problem, index);
    while (field->cursor < field->cells.count) {
        size_t cell = field->cursor++;
        if (cell_counts(&field->cells.items[cell], goal) && coupling_assign(problem, index, cell))
            return true;
    }
    field->cursor = 0;
    return false;
}

void search_reset(struct problem *problem) {
    for (size_t i = problem->order_count; i-- > 0;) {
        struct field *field = &problem->fields.items[problem->order[i]];
        if (field->assigned != FIELD_NONE)
            coupling_release(problem, problem->order[i]);
        field->cursor = 0;
    }
}

/* From the level whose field gets its next cell. */
static enum search_result go_on(struct problem *problem, enum search_goal goal, size_t level) {
    while (level < problem->order_count) {
        if (!next_cell(problem, problem->order[level], goal)) {
            if (level == 0)
                return SEARCH_NONE;
            level--;
            continue;
        }
        if (!evaluate(problem))
            return SEARCH_GAVE_UP;
        if (is_promising(problem, goal, level + 1 == problem->order_count))
            level++;
    }
    return SEARCH_FOUND;
}

static enum search_result begin(struct problem *problem, enum search_goal goal) {
    if (!evaluate(problem))
        return SEARCH_GAVE_UP;
    if (!is_promising(problem, goal, problem->order_count == 0))
        return SEARCH_NONE;
    return go_on(problem, goal, 0);
}

enum search_result search_run(struct problem *problem, enum search_goal goal) {
    search_reset(problem);
    problem->budget = budget_draw(problem->pool, BUDGET_SEARCH);
    size_t drawn = problem->budget.work_left;
    enum search_result result = begin(problem, goal);
    *problem->pool -= drawn - problem->budget.work_left;
    return result;
}

enum search_result search_next(struct problem *problem, enum search_goal goal) {
    if (problem->order_count == 0)
        return SEARCH_NONE;
    problem->budget = budget_draw(problem->pool, problem->budget.work_left);
    size_t drawn = problem->budget.work_left;
    enum search_result result = go_on(problem, goal, problem->order_count - 1);
    *problem->pool -= drawn - problem->budget.work_left;
    return result;
}
