/* Makes every call that the program can make, each twice, wherever AWS_ENDPOINT_URL points, and prints their
 * names: a test looks at what came over the wire. How the calls end is not its question, but a failure is
 * logged.
 *
 *   calls [MILLISECONDS]         the time until the deadline; a minute
 *
 * The last line is what the process took of memory at most: "VmHWM 9876"; 0 in sanitizer builds, where it
 * says nothing. */
#include "aws_call.h"
#include "aws_client.h"
#include "http_curl.h"
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_LIMIT_BYTES = 48 << 20, TIMES = 2, MINUTE_MS = 60 * 1000 };

static const char *environment(const char *name) {
    return getenv(name);
}

static int64_t now_ms(const struct aws_client *client) {
    return client->clock.now_ms(client->clock.context);
}

static void note(bool well, const struct error *err) {
    if (!well)
        log_failure(LOG_WARN, "as expected", err);
}

/* Characters that JSON, forms and signatures each treat in their own way. */
static struct span resource_of(enum operation operation) {
    return operation == OPERATION_DESCRIBE_TRAILS ? SPAN_ABSENT : SPAN("a b+c/\xC3\xA9%7e~*'\"&=\\:d");
}

static void read_everything(struct aws_session *session) {
    struct facts facts = {.arena = session->arena};
    struct needs needs = {.count = 0};
    struct error err = {{0}, {0}};
    for (int operation = 0; operation < OPERATION_COUNT; operation++)
        *ARENA_PUSH(session->arena, &needs) =
            (struct need){.operation = (enum operation)operation,
                          .account_id = session->account_id,
                          .region = session->region,
                          .resource = resource_of((enum operation)operation)};
    session->rules_to_start = strings_split(session->arena, SPAN("rule-1,rule-2"));
    note(aws_collect(session, &needs, &facts, &err), &err);
}

static void write_everything(struct aws_session *session) {
    struct error err = {{0}, {0}};
    struct evaluation evaluation = {.resource_type = SPAN("AWS::::Account"),
                                    .resource_id = session->account_id,
                                    .compliance_type = "NON_COMPLIANT",
                                    .annotation = SPAN("no alarm \xE2\x86\x92 \"nobody\""),
                                    .ordering_time_ms = 1791180003417};
    struct evaluations evaluations = {.items = {evaluation}, .count = 1};
    struct span account_id;
    note(aws_put_evaluations(session, &evaluations, SPAN("token+/="), true, &err), &err);
    note(aws_put_external_evaluation(session, &evaluation, SPAN("rule"), &err), &err);
    note(aws_caller_account(session, &account_id, &err), &err);
}

static void print_names(void) {
    for (int operation = 0; operation < OPERATION_COUNT; operation++)
        puts(aws_call_read((enum operation)operation)->name);
    for (int write = 0; write < AWS_WRITE_COUNT; write++)
        puts(aws_call_write((enum aws_write)write)->name);
}

static void print_peak_kb(void) {
    char line[128];
    long peak_kb = 0;
    FILE *status = fopen("/proc/self/status", "r");
#ifdef EARSHOT_ARENA_MALLOC
    const bool tells = false;
#else
    const bool tells = true;
#endif
    while (tells && status && fgets(line, sizeof line, status))
        if (strncmp(line, "VmHWM:", 6) == 0)
            peak_kb = strtol(line + 6, NULL, 10);
    if (status)
        fclose(status);
    printf("VmHWM %ld\n", peak_kb);
}

int main(int argc, char **argv) {
    struct error err = {{0}, {0}};
    struct http_curl_options options = {0};
    struct aws_settings settings = {.user_agent = "earshot/test", .getenv = environment};
    struct aws_session session = {.arena = arena_create("session", ARENA_LIMIT_BYTES),
                                  .scratch = arena_create("scratch", ARENA_LIMIT_BYTES),
                                  .account_id = SPAN("111122223333"),
                                  .partition = SPAN("aws")};
    log_open(STDERR_FILENO, LOG_TEXT, LOG_WARN);
    struct http *http = http_curl_create(&options, &err);
    if (!http || !aws_client_create(http, &settings, &session.client, &err)) {
        log_failure(LOG_ERROR, "not started", &err);
        return 1;
    }
    session.region = span_from_cstr(environment("AWS_REGION"));
    session.deadline_ms = now_ms(session.client) + (argc > 1 ? strtol(argv[1], NULL, 10) : MINUTE_MS);
    bool opened = aws_session_open(&session, &err);
    for (int i = 0; opened && i < TIMES; i++) {
        read_everything(&session);
        write_everything(&session);
    }
    note(opened, &err);
    aws_session_close(&session);
    aws_client_destroy(session.client);
    http_curl_destroy(http);
    arena_destroy(session.arena);
    arena_destroy(session.scratch);
    print_names();
    print_peak_kb();
    return opened ? 0 : 1;
}
