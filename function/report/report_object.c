#include "report.h"
#include "report_chain.h"
#include "report_safe.h"

static void set_code(struct arena *arena, struct json *object, enum reason reason, enum hop hop) {
    const char *code = reason == REASON_NONE ? NULL : reason_info(reason)->code;
    json_set_string(arena, object, "reason", span_from_cstr(code));
    json_set_string(arena, object, "hop", span_from_cstr(hop_name(hop)));
}

static struct json *trail_object(struct arena *arena, const struct path *path) {
    if (!path->trail)
        return NULL;
    struct json *object = json_object(arena);
    json_set_string(arena, object, "arn", path->trail->arn);
    json_set_string(arena, object, "name", path->trail->name);
    json_set_string(arena, object, "homeRegion", path->trail->home_region);
    return object;
}

static struct json *arn_object(struct arena *arena, struct span arn) {
    if (!arn.ptr)
        return NULL;
    struct json *object = json_object(arena);
    json_set_string(arena, object, "arn", arn);
    return object;
}

static struct json *log_group_object(struct arena *arena, const struct path *path) {
    return arn_object(arena, path->log_group_arn);
}

static struct json *topic_object(struct arena *arena, const struct path *path) {
    return arn_object(arena, path->topic_arn);
}

static struct json *filter_object(struct arena *arena, const struct path *path) {
    if (!path_has_filter(path))
        return NULL;
    struct json *object = json_object(arena);
    json_set_string(arena, object, "name", path_filter_name(path));
    json_set_string(arena, object, "pattern", path_filter_pattern(path));
    json_set_string(arena, object, "class", path->filter_class);
    return object;
}

static void set_known_number(struct arena *arena, struct json *object, const char *name, int64_t value) {
    if (value < 0)
        json_set_null(arena, object, name);
    else
        json_set_number(arena, object, name, (double)value);
}

static struct json *alarm_object(struct arena *arena, const struct path *path) {
    if (!path->alarm_arn.ptr && !path->alarm_name.ptr)
        return NULL;
    struct json *object = json_object(arena);
    json_set_string(arena, object, "arn", path->alarm_arn);
    json_set_string(arena, object, "name", path->alarm_name);
    set_known_number(arena, object, "eventsToAlarm", path->events_to_alarm);
    set_known_number(arena, object, "minutesToAlarm", path->minutes_to_alarm);
    return object;
}

/* Never the endpoint: an address or a telephone number. */
static struct json *subscription_object(struct arena *arena, const struct path *path) {
    if (!path->subscription)
        return NULL;
    struct json *object = json_object(arena);
    json_set_string(arena, object, "arn", path->subscription->arn);
    json_set_string(arena, object, "protocol", path->subscription->protocol);
    return object;
}

static struct json *path_object(struct arena *arena, const struct path *path) {
    static const struct {
        const char *name;
        enum hop hop;
        struct json *(*build)(struct arena *arena, const struct path *path);
    } hops[] = {
        {"trail", HOP_TRAIL, trail_object},    {"logGroup", HOP_LOG_GROUP, log_group_object},
        {"filter", HOP_FILTER, filter_object}, {"alarm", HOP_ALARM, alarm_object},
        {"topic", HOP_TOPIC, topic_object},    {"subscription", HOP_SUBSCRIPTION, subscription_object},
    };
    struct json *object = json_object(arena);
    json_set_bool(arena, object, "complete", path->complete);
    set_code(arena, object, path->reason, path->hop);
    for (size_t i = 0; i < sizeof hops / sizeof *hops; i++) {
        bool reached = report_path_reached(path, hops[i].hop);
        json_set(arena, object, hops[i].name, reached ? hops[i].build(arena, path) : NULL);
    }
    return object;
}

static struct json *paths_array(struct arena *arena, const struct findings *findings) {
    struct json *array = json_array(arena);
    for (size_t i = 0; i < findings->path_count && i < REPORT_PATHS_LIMIT; i++)
        json_add(arena, array, path_object(arena, &findings->paths[i]));
    return array;
}

static struct json *remediation_array(struct arena *arena, const struct report *report) {
    struct strings commands = report_remediation(arena, report);
    struct json *array = json_array(arena);
    for (size_t i = 0; i < commands.count; i++)
        json_add_string(arena, array, commands.items[i]);
    return array;
}

static struct json *evaluation_object(struct arena *arena, const struct evaluation *evaluation) {
    struct json *object = json_object(arena);
    json_set_string(arena, object, "resourceType", evaluation->resource_type);
    json_set_string(arena, object, "resourceId", evaluation->resource_id);
    json_set_string(arena, object, "complianceType", span_from_cstr(evaluation->compliance_type));
    json_set_string(arena, object, "annotation", evaluation->annotation);
    return object;
}

static struct json *evaluations_array(struct arena *arena, const struct report *report) {
    struct evaluations own;
    const struct evaluations *evaluations = report->evaluations;
    if (!evaluations) {
        struct request request = {.account_id = report->facts->account_id};
        report_evaluations(arena, &request, report->findings, &own);
        evaluations = &own;
    }
    struct json *array = json_array(arena);
    for (size_t i = 0; i < evaluations->count; i++)
        json_add(arena, array, evaluation_object(arena, &evaluations->items[i]));
    return array;
}

static struct json *delivered_object(struct arena *arena, const struct delivered *delivered) {
    struct json *object = json_object(arena);
    json_set_number(arena, object, "putEvaluations", delivered->put_evaluations);
    json_set_number(arena, object, "startConfigRulesEvaluation", delivered->start_config_rules_evaluation);
    json_set_number(arena, object, "putExternalEvaluation", delivered->put_external_evaluation);
    json_set_bool(arena, object, "testMode", delivered->test_mode);
    return object;
}

static struct json *stats_object(struct arena *arena, const struct stats *stats) {
    struct json *object = json_object(arena);
    json_set_number(arena, object, "apiCalls", stats->api_calls);
    json_set_number(arena, object, "rounds", stats->rounds);
    json_set_number(arena, object, "retries", stats->retries);
    json_set_number(arena, object, "durationMs", (double)stats->duration_ms);
    return object;
}

struct json *report_object(struct arena *arena, const struct report *report) {
    const struct findings *findings = report->findings;
    size_t count = findings->path_count;
    struct json *object = json_object(arena);
    json_set_string(arena, object, "verdict", span_from_cstr(verdict_name(findings->verdict)));
    set_code(arena, object, findings->reason, findings->hop);
    json_set_string(arena, object, "annotation", report_annotation(arena, findings));
    json_set_string(arena, object, "accountId", report->facts->account_id);
    json_set_string(arena, object, "region", report->facts->region);
    json_set_string(arena, object, "requirement", findings->requirement);
    json_set(arena, object, "proof", findings->proof ? report_proof_object(arena, findings->proof) : NULL);
    json_set(arena, object, "paths", paths_array(arena, findings));
    json_set(arena, object, "remediation", remediation_array(arena, report));
    json_set(arena, object, "evaluations", evaluations_array(arena, report));
    json_set(arena, object, "delivered", delivered_object(arena, &report->delivered));
    json_set_number(arena, object, "pathsOmitted",
                    count > REPORT_PATHS_LIMIT ? (double)(count - REPORT_PATHS_LIMIT) : 0);
    json_set_bool(arena, object, "alarmsListed", findings->alarms_listed);
    json_set(arena, object, "stats", stats_object(arena, &report->stats));
    return object;
}

struct span report_harmless_json(struct arena *arena, struct span json) {
    return report_escape_json(arena, json, REPORT_ESCAPE_HARMFUL);
}
