#include "report.h"
#include "report_lines.h"

static const char *coverage_sentence(enum coverage coverage) {
    switch (coverage) {
    case COVERAGE_COVERED:
        return "every event that the requirement names is counted";
    case COVERAGE_UNCOVERED:
        return "an event that the requirement names gets away";
    case COVERAGE_UNDECIDED:
        return "it could not be decided whether an event gets away";
    case COVERAGE_UNREADABLE:
        return "the answer hangs on a pattern that cannot be read";
    }
    return "";
}

static const char *class_sentence(enum filter_class class) {
    switch (class) {
    case FILTER_EQUIVALENT:
        return "counts exactly what the requirement names";
    case FILTER_WIDER:
        return "counts all that the requirement names, and more";
    case FILTER_NARROWER:
        return "counts only what the requirement names, but not all of it";
    case FILTER_OVERLAPPING:
        return "misses some of what the requirement names, and counts other events";
    case FILTER_DISJOINT:
        return "counts nothing that the requirement names";
    case FILTER_NEVER_MATCHES:
        return "contradicts itself: no event can match it";
    case FILTER_MATCHES_EVERYTHING:
        return "counts every event, successful calls too: it tells nothing apart";
    case FILTER_UNDECIDED:
        return "what it counts could not be decided";
    case FILTER_UNREADABLE:
        return "is no filter pattern that CloudWatch Logs would take";
    }
    return "";
}

static void put_open_points(struct text_builder *out, uint32_t points) {
    if (!points)
        return;
    text_append(out, SPAN("what AWS does not say: "));
    const char *joint = "";
    for (int n = 1; n < PATTERN_OPEN_POINTS; n++) {
        if (!(points & (1U << n)))
            continue;
        text_printf(out, "%s%s", joint, pattern_open_point_name((enum pattern_open_point)(1 << n)));
        joint = ", ";
    }
    text_append(out, SPAN("\n"));
}

static void put_error(struct text_builder *out, const char *left, const char *next_left,
                      const struct pattern_error *error) {
    if (!error->message.ptr)
        return;
    struct span text = arena_printf(out->arena, "column %zu: %.*s", error->column, SPAN_FMT(error->message));
    report_put_lines(out, left, next_left, text);
}

static void put_filter(struct text_builder *out, const struct proof *proof, size_t index) {
    const struct proof_filter *filter = &proof->filters[index];
    struct arena *arena = out->arena;
    struct span class =
        arena_printf(arena, "%s: %s", filter_class_name(filter->class), class_sentence(filter->class));
    struct span number = arena_printf(arena, "filter %-4zu ", index + 1);
    text_append(out, SPAN("\n"));
    report_put_pattern(out, arena_cstr(arena, number), "            ", filter->pattern);
    report_put_lines(out, "            ", "            ", class);
    put_error(out, "            ", "            ", &filter->error);
    if (filter->misses.len) {
        text_append(out, SPAN("  misses\n"));
        struct why why = report_why(arena, "the filter", filter->pattern, filter->misses);
        report_put_event_why(out, "            ", filter->misses, proof, &why);
    }
    if (filter->noise.len) {
        text_append(out, SPAN("  also counts\n"));
        struct why why = report_why(arena, "the requirement", proof->requirement, filter->noise);
        report_put_event_why(out, "            ", filter->noise, proof, &why);
    }
}

struct span report_proof_text(struct arena *arena, const struct proof *proof) {
    struct text_builder out = {.arena = arena};
    text_printf(&out, "%s: %s\n", coverage_name(proof->coverage), coverage_sentence(proof->coverage));
    report_put_pattern(&out, "requirement ", "            ", proof->requirement);
    put_error(&out, "            ", "            ", &proof->requirement_error);
    if (proof->reason.len)
        report_put_lines(&out, "because     ", "            ", proof->reason);
    put_open_points(&out, proof->open_points);
    /* With one filter its own example below says the same. */
    if (proof->witness.len && proof->filter_count != 1) {
        text_append(&out, SPAN("\ngets away\n"));
        report_put_event(&out, "            ", proof->witness, proof);
    }
    if (proof->realism == REALISM_FALSE)
        text_append(&out, SPAN("no service is known to write such an event\n"));
    for (size_t i = 0; i < proof->filter_count; i++)
        put_filter(&out, proof, i);
    return text_span(&out);
}
