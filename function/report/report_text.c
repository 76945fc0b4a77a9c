#include "report.h"
#include "report_chain.h"
#include "report_lines.h"

/*   o trail          management-events
 *   |
 *   X metric filter  denied (narrower)
 *   :                NO_ALARM: ...
 *   . alarm */

static const char *headline(enum verdict verdict) {
    switch (verdict) {
    case VERDICT_MONITORED:
        return "If an unauthorized API call happened now, a person would hear of it.";
    case VERDICT_NOT_MONITORED:
        return "If an unauthorized API call happened now, nobody would hear of it.";
    case VERDICT_CANNOT_VERIFY:
        return "Whether a person would hear of an unauthorized API call cannot be verified.";
    case VERDICT_NOT_APPLICABLE:
        return "This rule is not for this account.";
    }
    return "";
}

static void put_heading(struct text_builder *out, const struct report *report) {
    const struct findings *findings = report->findings;
    struct span line = arena_printf(out->arena, "%s  account %.*s, %.*s", verdict_name(findings->verdict),
                                    SPAN_FMT(report->facts->account_id), SPAN_FMT(report->facts->region));
    report_put_lines(out, "", "", line);
    report_put_lines(out, "", "", span_from_cstr(headline(findings->verdict)));
}

/* Why and what to do, behind the rail of a broken hop or on its own. */
static void put_reason(struct text_builder *out, const char *left, enum reason reason, struct span detail,
                       const struct fact *unread) {
    const struct reason_info *info = reason_info(reason);
    struct span missing = report_unread_text(out->arena, unread);
    struct span text = missing.len ? missing : span_from_cstr(info->text);
    report_put_lines(out, left, left, arena_printf(out->arena, "%s: %.*s", info->code, SPAN_FMT(text)));
    if (detail.len && !missing.len)
        report_put_lines(out, left, left, detail);
    if (info->advice && *info->advice)
        report_put_lines(out, left, left, arena_printf(out->arena, "To do: %s", info->advice));
}

static struct span hop_words(struct arena *arena, const struct path *path, enum hop hop) {
    struct span name = report_hop_name(path, hop);
    if (hop == HOP_FILTER && path->filter_class.len)
        return arena_printf(arena, "%.*s (%.*s)", SPAN_FMT(name), SPAN_FMT(path->filter_class));
    if (hop == HOP_SUBSCRIPTION && name.len)
        return arena_printf(arena, "told: %.*s", SPAN_FMT(name));
    if (hop == HOP_SIEM && name.len)
        return arena_printf(arena, "%.*s (%.*s), to %.*s", SPAN_FMT(path_filter_name(path)),
                            SPAN_FMT(path->filter_class.len ? path->filter_class : SPAN("?")),
                            SPAN_FMT(name));
    return name.len ? name : SPAN("(none)");
}

static char hop_mark(const struct path *path, enum hop hop) {
    if (path->complete || path->hop != hop)
        return 'o';
    return reason_info(path->reason)->verdict == VERDICT_CANNOT_VERIFY ? '?' : 'X';
}

static void put_hop(struct text_builder *out, const struct path *path, enum hop hop) {
    struct arena *arena = out->arena;
    if (!report_path_reached(path, hop)) {
        text_printf(out, "  . %s\n", report_hop_label(hop));
        return;
    }
    struct span left = arena_printf(arena, "  %c %-13s  ", hop_mark(path, hop), report_hop_label(hop));
    report_put_lines(out, arena_cstr(arena, left), "  |                ", hop_words(arena, path, hop));
    if (!path->complete && path->hop == hop)
        put_reason(out, "  :                ", path->reason, path->detail, path->unread);
    else if (hop != HOP_SUBSCRIPTION && hop != HOP_SIEM)
        text_append(out, SPAN("  |\n"));
}

/* A SIEM takes over behind the log group: there is no filter, alarm or topic to draw. */
static bool ends_in_siem(const struct path *path) {
    return path->hop == HOP_SIEM || path->siem_filter;
}

static void put_time(struct text_builder *out, const struct path *path) {
    if (!path->complete || path->minutes_to_alarm < 0 || ends_in_siem(path))
        return;
    struct span events = SPAN_ABSENT;
    if (path->events_to_alarm > 1)
        events = arena_printf(out->arena, " after %lld calls", (long long)path->events_to_alarm);
    struct span text = arena_printf(
        out->arena, "Heard at most %lld min%.*s after CloudTrail delivers, which takes about 5 min.",
        (long long)path->minutes_to_alarm, SPAN_FMT(events));
    report_put_lines(out, "  ", "  ", text);
}

static void put_path(struct text_builder *out, const struct findings *findings, size_t index) {
    const struct path *path = &findings->paths[index];
    bool decides = findings->deciding && path == findings->deciding && findings->path_count > 1;
    text_printf(out, "\nPath %zu of %zu%s%s\n", index + 1, findings->path_count,
                path->complete ? ", complete" : "", decides ? ", decides" : "");
    bool siem = ends_in_siem(path);
    enum hop last = siem ? HOP_LOG_GROUP : HOP_SUBSCRIPTION;
    for (int hop = HOP_TRAIL; hop <= (int)last; hop++)
        put_hop(out, path, (enum hop)hop);
    if (siem)
        put_hop(out, path, HOP_SIEM);
    put_time(out, path);
    for (size_t i = 0; i < path->remarks.count; i++)
        report_put_lines(out, "  note: ", "        ", path->remarks.items[i]);
}

static void put_paths(struct text_builder *out, const struct findings *findings) {
    size_t shown = findings->path_count < REPORT_PATHS_LIMIT ? findings->path_count : REPORT_PATHS_LIMIT;
    for (size_t i = 0; i < shown; i++)
        put_path(out, findings, i);
    if (shown < findings->path_count)
        text_printf(out, "\n%zu more paths are not shown.\n", findings->path_count - shown);
}

static void put_witness(struct text_builder *out, const struct findings *findings) {
    if (!findings->witness.len)
        return;
    text_append(out, SPAN("\nThe event that gets away:\n"));
    report_put_event(out, "  ", findings->witness, findings->proof);
    if (findings->proof && findings->proof->realism == REALISM_FALSE)
        text_append(out, SPAN("No service is known to write such an event.\n"));
}

static void put_commands(struct text_builder *out, const struct report *report) {
    struct strings commands = report_remediation(out->arena, report);
    struct span other = report_other_account(report->findings, report->facts->account_id);
    if (!commands.count)
        return;
    text_append(out, SPAN("\nTo repair it (EARSHOT_EMAIL: the address to be told):\n"));
    if (other.len)
        report_put_lines(out, "  ", "  ",
                         arena_printf(out->arena, "with credentials of account %.*s", SPAN_FMT(other)));
    for (size_t i = 0; i < commands.count; i++)
        report_put_command(out, commands.items[i]);
}

struct span report_text(struct arena *arena, const struct report *report) {
    const struct findings *findings = report->findings;
    struct text_builder out = {.arena = arena};
    put_heading(&out, report);
    /* Without a path the drawing has no place to say why. */
    if (!findings->deciding && findings->reason != REASON_NONE)
        put_reason(&out, "  ", findings->reason, findings->detail, NULL);
    put_paths(&out, findings);
    put_witness(&out, findings);
    if (findings->requirement.len) {
        text_append(&out, SPAN("\nRequired:\n"));
        report_put_pattern(&out, "  ", "  ", findings->requirement);
    }
    if (!findings->alarms_listed)
        text_append(&out,
                    SPAN("\nAlarms beyond those shown were not read: they could not change the verdict.\n"));
    put_commands(&out, report);
    return text_span(&out);
}
