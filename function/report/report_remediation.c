#include "report_chain.h"
#include "report_repair.h"

static bool is_past_filter(const struct path *path) {
    return path->hop == HOP_ALARM || path->hop == HOP_TOPIC || path->hop == HOP_SUBSCRIPTION;
}

/* Is there a path of the same filter that got further, or as far and stands earlier in the list? */
static bool is_outdone(const struct findings *findings, const struct path *path) {
    for (size_t i = 0; i < findings->path_count; i++) {
        const struct path *other = &findings->paths[i];
        if (other->filter != path->filter || other == path)
            continue;
        if (other->complete || other->hop > path->hop || (other->hop == path->hop && other < path))
            return true;
    }
    return false;
}

static bool covers_alone(const struct path *path) {
    static const enum filter_class classes[] = {FILTER_EQUIVALENT, FILTER_WIDER, FILTER_MATCHES_EVERYTHING};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (span_equal(path->filter_class, span_from_cstr(filter_class_name(classes[i]))))
            return true;
    return false;
}

/* May both filters belong to one minimal covering set? Of one trail's filters it holds a single one that
 * covers, or several that do not. */
static bool are_companions(const struct path *a, const struct path *b) {
    return a->filter != b->filter && (a->trail != b->trail || (!covers_alone(a) && !covers_alone(b)));
}

/* All members of the minimal covering set (policy.md, section 1) are needed, so each of them that tells
 * nobody has to be mended. */
static void repair_members(struct repair *repair, const struct findings *findings) {
    for (size_t i = 0; i < findings->path_count; i++) {
        const struct path *path = &findings->paths[i];
        if (is_past_filter(path) && are_companions(path, findings->deciding) && !is_outdone(findings, path))
            report_repair_path(repair, path);
    }
}

struct strings report_remediation(struct arena *arena, const struct report *report) {
    const struct findings *findings = report->findings;
    struct repair repair = {.arena = arena, .report = report};
    bool broken = findings->verdict == VERDICT_NOT_MONITORED || findings->verdict == VERDICT_CANNOT_VERIFY;
    if (broken && findings->deciding && !findings->deciding->complete) {
        report_repair_path(&repair, findings->deciding);
        if (is_past_filter(findings->deciding))
            repair_members(&repair, findings);
    }
    return (struct strings){repair.commands.items, repair.commands.count};
}
