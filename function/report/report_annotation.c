#include "prover.h"
#include "report.h"
#include "report_chain.h"
#include "report_safe.h"
#include "report_witness.h"

#include <string.h>

/* Most important words first: what is cut off is the end. Long names are shortened before anything is cut. */

enum { FILTERS_NAMED = 3 };

struct draft {
    struct text_builder text;
    size_t name_limit_units;
    bool brief;
};

static void put_name(struct draft *draft, struct span name) {
    struct span safe = report_safe(draft->text.arena, name);
    safe = report_cut(draft->text.arena, safe, draft->name_limit_units);
    text_append(&draft->text, safe);
}

/* A sentence's words; the full stop is ours, so that table texts may have one or not. */
static void put_sentence(struct draft *draft, struct span sentence) {
    sentence = report_safe(draft->text.arena, span_trim(sentence));
    while (span_ends_with(sentence, SPAN(".")) && !span_ends_with(sentence, SPAN("...")))
        sentence.len--;
    if (!sentence.len)
        return;
    text_append(&draft->text, sentence);
    text_append(&draft->text, SPAN(". "));
}

/* --- MONITORED --- */

static void put_filters(struct draft *draft, const struct findings *findings) {
    struct chain_filters filters = report_complete_filters(draft->text.arena, findings);
    if (!filters.count)
        return;
    text_append(&draft->text, filters.count > 1 ? SPAN(", filters ") : SPAN(", filter "));
    for (size_t i = 0; i < filters.count && i < FILTERS_NAMED; i++) {
        if (i)
            text_append(&draft->text, SPAN(", "));
        put_name(draft, path_filter_name(filters.items[i].path));
    }
    if (filters.count > FILTERS_NAMED)
        text_printf(&draft->text, " and %zu more", filters.count - FILTERS_NAMED);
}

static void put_hop(struct draft *draft, const struct path *path, enum hop hop) {
    struct span name = report_hop_name(path, hop);
    if (!name.len)
        return;
    text_printf(&draft->text, ", %s ", report_hop_label(hop));
    put_name(draft, name);
}

/* Those of all complete paths, each once. */
static void put_remarks(struct draft *draft, const struct findings *findings) {
    size_t start = draft->text.count;
    for (size_t i = 0; i < findings->path_count; i++) {
        const struct path *path = &findings->paths[i];
        for (size_t k = 0; path->complete && k < path->remarks.count; k++) {
            struct span remark = report_safe(draft->text.arena, path->remarks.items[k]);
            if (!span_contains(span_tail(text_span(&draft->text), start), remark))
                put_sentence(draft, remark);
        }
    }
}

/* The first complete path to a person, or to a SIEM; NULL: none. */
static const struct path *find_complete(const struct findings *findings, bool to_siem) {
    for (size_t i = 0; i < findings->path_count; i++) {
        const struct path *path = &findings->paths[i];
        if (path->complete && (path->siem_filter != NULL) == to_siem)
            return path;
    }
    return NULL;
}

/* " (told: email, SIEM)" */
static void put_told(struct draft *draft, const struct path *heard, const struct path *siem) {
    bool named = heard && heard->subscription;
    if (!named && !siem)
        return;
    text_append(&draft->text, SPAN(" (told: "));
    if (named)
        put_name(draft, heard->subscription->protocol);
    if (siem)
        text_append(&draft->text, named ? SPAN(", SIEM") : SPAN("SIEM"));
    text_append(&draft->text, SPAN(")"));
}

static void write_monitored(struct draft *draft, const struct findings *findings) {
    const struct path *path = findings->deciding, *siem = find_complete(findings, true);
    const struct path *heard = path && path->siem_filter ? find_complete(findings, false) : path;
    text_append(&draft->text, SPAN("Unauthorized API calls are heard"));
    put_told(draft, heard, siem);
    if (path) {
        text_append(&draft->text, SPAN(": trail "));
        put_name(draft, report_hop_name(path, HOP_TRAIL));
        put_filters(draft, findings);
    }
    if (heard) {
        put_hop(draft, heard, HOP_ALARM);
        put_hop(draft, heard, HOP_TOPIC);
    }
    if (siem) {
        put_hop(draft, siem, HOP_LOG_GROUP);
        put_hop(draft, siem, HOP_SIEM);
    }
    text_append(&draft->text, SPAN(". "));
    put_remarks(draft, findings);
}

/* --- everything else --- */

static bool holds_word(struct span text, struct span word) {
    for (; text.len >= word.len; text = span_tail(text, 1)) {
        struct span rest = span_tail(text, word.len);
        bool ends = !rest.len || span_find_byte(SPAN(" :,.;\""), rest.ptr[0]) < sizeof " :,.;\"" - 1;
        if (ends && span_starts_with(text, word))
            return true;
    }
    return false;
}

static const char *label_of(const struct path *path, enum hop hop) {
    return hop == HOP_FILTER && path->siem_filter ? "subscription filter" : report_hop_label(hop);
}

/* Has the text before named it, as policy writes names: alarm "x", trail x, topic arn:...:x? */
static bool is_named(struct arena *arena, struct span before, const struct path *path, enum hop hop) {
    struct span safe = report_safe(arena, report_hop_name(path, hop));
    const char *label = hop == HOP_TOPIC ? "" : label_of(path, hop);
    struct span bare = arena_printf(arena, "%s%s%.*s", label, *label ? " " : ":", SPAN_FMT(safe));
    struct span quoted = arena_printf(arena, "%s \"%.*s\"", label, SPAN_FMT(safe));
    return holds_word(before, bare) || span_contains(before, quoted);
}

/* From the broken hop back to the trail, those that the text before has not named yet. */
static void put_names(struct draft *draft, const struct path *path) {
    if (!path)
        return;
    enum hop from = path->hop <= HOP_SUBSCRIPTION ? path->hop : HOP_FILTER;
    struct span before = text_span(&draft->text);
    for (int hop = (int)from; hop >= HOP_TRAIL; hop--) {
        struct span name = report_hop_name(path, (enum hop)hop);
        if (!name.len || is_named(draft->text.arena, before, path, (enum hop)hop))
            continue;
        text_append(&draft->text, draft->text.count > before.len ? SPAN(", ") : SPAN("At "));
        text_printf(&draft->text, "%s ", label_of(path, (enum hop)hop));
        put_name(draft, name);
    }
    if (draft->text.count > before.len)
        text_append(&draft->text, SPAN(". "));
}

/* What is broken in general words. The detail says it with names: where room is short, that is enough. */
static void put_text(struct draft *draft, const struct reason_info *info, struct span detail) {
    if (!draft->brief || !detail.len)
        put_sentence(draft, span_from_cstr(info->text));
}

/* Ends the sentence before with the event that gets away. False: there is none to tell of. */
static bool put_witness(struct draft *draft, const struct findings *findings) {
    struct arena *arena = draft->text.arena;
    struct span missed = report_witness_short(arena, findings->witness, findings->proof);
    if (!missed.len)
        return false;
    bool unrealistic = findings->proof && findings->proof->realism == REALISM_FALSE;
    if (span_ends_with(text_span(&draft->text), SPAN(". ")))
        draft->text.count -= strlen(". ");
    put_sentence(draft, arena_printf(arena, ", such as %.*s%s", SPAN_FMT(missed),
                                     unrealistic ? " (no service is known to write such an event)" : ""));
    return true;
}

static void write_cannot_verify(struct draft *draft, const struct findings *findings) {
    const struct reason_info *info = reason_info(findings->reason);
    const struct fact *unread = findings->deciding ? findings->deciding->unread : NULL;
    struct span missing = report_unread_text(draft->text.arena, unread);
    text_append(&draft->text, SPAN("Cannot verify: "));
    if (missing.len) {
        put_sentence(draft, missing);
    } else {
        put_text(draft, info, findings->detail);
        put_sentence(draft, findings->detail);
    }
    put_names(draft, findings->deciding);
    put_sentence(draft, span_from_cstr(info->advice));
}

static void write_broken(struct draft *draft, const struct findings *findings) {
    const struct reason_info *info = reason_info(findings->reason);
    put_text(draft, info, findings->witness.len ? SPAN_ABSENT : findings->detail);
    /* The detail of a filter tells of the same event in more words. */
    if (!put_witness(draft, findings))
        put_sentence(draft, findings->detail);
    put_names(draft, findings->deciding);
    put_sentence(draft, span_from_cstr(info->advice));
}

static void write_draft(struct draft *draft, const struct findings *findings) {
    switch (findings->verdict) {
    case VERDICT_MONITORED:
        write_monitored(draft, findings);
        break;
    case VERDICT_CANNOT_VERIFY:
        write_cannot_verify(draft, findings);
        break;
    case VERDICT_NOT_MONITORED:
    case VERDICT_NOT_APPLICABLE:
        write_broken(draft, findings);
        break;
    }
}

struct span report_annotation(struct arena *arena, const struct findings *findings) {
    static const struct {
        size_t name_limit_units;
        bool brief;
    } steps[] = {
        {ANNOTATION_LIMIT_UTF16, false}, {ANNOTATION_LIMIT_UTF16, true}, {64, true}, {40, true}, {24, true}};
    struct span text = SPAN_ABSENT;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct draft draft = {
            .text = {.arena = arena}, .name_limit_units = steps[i].name_limit_units, .brief = steps[i].brief};
        write_draft(&draft, findings);
        text = span_trim(text_span(&draft.text));
        if (report_utf16_units(text) <= ANNOTATION_LIMIT_UTF16)
            return text;
    }
    return report_cut(arena, text, ANNOTATION_LIMIT_UTF16);
}
