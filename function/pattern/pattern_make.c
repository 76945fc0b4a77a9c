/* Patterns made by the program: the same trees that the parser makes, without a text. */
#include "pattern.h"

#include <string.h>

enum { PATH_STEPS = 16 };

static struct pattern_selector selector_of_key(struct arena *arena, struct span key) {
    struct pattern_step *steps = ARENA_NEW_ARRAY(arena, PATH_STEPS, struct pattern_step);
    size_t count = 0;
    struct span name;
    while (count < PATH_STEPS && span_next_field(&key, '.', &name))
        steps[count++] = (struct pattern_step){.kind = PATTERN_KEY, .key = name};
    return (struct pattern_selector){steps, count};
}

static struct pattern_glob glob_of_shape(struct arena *arena, enum pattern_shape shape, struct span value) {
    struct span *pieces = ARENA_NEW_ARRAY(arena, 2, struct span);
    switch (shape) {
    case PATTERN_EXACTLY:
        pieces[0] = value;
        return (struct pattern_glob){pieces, 1};
    case PATTERN_BEGINS:
        pieces[0] = value;
        pieces[1] = SPAN("");
        return (struct pattern_glob){pieces, 2};
    case PATTERN_ENDS:
        pieces[0] = SPAN("");
        pieces[1] = value;
        return (struct pattern_glob){pieces, 2};
    }
    __builtin_unreachable();
}

static const struct pattern *pattern_of_atom(struct arena *arena, const struct pattern_atom *atom) {
    struct pattern_node *node = ARENA_NEW(arena, struct pattern_node);
    struct pattern *pattern = ARENA_NEW(arena, struct pattern);
    *node = (struct pattern_node){PATTERN_NODE_ATOM, 0};
    *pattern = (struct pattern){.family = PATTERN_JSON,
                                .text = atom->text,
                                .atoms = atom,
                                .atom_count = 1,
                                .formula = node,
                                .node_count = 1,
                                .stack_limit = 1};
    return pattern;
}

const struct pattern *pattern_compare(struct arena *arena, struct span key, enum pattern_op op,
                                      enum pattern_shape shape, struct span value) {
    struct pattern_atom *atom = ARENA_NEW(arena, struct pattern_atom);
    *atom = (struct pattern_atom){
        .selector = selector_of_key(arena, key),
        .op = op,
        .value = {.kind = PATTERN_GLOB, .text = value, .glob = glob_of_shape(arena, shape, value)},
    };
    atom->text = pattern_print_atom(arena, atom);
    return pattern_of_atom(arena, atom);
}

const struct pattern *pattern_equal(struct arena *arena, const struct pattern *about, struct span value) {
    struct pattern_atom *atom = ARENA_NEW(arena, struct pattern_atom);
    *atom = (struct pattern_atom){
        .selector = about->atoms[0].selector,
        .op = PATTERN_EQUAL,
        .value = {.kind = PATTERN_GLOB, .text = value, .glob = glob_of_shape(arena, PATTERN_EXACTLY, value)},
        .text = arena_printf(arena, "the field of %.*s is exactly %.*s", SPAN_FMT(about->atoms[0].text),
                             SPAN_FMT(value)),
    };
    return pattern_of_atom(arena, atom);
}

const struct pattern *pattern_test(struct arena *arena, struct span key, enum pattern_op op) {
    struct pattern_atom *atom = ARENA_NEW(arena, struct pattern_atom);
    *atom = (struct pattern_atom){.selector = selector_of_key(arena, key), .op = op};
    atom->text = pattern_print_atom(arena, atom);
    return pattern_of_atom(arena, atom);
}

/* One after the other, each but the first followed by its operator: two results wait at most, plus the
 * operand's own. */
static const struct pattern *join(struct arena *arena, const struct pattern *const *patterns, size_t count,
                                  enum pattern_node_kind kind) {
    struct pattern *joined = ARENA_NEW(arena, struct pattern);
    size_t atoms = 0;
    size_t nodes = count - 1;
    for (size_t i = 0; i < count; i++) {
        atoms += patterns[i]->atom_count;
        nodes += patterns[i]->node_count;
    }
    struct pattern_atom *all_atoms = ARENA_NEW_ARRAY(arena, atoms, struct pattern_atom);
    struct pattern_node *all_nodes = ARENA_NEW_ARRAY(arena, nodes, struct pattern_node);
    *joined = (struct pattern){.family = PATTERN_JSON, .atoms = all_atoms, .formula = all_nodes};
    for (size_t i = 0; i < count; i++) {
        const struct pattern *one = patterns[i];
        memcpy(&all_atoms[joined->atom_count], one->atoms, one->atom_count * sizeof *all_atoms);
        for (size_t n = 0; n < one->node_count; n++) {
            struct pattern_node node = one->formula[n];
            node.atom += node.kind == PATTERN_NODE_ATOM ? joined->atom_count : 0;
            all_nodes[joined->node_count++] = node;
        }
        if (i > 0)
            all_nodes[joined->node_count++] = (struct pattern_node){kind, 0};
        joined->atom_count += one->atom_count;
        joined->open_points |= one->open_points;
        size_t depth = one->stack_limit + (i > 0);
        joined->stack_limit = depth > joined->stack_limit ? depth : joined->stack_limit;
    }
    return joined;
}

const struct pattern *pattern_and(struct arena *arena, const struct pattern *const *patterns, size_t count) {
    return join(arena, patterns, count, PATTERN_NODE_AND);
}

const struct pattern *pattern_or(struct arena *arena, const struct pattern *const *patterns, size_t count) {
    return join(arena, patterns, count, PATTERN_NODE_OR);
}
