#include "aws_round.h"

#include "aws_exchange.h"
#include "aws_skew.h"
#include "log.h"

#include <inttypes.h>
#include <stdio.h>

/* The transport ends an exchange at the deadline by itself; this is how long it may take to say so. */
enum { TRANSPORT_GRACE_MS = 100 };

struct round {
    struct aws_session *session;
    struct aws_client *client;
    struct aws_task *tasks;
    size_t count;
    size_t in_flight;
    bool failed;
    bool wants_keys; /* nothing is started until the session's keys are renewed */
    struct error *err;
};

static int64_t now_ms(const struct round *round) {
    return round->client->clock.now_ms(round->client->clock.context);
}

static int64_t remaining_ms(const struct round *round) {
    return round->session->deadline_ms - AWS_DEADLINE_RESERVE_MS - now_ms(round);
}

static uint64_t random_bits(const struct round *round) {
    return round->client->clock.random(round->client->clock.context);
}

/* Once the round has failed only independent tasks matter. */
static bool is_wanted(const struct round *round, const struct aws_task *task) {
    return task->state != AWS_TASK_ENDED && (!round->failed || task->independent);
}

static bool is_pending(const struct round *round) {
    for (size_t i = 0; i < round->count; i++)
        if (is_wanted(round, &round->tasks[i]))
            return true;
    return false;
}

static bool is_knowledge(enum aws_class class) {
    return class <= AWS_REFUSED;
}

static void end_task(struct round *round, struct aws_task *task, enum aws_class class, const char *gave_up) {
    task->state = AWS_TASK_ENDED;
    task->class = class;
    task->gave_up = gave_up;
    if (is_knowledge(class) || task->independent || round->failed)
        return;
    round->failed = true;
    /* A clock does not mend itself before Lambda's next attempt. */
    aws_task_error(task, class == AWS_CLOCK ? "Function.NotDelivered" : "Function.Transient", "", round->err);
}

/* ---- starting */

static void begin_page(const struct round *round, struct aws_task *task, struct span page_token) {
    uint64_t a = random_bits(round), b = random_bits(round);
    task->state = AWS_TASK_WAITING;
    task->not_before_ms = 0;
    task->attempts = 0;
    task->retry_cost = 0;
    task->input.page_token = page_token;
    /* UUID version 4, variant 1 */
    snprintf(task->invocation_id, sizeof task->invocation_id,
             "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64, a >> 32,
             (a >> 16) & 0xFFFF, a & 0xFFF, (b >> 48 & 0x3FFF) | 0x8000, b & 0xFFFFFFFFFFFF);
}

/* True: the task may start now; else it waits for its turn, or ended because its turn comes too late. */
static bool take_turn(struct round *round, struct aws_task *task) {
    enum aws_service service = task->call->service;
    int64_t wait_ms = remaining_ms(round) <= 0
                          ? 0
                          : aws_pace_take(&round->session->paces[service],
                                          aws_service_info(service)->calls_per_second, now_ms(round));
    if (wait_ms >= remaining_ms(round)) {
        end_task(round, task, AWS_TRANSIENT, "no time is left before the deadline");
        return false;
    }
    task->not_before_ms = now_ms(round) + wait_ms;
    return wait_ms == 0;
}

static void begin_attempt(struct round *round, struct aws_task *task, struct aws_exchange *exchange) {
    struct error error;
    if (!aws_exchange_prepare(round->session, task, exchange, remaining_ms(round), &error)) {
        /* One odd ARN in an account must not keep the whole account from being judged. */
        task->code = SPAN("InvalidRegion");
        task->message = arena_copy(round->session->arena, span_from_cstr(error.message));
        end_task(round, task, AWS_REFUSED, NULL);
        return;
    }
    round->session->stats.api_calls++;
    round->session->stats.retries += task->attempts > 0;
    task->attempts++;
    task->state = AWS_TASK_FLYING;
    round->in_flight++;
    http_start(round->client->http, &exchange->request, exchange);
}

static struct aws_exchange *free_exchange(const struct round *round) {
    for (size_t i = 0; i < AWS_IN_FLIGHT_LIMIT; i++)
        if (!round->client->exchanges[i].task)
            return &round->client->exchanges[i];
    return NULL;
}

/* Old keys may still do, or fail again and tell what is wrong with them. */
static void renew_keys(struct round *round) {
    struct error error;
    round->wants_keys = false;
    if (!aws_session_renew(round->session, &error))
        log_failure(LOG_WARN, "the credentials were not renewed", &error);
}

static void start_ready(struct round *round) {
    if (round->wants_keys && round->in_flight)
        return;
    if (round->wants_keys)
        renew_keys(round);
    int64_t now = now_ms(round);
    for (size_t i = 0; i < round->count; i++) {
        struct aws_task *task = &round->tasks[i];
        struct aws_exchange *exchange = free_exchange(round);
        if (!exchange)
            return;
        if (is_wanted(round, task) && task->state == AWS_TASK_WAITING && task->not_before_ms <= now &&
            take_turn(round, task))
            begin_attempt(round, task, exchange);
    }
}

/* ---- answers */

/* A service or a proxy that repeats what we sent must not carry our secrets into a log. */
static bool repeats_secret(struct span text, const char *secret) {
    struct span beginning = span_head(span_from_cstr(secret), 16);
    return beginning.len && span_contains(text, beginning);
}

static bool repeats_keys(struct span text, const struct credentials *keys) {
    return repeats_secret(text, keys->session_token) || repeats_secret(text, keys->secret_access_key);
}

static struct span without_secrets(const struct round *round, struct span text) {
    const struct aws_session *session = round->session;
    bool repeats = repeats_keys(text, &session->credentials);
    for (size_t i = 0; i < session->roles.count; i++)
        repeats = repeats || repeats_keys(text, &session->roles.items[i].credentials);
    return repeats ? SPAN("(text withheld)") : text;
}

static void note_answer(const struct round *round, struct aws_task *task, const struct aws_reply *reply) {
    struct arena *arena = round->session->arena;
    bool is_theirs = reply->status >= 300;
    struct span message = is_theirs && task->call->secret_input ? SPAN_ABSENT : reply->message;
    task->status = reply->status;
    task->code = arena_copy(arena, without_secrets(round, reply->code));
    task->message = arena_copy(arena, without_secrets(round, message));
    task->request_id = arena_copy(arena, aws_text_cut(reply->request_id, AWS_CODE_LIMIT_BYTES));
}

static double chance(const struct round *round) {
    return (double)(random_bits(round) >> 11) * 0x1p-53;
}

static void ask_again(struct round *round, struct aws_task *task, enum aws_class class, int64_t hint_ms) {
    enum aws_retry_kind kind = class == AWS_THROTTLED ? AWS_RETRY_THROTTLED : AWS_RETRY_TRANSIENT;
    int64_t delay_ms = aws_retry_delay_ms(kind, task->attempts, chance(round), hint_ms);
    if (task->attempts >= round->client->attempts_limit) {
        end_task(round, task, class, "as many as are allowed");
    } else if (delay_ms >= remaining_ms(round)) {
        end_task(round, task, class, "no time is left for another before the deadline");
    } else if (!aws_quota_take(&round->client->quotas[task->call->service], aws_retry_cost(kind))) {
        end_task(round, task, class, "the service's retry quota is used up");
    } else {
        task->retry_cost = aws_retry_cost(kind);
        task->not_before_ms = now_ms(round) + delay_ms;
        task->state = AWS_TASK_WAITING;
    }
}

/* Why the pages cannot be followed to their end; NULL: they can, and *token is the next page's, empty at the
 * end. */
static const char *read_page_token(const struct aws_task *task, const struct json *page, struct span *token) {
    const struct json *member = task->call->token_out ? json_member(page, task->call->token_out) : NULL;
    *token = json_string(member);
    if (member && json_kind(member) != JSON_STRING)
        return "the page token is no string";
    if (token->len && span_equal(*token, task->input.page_token))
        return "a page token came twice: an endless loop";
    if (token->len > AWS_PAGE_TOKEN_LIMIT_BYTES)
        return "a page token is longer than 16384 bytes";
    if (token->len && task->pages + 1 >= AWS_PAGES_LIMIT)
        return "more than 2000 pages";
    return NULL;
}

static void on_success(struct round *round, struct aws_task *task, struct aws_reply *reply) {
    struct span token;
    struct error error;
    const char *complaint = read_page_token(task, reply->value, &token);
    if (complaint) {
        reply->message = span_from_cstr(complaint);
        note_answer(round, task, reply);
        end_task(round, task, AWS_FAILED, NULL);
        return;
    }
    if (task->take && !task->take(task, reply->value, &error)) {
        reply->message = span_from_cstr(error.message);
        note_answer(round, task, reply);
        ask_again(round, task, AWS_TRANSIENT, -1);
        return;
    }
    aws_quota_give_back(&round->client->quotas[task->call->service], task->retry_cost);
    task->pages++;
    if (token.len)
        begin_page(round, task, arena_copy(round->session->arena, token));
    else
        end_task(round, task, AWS_OK, NULL);
}

/* A first page that is refused may be asked for in the row's other words. What is refused of a later page is
 * its token, expired perhaps: that says nothing about the account. */
static void on_refusal(struct round *round, struct aws_task *task) {
    if (!task->call->second_choice.name || task->input.second_choice || task->pages) {
        end_task(round, task, task->pages ? AWS_FAILED : AWS_REFUSED, NULL);
        return;
    }
    task->input.second_choice = true;
    begin_page(round, task, SPAN_ABSENT);
}

/* Refused keys are renewed once, where their source may have others. */
static void on_bad_keys(struct round *round, struct aws_task *task) {
    const struct aws_session *session = round->session;
    const struct credentials *keys = task->credentials ? task->credentials : &session->credentials;
    if (task->has_new_keys || !aws_session_may_renew(session, keys)) {
        end_task(round, task, AWS_KEYS, NULL);
        return;
    }
    task->has_new_keys = true;
    task->state = AWS_TASK_WAITING;
    round->wants_keys = true;
}

static void on_reply(struct round *round, struct aws_task *task, struct aws_reply *reply) {
    note_answer(round, task, reply);
    switch (reply->class) {
    case AWS_OK:
        on_success(round, task, reply);
        break;
    case AWS_THROTTLED:
    case AWS_TRANSIENT:
        ask_again(round, task, reply->class, reply->retry_after_ms);
        break;
    case AWS_REFUSED:
        on_refusal(round, task);
        break;
    case AWS_KEYS:
        on_bad_keys(round, task);
        break;
    case AWS_NOT_FOUND:
    case AWS_DENIED:
    case AWS_CLOCK:
    case AWS_FAILED:
        end_task(round, task, reply->class, NULL);
        break;
    }
}

static void read_answer(struct round *round, struct aws_task *task, const struct http_done *done) {
    struct arena *scratch = round->session->scratch;
    struct aws_reply reply = aws_reply_read(scratch, task->call, done);
    if (reply.class == AWS_CLOCK) {
        struct span skew = aws_skew_describe(scratch, http_header_find(done, "Date"), now_ms(round));
        reply.message = arena_printf(scratch, "%.*s%.*s", SPAN_FMT(skew), SPAN_FMT(reply.message));
    }
    log_write(LOG_DEBUG, "%s in %.*s, attempt %d: HTTP status %d%s%.*s, request id %.*s", task->call->name,
              SPAN_FMT(task->region), task->attempts, reply.status, reply.code.len ? ", " : "",
              SPAN_FMT(reply.code), SPAN_FMT(reply.request_id.len ? reply.request_id : SPAN("none")));
    on_reply(round, task, &reply);
}

static void on_done(struct round *round, struct http_done *done) {
    struct aws_exchange *exchange = done->tag;
    struct aws_task *task = exchange->task;
    exchange->task = NULL;
    round->in_flight--;
    if (done->outcome == HTTP_ANSWERED)
        aws_hosts_note_answer(&round->client->hosts, exchange->request.url, now_ms(round));
    else
        aws_hosts_note_silence(&round->client->hosts, exchange->request.url);
    if (is_wanted(round, task))
        read_answer(round, task, done);
    http_release(round->client->http, done);
    arena_wipe(exchange->arena);
    if (task->call->secret_reply)
        arena_wipe(round->session->scratch);
    else
        arena_reset(round->session->scratch);
}

/* ---- waiting */

/* Until the next task's time, if a place is free for it; at most until the deadline. */
static int64_t patience_ms(const struct round *round) {
    int64_t now = now_ms(round), left_ms = remaining_ms(round);
    int64_t patience = (left_ms > 0 ? left_ms : 0) + TRANSPORT_GRACE_MS;
    if (round->in_flight == AWS_IN_FLIGHT_LIMIT || (round->wants_keys && round->in_flight))
        return patience;
    for (size_t i = 0; i < round->count; i++) {
        const struct aws_task *task = &round->tasks[i];
        if (is_wanted(round, task) && task->state == AWS_TASK_WAITING && task->not_before_ms - now < patience)
            patience = task->not_before_ms - now;
    }
    return patience > 0 ? patience : 0;
}

static void drop_flying(struct round *round) {
    for (size_t i = 0; i < round->count; i++)
        if (is_wanted(round, &round->tasks[i]) && round->tasks[i].state == AWS_TASK_FLYING)
            end_task(round, &round->tasks[i], AWS_TRANSIENT, "no answer came before the deadline");
}

static void wait_for_news(struct round *round) {
    struct http_done done;
    int64_t patience = patience_ms(round);
    if (round->in_flight == 0)
        round->client->clock.sleep_ms(round->client->clock.context, patience);
    else if (http_wait(round->client->http, patience, &done))
        on_done(round, &done);
    else if (remaining_ms(round) <= -TRANSPORT_GRACE_MS)
        drop_flying(round);
}

static void drop_exchanges(const struct round *round) {
    http_cancel(round->client->http);
    for (size_t i = 0; i < AWS_IN_FLIGHT_LIMIT; i++)
        round->client->exchanges[i].task = NULL;
}

bool aws_round_run(struct aws_session *session, struct aws_task *tasks, size_t count, struct error *err) {
    struct round round = {
        .session = session, .client = session->client, .tasks = tasks, .count = count, .err = err};
    session->stats.rounds++;
    round.wants_keys = aws_session_should_renew(session);
    for (size_t i = 0; i < count; i++)
        begin_page(&round, &tasks[i], SPAN_ABSENT);
    while (is_pending(&round)) {
        start_ready(&round);
        if (is_pending(&round))
            wait_for_news(&round);
    }
    if (round.in_flight)
        drop_exchanges(&round);
    return !round.failed;
}
