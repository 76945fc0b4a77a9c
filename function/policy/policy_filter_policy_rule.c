#include "policy_filter_policy_rule.h"

#include "policy_condition.h"
#include "policy_internal.h"

#include <math.h>

/* SNS compares numbers up to 1e9 with five digits behind the point. */
#define NUMBER_LIMIT     1e9
#define NUMBER_PRECISION 1e-5

static bool is_ascii(struct span text) {
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    return true;
}

static enum truth text_equals_ignoring_case(struct span text, struct span operand) {
    if (span_equal_ignoring_case(text, operand))
        return TRUTH_YES;
    return is_ascii(text) && is_ascii(operand) ? TRUTH_NO : TRUTH_UNKNOWN;
}

static enum truth text_starts(struct span text, struct span operand) {
    return truth_of(span_starts_with(text, operand));
}

static enum truth text_ends(struct span text, struct span operand) {
    return truth_of(span_ends_with(text, operand));
}

/* Only '*' is special; what a backslash does is not looked at. */
static enum truth text_fits(struct span text, struct span operand) {
    bool plain = span_find_byte(operand, '\\') == operand.len && span_find_byte(operand, '?') == operand.len;
    return plain ? truth_of(policy_glob_match(operand, text, false)) : TRUTH_UNKNOWN;
}

static bool may_be_address(struct span text) {
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '.' || text.ptr[i] == ':')
            return true;
    return false;
}

static enum truth text_in_block(struct span text, struct span operand) {
    (void)operand;
    return may_be_address(text) ? TRUTH_UNKNOWN : TRUTH_NO;
}

struct text_operator {
    const char *name;
    enum truth (*holds)(struct span text, struct span operand);
    bool negatable; /* may stand in "anything-but" */
};

static const struct text_operator text_operators[] = {
    {"prefix", text_starts, true},  {"suffix", text_ends, true},
    {"wildcard", text_fits, true},  {"equals-ignore-case", text_equals_ignoring_case, true},
    {"cidr", text_in_block, false},
};

static const struct text_operator *find_text_operator(struct span name) {
    for (size_t i = 0; i < sizeof text_operators / sizeof *text_operators; i++)
        if (span_equal(name, span_from_cstr(text_operators[i].name)))
            return &text_operators[i];
    return NULL;
}

static enum truth apply_text_operator(const struct text_operator *op, const struct message_value *value,
                                      const struct json *operand) {
    struct span text = json_string(operand);
    if (!text.len || value->kind != MESSAGE_TEXT)
        return TRUTH_UNKNOWN;
    return op->holds(value->text, text);
}

/* A number as it is written may be compared as text, so only what differs by value certainly differs. */
static enum truth equals_number(const struct message_value *value, double operand) {
    double number;
    if (value->kind == MESSAGE_TEXT)
        return policy_filter_value(value->text, &number) ? TRUTH_UNKNOWN : TRUTH_NO;
    if (value->kind != MESSAGE_NUMBER)
        return TRUTH_UNKNOWN;
    if (fabs(value->number - operand) >= NUMBER_PRECISION)
        return TRUTH_NO;
    return value->is_whole && value->number == operand ? TRUTH_YES : TRUTH_UNKNOWN;
}

/* A literal of a list: "text", 300, true, null. */
static enum truth equals(const struct message_value *value, const struct json *operand) {
    double number;
    switch (json_kind(operand)) {
    case JSON_STRING:
        return value->kind == MESSAGE_TEXT ? truth_of(span_equal(value->text, json_string(operand)))
                                           : TRUTH_UNKNOWN;
    case JSON_NUMBER:
        return json_number(operand, &number) ? equals_number(value, number) : TRUTH_UNKNOWN;
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        return TRUTH_NO;
    case JSON_ABSENT:
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    return TRUTH_UNKNOWN;
}

/* {"anything-but": "x" | ["x", 1] | {"prefix": "x"}} */
static enum truth differs(const struct message_value *value, const struct json *operand) {
    enum truth any = TRUTH_NO;
    if (json_kind(operand) == JSON_OBJECT) {
        const struct json *member = json_first(operand);
        const struct text_operator *op = find_text_operator(json_name(member));
        if (!op || !op->negatable || json_count(operand) != 1)
            return TRUTH_UNKNOWN;
        return truth_not(apply_text_operator(op, value, member));
    }
    if (json_kind(operand) != JSON_ARRAY)
        return truth_not(equals(value, operand));
    for (const struct json *item = json_first(operand); item; item = json_next(item))
        any = truth_or(any, equals(value, item));
    return json_count(operand) ? truth_not(any) : TRUTH_UNKNOWN;
}

static enum truth compare(double number, struct span comparison, double operand) {
    const struct {
        const char *name;
        bool holds;
    } comparisons[] = {
        {"=", number == operand},  {"<", number < operand}, {"<=", number <= operand},
        {">=", number >= operand}, {">", number > operand},
    };
    double distance = fabs(number - operand);
    if (fabs(operand) > NUMBER_LIMIT || (distance > 0 && distance < NUMBER_PRECISION))
        return TRUTH_UNKNOWN;
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        if (span_equal(comparison, span_from_cstr(comparisons[i].name)))
            return truth_of(comparisons[i].holds);
    return TRUTH_UNKNOWN;
}

/* {"numeric": [">", 0, "<=", 300]} */
static enum truth fits_range(const struct message_value *value, const struct json *operand) {
    enum truth all = TRUTH_YES;
    double number;
    if (value->kind == MESSAGE_TEXT)
        return policy_filter_value(value->text, &number) ? TRUTH_UNKNOWN : TRUTH_NO;
    if (value->kind != MESSAGE_NUMBER || fabs(value->number) > NUMBER_LIMIT ||
        json_kind(operand) != JSON_ARRAY || json_count(operand) == 0)
        return TRUTH_UNKNOWN;
    for (const struct json *item = json_first(operand); item; item = json_next(item)) {
        struct span comparison = json_string(item);
        item = json_next(item);
        if (!item || !json_number(item, &number))
            return TRUTH_UNKNOWN;
        all = truth_and(all, compare(value->number, comparison, number));
    }
    return all;
}

static enum truth exists(const struct message_value *value, const struct json *operand) {
    bool there = value->kind == MESSAGE_TEXT || value->kind == MESSAGE_NUMBER;
    if (!there || (json_kind(operand) != JSON_TRUE && json_kind(operand) != JSON_FALSE))
        return TRUTH_UNKNOWN;
    return truth_of(json_is_true(operand));
}

static const struct {
    const char *name;
    enum truth (*holds)(const struct message_value *value, const struct json *operand);
} value_operators[] = {{"anything-but", differs}, {"numeric", fits_range}, {"exists", exists}};

enum { VALUE_OPERATORS = sizeof value_operators / sizeof *value_operators };

bool policy_filter_policy_rule_is_operator(struct span name) {
    for (size_t i = 0; i < VALUE_OPERATORS; i++)
        if (span_equal(name, span_from_cstr(value_operators[i].name)))
            return true;
    return find_text_operator(name) != NULL;
}

static enum truth apply_operator(const struct json *member, const struct message_value *value) {
    struct span name = json_name(member);
    const struct text_operator *text_operator = find_text_operator(name);
    if (text_operator)
        return apply_text_operator(text_operator, value, member);
    for (size_t i = 0; i < VALUE_OPERATORS; i++)
        if (span_equal(name, span_from_cstr(value_operators[i].name)))
            return value_operators[i].holds(value, member);
    return TRUTH_UNKNOWN;
}

/* SNS's guide says that {"exists": false} needs at least one attribute beside the absent one; alarm messages
 * have none. And it works on leaves only. */
static enum truth holds_for_absent(const struct json *rule) {
    const struct json *member = json_first(rule);
    if (json_kind(rule) != JSON_OBJECT)
        return json_kind(rule) == JSON_ARRAY ? TRUTH_UNKNOWN : TRUTH_NO;
    if (span_equal(json_name(member), SPAN("exists")))
        return json_is_true(member) ? TRUTH_NO : TRUTH_UNKNOWN;
    return policy_filter_policy_rule_is_operator(json_name(member)) ? TRUTH_NO : TRUTH_UNKNOWN;
}

/* What is null or empty equals no text and begins with none. */
static enum truth holds_for_nothing(const struct json *rule) {
    const struct json *member = json_first(rule);
    struct span text = json_kind(rule) == JSON_OBJECT ? json_string(member) : json_string(rule);
    bool is_text_rule = json_kind(rule) == JSON_STRING || find_text_operator(json_name(member));
    return is_text_rule && text.len ? TRUTH_NO : TRUTH_UNKNOWN;
}

enum truth policy_filter_policy_rule_holds(const struct json *rule, const struct message_value *value) {
    if (json_kind(rule) == JSON_OBJECT && json_count(rule) != 1)
        return TRUTH_UNKNOWN;
    switch (value->kind) {
    case MESSAGE_OPEN:
    case MESSAGE_OBJECT:
        return TRUTH_UNKNOWN;
    case MESSAGE_ABSENT:
        return holds_for_absent(rule);
    case MESSAGE_NOTHING:
        return holds_for_nothing(rule);
    case MESSAGE_TEXT:
    case MESSAGE_NUMBER:
        break;
    }
    return json_kind(rule) == JSON_OBJECT ? apply_operator(json_first(rule), value) : equals(value, rule);
}
