/* The fields of a record, what they may hold, and how they hang on each other. */
#include "report_smt2.h"

const struct span smt_required[SMT_REQUIRED] = {
    SPAN_INIT("eventVersion"), SPAN_INIT("eventTime"), SPAN_INIT("eventSource"),
    SPAN_INIT("eventName"),    SPAN_INIT("awsRegion"), SPAN_INIT("sourceIPAddress"),
    SPAN_INIT("userIdentity"),
};

/* As the tables name it: a key that holds a dot, or an index, leads to nothing that they know. */
static struct span path_of(struct arena *arena, struct pattern_selector selector) {
    struct text_builder path = {.arena = arena};
    for (size_t i = 0; i < selector.count; i++) {
        struct pattern_step step = selector.steps[i];
        if (step.kind != PATTERN_KEY || span_find_byte(step.key, '.') < step.key.len)
            return SPAN_ABSENT;
        text_printf(&path, "%s%.*s", i ? "." : "", SPAN_FMT(step.key));
    }
    return text_span(&path);
}

size_t smt_field(struct smt *smt, const struct pattern_selector *selector) {
    struct pattern_selector parent = {selector->steps, selector->count - 1};
    for (size_t i = 0; i < smt->fields.count; i++)
        if (pattern_selector_equal(smt->fields.items[i].selector, *selector))
            return i;
    if (parent.count)
        smt_field(smt, &parent);
    struct smt_field *field = ARENA_PUSH(smt->arena, &smt->fields);
    field->selector = *selector;
    field->path = path_of(smt->arena, *selector);
    field->record = record_field(field->path);
    return smt->fields.count - 1;
}

/* --- What it may hold --- */

static void put_kinds(struct text_builder *out, size_t number, unsigned states) {
    static const unsigned bits[SMT_KINDS] = {
        [SMT_ABSENT] = MAY_BE_ABSENT, [SMT_NULL] = MAY_BE_NULL,     [SMT_TRUE] = MAY_BE_TRUE,
        [SMT_FALSE] = MAY_BE_FALSE,   [SMT_NUMBER] = MAY_BE_NUMBER, [SMT_STRING] = MAY_BE_STRING,
        [SMT_OBJECT] = MAY_BE_OBJECT, [SMT_ARRAY] = MAY_BE_ARRAY,
    };
    text_append(out, SPAN("(assert (or false"));
    for (int kind = 0; kind < SMT_KINDS; kind++)
        if (states & bits[kind])
            text_printf(out, " (= f%zu.kind %d)", number, kind);
    text_append(out, SPAN("))\n"));
}

static const char *rule_text(enum text_rule rule) {
    switch (rule) {
    case TEXT_PLAIN:
        return "plain";
    case TEXT_ADDRESS:
        return "address";
    case TEXT_NUMBER:
        return "number-text";
    case TEXT_ANY:
    case TEXT_RULES:
        break;
    }
    return "re.all";
}

static void put_selector(struct text_builder *out, const struct pattern_selector *selector) {
    text_append(out, SPAN("$"));
    for (size_t i = 0; i < selector->count; i++) {
        struct pattern_step step = selector->steps[i];
        switch (step.kind) {
        case PATTERN_KEY:
            text_append(out, SPAN("."));
            smt_put_string(out, step.key);
            break;
        case PATTERN_INDEX:
            text_printf(out, "[%llu]", (unsigned long long)step.index);
            break;
        case PATTERN_ANY_KEY:
        case PATTERN_ANY_INDEX:
            text_printf(out, ".(another key, %llu)", (unsigned long long)step.index);
            break;
        }
    }
}

static void put_strings(struct text_builder *out, const struct smt_field *field, size_t number) {
    text_printf(out, "(assert (=> (= f%zu.kind 5) (str.in_re f%zu.text %s)))\n", number, number,
                rule_text(field->record->rule));
    if (field->path.ptr && span_equal(field->path, SPAN("eventType")))
        text_printf(out, "(assert (not (= f%zu.text \"AwsCloudTrailInsight\"))) ; T1\n", number);
    if (!field->string_by_value)
        return;
    text_printf(out, "(declare-const f%zu.numeric Bool) ; is the string a number? f%zu.value is which\n",
                number, number);
    text_printf(out, "(assert (=> f%zu.numeric (not (= f%zu.text \"\"))))\n", number, number);
}

/* The text of a number, and of a string that is one, is free where nothing asks for its value. */
static void put_field(struct text_builder *out, const struct smt_field *field, size_t number) {
    text_printf(out, "(declare-const f%zu.kind Int) ; ", number);
    put_selector(out, &field->selector);
    text_printf(out, "\n(declare-const f%zu.text String)\n", number);
    put_kinds(out, number, field->record->states);
    if (field->number_by_value || field->string_by_value)
        text_printf(out, "(declare-const f%zu.value Real)\n", number);
    if (field->record->states & MAY_BE_STRING)
        put_strings(out, field, number);
    if (field->record->states & MAY_BE_NUMBER)
        text_printf(out, "(assert (=> (= f%zu.kind 4) (str.in_re f%zu.text number-text)))\n", number, number);
}

/* --- Coupling --- */

/* A record is an object: it has no elements of its own. */
static void put_parent(struct smt *smt, size_t number) {
    struct pattern_selector selector = smt->fields.items[number].selector;
    bool is_element = selector.steps[selector.count - 1].kind == PATTERN_INDEX;
    struct pattern_selector parent = {selector.steps, selector.count - 1};
    if (selector.count > 1)
        text_printf(&smt->out, "(assert (or (= f%zu.kind 0) (= f%zu.kind %d)))\n", number,
                    smt_field(smt, &parent), is_element ? SMT_ARRAY : SMT_OBJECT);
    else if (is_element)
        text_printf(&smt->out, "(assert (= f%zu.kind 0))\n", number);
}

/* Where an element is, those before it are. */
static void put_elements_before(struct smt *smt, size_t number) {
    struct pattern_selector selector = smt->fields.items[number].selector;
    const struct pattern_step *last = &selector.steps[selector.count - 1];
    for (size_t i = 0; last->kind == PATTERN_INDEX && i < smt->fields.count; i++) {
        struct pattern_selector other = smt->fields.items[i].selector;
        const struct pattern_step *end = &other.steps[other.count - 1];
        struct pattern_selector array = {selector.steps, selector.count - 1};
        if (end->kind == PATTERN_INDEX && end->index < last->index &&
            pattern_selector_equal((struct pattern_selector){other.steps, other.count - 1}, array))
            text_printf(&smt->out, "(assert (or (= f%zu.kind 0) (not (= f%zu.kind 0))))\n", number, i);
    }
}

void smt_put_fields(struct smt *smt) {
    for (size_t i = 0; i < smt->fields.count; i++)
        put_field(&smt->out, &smt->fields.items[i], i);
    for (size_t i = 0; i < smt->fields.count; i++)
        put_parent(smt, i), put_elements_before(smt, i);
}
