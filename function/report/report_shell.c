#include "arn.h"
#include "report.h"
#include "report_chain.h"
#include "report_safe.h"

enum { ARN_ACCOUNT = 4 };

static void put_comment(struct text_builder *out, struct span text) {
    text_printf(out, "# %.*s\n", SPAN_FMT(report_safe(out->arena, text)));
}

/* An organization's log group may stand in another account than the one that is judged. */
static void put_foreign_account(struct text_builder *out, const struct report *report) {
    const struct path *path = report->findings->deciding;
    struct span account = path ? arn_field(path->log_group_arn, ARN_ACCOUNT) : SPAN_ABSENT;
    if (account.len && !span_equal(account, report->facts->account_id))
        put_comment(
            out, arena_printf(out->arena, "run these with credentials of account %.*s", SPAN_FMT(account)));
}

struct span report_shell(struct arena *arena, const struct report *report) {
    const struct findings *findings = report->findings;
    struct text_builder out = {.arena = arena};
    struct span annotation = report_annotation(arena, findings);
    put_comment(&out, arena_printf(arena, "%s account %.*s, %.*s: %.*s", verdict_name(findings->verdict),
                                   SPAN_FMT(report->facts->account_id), SPAN_FMT(report->facts->region),
                                   SPAN_FMT(annotation)));
    struct strings commands = report_remediation(arena, report);
    if (!commands.count)
        put_comment(&out, findings->verdict == VERDICT_MONITORED
                              ? SPAN("nothing is to do")
                              : SPAN("no command of the AWS CLI can mend this"));
    else
        put_foreign_account(&out, report);
    for (size_t i = 0; i < commands.count; i++)
        text_printf(&out, "%.*s\n", SPAN_FMT(commands.items[i]));
    return text_span(&out);
}
