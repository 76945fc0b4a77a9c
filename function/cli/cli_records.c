/* A splitter, not a parser: it finds where a record ends; json_token.h then judges the record. */
#include "cli_records.h"

#include "json_token.h"

#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t blanks(struct span text) {
    size_t count = 0;
    while (count < text.len && is_blank(text.ptr[count]))
        count++;
    return count;
}

enum beginning { BEGINS, BEGINS_NOT, BEGINS_PERHAPS };

static enum beginning beginning_of(struct span text, size_t *taken) {
    static const struct span words[] = {SPAN_INIT("{"), SPAN_INIT("\"Records\""), SPAN_INIT(":"),
                                        SPAN_INIT("[")};
    size_t at = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        at += blanks(span_tail(text, at));
        struct span rest = span_tail(text, at);
        if (rest.len < words[i].len && span_starts_with(words[i], rest))
            return BEGINS_PERHAPS;
        if (!span_starts_with(rest, words[i]))
            return BEGINS_NOT;
        at += words[i].len;
    }
    *taken = at;
    return BEGINS;
}

bool records_begin(struct lines *lines, bool *begins) {
    size_t taken = 0;
    *begins = false;
    for (;;) {
        switch (beginning_of(lines_waiting(lines), &taken)) {
        case BEGINS:
            lines_skip(lines, taken);
            *begins = true;
            return true;
        case BEGINS_NOT:
            return true;
        case BEGINS_PERHAPS:
            break;
        }
        enum lines_outcome outcome = lines_more(lines);
        if (outcome != LINES_TAKEN)
            return outcome != LINES_BROKEN;
    }
}

/* --- One value, character by character --- */

struct splitter {
    unsigned depth;
    bool in_string, escaped;
};

/* Takes one character of a value; false: it stands behind the value, at the depth where the value began. */
static bool take(struct splitter *splitter, char c) {
    if (splitter->in_string) {
        splitter->in_string = splitter->escaped || c != '"';
        splitter->escaped = !splitter->escaped && c == '\\';
        return true;
    }
    bool closes = c == '}' || c == ']';
    if (splitter->depth == 0 && (closes || c == ','))
        return false;
    splitter->in_string = c == '"';
    splitter->depth += c == '{' || c == '[';
    splitter->depth -= closes;
    return true;
}

static enum lines_outcome broken(struct records *records, const char *what) {
    error_set(records->lines->err, "input", "%s: %s", records->path, what);
    return LINES_BROKEN;
}

/* False: the input ends or cannot be read, *outcome says which. */
static bool next_byte(struct records *records, char *c, enum lines_outcome *outcome) {
    struct lines *lines = records->lines;
    while (lines->from == lines->to) {
        *outcome = lines_more(lines);
        if (*outcome != LINES_TAKEN)
            return false;
    }
    *c = lines->items[lines->from++];
    return true;
}

static enum lines_outcome cut_short(struct records *records, enum lines_outcome outcome) {
    return outcome == LINES_BROKEN ? outcome : broken(records, "the CloudTrail file ends too early");
}

/* A value into *out (NULL: it is dropped), up to the ',' ']' or '}' behind it, which goes to *end. */
static enum lines_outcome split(struct records *records, struct text_builder *out, char *end) {
    struct splitter splitter = {0};
    enum lines_outcome outcome;
    char c;
    for (;;) {
        if (!next_byte(records, &c, &outcome))
            return cut_short(records, outcome);
        if (!splitter.in_string && is_blank(c))
            continue;
        if (!take(&splitter, c))
            break;
        if (out && out->count >= CLI_LINE_LIMIT_BYTES)
            return broken(records, "a record is too long");
        if (out)
            *ARENA_PUSH(out->arena, out) = c;
    }
    *end = c;
    return LINES_TAKEN;
}

/* Behind the array: other members, the closing brace, and perhaps the next file. */
static enum lines_outcome leave(struct records *records) {
    enum lines_outcome outcome = LINES_TAKEN;
    char end = 0;
    bool begins;
    while (end != '}') {
        outcome = split(records, NULL, &end);
        if (outcome != LINES_TAKEN)
            return outcome;
        if (end == ']')
            return broken(records, "not the JSON of a CloudTrail file");
    }
    if (!records_begin(records->lines, &begins))
        return LINES_BROKEN;
    if (begins)
        return LINES_TAKEN;
    struct span rest = lines_waiting(records->lines);
    return blanks(rest) == rest.len ? LINES_END : broken(records, "text behind the CloudTrail file");
}

enum lines_outcome records_next(struct records *records, struct span *record) {
    for (;;) {
        struct text_builder text = {.arena = records->arena};
        enum lines_outcome outcome = LINES_TAKEN;
        char end;
        if (records->place == RECORDS_BEHIND)
            outcome = leave(records);
        if (outcome == LINES_TAKEN)
            outcome = split(records, &text, &end);
        if (outcome != LINES_TAKEN)
            return outcome;
        bool empty = text.count == 0 && end == ']' && records->place != RECORDS_INSIDE;
        records->place = end == ']' ? RECORDS_BEHIND : RECORDS_INSIDE;
        if (empty)
            continue;
        *record = text_span(&text);
        if (end == '}' || !json_check(*record, JSON_VALUES_LIMIT, "", NULL))
            return broken(records, "not the JSON of a CloudTrail file");
        return LINES_TAKEN;
    }
}
