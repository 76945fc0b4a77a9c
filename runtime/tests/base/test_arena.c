#include "test.h"

#include <sys/wait.h>
#include <unistd.h>

static void test_memory_is_zeroed_and_aligned(void **state) {
    struct arena *arena = *state;
    arena_alloc(arena, 3);
    char *memory = arena_alloc(arena, 100);
    assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(memory[i], 0);
}

static void test_memory_is_zeroed_again_after_reset(void **state) {
    struct arena *arena = *state;
    memset(arena_alloc(arena, 100), 'x', 100);
    arena_reset(arena);
    assert_int_equal(*(char *)arena_alloc(arena, 100), 0);
}

static void test_reset_counts_from_zero(void **state) {
    struct arena *arena = *state;
    arena_alloc(arena, 1000);
    assert_true(arena_used_bytes(arena) >= 1000);
    arena_reset(arena);
    assert_int_equal(arena_used_bytes(arena), 0);
}

/* In sanitizer builds the memory is given back, and reading it would be reported. */
static void test_a_wiped_secret_is_overwritten(void **state) {
    struct arena *arena = *state;
    char *secret = arena_alloc(arena, 6);
    memset(secret, 's', 6);
    arena_wipe(arena);
    assert_int_equal(arena_used_bytes(arena), 0);
#ifndef ARENA_MALLOC
    assert_memory_equal(secret, "\0\0\0\0\0", 6);
#endif
}

static void test_one_allocation_may_be_larger_than_a_block(void **state) {
    char *memory = arena_alloc(*state, 1024 * 1024);
    memory[1024 * 1024 - 1] = 'x';
}

static void test_nothing_is_a_valid_size(void **state) {
    assert_non_null(arena_alloc(*state, 0));
}

static void test_a_copy_keeps_nul_bytes_and_ends_in_one(void **state) {
    struct span copy = arena_copy(*state, SPAN("a\0b"));
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "a\0b", 4);
}

static void test_an_absent_text_stays_absent(void **state) {
    assert_null(arena_copy(*state, SPAN_ABSENT).ptr);
    assert_string_equal(arena_cstr(*state, SPAN_ABSENT), "");
}

static void test_printf_of_any_length(void **state) {
    struct span text = arena_printf(*state, "%s-%0500d", "a", 7);
    assert_int_equal(text.len, 502);
    assert_int_equal(text.ptr[501], '7');
}

static void test_a_list_grows_and_keeps_its_items(void **state) {
    struct {
        int *items;
        size_t count, capacity;
    } list = {0};
    for (int i = 0; i < 1000; i++)
        *ARENA_PUSH((struct arena *)*state, &list) = i;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(list.items[i], i);
}

static void test_a_text_is_put_together(void **state) {
    struct text_builder builder = {.arena = *state};
    assert_span_equal(text_span(&builder), "");
    text_append(&builder, SPAN("ab"));
    struct span before = text_span(&builder);
    for (int i = 0; i < 300; i++)
        text_printf(&builder, "%d", i % 10);
    assert_span_equal(before, "ab");
    assert_int_equal(text_span(&builder).len, 302);
    assert_span_equal(span_head(text_span(&builder), 5), "ab012");
}

/* Runs in a child, which the arena ends; returns its exit status and what it printed on standard error. */
static int run_in_child(void (*job)(void), char *printed, size_t capacity) {
    int channel[2], status = 0;
    assert_int_equal(pipe(channel), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(channel[1], STDERR_FILENO);
        job();
        _exit(0);
    }
    close(channel[1]);
    ssize_t length = read(channel[0], printed, capacity - 1);
    printed[length < 0 ? 0 : length] = '\0';
    close(channel[0]);
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void use_too_much(void) {
    struct arena *arena = arena_create("small", 1024 * 1024);
    for (;;)
        arena_alloc(arena, 100 * 1024);
}

static void overflow_a_product(void) {
    arena_alloc_array(arena_create("small", 1024 * 1024), SIZE_MAX / 2, 4);
}

static void ask_for_everything(void) {
    arena_alloc(arena_create("small", 1024 * 1024), SIZE_MAX);
}

static void test_the_limit_ends_the_process(void **state) {
    (void)state;
    void (*const jobs[])(void) = {use_too_much, overflow_a_product, ask_for_everything};
    for (size_t i = 0; i < 3; i++) {
        char printed[512];
        assert_int_equal(run_in_child(jobs[i], printed, sizeof printed), 1);
        assert_non_null(strstr(printed, "arena small, limit 1048576 bytes"));
    }
}

static void use_too_much_elsewhere(void) {
    arena_set_exit_status(70);
    use_too_much();
}

static void test_a_program_may_have_its_own_status_for_that(void **state) {
    (void)state;
    char printed[512];
    assert_int_equal(run_in_child(use_too_much_elsewhere, printed, sizeof printed), 70);
}

static void test_destroying_nothing_is_allowed(void **state) {
    (void)state;
    arena_destroy(NULL);
}

#define ARENA_TEST(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_memory_is_zeroed_and_aligned),
        ARENA_TEST(test_memory_is_zeroed_again_after_reset),
        ARENA_TEST(test_reset_counts_from_zero),
        ARENA_TEST(test_a_wiped_secret_is_overwritten),
        ARENA_TEST(test_one_allocation_may_be_larger_than_a_block),
        ARENA_TEST(test_nothing_is_a_valid_size),
        ARENA_TEST(test_a_copy_keeps_nul_bytes_and_ends_in_one),
        ARENA_TEST(test_an_absent_text_stays_absent),
        ARENA_TEST(test_printf_of_any_length),
        ARENA_TEST(test_a_list_grows_and_keeps_its_items),
        ARENA_TEST(test_a_text_is_put_together),
        cmocka_unit_test(test_the_limit_ends_the_process),
        cmocka_unit_test(test_a_program_may_have_its_own_status_for_that),
        cmocka_unit_test(test_destroying_nothing_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
