#include "policy_composite.h"

#include <stdlib.h>

struct composite_key {
    struct span text;
    size_t index;
};

static int compare_keys(const void *left, const void *right) {
    const struct composite_key *a = left, *b = right;
    int order = span_compare(a->text, b->text);
    if (order)
        return order;
    return (a->index > b->index) - (a->index < b->index);
}

static void add_key(struct composite_graph *graph, struct span text, size_t index) {
    if (text.len)
        graph->keys[graph->key_count++] = (struct composite_key){text, index};
}

static void make_keys(struct arena *arena, struct composite_graph *graph) {
    const struct alarms *alarms = graph->alarms;
    size_t limit = 2 * (alarms->metric.count + alarms->composite.count);
    graph->keys = ARENA_NEW_ARRAY(arena, limit + 1, struct composite_key);
    for (size_t i = 0; i < alarms->metric.count; i++) {
        add_key(graph, alarms->metric.items[i].name, i);
        add_key(graph, alarms->metric.items[i].arn, i);
    }
    for (size_t i = 0; i < alarms->composite.count; i++) {
        add_key(graph, alarms->composite.items[i].name, alarms->metric.count + i);
        add_key(graph, alarms->composite.items[i].arn, alarms->metric.count + i);
    }
    if (graph->key_count)
        qsort(graph->keys, graph->key_count, sizeof *graph->keys, compare_keys);
}

size_t composite_graph_find(const struct composite_graph *graph, struct span name) {
    size_t low = 0, high = graph->key_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (span_compare(graph->keys[middle].text, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < graph->key_count && span_equal(graph->keys[low].text, name);
    return found ? graph->keys[low].index : SIZE_MAX;
}

static void make_nodes(struct arena *arena, struct composite_graph *graph) {
    const struct alarms *alarms = graph->alarms;
    graph->nodes = ARENA_NEW_ARRAY(arena, alarms->composite.count + 1, struct composite_node);
    for (size_t i = 0; i < alarms->composite.count; i++) {
        struct composite_node *node = &graph->nodes[i];
        node->alarm = &alarms->composite.items[i];
        alarm_rule_parse(arena, node->alarm->rule, &node->rule);
        node->targets = ARENA_NEW_ARRAY(arena, node->rule.names.count + 1, size_t);
        for (size_t k = 0; k < node->rule.names.count; k++)
            node->targets[k] = composite_graph_find(graph, node->rule.names.items[k]);
    }
}

/* The node that a name of a rule means; SIZE_MAX: no composite alarm. */
static size_t child_node(const struct composite_graph *graph, const struct composite_node *node,
                         size_t name) {
    size_t target = node->targets[name], first = graph->alarms->metric.count;
    return target == SIZE_MAX || target < first ? SIZE_MAX : target - first;
}

/* Who names a node: parents[starts[i]] up to parents[starts[i + 1]]. */
struct parents {
    size_t *starts, *items;
};

static struct parents find_parents(struct arena *arena, const struct composite_graph *graph) {
    size_t count = graph->alarms->composite.count, edges = 0;
    struct parents parents = {ARENA_NEW_ARRAY(arena, count + 2, size_t), NULL};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < graph->nodes[i].rule.names.count; k++)
            if (child_node(graph, &graph->nodes[i], k) != SIZE_MAX) {
                parents.starts[child_node(graph, &graph->nodes[i], k) + 2]++;
                edges++;
            }
    for (size_t i = 0; i < count; i++)
        parents.starts[i + 2] += parents.starts[i + 1];
    parents.items = ARENA_NEW_ARRAY(arena, edges + 1, size_t);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < graph->nodes[i].rule.names.count; k++)
            if (child_node(graph, &graph->nodes[i], k) != SIZE_MAX)
                parents.items[parents.starts[child_node(graph, &graph->nodes[i], k) + 1]++] = i;
    return parents;
}

/* A node whose children are all in order is next; what is left over leads in a circle. */
static void make_order(struct arena *arena, struct composite_graph *graph) {
    size_t count = graph->alarms->composite.count;
    struct parents parents = find_parents(arena, graph);
    size_t *open = ARENA_NEW_ARRAY(arena, count + 1, size_t);
    graph->order = ARENA_NEW_ARRAY(arena, count + 1, size_t);
    graph->circular = ARENA_NEW_ARRAY(arena, count + 1, bool);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < graph->nodes[i].rule.names.count; k++)
            open[i] += child_node(graph, &graph->nodes[i], k) != SIZE_MAX;
        graph->circular[i] = open[i] > 0;
        if (open[i] == 0)
            graph->order[graph->order_count++] = i;
    }
    for (size_t next = 0; next < graph->order_count; next++) {
        size_t child = graph->order[next];
        for (size_t i = parents.starts[child]; i < parents.starts[child + 1]; i++) {
            size_t parent = parents.items[i];
            if (--open[parent])
                continue;
            graph->circular[parent] = false;
            graph->order[graph->order_count++] = parent;
        }
    }
}

static bool is_too_much(const struct alarms *alarms) {
    size_t bytes = 0;
    for (size_t i = 0; i < alarms->composite.count; i++)
        bytes += alarms->composite.items[i].rule.len;
    return alarms->composite.count > COMPOSITES_LIMIT || bytes > COMPOSITE_RULES_LIMIT_BYTES;
}

const struct composite_graph *composite_graph_make(struct arena *arena, const struct alarms *alarms) {
    struct composite_graph *graph = ARENA_NEW(arena, struct composite_graph);
    graph->alarms = alarms;
    graph->refused = is_too_much(alarms);
    if (graph->refused)
        return graph;
    make_keys(arena, graph);
    make_nodes(arena, graph);
    make_order(arena, graph);
    return graph;
}
