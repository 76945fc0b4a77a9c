/* Internal to pattern/: the two families that are not JSON patterns. */
#pragma once

#include "pattern_scan.h"

MUST_CHECK bool terms_parse_pattern(struct scanner *scanner, struct pattern *out);
MUST_CHECK bool columns_parse_pattern(struct scanner *scanner, struct pattern *out);
enum pattern_answer terms_match(const struct pattern *pattern, struct span event);
