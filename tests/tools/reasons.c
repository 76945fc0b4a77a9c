/* Prints the table of reasons as it stands in function/policy/README.md.
 *
 *   reasons ACCOUNT.json...        golden accounts, as in tests/cases/accounts
 *
 * Which calls bring the facts of a reason is not written down anywhere: it is tried out. A fact of an account
 * is needed for its reason if the judge asks for it again when it is taken away. */
#include "cli_file.h"
#include "facts_json.h"
#include "policy.h"

#include <stdio.h>

static bool needed[REASON_COUNT][OPERATION_COUNT];

static bool load(struct arena *arena, const char *path, struct facts *facts, struct parameters *parameters,
                 struct error *err) {
    const struct json *root, *parameters_object;
    struct span text;
    *facts = (struct facts){.arena = arena};
    if (!cli_file_read(arena, path, &text, err) || !json_parse(arena, text, "reasons", &root, err) ||
        !facts_from_json(json_member(root, "facts"), facts, &parameters_object, err))
        return error_prefix(err, "%s", path);
    *parameters = parameters_default(arena);
    parameters_set_all(arena, parameters_object, parameters);
    return true;
}

static bool asks_for(const struct needs *needs, const struct need *need) {
    for (size_t i = 0; i < needs->count; i++)
        if (need_equal(&needs->items[i], need))
            return true;
    return false;
}

/* Judges in an arena of its own, which is empty afterwards; findings hold no more than reason and answer. */
static bool is_asked_without(struct arena *arena, const struct facts *facts,
                             const struct parameters *parameters, size_t left_out) {
    struct facts fewer = {
        .arena = arena,
        .account_id = facts->account_id,
        .region = facts->region,
        .partition = facts->partition,
        .collected_at_s = facts->collected_at_s,
    };
    struct findings findings;
    for (size_t i = 0; i < facts->count; i++)
        if (i != left_out)
            facts_add(&fewer, &facts->items[i]);
    policy_judge(arena, &fewer, parameters, &findings);
    bool asked = asks_for(&findings.needs, &facts->items[left_out].need);
    arena_reset(arena);
    return asked;
}

static void try_out(struct arena *arena, const struct facts *facts, const struct parameters *parameters) {
    struct findings findings;
    policy_judge(arena, facts, parameters, &findings);
    enum reason reason = findings.reason;
    bool complete = findings.needs.count == 0;
    arena_reset(arena);
    for (size_t i = 0; complete && i < facts->count; i++)
        if (is_asked_without(arena, facts, parameters, i))
            needed[reason][facts->items[i].need.operation] = true;
}

static const char *commands_of(enum remedy remedy) {
    switch (remedy) {
    case REMEDY_NONE:
        return "none";
    case REMEDY_WHOLE_CHAIN:
        return "filter, topic, subscription, alarm, as far as they are missing";
    case REMEDY_TOPIC_ON:
        return "topic, subscription, alarm, as far as they are missing";
    case REMEDY_SUBSCRIPTION:
        return "subscription";
    case REMEDY_ALARM_ACTIONS:
        return "switch the alarm's actions on";
    }
    return "";
}

static void print_row(enum reason reason) {
    const struct reason_info *info = reason_info(reason);
    const char *hop = hop_name(info->hop);
    const char *separator = "";
    printf("| %s | %s | %s | ", info->code, hop ? hop : "any", verdict_name(info->verdict));
    for (int i = 0; i < OPERATION_COUNT; i++) {
        if (!needed[reason][i])
            continue;
        printf("%s%s", separator, operation_info((enum operation)i)->name);
        separator = ", ";
    }
    printf(" | %s | %s | %s |\n", info->text, info->advice, commands_of(info->remedy));
}

int main(int argc, char **argv) {
    struct arena *facts_arena = arena_create("facts", 64 << 20), *arena = arena_create("judge", 512 << 20);
    int status = 0;
    for (int i = 1; i < argc && status == 0; i++) {
        struct facts facts;
        struct parameters parameters;
        struct error err = {{0}, {0}};
        if (load(facts_arena, argv[i], &facts, &parameters, &err)) {
            try_out(arena, &facts, &parameters);
        } else {
            fprintf(stderr, "%s\n", err.message);
            status = 1;
        }
        arena_reset(facts_arena);
    }
    printf("| reason | hop | verdict | decided by what these calls bring | the annotation says | and advises "
           "| commands |\n"
           "|---|---|---|---|---|---|---|\n");
    for (int i = REASON_NONE + 1; i < REASON_COUNT; i++)
        print_row((enum reason)i);
    arena_destroy(arena);
    arena_destroy(facts_arena);
    return status;
}
