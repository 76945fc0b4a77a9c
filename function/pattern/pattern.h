/* CloudWatch Logs filter patterns: text -> syntax tree -> does this event match?
 *
 *   const struct pattern *pattern;
 *   struct pattern_error error;
 *   if (!pattern_parse(arena, SPAN("{ $.errorCode = \"AccessDenied*\" }"), &pattern, &error))
 *       complain(error.message, error.column);
 *   pattern_match(arena, pattern, event)  ->  PATTERN_MATCHES
 *
 *   { $.a = 1 && ($.b = x* || $.c IS NULL) }      atoms    0: $.a = 1   1: $.b = x*   2: $.c IS NULL
 *                                                 formula  0 1 2 OR AND                (postfix: no
 * recursion)
 *
 * The language is described in filter-pattern.md; U1..U14 are its open points (section 9). Everything lives
 * in the arena that the pattern was parsed in; nothing is changed after pattern_parse has returned. */
#pragma once

#include "arena.h"
#include "error.h"
#include "span.h"

enum {
    PATTERN_CHARACTERS_LIMIT = 1024, /* PutMetricFilter refuses 1,025 */
    PATTERN_REGEX_LIMIT = 2,         /* regular expressions in one JSON or space-delimited pattern */
    PATTERN_WILDCARD_LIMIT = 3,      /* wildcard selectors in one pattern; one in each selector */
};

/* What AWS does not say: bit n stands for open point Un. */
enum pattern_open_point {
    PATTERN_U1 = 1 << 1,   /* array or object under a comparison */
    PATTERN_U2 = 1 << 2,   /* null under a comparison */
    PATTERN_U3 = 1 << 3,   /* true, false under a comparison */
    PATTERN_U4 = 1 << 4,   /* number against text, string against number */
    PATTERN_U5 = 1 << 5,   /* the empty string under `*` and "" */
    PATTERN_U6 = 1 << 6,   /* escapes other than \" and \\ in quoted values */
    PATTERN_U7 = 1 << 7,   /* wildcard selectors under anything but `=` */
    PATTERN_U8 = 1 << 8,   /* keywords in lower case */
    PATTERN_U9 = 1 << 9,   /* $['x'], blanks inside a selector */
    PATTERN_U10 = 1 << 10, /* pattern absent, {}, duplicate keys, top-level array */
    PATTERN_U11 = 1 << 11, /* single quotes around a value */
    PATTERN_U12 = 1 << 12, /* regex: `.` and newline, `$` before a final newline */
    PATTERN_U13 = 1 << 13, /* terms: escapes in the raw JSON text, `-a` alone, `?a -b` */
    PATTERN_U14 = 1 << 14, /* dimensions and values taken from the event */
};
enum { PATTERN_OPEN_POINTS = 15 }; /* bits 1 to 14 */

enum pattern_family {
    PATTERN_EVERYTHING, /* zero length, blank, `""`, `" "`, `[]`, `[...]` */
    PATTERN_JSON,       /* { ... } */
    PATTERN_TERMS,      /* ERROR -debug "two words" */
    PATTERN_COLUMNS,    /* [ip, user, status = 4*] */
};

enum pattern_step_kind {
    PATTERN_KEY,       /* .name, ['name'] */
    PATTERN_INDEX,     /* [3] */
    PATTERN_ANY_KEY,   /* .* */
    PATTERN_ANY_INDEX, /* [*] */
};

struct pattern_step {
    enum pattern_step_kind kind;
    struct span key; /* of PATTERN_KEY */
    uint64_t index;  /* of PATTERN_INDEX; UINT64_MAX stands for every larger number too */
};

struct pattern_selector {
    const struct pattern_step *steps; /* at least one */
    size_t count;
};

bool pattern_step_equal(const struct pattern_step *a, const struct pattern_step *b);
/* Step by step: they lead to the same place in every event. */
bool pattern_selector_equal(struct pattern_selector a, struct pattern_selector b);

enum pattern_op {
    PATTERN_EQUAL,
    PATTERN_NOT_EQUAL,
    PATTERN_LESS,
    PATTERN_LESS_EQUAL,
    PATTERN_GREATER,
    PATTERN_GREATER_EQUAL,
    PATTERN_IS_NULL,
    PATTERN_IS_TRUE,
    PATTERN_IS_FALSE,
    PATTERN_NOT_EXISTS,
};

/* A text with wildcards, cut at its stars: "Access*ied" is {"Access", "ied"}, a text without a star is one
 * piece. A piece may hold a literal '*'. */
struct pattern_glob {
    const struct span *pieces;
    size_t count; /* stars + 1 */
};

bool pattern_glob_matches(const struct pattern_glob *glob, struct span text);
/* Only stars: "any value". */
bool pattern_glob_is_star(const struct pattern_glob *glob);

/* Characters: ASCII one by one, all others alike, because a regular expression cannot name one of them. */
struct pattern_characters {
    uint64_t ascii[2];
    bool others;
};

enum pattern_repeat {
    PATTERN_ONCE,
    PATTERN_OPTIONAL,
    PATTERN_ANY_NUMBER, /* none too */
    PATTERN_END,        /* no characters: the sequence before it ends here */
};

struct pattern_element {
    struct pattern_characters characters;
    enum pattern_repeat repeat;
};

/* A regular expression has no groups, so it is a choice of sequences, and each of them takes a whole text:
 *
 *   ab{1,2}|^c$     any* a b b? any* END   c END
 *
 * Anchors are gone: where one is, there is no any*. No sequence: it matches nothing. */
struct pattern_regex {
    const struct pattern_element *elements;
    size_t count;
    bool too_large; /* its repeats need more than PATTERN_ELEMENTS_LIMIT: not evaluated */
};
enum { PATTERN_ELEMENTS_LIMIT = 1024 };

bool pattern_regex_matches(const struct pattern_regex *regex, struct span text);
bool pattern_characters_have(const struct pattern_characters *characters, uint32_t character);
/* Every character, line breaks too. */
bool pattern_characters_are_all(const struct pattern_characters *characters);

/* Has the text the form of a number: of section 4's grammar, not of JSON's? */
bool pattern_is_number(struct span text);

/* Exactly: below 0, 0, above 0. Both are numbers. */
int pattern_number_compare(struct span a, struct span b);
/* A number, as JSON writes it, between two others; an absent one leaves its side open. */
struct span pattern_number_between(struct arena *arena, struct span above, struct span below);
/* The same number as JSON writes it: without "+", with a digit in front of the point, without leading zeros.
 */
struct span pattern_number_json(struct arena *arena, struct span text);
/* False: the exponent is too long for pattern_number_compare to be exact. */
bool pattern_number_is_modelled(struct span text);

/* How a number may be written, by section 4's grammar. */
struct pattern_spellings {
    struct pattern_regex same;    /* only texts that are this number: the usual ones */
    struct pattern_regex perhaps; /* all texts that are this number, and others */
    struct pattern_regex beyond; /* among numbers without an exponent: those of its sign that are further from
                                  * zero; of zero the positive ones */
};
/* False: too long. */
MUST_CHECK bool pattern_number_spellings(struct arena *arena, struct span number,
                                         struct pattern_spellings *out);

enum pattern_value_kind {
    PATTERN_NO_VALUE, /* IS ..., NOT EXISTS */
    PATTERN_GLOB,
    PATTERN_NUMBER, /* a bare value of the form of a number */
    PATTERN_REGEX,
};

struct pattern_value {
    enum pattern_value_kind kind;
    struct span text;                    /* as written, without quotes or percent signs */
    struct pattern_glob glob;            /* of PATTERN_GLOB: first reading */
    struct pattern_glob other_glob;      /* the other reading of U6 or U11 */
    struct pattern_regex regex;          /* of PATTERN_REGEX: first reading */
    struct pattern_regex other_regex;    /* the other reading of U12 */
    enum pattern_open_point other_point; /* U6, U11 or U12; 0: there is no other reading */
};

/* In all their readings. */
bool pattern_value_equal(const struct pattern_value *a, const struct pattern_value *b);
/* <, <=, >, >= */
bool pattern_op_is_order(enum pattern_op op);

struct pattern_atom {
    struct pattern_selector selector;
    enum pattern_op op;
    struct pattern_value value;
    struct span text; /* as written: for messages */
};

enum pattern_node_kind { PATTERN_NODE_ATOM, PATTERN_NODE_AND, PATTERN_NODE_OR };

struct pattern_node {
    enum pattern_node_kind kind; /* AND and OR take the two results before them */
    size_t atom;                 /* of PATTERN_NODE_ATOM: index into atoms */
};

enum pattern_term_kind { PATTERN_TERM_MUST, PATTERN_TERM_ANY, PATTERN_TERM_NOT }; /* a, ?a, -a */

/* No regular expression, and JSON writes all of it as it is (axiom T6): what contains it in a string contains
 * it in the raw text. */
struct pattern_term;
bool pattern_term_is_plain(const struct pattern_term *term);

struct pattern_term {
    enum pattern_term_kind kind;
    struct span text; /* decoded; of a regular expression its source */
    bool is_regex;
    struct pattern_regex regex;
};

/* One entry between the brackets; no name: any field. */
struct pattern_column {
    bool is_rest; /* "...": any number of fields */
    struct span name;
    size_t first_node, node_count; /* its condition in `formula`; none: any text */
};

struct pattern {
    enum pattern_family family;
    struct span text; /* as given */

    const struct pattern_atom *atoms; /* JSON: at least one, unless the pattern is `{}`; of columns the
                                       * conditions, without a selector */
    size_t atom_count;
    const struct pattern_node *formula; /* postfix; of columns one after the other */
    size_t node_count;
    size_t stack_limit; /* results that are waiting at once when the formula is evaluated */

    const struct pattern_term *terms; /* of PATTERN_TERMS */
    size_t term_count;

    const struct pattern_column *columns; /* of PATTERN_COLUMNS */
    size_t column_count;

    uint32_t open_points; /* those that the text itself raises: U6, U8, U9, U10, U11, U13 */
};

struct pattern_error {
    struct span message; /* a sentence without the column; absent when there is no error */
    size_t column;       /* in characters from 1; length + 1: the pattern ended too early */
};

/* An absent span is the pattern that a reply leaves out: it is read as zero length (U10). Fails when no
 * deployed filter can have this text, or when this reader cannot hold it. `error` is filled in every case. */
MUST_CHECK bool pattern_parse(struct arena *arena, struct span text, const struct pattern **out,
                              struct pattern_error *error);

/* The tree as one canonical text: values quoted, keywords and blanks the same everywhere, parentheses where
 * && and || meet. It parses back to the same tree, open readings and all:
 *
 *   {($.a=x*)||($.b!=4)&&($["c"] is null)}  ->  { $.a = "x*" || ($.b != 4 && $.c IS NULL) }
 *
 * It may be longer than a pattern may be. Made patterns have a text too, in which `\*` is a literal star. */
struct span pattern_print(struct arena *arena, const struct pattern *pattern);
/* One atom of a JSON pattern: $.a = "x*" */
struct span pattern_print_atom(struct arena *arena, const struct pattern_atom *atom);

enum pattern_answer {
    PATTERN_MATCHES,
    PATTERN_DIFFERS,
    PATTERN_UNANSWERED, /* this part of the language is not evaluated: see pattern_unanswered */
};

/* Does the raw text of one log event match, by the first reading of each open point? */
enum pattern_answer pattern_match(struct arena *arena, const struct pattern *pattern, struct span event);
/* Which part of the pattern cannot be matched by this version; absent when all of it can. A literal. */
struct span pattern_unanswered(const struct pattern *pattern);

/* --- One atom against one value: what the matcher and the prover share. --- */

/* What a selector resolves to. */
enum pattern_state {
    PATTERN_STATE_ABSENT,
    PATTERN_STATE_NULL,
    PATTERN_STATE_TRUE,
    PATTERN_STATE_FALSE,
    PATTERN_STATE_NUMBER,
    PATTERN_STATE_STRING,
    PATTERN_STATE_CONTAINER,
    PATTERN_STATES,
};

struct pattern_field {
    enum pattern_state state;
    struct span text;   /* of a string, decoded; of a number, as written; else absent */
    struct span number; /* not absent: what it is in comparisons of numbers, in place of `text`; a text that
                         * is no number equals none. For proofs about many texts at once. */
};

/* A choice for every open point, 0 = the first reading that section 9 lists. */
struct pattern_reading {
    unsigned char choice[PATTERN_OPEN_POINTS];
};

enum pattern_truth {
    PATTERN_FALSE,
    PATTERN_TRUE,
    PATTERN_FATAL,   /* false, and the whole pattern with it (U1) */
    PATTERN_UNKNOWN, /* not evaluated: a regular expression that is too large */
};

/* An event that many patterns are asked about: read once. */
struct pattern_event;
const struct pattern_event *pattern_event_read(struct arena *arena, struct span event);
/* Does it match under that joint reading? Unanswered where the reading does not say: U10, what U13 leaves
 * open, columns. */
enum pattern_answer pattern_match_under(struct arena *arena, const struct pattern *pattern,
                                        const struct pattern_event *event,
                                        const struct pattern_reading *reading);

/* What the formula of a JSON pattern other than `{}` comes to, by the answers of its atoms. */
enum pattern_answer pattern_formula_answer(struct arena *arena, const struct pattern *pattern,
                                           const enum pattern_answer *answers);
/* The wildcards of the selector are the caller's business. */
enum pattern_truth pattern_atom_truth(const struct pattern_atom *atom, struct pattern_field field,
                                      const struct pattern_reading *reading);
/* The open points that this truth may hang on, for some text in that state. */
uint32_t pattern_atom_open_points(const struct pattern_atom *atom, enum pattern_state state);
/* How many readings section 9 lists; 1 where a deployed filter leaves only one (U8, U9). */
unsigned pattern_reading_count(enum pattern_open_point point);

/* --- Patterns made by the program, for conditions that do not come as text: a trail's selectors. No length
 * limit. --- */

enum pattern_shape { PATTERN_EXACTLY, PATTERN_BEGINS, PATTERN_ENDS };

/* `$.key op value`; `value` is taken literally, a star too. A key with dots is a path: "userIdentity.arn". */
const struct pattern *pattern_compare(struct arena *arena, struct span key, enum pattern_op op,
                                      enum pattern_shape shape, struct span value);
/* The field that the first atom of a JSON pattern is about, compared with `value`, taken literally too. */
const struct pattern *pattern_equal(struct arena *arena, const struct pattern *about, struct span value);
/* `$.key IS TRUE`, `IS FALSE`, `IS NULL`, `NOT EXISTS`. */
const struct pattern *pattern_test(struct arena *arena, struct span key, enum pattern_op op);
/* One formula of several JSON patterns, at least one. */
const struct pattern *pattern_and(struct arena *arena, const struct pattern *const *patterns, size_t count);
const struct pattern *pattern_or(struct arena *arena, const struct pattern *const *patterns, size_t count);

/* "U1", "U13"; point is one bit. */
const char *pattern_open_point_name(enum pattern_open_point point);
/* "array or object under a comparison" */
const char *pattern_open_point_meaning(enum pattern_open_point point);
