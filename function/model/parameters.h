/* The rule parameters: one table of name, type, range and default (policy.md, section 4).
 *
 *   {"RequiredPattern":"cis-1.2","MaxDetectionMinutes":"15"}     as AWS Config sends them: strings
 *
 * Absent, null or "" means the default. An unknown name or a bad value is a finding (CANNOT_VERIFY), not an
 * error, so it is reported as text. */
#pragma once

#include "facts.h"
#include "json.h"

struct parameters {
    struct span required_pattern; /* a preset's name or a pattern */
    bool allow_match_all;
    bool allow_unrealistic_misses;
    struct strings allowed_excluded_event_sources;
    int64_t max_events_before_alarm; /* 0: unlimited */
    int64_t max_detection_minutes;   /* 0: unlimited */
    struct strings trusted_topic_accounts;
    struct strings siem_destination_arns;
    struct span central_role_arn;                        /* empty: none */
    struct span organization_trail_without_central_role; /* NOT_APPLICABLE or NON_COMPLIANT */
    struct span execution_role_name;                     /* empty: none */
    struct span execution_role_region;                   /* empty: the rule's */
    bool assume_role_mode;                               /* false: another account is refused */
    /* Absent: all is well. Else what is wrong first: the name, the value, what is allowed. */
    struct span invalid;
    /* What was given, in order, as it came: a facts file keeps it, so that `replay` fails where `check`
     * failed. */
    struct {
        struct parameter_setting {
            struct span name, value;
        } * items;
        size_t count, capacity; /* for ARENA_PUSH */
    } given;
};

struct parameters parameters_default(struct arena *arena);
/* Sets one; a later setting of the same name wins. */
void parameters_set(struct arena *arena, struct span name, struct span value, struct parameters *parameters);
/* Sets every member of an object of strings; NULL sets nothing. */
void parameters_set_all(struct arena *arena, const struct json *object, struct parameters *parameters);
/* What was given, as an object of strings. */
struct json *parameters_to_json(struct arena *arena, const struct parameters *parameters);
/* The table for --help: name, default, what is allowed, and what it does; one line a parameter. */
struct span parameters_help(struct arena *arena);
