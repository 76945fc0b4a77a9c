/* Facts are found by what they answer, however many there are. */
#include "test.h"

#include "facts.h"

enum { MANY = 3000 };

static struct need need_of(struct arena *arena, int number) {
    return (struct need){
        .operation = number % 2 ? OPERATION_GET_TOPIC_ATTRIBUTES : OPERATION_LIST_SUBSCRIPTIONS_BY_TOPIC,
        .account_id = SPAN("111122223333"),
        .region = SPAN("eu-west-1"),
        .resource = arena_printf(arena, "topic-%d", number / 2),
    };
}

static void test_each_is_found_and_no_other(void **state) {
    struct arena *arena = *state;
    struct facts facts = {.arena = arena};
    struct need first = need_of(arena, 0), elsewhere = first;
    assert_null(facts_find(&facts, &first));
    for (int i = 0; i < MANY; i++)
        facts_add(&facts, &(struct fact){.need = need_of(arena, i)});
    for (int i = 0; i < MANY; i++) {
        struct need need = need_of(arena, i);
        assert_ptr_equal(facts_find(&facts, &need), &facts.items[i]);
    }
    struct need missing = need_of(arena, MANY);
    assert_null(facts_find(&facts, &missing));
    elsewhere.region = SPAN("eu-west-2");
    assert_null(facts_find(&facts, &elsewhere));
    elsewhere = first;
    elsewhere.account_id = SPAN("444455556666");
    assert_null(facts_find(&facts, &elsewhere));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_is_found_and_no_other, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
