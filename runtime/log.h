/* Log lines in the two formats that Lambda knows: one record, one line, one write(2).
 *
 *   {"timestamp":"2026-10-05T06:00:03.120Z","level":"WARN","requestId":"8476a536-…","message":"…"}
 *   2026-10-05T06:00:03.120Z WARN 8476a536-… …
 *
 * No payload, token, header value or credential goes into a log: callers pass names, codes, counts and times.
 * Text is repaired to UTF-8 and escaped; in Text format a newline inside becomes '\r', so that CloudWatch
 * keeps one event (spec: AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_LEVEL). */
#pragma once

#include "error.h"
#include "span.h"

enum log_level { LOG_TRACE, LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_FATAL };
enum log_format { LOG_TEXT, LOG_JSON };

enum { LOG_LINE_BYTES = 16 * 1024 }; /* longer messages are cut on a character */

/* Lines go to `fd`. The start-up value is Text, INFO, standard error. */
void log_open(int fd, enum log_format format, enum log_level level);
/* From the values of the two variables; NULL or unknown: Text, INFO. */
void log_open_from_environment(int fd, const char *format, const char *level);
/* The invocation that following lines belong to; absent spans: none. The log keeps a copy. */
void log_set_invocation(struct span request_id, struct span tenant_id);
bool log_enabled(enum log_level level);
__attribute__((format(printf, 2, 3))) void log_write(enum log_level level, const char *format, ...);
/* With errorType and errorMessage as fields of their own in JSON. */
void log_failure(enum log_level level, const char *what, const struct error *err);
/* One line exactly as given (an embedded-metric object); no level is asked. */
void log_raw_line(struct span line);
