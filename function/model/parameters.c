#include "parameters.h"

#include "arn.h"

#include <string.h>

enum parameter_kind { PARAMETER_TEXT, PARAMETER_BOOL, PARAMETER_COUNT, PARAMETER_LIST };

enum { VALUE_LIMIT_BYTES = 4096 }; /* AWS Config allows 1,024 characters */

struct parameter {
    const char *name;
    enum parameter_kind kind;
    size_t offset;
    const char *value; /* default, as one would write it */
    bool (*allows)(struct span value);
    const char *allowed; /* for the message and the help */
    const char *about;
};

static bool allows_any(struct span value) {
    (void)value;
    return true;
}

static bool allows_bool(struct span value) {
    return span_equal(value, SPAN("true")) || span_equal(value, SPAN("false"));
}

static bool allows_count(struct span value) {
    int64_t number;
    return span_to_int64(value, &number) && number <= 1000000;
}

static bool allows_accounts(struct span value) {
    struct span item;
    while (span_next_field(&value, ',', &item))
        if (span_trim(item).len && !account_id_is_valid(span_trim(item)))
            return false;
    return true;
}

static bool allows_role_arn(struct span value) {
    struct span role = arn_field(value, 5);
    return span_equal(arn_field(value, 0), SPAN("arn")) && span_equal(arn_field(value, 2), SPAN("iam")) &&
           account_id_is_valid(arn_field(value, 4)) && span_starts_with(role, SPAN("role/")) &&
           role.len > strlen("role/") && !span_contains(role, SPAN(" "));
}

static bool allows_role_name(struct span value) {
    return value.len <= 512 && span_find_byte(value, ':') == value.len && !span_contains(value, SPAN(" "));
}

static bool allows_elsewhere(struct span value) {
    return span_equal(value, SPAN("NOT_APPLICABLE")) || span_equal(value, SPAN("NON_COMPLIANT"));
}

static const char count_text[] = "a whole number from 0 to 1000000";
static const char bool_text[] = "true or false";

#define AT(member) offsetof(struct parameters, member)
static const struct parameter table[] = {
    {"RequiredPattern", PARAMETER_TEXT, AT(required_pattern), "cis", allows_any,
     "cis, cis-1.2, cis-4.1 to cis-4.15 or a filter pattern", "which events must be counted"},
    {"AllowMatchAll", PARAMETER_BOOL, AT(allow_match_all), "false", allows_bool, bool_text,
     "accept a filter that counts (practically) every event"},
    {"AllowUnrealisticMisses", PARAMETER_BOOL, AT(allow_unrealistic_misses), "false", allows_bool, bool_text,
     "accept a filter that misses only events that no service is known to write"},
    {"AllowedExcludedEventSources", PARAMETER_LIST, AT(allowed_excluded_event_sources),
     "kms.amazonaws.com,rdsdata.amazonaws.com", allows_any, "a comma list of event sources",
     "event sources that a trail may leave out"},
    {"MaxEventsBeforeAlarm", PARAMETER_COUNT, AT(max_events_before_alarm), "1", allows_count, count_text,
     "events until the alarm goes off; 0: unlimited"},
    {"MaxDetectionMinutes", PARAMETER_COUNT, AT(max_detection_minutes), "0", allows_count, count_text,
     "minutes until the alarm goes off; 0: unlimited"},
    {"TrustedTopicAccounts", PARAMETER_LIST, AT(trusted_topic_accounts), "", allows_accounts,
     "a comma list of 12-digit account ids", "accounts whose topics are believed to reach somebody"},
    {"SiemDestinationArns", PARAMETER_LIST, AT(siem_destination_arns), "", allows_any,
     "a comma list of ARNs, * allowed", "destinations of subscription filters that count as a SIEM"},
    {"CentralRoleArn", PARAMETER_TEXT, AT(central_role_arn), "", allows_role_arn, "the ARN of an IAM role",
     "role to read an organization trail's account with"},
    {"OrganizationTrailWithoutCentralRole", PARAMETER_TEXT, AT(organization_trail_without_central_role),
     "NOT_APPLICABLE", allows_elsewhere, "NOT_APPLICABLE or NON_COMPLIANT",
     "the answer when only another account's trail sees this account"},
    {"ExecutionRoleName", PARAMETER_TEXT, AT(execution_role_name), "", allows_role_name,
     "the name of an IAM role, with its path", "role to read and report another account with"},
    {"ExecutionRoleRegion", PARAMETER_TEXT, AT(execution_role_region), "", region_is_valid,
     "the name of a region", "region of those calls"},
    {"AssumeRoleMode", PARAMETER_BOOL, AT(assume_role_mode), "true", allows_bool, bool_text,
     "false: never assume a role; another account is refused then"},
};
enum { PARAMETERS = sizeof table / sizeof *table };

static void store(struct arena *arena, const struct parameter *parameter, struct span value,
                  struct parameters *parameters) {
    void *place = (char *)parameters + parameter->offset;
    int64_t number = 0;
    switch (parameter->kind) {
    case PARAMETER_TEXT:
        *(struct span *)place = value;
        return;
    case PARAMETER_BOOL:
        *(bool *)place = span_equal(value, SPAN("true"));
        return;
    case PARAMETER_COUNT:
        *(int64_t *)place = span_to_int64(value, &number) ? number : 0;
        return;
    case PARAMETER_LIST:
        *(struct strings *)place = strings_split(arena, value);
        return;
    }
}

struct parameters parameters_default(struct arena *arena) {
    struct parameters parameters = {.invalid = SPAN_ABSENT};
    for (size_t i = 0; i < PARAMETERS; i++)
        store(arena, &table[i], span_from_cstr(table[i].value), &parameters);
    return parameters;
}

static void complain(struct arena *arena, struct parameters *parameters, struct span name, struct span value,
                     const char *allowed) {
    if (!parameters->invalid.ptr)
        parameters->invalid = arena_printf(arena, "parameter %.*s = \"%.*s\": must be %s", SPAN_FMT(name),
                                           SPAN_FMT(span_head(value, 100)), allowed);
}

static void complain_of_name(struct arena *arena, struct parameters *parameters, struct span name) {
    struct text_builder names = {.arena = arena};
    for (size_t i = 0; i < PARAMETERS; i++)
        text_printf(&names, "%s%s", i ? ", " : "", table[i].name);
    if (!parameters->invalid.ptr)
        parameters->invalid = arena_printf(arena, "parameter \"%.*s\" is unknown: allowed are %.*s",
                                           SPAN_FMT(span_head(name, 100)), SPAN_FMT(text_span(&names)));
}

void parameters_set(struct arena *arena, struct span name, struct span value, struct parameters *parameters) {
    struct parameter_setting *setting = ARENA_PUSH(arena, &parameters->given);
    *setting = (struct parameter_setting){arena_copy(arena, name), arena_copy(arena, value)};
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (!span_equal(name, span_from_cstr(table[i].name)))
            continue;
        if (value.len == 0)
            store(arena, &table[i], span_from_cstr(table[i].value), parameters);
        else if (value.len > VALUE_LIMIT_BYTES || !table[i].allows(value))
            complain(arena, parameters, name, value, table[i].allowed);
        else
            store(arena, &table[i], setting->value, parameters);
        return;
    }
    complain_of_name(arena, parameters, name);
}

void parameters_set_all(struct arena *arena, const struct json *object, struct parameters *parameters) {
    for (const struct json *member = json_first(object); member; member = json_next(member)) {
        enum json_kind kind = json_kind(member);
        if (kind == JSON_STRING || kind == JSON_NULL)
            parameters_set(arena, json_name(member), json_string(member), parameters);
        else
            complain(arena, parameters, json_name(member), span_from_cstr(json_kind_name(kind)), "a string");
    }
}

struct json *parameters_to_json(struct arena *arena, const struct parameters *parameters) {
    struct json *object = json_object(arena);
    for (size_t i = 0; i < parameters->given.count; i++) {
        bool later = false;
        for (size_t j = i + 1; j < parameters->given.count; j++)
            later |= span_equal(parameters->given.items[i].name, parameters->given.items[j].name);
        if (!later)
            json_set_named(arena, object, parameters->given.items[i].name,
                           json_string_value(arena, parameters->given.items[i].value));
    }
    return object;
}

struct span parameters_help(struct arena *arena) {
    struct text_builder text = {.arena = arena};
    for (size_t i = 0; i < PARAMETERS; i++)
        text_printf(&text, "  %s = %s\n      %s (%s)\n", table[i].name,
                    *table[i].value ? table[i].value : "\"\"", table[i].about, table[i].allowed);
    return text_span(&text);
}
