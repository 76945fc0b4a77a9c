#include "report.h"

/* https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

static void add_metric(struct arena *arena, struct json *metrics, struct span name, struct span unit) {
    struct json *metric = json_object(arena);
    json_set_string(arena, metric, "Name", name);
    json_set_string(arena, metric, "Unit", unit);
    json_add(arena, metrics, metric);
}

static struct json *metric_directive(struct arena *arena, bool judged) {
    struct json *dimensions = json_array(arena), *dimension_set = json_array(arena),
                *metrics = json_array(arena);
    json_add_string(arena, dimension_set, SPAN("AccountId"));
    json_add(arena, dimensions, dimension_set);
    if (judged)
        add_metric(arena, metrics, SPAN("Monitored"), SPAN("Count"));
    add_metric(arena, metrics, SPAN("DurationMs"), SPAN("Milliseconds"));
    add_metric(arena, metrics, SPAN("ApiCalls"), SPAN("Count"));

    struct json *directive = json_object(arena);
    json_set_string(arena, directive, "Namespace", SPAN("Earshot"));
    json_set(arena, directive, "Dimensions", dimensions);
    json_set(arena, directive, "Metrics", metrics);
    return directive;
}

struct span report_metric_line(struct arena *arena, const struct report *report, int64_t now_ms) {
    const struct findings *findings = report->findings;
    /* An alarm on Monitored < 1 must not ring for an account that the rule is not for. */
    bool judged = findings->verdict != VERDICT_NOT_APPLICABLE;
    struct json *directives = json_array(arena), *aws = json_object(arena), *line = json_object(arena);
    json_add(arena, directives, metric_directive(arena, judged));
    json_set_number(arena, aws, "Timestamp", (double)now_ms);
    json_set(arena, aws, "CloudWatchMetrics", directives);

    const char *hop = hop_name(findings->hop);
    json_set(arena, line, "_aws", aws);
    json_set_string(arena, line, "AccountId", report->facts->account_id);
    json_set_string(arena, line, "Verdict", span_from_cstr(verdict_name(findings->verdict)));
    if (judged)
        json_set_number(arena, line, "Monitored", findings->verdict == VERDICT_MONITORED);
    json_set_string(arena, line, "BrokenHop", hop ? span_from_cstr(hop) : SPAN("none"));
    json_set_number(arena, line, "DurationMs", (double)report->stats.duration_ms);
    json_set_number(arena, line, "ApiCalls", report->stats.api_calls);
    return report_harmless_json(arena, json_print(arena, line));
}
