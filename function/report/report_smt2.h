/* Internal to the question in SMT-LIB 2 (report_smt2*.c).
 *
 *   (declare-const u2 Int)                          a reading of U2, the same everywhere
 *   (declare-const x0 Bool)                         what has no single reading, the same for the same text
 *   (declare-const f0.kind Int)  ; $.errorCode      0 absent, 1 null, 2 true, 3 false, 4 number, 5 string,
 *   (declare-const f0.text String)                  6 object, 7 array
 *   (declare-const raw String)                      the record's own text, for terms
 *   (define-fun p0.a0 () Bool (and (= f0.kind 5) (str.prefixof "Access" f0.text)))
 *   (assert p0) (assert (not p1))                   sat: some record, under some reading, gets away */
#pragma once

#include "prover.h"

enum smt_kind {
    SMT_ABSENT,
    SMT_NULL,
    SMT_TRUE,
    SMT_FALSE,
    SMT_NUMBER,
    SMT_STRING,
    SMT_OBJECT,
    SMT_ARRAY,
    SMT_KINDS,
};

struct smt_field {
    struct pattern_selector selector;
    struct span path; /* keys joined by dots; absent: no documented field */
    const struct record_field *record;
    bool number_by_value, number_by_text; /* how its numbers are compared */
    bool string_by_value,
        string_by_text; /* how its strings are: by value as the number that they may be (U4) */
};

struct smt_spans {
    struct span *items;
    size_t count, capacity;
};

struct smt {
    struct arena *arena;
    struct text_builder out;
    struct smt_fields {
        struct smt_field *items;
        size_t count, capacity;
    } fields;
    struct smt_terms {
        struct pattern_term *items;
        size_t count, capacity;
    } terms;
    struct smt_spans frees;     /* texts that have no single reading */
    struct smt_spans wildcards; /* conditions on wildcard selectors */
    uint64_t highest_index;     /* that a selector names, and one more */
    struct span refused;        /* not absent: what the theory cannot say, in words */
};

/* False, and the first one is what the user is told. */
bool smt_refuse(struct smt *smt, const char *what, struct span text);
/* The index of the text, which is added if need be. */
size_t smt_span(struct smt *smt, struct smt_spans *spans, struct span text);

/* --- Fields --- */

/* T1: keys of every record. */
enum { SMT_REQUIRED = 7 };
extern const struct span smt_required[SMT_REQUIRED];

/* The index of the selector's field, which is added with all its parents if need be. Its steps stay in use.
 */
size_t smt_field(struct smt *smt, const struct pattern_selector *selector);
/* Declares the fields and says what they may hold (T1-T3, T7) and how they hang on each other. */
void smt_put_fields(struct smt *smt);

/* --- Wildcards: $.a[*].b is asked of $.a[0].b, $.a[1].b ... --- */

struct smt_instance {
    size_t element, value; /* fields: $.a[0] and $.a[0].b */
};

struct smt_instances {
    struct smt_instance *items;
    size_t count, capacity;
};

bool smt_is_wildcard(const struct pattern_step *step);
bool smt_has_wildcard(const struct pattern_selector *selector);
/* Of all patterns' atoms, before any field is made. False: refused. */
bool smt_count_wildcard(struct smt *smt, const struct pattern_atom *atom);
/* The fields that the selector stands for; one if it has no wildcard. New fields may be new elements of
 * another wildcard: to be repeated until there are none. */
struct smt_instances smt_instances(struct smt *smt, const struct pattern_selector *selector);

/* --- Terms --- */

size_t smt_term(struct smt *smt, const struct pattern_term *term);
/* Declares the terms, and says what makes them occur (T6). */
void smt_put_terms(struct smt *smt);
/* Notes that a term may be in how a number is written. False: refused. */
bool smt_note_terms(struct smt *smt);

/* --- Atoms --- */

/* Notes how the atom compares the field's numbers and strings. False: refused. */
bool smt_note_atom(struct smt *smt, const struct pattern_atom *atom, size_t field);
/* (define-fun pN.aM () Bool ...) for one atom. */
void smt_put_atom(struct smt *smt, size_t pattern, size_t index, const struct pattern_atom *atom);

/* Is the field's text, or value, one of the atom's, under one reading of the atom's own open point? */
typedef void smt_put_in(struct smt *smt, const struct pattern_value *value, size_t field, bool other);
/* The same under the readings of U6, U11, U12. */
void smt_put_choice(struct smt *smt, const struct pattern_value *value, size_t field, smt_put_in *put);

/* --- Numbers --- */

/* False, refused with `text`: they are asked for their value and for how they are written. */
bool smt_numbers_are_said(struct smt *smt, const struct smt_field *field, struct span text);

/* Is the atom true of the field's number? */
void smt_put_number_kind(struct smt *smt, const struct pattern_atom *atom, size_t field);
/* Is the atom, on a number, true of the field's string (U4)? */
void smt_put_string_as_number(struct smt *smt, const struct pattern_atom *atom, size_t field);
/* Which number are the atom's texts, where strings are asked for their values? */
void smt_put_literals(struct smt *smt, const struct pattern_atom *atom, size_t field);

/* --- Literals and languages --- */

void smt_put_string(struct text_builder *out, struct span text);
/* Is the constant `name` one of the value's texts, under a reading of the value's own open point? */
void smt_put_member(struct text_builder *out, const char *name, const struct pattern_value *value,
                    bool other);
/* Elements up to a PATTERN_END, or `count`. */
void smt_put_sequence(struct text_builder *out, const struct pattern_element *elements, size_t count);
/* Can this number be written? Only an exponent beyond reason cannot. */
bool smt_put_number(struct text_builder *out, struct span number);
