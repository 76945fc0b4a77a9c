/* Every account of cases/accounts, judged twice: from the whole file at once, as replay does, and round by
 * round from nothing, as the function does. Both must say what the file expects. */
#include "test.h"

#include "facts_json.h"
#include "policy.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static const char FOLDER[] = "cases/accounts";

struct account {
    const char *name;
    struct facts facts;
    struct parameters parameters;
    const struct json *expect; /* of the reply */
    const struct json *also;   /* calls of each round, events and minutes to the deciding alarm */
};

static struct span read_file(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    struct text_builder text = {.arena = arena};
    char buffer[4096];
    size_t count;
    if (!file)
        fail_msg("%s cannot be read", path);
    while ((count = fread(buffer, 1, sizeof buffer, file)) > 0)
        text_append(&text, (struct span){buffer, count});
    fclose(file);
    return text_span(&text);
}

static void load(struct arena *arena, const char *name, struct account *account) {
    const struct json *root = NULL, *parameters = NULL;
    struct error error = {.type = ""};
    char path[512];
    snprintf(path, sizeof path, "%s/%s", FOLDER, name);
    *account = (struct account){.name = name};
    account->facts.arena = arena;
    if (!json_parse(arena, read_file(arena, path), "Test", &root, &error) ||
        !facts_from_json(json_member(root, "facts"), &account->facts, &parameters, &error))
        fail_msg("%s: %s", name, error.message);
    account->parameters = parameters_default(arena);
    parameters_set_all(arena, parameters, &account->parameters);
    account->also = json_member(root, "also");
    account->expect = json_member(root, "expect");
}

static struct span code_of(const struct findings *findings) {
    return findings->reason ? span_from_cstr(reason_info(findings->reason)->code) : SPAN_ABSENT;
}

static void expect_span(const struct account *account, const char *member, struct span actual,
                        const struct findings *findings) {
    struct span expected = json_string(json_member(account->expect, member));
    if (!span_equal(expected, actual))
        fail_msg("%s: %s is \"%.*s\", expected \"%.*s\" (%.*s)", account->name, member, SPAN_FMT(actual),
                 SPAN_FMT(expected), SPAN_FMT(findings->detail));
}

static void expect_number(const struct account *account, const char *member, int64_t actual) {
    double expected;
    if (json_number(json_member(account->also, member), &expected) && (int64_t)expected != actual)
        fail_msg("%s: %s is %lld, expected %.0f", account->name, member, (long long)actual, expected);
}

static void check(const struct account *account, const struct findings *findings) {
    expect_span(account, "verdict", span_from_cstr(verdict_name(findings->verdict)), findings);
    expect_span(account, "reason", code_of(findings), findings);
    expect_span(account, "hop", span_from_cstr(hop_name(findings->hop)), findings);
    if (findings->deciding) {
        expect_number(account, "events", findings->deciding->events_to_alarm);
        expect_number(account, "minutes", findings->deciding->minutes_to_alarm);
    }
    assert_int_equal(findings->verdict == VERDICT_MONITORED,
                     findings->deciding && findings->deciding->complete);
    if (findings->verdict != VERDICT_MONITORED)
        assert_int_not_equal(findings->detail.len, 0);
    if (findings->reason == REASON_FILTER_MISSES_EVENTS)
        assert_true(findings->witness.len > 0);
    if (getenv("SHOW"))
        printf("%-40s %s %.*s: %.*s\n", account->name, verdict_name(findings->verdict),
               SPAN_FMT(code_of(findings)), SPAN_FMT(findings->detail));
}

/* Adds what the account answers; what it has no answer to was not recorded. */
static void answer(struct facts *known, const struct facts *world, const struct needs *needs) {
    for (size_t i = 0; i < needs->count; i++) {
        const struct fact *fact = facts_find(world, &needs->items[i]);
        struct fact absent = {.need = needs->items[i], .state = FACT_NOT_RECORDED};
        assert_null(facts_find(known, &needs->items[i]));
        facts_add(known, fact ? fact : &absent);
    }
}

/* The names of a round's calls against the line of "calls" for it; a case without "calls" takes any. */
static void check_calls(struct arena *arena, const struct account *account, const struct needs *needs,
                        int round) {
    const struct json *lines = json_member(account->also, "calls");
    const struct json *line = json_first(lines);
    struct text_builder text = {.arena = arena};
    for (size_t i = 0; i < needs->count; i++)
        text_printf(&text, "%s%s", i ? " " : "", operation_info(needs->items[i].operation)->name);
    for (int i = 1; i < round; i++)
        line = json_next(line);
    if (lines && !span_equal(json_string(line), text_span(&text)))
        fail_msg("%s, round %d: %.*s", account->name, round, SPAN_FMT(text_span(&text)));
}

static void judge_rounds(struct arena *arena, const struct account *account, struct facts *known) {
    struct findings findings;
    int rounds = 0;
    for (policy_judge(arena, known, &account->parameters, &findings); findings.needs.count;
         policy_judge(arena, known, &account->parameters, &findings)) {
        if (++rounds > POLICY_ROUNDS_LIMIT)
            fail_msg("%s: after %d rounds %s is needed", account->name, POLICY_ROUNDS_LIMIT,
                     operation_info(findings.needs.items[0].operation)->name);
        if (known != &account->facts)
            check_calls(arena, account, &findings.needs, rounds);
        answer(known, &account->facts, &findings.needs);
    }
    check(account, &findings);
    if (known != &account->facts && json_member(account->also, "calls"))
        assert_int_equal(rounds, json_count(json_member(account->also, "calls")));
}

static void judge_account(const char *name) {
    struct arena *arena = arena_create("case", (size_t)256 * 1024 * 1024);
    struct account account;
    load(arena, name, &account);
    struct facts nothing = {
        .arena = arena,
        .account_id = account.facts.account_id,
        .region = account.facts.region,
        .partition = account.facts.partition,
        .collected_at_s = account.facts.collected_at_s,
    };
    judge_rounds(arena, &account, &nothing);
    judge_rounds(arena, &account, &account.facts);
    arena_destroy(arena);
}

static int is_case(const struct dirent *entry) {
    return span_ends_with(span_from_cstr(entry->d_name), SPAN(".json"));
}

static void test_accounts(void **state) {
    struct dirent **entries;
    int count = scandir(FOLDER, &entries, is_case, alphasort);
    (void)state;
    assert_true(count >= 30);
    for (int i = 0; i < count; i++) {
        judge_account(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
