/* Internal to the question in SMT-LIB 2 (report_smt2*.c).
 *
 *   (declare-const u2 Int)                          a reading of U2, the same everywhere
 *   (declare-const f0.kind Int)  ; $.errorCode      0 absent, 1 null, 2 true, 3 false, 4 number, 5 string,
 *   (declare-const f0.text String)                  6 object, 7 array
 *   (define-fun p0.a0 () Bool (and (= f0.kind 5) (str.prefixof "Access" f0.text)))
 *   (assert p0) (assert (not p1))                   sat: some record, under some reading, gets away */
#pragma once

#include "prover.h"
#include "prover_record.h"

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
    bool by_value, by_text; /* how its numbers are compared */
};

struct smt {
    struct arena *arena;
    struct text_builder out;
    struct smt_fields {
        struct smt_field *items;
        size_t count, capacity;
    } fields;
    struct span refused; /* not absent: what the theory cannot say, in words */
};

/* The index of the selector's field, which is added with all its parents if need be. */
size_t smt_field(struct smt *smt, const struct pattern_selector *selector);
/* Declares the fields and says what they may hold (T1-T3, T7) and how they hang on each other. */
void smt_put_fields(struct smt *smt);

/* (define-fun pN.aM () Bool ...) for one atom. */
void smt_put_atom(struct smt *smt, size_t pattern, size_t index, const struct pattern_atom *atom);
bool smt_refuse(struct smt *smt, const char *what, struct span text); /* false */

void smt_put_string(struct text_builder *out, struct span text); /* a literal */
/* Is the constant `name` one of the value's texts, under a reading of the value's own open point? */
void smt_put_member(struct text_builder *out, const char *name, const struct pattern_value *value,
                    bool other);
/* Can this number be written? Only an exponent beyond reason cannot. */
bool smt_put_number(struct text_builder *out, struct span number);
