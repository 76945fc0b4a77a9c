/* The composite alarms of a region: their rules, whom these name, and in which order they follow from each
 * other.
 *
 *   alarms  a b | any = ALARM(a) OR ALARM(b)   all = ALARM(any) AND OK(gone)
 *   index   0 1 |  2    names 0 1               3     names 2, nobody
 *   order   any, all                                 one that leads in a circle is in no order
 *
 * Lives in the arena of the judge. */
#pragma once

#include "alarm_rule.h"
#include "facts.h"

enum {
    /* Hostile accounts end here; real ones have some dozens of rules of a few hundred bytes. */
    COMPOSITES_LIMIT = 2000,
    COMPOSITE_RULES_LIMIT_BYTES = 1024 * 1024,
};

struct composite_node {
    const struct composite_alarm *alarm;
    struct alarm_rule rule;
    size_t *targets; /* of rule.names: an index, metric alarms before composite ones; SIZE_MAX: nobody */
};

struct composite_graph {
    const struct alarms *alarms;
    struct composite_key *keys; /* sorted names and ARNs */
    size_t key_count;
    struct composite_node *nodes; /* one a composite alarm */
    size_t *order;                /* of nodes: children before parents */
    size_t order_count;
    bool *circular; /* of nodes: it is in a circle, or leads to one */
    bool refused;   /* there are too many, or too much text: no node was made */
};

const struct composite_graph *composite_graph_make(struct arena *arena, const struct alarms *alarms);
/* The index of the alarm of that name or ARN; SIZE_MAX: none is listed. */
size_t composite_graph_find(const struct composite_graph *graph, struct span name);
