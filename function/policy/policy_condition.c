#include "policy_condition.h"

#include <ctype.h>

enum key_presence { KEY_PRESENT, KEY_ABSENT, KEY_UNKNOWN };
enum operator_kind { OPERATOR_TEXT, OPERATOR_GLOB, OPERATOR_ARN, OPERATOR_BOOL, OPERATOR_NULL };

struct operator_info {
    const char *name;
    enum operator_kind kind;
    bool negated, ignore_case;
};

static const struct operator_info operators[] = {
    {"StringEquals", OPERATOR_TEXT, false, false},
    {"StringNotEquals", OPERATOR_TEXT, true, false},
    {"StringEqualsIgnoreCase", OPERATOR_TEXT, false, true},
    {"StringNotEqualsIgnoreCase", OPERATOR_TEXT, true, true},
    {"StringLike", OPERATOR_GLOB, false, false},
    {"StringNotLike", OPERATOR_GLOB, true, false},
    {"ArnEquals", OPERATOR_ARN, false, false},
    {"ArnLike", OPERATOR_ARN, false, false},
    {"ArnNotEquals", OPERATOR_ARN, true, false},
    {"ArnNotLike", OPERATOR_ARN, true, false},
    {"Bool", OPERATOR_BOOL, false, true},
    {"Null", OPERATOR_NULL, false, true},
};

/* One "operator": {"key": values} of a condition, resolved for the request. */
struct test {
    const struct operator_info *op;
    bool if_exists;
    enum key_presence presence;
    struct span value; /* of the request, when present */
};

static bool same_byte(char a, char b, bool ignore_case) {
    return a == b || (ignore_case && tolower((unsigned char)a) == tolower((unsigned char)b));
}

/* Bytes of the character at `at`. */
static size_t character_length(struct span text, size_t at) {
    size_t len = 1;
    while (at + len < text.len && ((unsigned char)text.ptr[at + len] & 0xC0) == 0x80)
        len++;
    return len;
}

/* The usual loop with one point of return: behind the last star. */
bool policy_glob_match(struct span pattern, struct span text, bool ignore_case) {
    size_t p = 0, t = 0, star = SIZE_MAX, resume = 0;
    while (t < text.len) {
        bool star_here = p < pattern.len && pattern.ptr[p] == '*';
        if (star_here) {
            star = p++;
            resume = t;
        } else if (p < pattern.len && pattern.ptr[p] == '?') {
            p++;
            t += character_length(text, t);
        } else if (p < pattern.len && same_byte(pattern.ptr[p], text.ptr[t], ignore_case)) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

/* Each of the six parts of an ARN is matched for itself; the last one is all the rest. */
static enum truth arn_matches(struct span pattern, struct span arn) {
    for (int part = 0; part < 6; part++) {
        size_t p = part < 5 ? span_find_byte(pattern, ':') : pattern.len;
        size_t a = part < 5 ? span_find_byte(arn, ':') : arn.len;
        if (part < 5 && p == pattern.len)
            return TRUTH_UNKNOWN;
        if (!policy_glob_match(span_head(pattern, p), span_head(arn, a), false))
            return TRUTH_NO;
        pattern = span_tail(pattern, p + 1);
        arn = span_tail(arn, a + 1);
    }
    return TRUTH_YES;
}

static const struct operator_info *find_operator(struct span name, bool *if_exists) {
    struct span suffix = SPAN("IfExists");
    *if_exists = name.len > suffix.len && span_ends_with(name, suffix);
    if (*if_exists)
        name = span_head(name, name.len - suffix.len);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (span_equal_ignoring_case(name, span_from_cstr(operators[i].name)))
            return &operators[i];
    return NULL;
}

static enum key_presence find_key(const struct policy_request *request, struct span key, struct span *value) {
    const struct {
        const char *name;
        struct span value; /* absent: the request never has the key */
    } keys[] = {
        {"aws:SourceAccount", request->account_id},
        {"aws:SourceOwner", request->account_id},
        {"aws:SourceArn", request->alarm_arn},
        {"aws:SecureTransport", SPAN("true")},
        {"aws:PrincipalIsAWSService", SPAN("true")},
        {"aws:PrincipalServiceName", SPAN("cloudwatch.amazonaws.com")},
        {"aws:PrincipalOrgID", SPAN_ABSENT},
        {"aws:PrincipalArn", SPAN_ABSENT},
        {"aws:PrincipalAccount", SPAN_ABSENT},
        {"aws:SourceVpce", SPAN_ABSENT},
        {"kms:EncryptionContext:aws:sns:topicArn", request->topic_arn},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (span_equal_ignoring_case(key, span_from_cstr(keys[i].name))) {
            *value = keys[i].value;
            return keys[i].value.ptr ? KEY_PRESENT : KEY_ABSENT;
        }
    return KEY_UNKNOWN;
}

static struct span literal_text(const struct json *value) {
    switch (json_kind(value)) {
    case JSON_TRUE:
        return SPAN("true");
    case JSON_FALSE:
        return SPAN("false");
    case JSON_STRING:
        return json_string(value);
    case JSON_ABSENT:
    case JSON_NULL:
    case JSON_NUMBER:
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    return SPAN_ABSENT;
}

/* One value of the policy against the request's, before negation. */
static enum truth value_matches(const struct test *test, const struct json *value) {
    struct span text = literal_text(value);
    if (!text.ptr || span_contains(text, SPAN("${")))
        return TRUTH_UNKNOWN;
    switch (test->op->kind) {
    case OPERATOR_GLOB:
        return truth_of(policy_glob_match(text, test->value, false));
    case OPERATOR_ARN:
        return arn_matches(text, test->value);
    case OPERATOR_TEXT:
    case OPERATOR_BOOL:
    case OPERATOR_NULL:
        break;
    }
    return truth_of(test->op->ignore_case ? span_equal_ignoring_case(text, test->value)
                                          : span_equal(text, test->value));
}

/* Any value of a list, or the single one. */
static enum truth any_matches(const struct test *test, const struct json *values) {
    if (json_kind(values) != JSON_ARRAY)
        return value_matches(test, values);
    enum truth result = TRUTH_NO;
    for (const struct json *value = json_first(values); value; value = json_next(value))
        result = truth_or(result, value_matches(test, value));
    return json_count(values) ? result : TRUTH_UNKNOWN;
}

static enum truth test_holds(struct test *test, const struct json *values) {
    if (test->presence == KEY_UNKNOWN)
        return TRUTH_UNKNOWN;
    if (test->op->kind == OPERATOR_NULL) {
        if (test->if_exists)
            return TRUTH_UNKNOWN;
        test->value = test->presence == KEY_ABSENT ? SPAN("true") : SPAN("false");
        return any_matches(test, values);
    }
    if (test->presence == KEY_ABSENT)
        return truth_of(test->op->negated || test->if_exists);
    enum truth any = any_matches(test, values);
    return test->op->negated ? truth_not(any) : any;
}

enum { MEMBERS_LIMIT = 100 }; /* a statement of IAM has ten, a filter policy of SNS five */

bool policy_members_are_clear(const struct json *object) {
    if (json_kind(object) != JSON_OBJECT || json_count(object) > MEMBERS_LIMIT)
        return false;
    for (const struct json *member = json_first(object); member; member = json_next(member))
        for (const struct json *other = json_next(member); other; other = json_next(other))
            if (span_equal_ignoring_case(json_name(other), json_name(member)))
                return false;
    return true;
}

enum truth policy_condition_holds(struct arena *arena, const struct json *condition,
                                  const struct policy_request *request, struct span *why) {
    if (!condition)
        return TRUTH_YES;
    if (!policy_members_are_clear(condition)) {
        *why = SPAN("its condition is no object, or one with a member that stands there twice");
        return TRUTH_UNKNOWN;
    }
    enum truth all = TRUTH_YES;
    for (const struct json *block = json_first(condition); block; block = json_next(block)) {
        struct test test = {.op = find_operator(json_name(block), &test.if_exists)};
        enum truth holds = TRUTH_YES;
        if (!test.op || !policy_members_are_clear(block)) {
            holds = TRUTH_UNKNOWN;
            *why = arena_printf(arena, "condition operator %.*s is not decided", SPAN_FMT(json_name(block)));
        }
        for (const struct json *entry = holds == TRUTH_YES ? json_first(block) : NULL; entry;
             entry = json_next(entry)) {
            test.presence = find_key(request, json_name(entry), &test.value);
            enum truth one = test_holds(&test, entry);
            if (one == TRUTH_UNKNOWN)
                *why = arena_printf(arena, "condition %.*s of %.*s is not decided",
                                    SPAN_FMT(json_name(block)), SPAN_FMT(json_name(entry)));
            holds = truth_and(holds, one);
        }
        all = truth_and(all, holds);
    }
    return all;
}
