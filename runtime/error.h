/* An error means "we do not know": the world refused, nothing may be concluded and nothing is posted.
 *
 *   MUST_CHECK bool facts_from_json(struct arena *, struct span text, struct facts *out, struct error *err);
 *   if (depth > LIMIT)
 *       return error_set(err, ERROR_BAD_INPUT, "depth %zu: at most %d are allowed", depth, LIMIT);
 *
 * What we *know*, a broken chain or a missing permission included, is never an error but a finding. An error
 * is a plain value without pointers: it outlives every arena. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))

enum {
    ERROR_TYPE_BYTES = 64,
    ERROR_MESSAGE_BYTES = 1024, /* longer texts are cut on a UTF-8 character and end in "..." */
};

struct error {
    char type[ERROR_TYPE_BYTES]; /* Lambda's errorType: "Function.Xxx" or "Runtime.Xxx"; "" = no error yet */
    char message[ERROR_MESSAGE_BYTES]; /* what happened, to which thing, its value, what is allowed */
};

/* Fills *err (NULL is allowed) and returns false, so that failing is one statement. `type` is a literal of
 * the caller's vocabulary. Control characters are kept: whoever shows the text (JSON, log, terminal) escapes
 * them. */
__attribute__((format(printf, 3, 4))) bool error_set(struct error *err, const char *type, const char *format,
                                                     ...);

/* Puts "context: " in front of the message; returns false. */
__attribute__((format(printf, 2, 3))) bool error_prefix(struct error *err, const char *format, ...);
