#include "report_repair.h"

/* The deciding path first, then the others that are needed. */
struct strings report_remediation(struct arena *arena, const struct report *report) {
    const struct findings *findings = report->findings;
    struct repair repair = {.arena = arena, .report = report};
    bool broken = findings->verdict == VERDICT_NOT_MONITORED || findings->verdict == VERDICT_CANNOT_VERIFY;
    if (broken && findings->deciding && findings->deciding->needed)
        report_repair_path(&repair, findings->deciding);
    for (size_t i = 0; broken && i < findings->path_count; i++)
        if (findings->paths[i].needed && &findings->paths[i] != findings->deciding)
            report_repair_path(&repair, &findings->paths[i]);
    return (struct strings){repair.commands.items, repair.commands.count};
}
