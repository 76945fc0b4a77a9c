/* Depth first over the fields, each cell in order of taste; a partial assignment that can no longer reach the
 * goal is left at once. No recursion: every field keeps its own cursor. */
#include "prover_search.h"

static bool cell_counts(const struct cell *cell, enum search_goal goal) {
    return goal == GOAL_CERTAIN ? cell->concrete : cell->possible;
}

/* When its budget is gone, the next evaluation ends the search. */
static bool may_hang(struct problem *problem, bool complete) {
    const struct truth_set *verdict = &problem->verdict;
    return budget_spend(&problem->budget, problem->readings.count) &&
           readings_points_between(&problem->readings, complete ? verdict->possible : verdict->sure,
                                   verdict->possible, problem->wanted_points) != 0;
}

static bool is_in_doubt(const struct problem *problem) {
    for (size_t w = 0; w < problem->readings.words; w++)
        if (problem->verdict.possible[w] & ~problem->verdict.sure[w])
            return true;
    return false;
}

/* Can the goal still be reached? Exact once every field is assigned. */
static bool is_promising(struct problem *problem, enum search_goal goal, bool complete) {
    switch (goal) {
    case GOAL_POSSIBLE:
        return !readings_none(&problem->readings, problem->verdict.possible);
    case GOAL_CERTAIN:
        return readings_all(&problem->readings, complete ? problem->verdict.sure : problem->verdict.possible);
    case GOAL_WHOLE:
        return readings_all(&problem->readings, problem->verdict.possible);
    case GOAL_WANTED:
        return readings_meet(&problem->readings, problem->verdict.possible, problem->wanted_readings);
    case GOAL_HANGING:
        return may_hang(problem, complete);
    case GOAL_DOUBTFUL:
        return is_in_doubt(problem);
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
