/* Findings in, texts out: annotation, evaluations, reply, drawing, repair commands, metric line.
 *
 * Pure. Names in texts come from AWS: control characters, ANSI escapes and bidirectional marks are made
 * harmless in every output, shell words are quoted. */
#pragma once

#include "delivery.h"
#include "evaluation.h"
#include "findings.h"
#include "json.h"
#include "prover.h"
#include "request.h"

struct report {
    const struct facts *facts; /* account, region */
    const struct findings *findings;
    struct delivered delivered;
    struct stats stats;
    const struct evaluations *evaluations; /* as posted; NULL: what would be posted for the account alone */
};

enum { REPORT_PATHS_LIMIT = 100 };

/* At most 256 UTF-16 units; "Cannot verify: ..." for CANNOT_VERIFY. */
struct span report_annotation(struct arena *arena, const struct findings *findings);
/* The account's evaluation, and NOT_APPLICABLE for an item that left the rule's scope. */
void report_evaluations(struct arena *arena, const struct request *request, const struct findings *findings,
                        struct evaluations *out);
/* AWS CLI commands, one a string, that a POSIX shell takes as they are. */
struct strings report_remediation(struct arena *arena, const struct report *report);

/* interface.md, section 4. */
struct json *report_object(struct arena *arena, const struct report *report);
/* Printed JSON, pretty or not, with what could harm a terminal as \u escapes: the value is the same. */
struct span report_harmless_json(struct arena *arena, struct span json);
/* A drawing of the chain, path by path, for people. Ends in a newline. */
struct span report_text(struct arena *arena, const struct report *report);
/* The repair commands as a shell script, the verdict as a comment. */
struct span report_shell(struct arena *arena, const struct report *report);
/* CloudWatch embedded metric format, one line. */
struct span report_metric_line(struct arena *arena, const struct report *report, int64_t now_ms);

/* interface.md, section 3. */
struct json *report_proof_object(struct arena *arena, const struct proof *proof);
/* The same members into an object that has others already. */
void report_put_proof(struct arena *arena, struct json *object, const struct proof *proof);
/* The question in SMT-LIB 2, theory of strings: `unsat` exactly when it is covered. False: *refused names
 * what the theory cannot say. */
MUST_CHECK bool report_proof_smt2(struct arena *arena, const struct proof *proof, struct span *out,
                                  struct span *refused);
struct span report_proof_text(struct arena *arena, const struct proof *proof);
