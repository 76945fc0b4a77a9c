#include "report.h"
#include "report_chain.h"
#include "report_safe.h"

static void put_comment(struct text_builder *out, struct span text) {
    text_printf(out, "# %.*s\n", SPAN_FMT(report_safe(out->arena, text)));
}

struct span report_shell(struct arena *arena, const struct report *report) {
    const struct findings *findings = report->findings;
    struct text_builder out = {.arena = arena};
    struct span annotation = report_annotation(arena, findings);
    put_comment(&out, arena_printf(arena, "%s account %.*s, %.*s: %.*s", verdict_name(findings->verdict),
                                   SPAN_FMT(report->facts->account_id), SPAN_FMT(report->facts->region),
                                   SPAN_FMT(annotation)));
    struct strings commands = report_remediation(arena, report);
    struct span other = report_other_account(findings, report->facts->account_id);
    if (!commands.count)
        put_comment(&out, findings->verdict == VERDICT_MONITORED
                              ? SPAN("nothing is to do")
                              : SPAN("no command of the AWS CLI can mend this"));
    else if (other.len)
        put_comment(&out, arena_printf(arena, "run these with credentials of account %.*s", SPAN_FMT(other)));
    for (size_t i = 0; i < commands.count; i++)
        text_printf(&out, "%.*s\n", SPAN_FMT(commands.items[i]));
    return text_span(&out);
}
