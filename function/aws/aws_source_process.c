/* credential_process of a profile: a program that prints keys as JSON. Run without a shell. */
#include "aws_client.h"
#include "json.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
    PROCESS_LIMIT_MS = 60 * 1000,
    OUTPUT_LIMIT_BYTES = 256 * 1024,
    WORDS_LIMIT = 64,
};

/* Words as a POSIX shell splits them: blanks part, quotes and backslashes bind; nothing is expanded. False: a
 * quote is not closed, or there are too many words. */
static bool split_words(struct arena *arena, struct span command, char *words[WORDS_LIMIT + 1]) {
    char *out = arena_alloc(arena, command.len + 1), quote = 0;
    size_t count = 0;
    bool inside = false;
    for (size_t i = 0; i < command.len; i++) {
        char c = command.ptr[i];
        bool blank = !quote && (c == ' ' || c == '\t');
        if (blank && inside)
            *out++ = '\0';
        if (!blank && !inside && count < WORDS_LIMIT)
            words[count++] = out;
        else if (!blank && !inside)
            return false;
        inside = !blank;
        if (c == '\\' && quote != '\'' && i + 1 < command.len)
            *out++ = command.ptr[++i];
        else if (quote ? c == quote : c == '"' || c == '\'')
            quote = (char)(quote ? '\0' : c);
        else if (!blank)
            *out++ = c;
    }
    words[count] = NULL;
    return count > 0 && !quote;
}

/* Its standard error is ours: it may have something to ask the person. */
static bool start(char *const words[], int output[2], pid_t *child) {
    posix_spawn_file_actions_t actions;
    if (pipe2(output, O_CLOEXEC) != 0)
        return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    int failure = posix_spawnp(child, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(output[1]);
    if (failure) {
        close(output[0]);
        errno = failure;
    }
    return failure == 0;
}

/* What it prints until it closes its output; NULL, or what went wrong. */
static const char *read_output(const struct aws_clock *clock, int descriptor, int64_t end_ms, char *bytes,
                               size_t *count) {
    for (;;) {
        int64_t left_ms = end_ms - clock->now_ms(clock->context);
        struct pollfd news = {.fd = descriptor, .events = POLLIN};
        if (left_ms <= 0 || poll(&news, 1, (int)left_ms) == 0)
            return "did not end in time";
        ssize_t got = read(descriptor, bytes + *count, OUTPUT_LIMIT_BYTES - *count);
        if (got == 0)
            return NULL;
        if (got < 0 && errno != EINTR)
            return "its output cannot be read";
        *count += got > 0 ? (size_t)got : 0;
        if (*count == OUTPUT_LIMIT_BYTES)
            return "printed too much";
    }
}

/* It closed its output, so its end is near; if not, it is ended. */
static int wait_for_end(const struct aws_clock *clock, pid_t child, int64_t end_ms) {
    int status = 0;
    pid_t ended = 0;
    while (ended == 0 && clock->now_ms(clock->context) < end_ms) {
        ended = waitpid(child, &status, WNOHANG);
        if (ended == 0)
            clock->sleep_ms(clock->context, 1);
    }
    if (ended == 0) {
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
    }
    return status;
}

static enum aws_source_result take_output(struct aws_search *search, struct span output) {
    const struct json *object;
    struct error ignored; /* it may quote the output */
    if (!json_parse(search->arena, output, "Function.Transient", &object, &ignored))
        return aws_source_say(search, AWS_SOURCE_BROKEN, "credential_process printed no JSON");
    double version = 0;
    if (!json_number(json_member(object, "Version"), &version) || version != 1)
        return aws_source_say(search, AWS_SOURCE_BROKEN, "credential_process printed no Version 1");
    return aws_source_take_object(search, object, "SessionToken");
}

enum aws_source_result aws_source_process(struct aws_search *search, struct span command) {
    const struct aws_clock *clock = &search->client->clock;
    int64_t left_ms = search->deadline_ms - AWS_DEADLINE_RESERVE_MS - clock->now_ms(clock->context);
    int64_t limit_ms = left_ms < PROCESS_LIMIT_MS ? left_ms : PROCESS_LIMIT_MS;
    int64_t end_ms = clock->now_ms(clock->context) + limit_ms;
    char *words[WORDS_LIMIT + 1], *bytes = arena_alloc(search->arena, OUTPUT_LIMIT_BYTES);
    int output[2];
    pid_t child;
    size_t count = 0;
    if (!split_words(search->arena, command, words))
        return aws_source_say(search, AWS_SOURCE_BROKEN, "credential_process is no command");
    if (!start(words, output, &child))
        return aws_source_say(search, AWS_SOURCE_BROKEN, "credential_process %s: %s", words[0],
                              strerror(errno));
    const char *complaint = read_output(clock, output[0], end_ms, bytes, &count);
    close(output[0]);
    int status = wait_for_end(clock, child, complaint ? 0 : end_ms);
    if (complaint)
        return aws_source_say(search, AWS_SOURCE_BROKEN, "credential_process %s", complaint);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return aws_source_say(search, AWS_SOURCE_BROKEN, "credential_process failed");
    return take_output(search, (struct span){bytes, count});
}
