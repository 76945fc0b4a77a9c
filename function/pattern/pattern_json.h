/* Internal to pattern/: the parts of the JSON-pattern parser. Each takes its text off the scanner, or fails
 * with the first character that cannot continue a well-formed pattern. */
#pragma once

#include "pattern_scan.h"

/* What parsers of formulas fill, for ARENA_PUSH. */
struct atom_list {
    struct pattern_atom *items;
    size_t count, capacity;
};
struct node_list {
    struct pattern_node *items;
    size_t count, capacity;
};

/* `wildcards` and `regexes` count what the pattern has used so far. */
MUST_CHECK bool json_parse_selector(struct scanner *scanner, unsigned *wildcards,
                                    struct pattern_selector *out);
MUST_CHECK bool json_parse_value(struct scanner *scanner, unsigned *regexes, struct pattern_value *out);
MUST_CHECK bool json_parse_number(struct scanner *scanner, struct pattern_value *out);
MUST_CHECK bool json_parse_pattern(struct scanner *scanner, struct pattern *out);
