#include "report.h"

static struct evaluation account_evaluation(struct arena *arena, const struct request *request,
                                            const struct findings *findings) {
    return (struct evaluation){
        .resource_type = SPAN("AWS::::Account"),
        .resource_id = request->account_id,
        .compliance_type = verdict_compliance(findings->verdict),
        .annotation = report_annotation(arena, findings),
        .ordering_time_ms = request->ordering_time_ms,
    };
}

static struct evaluation item_evaluation(const struct request *request) {
    return (struct evaluation){
        .resource_type = request->item_type,
        .resource_id = request->item_id,
        .compliance_type = verdict_compliance(VERDICT_NOT_APPLICABLE),
        .annotation = SPAN("The account is judged as a whole, not this resource."),
        .ordering_time_ms = request->ordering_time_ms,
    };
}

void report_evaluations(struct arena *arena, const struct request *request, const struct findings *findings,
                        struct evaluations *out) {
    *out = (struct evaluations){0};
    if (request->ignored.ptr)
        return;
    if (request->trigger != TRIGGER_CONFIG_PROACTIVE)
        out->items[out->count++] = account_evaluation(arena, request, findings);
    bool has_item = request->item_type.len && request->item_id.len;
    if (has_item && (request->item_not_applicable || request->trigger == TRIGGER_CONFIG_PROACTIVE))
        out->items[out->count++] = item_evaluation(request);
}
