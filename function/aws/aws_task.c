#include "aws_task.h"

#include <stdio.h>

enum { RESOURCE_LIMIT_BYTES = 256 }; /* of its name in messages */

static const char *class_text(enum aws_class class) {
    switch (class) {
    case AWS_OK:
        return "done";
    case AWS_NOT_FOUND:
        return "not found";
    case AWS_DENIED:
        return "denied";
    case AWS_REFUSED:
        return "refused";
    case AWS_THROTTLED:
        return "throttled";
    case AWS_TRANSIENT:
        return "no usable answer";
    case AWS_KEYS:
        return "the credentials are expired or unknown";
    case AWS_CLOCK:
        return "the signature is refused: the clock is off or the secret key is wrong";
    case AWS_FAILED:
        return "failed";
    }
    return "failed";
}

/* "HTTP 400", or that there was none, in a buffer of the caller's. */
static const char *status_text(const struct aws_task *task, char *buffer, size_t size_bytes) {
    if (task->status)
        snprintf(buffer, size_bytes, "HTTP %d", task->status);
    return task->status ? buffer : "no HTTP answer";
}

static const char *page_text(const struct aws_task *task, char *buffer, size_t size_bytes) {
    snprintf(buffer, size_bytes, ", page %d", task->pages + 1);
    return task->pages ? buffer : "";
}

bool aws_task_error(const struct aws_task *task, const char *type, const char *advice, struct error *err) {
    char status[32], page[32];
    struct span resource = aws_text_cut(task->input.resource, RESOURCE_LIMIT_BYTES);
    return error_set(err, type, "%s%s%.*s in %.*s%s: %s after %d attempt%s%s%s (%.*s%s%s%s%.*s)%s%.*s%s%s",
                     task->call->name, resource.len ? " of " : "", SPAN_FMT(resource), SPAN_FMT(task->region),
                     page_text(task, page, sizeof page), class_text(task->class), task->attempts,
                     task->attempts == 1 ? "" : "s", task->gave_up ? ", " : "",
                     task->gave_up ? task->gave_up : "", SPAN_FMT(task->code), task->code.len ? ", " : "",
                     status_text(task, status, sizeof status), task->request_id.len ? ", request id " : "",
                     SPAN_FMT(task->request_id), task->message.len ? ": " : "", SPAN_FMT(task->message),
                     *advice ? "; " : "", advice);
}
