#include "log.h"

#include "arena.h"
#include "json.h"
#include "utf8.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    ID_BYTES = 256,                         /* request and tenant ids are far shorter */
    SCRATCH_LIMIT_BYTES = 16 * 1024 * 1024, /* one line, escaped */
};

static const char *const level_names[] = {
    [LOG_TRACE] = "TRACE", [LOG_DEBUG] = "DEBUG", [LOG_INFO] = "INFO",
    [LOG_WARN] = "WARN",   [LOG_ERROR] = "ERROR", [LOG_FATAL] = "FATAL",
};

static struct {
    int fd;
    enum log_format format;
    enum log_level level;
    char request_id[ID_BYTES], tenant_id[ID_BYTES];
    struct arena *scratch; /* one line; NULL before the first */
} the_log = {.fd = STDERR_FILENO, .format = LOG_TEXT, .level = LOG_INFO};

void log_open(int fd, enum log_format format, enum log_level level) {
    the_log.fd = fd;
    the_log.format = format;
    the_log.level = level;
}

static enum log_level level_of(const char *name) {
    struct span wanted = span_from_cstr(name);
    for (int level = LOG_TRACE; level <= LOG_FATAL; level++)
        if (span_equal_ignoring_case(wanted, span_from_cstr(level_names[level])))
            return (enum log_level)level;
    return LOG_INFO;
}

void log_open_from_environment(int fd, const char *format, const char *level) {
    bool is_json = span_equal_ignoring_case(span_from_cstr(format), SPAN("JSON"));
    log_open(fd, is_json ? LOG_JSON : LOG_TEXT, level_of(level));
}

static void keep_id(char kept[ID_BYTES], struct span id) {
    snprintf(kept, ID_BYTES, "%.*s", SPAN_FMT(span_head(id, ID_BYTES - 1)));
}

void log_set_invocation(struct span request_id, struct span tenant_id) {
    keep_id(the_log.request_id, request_id);
    keep_id(the_log.tenant_id, tenant_id);
}

bool log_enabled(enum log_level level) {
    return level >= the_log.level;
}

static struct arena *fresh_scratch(void) {
    if (!the_log.scratch)
        the_log.scratch = arena_create("log", SCRATCH_LIMIT_BYTES);
    arena_reset(the_log.scratch);
    return the_log.scratch;
}

/* A broken sink loses the line and nothing else. */
static void write_whole(struct span line) {
    while (line.len) {
        ssize_t written = write(the_log.fd, line.ptr, line.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        line = span_tail(line, (size_t)written);
    }
}

static struct span timestamp(struct arena *arena) {
    struct timespec now;
    struct tm utc;
    char seconds[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &utc);
    return arena_printf(arena, "%s.%03ldZ", seconds, now.tv_nsec / 1000000);
}

static void put_field(struct text_builder *line, const char *name, struct span value) {
    struct span quoted = json_quote(line->arena, value);
    text_printf(line, "%s\"%s\":", line->count ? "," : "{", name);
    text_append(line, quoted);
}

static void put_field_if_any(struct text_builder *line, const char *name, const char *value) {
    if (*value)
        put_field(line, name, span_from_cstr(value));
}

static void put_json(struct text_builder *line, enum log_level level, struct span message,
                     const struct error *err) {
    put_field(line, "timestamp", timestamp(line->arena));
    put_field(line, "level", span_from_cstr(level_names[level]));
    put_field_if_any(line, "requestId", the_log.request_id);
    put_field_if_any(line, "tenantId", the_log.tenant_id);
    put_field(line, "message", message);
    if (err) {
        put_field(line, "errorType", span_from_cstr(err->type));
        put_field(line, "errorMessage", span_from_cstr(err->message));
        text_append(line,
                    SPAN(",\"stackTrace\":[]")); /* C has none; readers of the format expect the member */
    }
    text_append(line, SPAN("}"));
}

/* A newline becomes '\r', which CloudWatch shows as a line break within one event; others that steer a reader
 * become '?'. */
static void put_one_line(struct text_builder *line, struct span text) {
    text = utf8_repair(line->arena, text);
    while (text.len) {
        size_t length = utf8_length(text);
        if (*text.ptr == '\n')
            text_append(line, SPAN("\r"));
        else if (utf8_steering(text) >= 0 && *text.ptr != '\t' && *text.ptr != '\r')
            text_append(line, SPAN("?"));
        else
            text_append(line, span_head(text, length));
        text = span_tail(text, length);
    }
}

static void put_text(struct text_builder *line, enum log_level level, struct span message,
                     const struct error *err) {
    text_append(line, timestamp(line->arena));
    text_printf(line, " %s ", level_names[level]);
    if (*the_log.request_id) {
        put_one_line(line, span_from_cstr(the_log.request_id));
        text_append(line, SPAN(" "));
    }
    put_one_line(line, message);
    if (err) {
        text_append(line, SPAN(": "));
        put_one_line(line, span_from_cstr(err->type));
        text_append(line, SPAN(": "));
        put_one_line(line, span_from_cstr(err->message));
    }
}

/* Without the rest of a character that a cut has left at the end. */
static struct span cut_message(struct span message) {
    if (message.len <= LOG_LINE_BYTES)
        return message;
    size_t end = LOG_LINE_BYTES;
    while (end > 0 && ((unsigned char)message.ptr[end] & 0xC0) == 0x80)
        end--;
    return span_head(message, end);
}

static void write_record(struct arena *arena, enum log_level level, struct span message,
                         const struct error *err) {
    struct text_builder line = {.arena = arena};
    if (the_log.format == LOG_JSON)
        put_json(&line, level, cut_message(message), err);
    else
        put_text(&line, level, cut_message(message), err);
    text_append(&line, SPAN("\n"));
    write_whole(text_span(&line));
}

void log_write(enum log_level level, const char *format, ...) {
    if (!log_enabled(level))
        return;
    struct arena *arena = fresh_scratch();
    va_list args;
    va_start(args, format);
    struct span message = arena_vprintf(arena, format, args);
    va_end(args);
    write_record(arena, level, message, NULL);
}

void log_failure(enum log_level level, const char *what, const struct error *err) {
    if (log_enabled(level))
        write_record(fresh_scratch(), level, span_from_cstr(what), err);
}

void log_raw_line(struct span line) {
    struct text_builder copy = {.arena = fresh_scratch()};
    text_append(&copy, line);
    text_append(&copy, SPAN("\n"));
    write_whole(text_span(&copy));
}
