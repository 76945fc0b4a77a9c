/* The way to a SIEM, from the log group on: its subscription filters, then the account's policies that stand
 * for one on many log groups.
 *
 *   log group ──► subscription filter ──► a destination of SiemDestinationArns
 *
 * A pattern that matches everything is what a SIEM is for. */
#include "json.h"
#include "policy_condition.h"
#include "policy_internal.h"

static bool is_siem(const struct policy *policy, struct span destination_arn) {
    const struct strings *globs = &policy->parameters->siem_destination_arns;
    for (size_t i = 0; i < globs->count; i++)
        if (policy_glob_match(globs->items[i], destination_arn, false))
            return true;
    return false;
}

/* The best case of what the filter sends: NULL, everything, where the text does not tell. */
static const struct pattern *check_filter(struct walk *walk) {
    const struct subscription_filter *filter = walk->path.siem_filter;
    const struct pattern *pattern = NULL;
    struct pattern_error error;
    if (!pattern_parse(walk->policy->arena, filter->pattern, &pattern, &error)) {
        walk_doubt(walk, HOP_SIEM, REASON_SIEM_UNDECIDED,
                   walk_text(walk,
                             "the pattern of subscription filter \"%.*s\" cannot be read at column %zu: %.*s",
                             SPAN_FMT(filter->name), error.column, SPAN_FMT(error.message)));
        return NULL;
    }
    if (filter->on_transformed_logs || filter->field_selection_criteria.len)
        walk_doubt(
            walk, HOP_SIEM, REASON_SIEM_UNDECIDED,
            walk_text(walk, "subscription filter \"%.*s\" has %s, which is not decided",
                      SPAN_FMT(filter->name),
                      filter->on_transformed_logs ? "applyOnTransformedLogs" : "fieldSelectionCriteria"));
    return filter->on_transformed_logs ? NULL : pattern;
}

static void add_way(struct survey *survey, const struct walk *start, const struct pattern *recorded,
                    const struct subscription_filter *filter) {
    struct walk walk = *start;
    walk.path.siem_filter = filter;
    const struct pattern *pattern = check_filter(&walk);
    counter_add_walk(survey_add_counter(survey, &walk, recorded, pattern), &walk);
}

/* What the account's policy does to this log group. */
enum selection { SELECTED, LEFT_OUT, PERHAPS_SELECTED };

static bool skip_word(struct span *text, struct span word) {
    *text = span_trim(*text);
    bool found = span_starts_with(*text, word);
    if (found)
        *text = span_tail(*text, word.len);
    return found;
}

/* No wildcard, no ARN: whether these would be compared as more than a name is not documented. */
static bool is_group_name(struct span text) {
    static const struct span allowed =
        SPAN_INIT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_/#");
    for (size_t i = 0; i < text.len; i++)
        if (span_find_byte(allowed, text.ptr[i]) == allowed.len)
            return false;
    return text.len > 0;
}

/* The one form that the API takes: LogGroupName NOT IN ["a", "b"] */
static enum selection select_group(struct arena *arena, struct span criteria, struct span group_name) {
    const struct json *list;
    struct error error;
    enum selection selection = SELECTED;
    if (span_trim(criteria).len == 0)
        return SELECTED;
    if (!skip_word(&criteria, SPAN("LogGroupName ")) || !skip_word(&criteria, SPAN("NOT ")) ||
        !skip_word(&criteria, SPAN("IN")) || !json_parse(arena, criteria, "Function.Defect", &list, &error) ||
        json_kind(list) != JSON_ARRAY)
        return PERHAPS_SELECTED;
    for (const struct json *name = json_first(list); name; name = json_next(name)) {
        if (!is_group_name(json_string(name)))
            return PERHAPS_SELECTED;
        if (span_equal(json_string(name), group_name))
            selection = LEFT_OUT;
    }
    return selection;
}

/* The policy's document as the subscription filter that it stands for. False: it says more, or less, than
 * that. */
static bool read_document(struct arena *arena, const struct account_policy *account_policy,
                          struct subscription_filter *out) {
    const struct json *document;
    struct error error;
    bool known = true;
    *out = (struct subscription_filter){.name = account_policy->name};
    if (!json_parse(arena, account_policy->document, "Function.Defect", &document, &error))
        return false;
    for (const struct json *member = json_first(document); member; member = json_next(member)) {
        struct span name = json_name(member), value = json_string(member);
        if (span_equal(name, SPAN("DestinationArn")))
            out->destination_arn = value;
        else if (span_equal(name, SPAN("FilterPattern")))
            out->pattern = value;
        else if (!span_equal(name, SPAN("RoleArn")) && !span_equal(name, SPAN("Distribution")))
            known = false;
    }
    return known && out->destination_arn.len && out->pattern.ptr;
}

/* Subscriptions are for log groups of class STANDARD; a policy for the account passes over the others. */
static void check_class(struct walk *walk, const struct log_group_place *place) {
    const struct log_groups *groups =
        walk_read(walk, HOP_SIEM, OPERATION_DESCRIBE_LOG_GROUPS, place->region, place->name);
    for (size_t i = 0; groups && i < groups->count; i++) {
        struct span class = groups->items[i].log_group_class;
        if (span_equal(groups->items[i].name, place->name) && class.len &&
            !span_equal(class, SPAN("STANDARD")))
            walk_doubt(walk, HOP_SIEM, REASON_SIEM_UNDECIDED,
                       walk_text(walk,
                                 "whether a policy of the account sends on log group \"%.*s\" of class %.*s "
                                 "is not decided",
                                 SPAN_FMT(place->name), SPAN_FMT(class)));
    }
}

static void walk_account_policy(struct survey *survey, const struct walk *start,
                                const struct pattern *recorded, const struct log_group_place *place,
                                const struct account_policy *account_policy) {
    struct arena *arena = start->policy->arena;
    struct subscription_filter *filter = ARENA_NEW(arena, struct subscription_filter);
    struct walk walk = *start;
    enum selection selection = select_group(arena, account_policy->selection_criteria, place->name);
    bool readable = read_document(arena, account_policy, filter);
    if (selection == LEFT_OUT ||
        (filter->destination_arn.len && !is_siem(start->policy, filter->destination_arn)))
        return;
    if (!readable)
        walk_doubt(&walk, HOP_SIEM, REASON_SIEM_UNDECIDED,
                   walk_text(&walk, "account policy \"%.*s\" cannot be read", SPAN_FMT(filter->name)));
    if (selection == PERHAPS_SELECTED)
        walk_doubt(&walk, HOP_SIEM, REASON_SIEM_UNDECIDED,
                   walk_text(&walk, "the selectionCriteria of account policy \"%.*s\" are not decided",
                             SPAN_FMT(filter->name)));
    check_class(&walk, place);
    if (readable)
        add_way(survey, &walk, recorded, filter);
    else
        survey_add_end(survey, &walk, recorded);
}

/* Asked when the log group's own filters are known: most often these are enough. */
static void walk_account_policies(struct survey *survey, const struct walk *start,
                                  const struct pattern *recorded, const struct log_group_place *place) {
    struct walk walk = *start;
    const struct fact *fact =
        walk_ask(&walk, OPERATION_DESCRIBE_ACCOUNT_POLICIES, place->region, SPAN_ABSENT);
    const struct account_policies *policies = fact && fact->state == FACT_READ ? fact->value : NULL;
    for (size_t i = 0; policies && i < policies->count; i++)
        walk_account_policy(survey, start, recorded, place, &policies->items[i]);
    if (!fact || policies)
        return;
    walk_doubt_fact(&walk, HOP_SIEM, fact);
    survey_add_end(survey, &walk, recorded);
}

void policy_siem_walk(struct survey *survey, const struct walk *start, const struct pattern *recorded,
                      const struct log_group_place *place) {
    const struct policy *policy = start->policy;
    struct walk walk = *start;
    if (policy->parameters->siem_destination_arns.count == 0)
        return;
    const struct fact *fact =
        walk_ask(&walk, OPERATION_DESCRIBE_SUBSCRIPTION_FILTERS, place->region, place->name);
    const struct subscription_filters *filters = fact && fact->state == FACT_READ ? fact->value : NULL;
    for (size_t i = 0; filters && i < filters->count; i++)
        if (is_siem(policy, filters->items[i].destination_arn))
            add_way(survey, start, recorded, &filters->items[i]);
    if (fact && fact->state != FACT_READ && fact->state != FACT_NOT_FOUND) {
        walk_doubt_fact(&walk, HOP_SIEM, fact);
        survey_add_end(survey, &walk, recorded);
    }
    if (fact)
        walk_account_policies(survey, start, recorded, place);
}
