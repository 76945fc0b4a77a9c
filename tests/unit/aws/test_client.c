#include "fake_http.h"

static const char *variable, *value;

static const char *lookup(const char *name) {
    return variable && strcmp(name, variable) == 0 ? value : NULL;
}

static bool create(const char *name, const char *text, int *attempts, struct error *err) {
    struct aws_settings settings = {.getenv = lookup};
    struct aws_client *client = NULL;
    variable = name;
    value = text;
    if (!aws_client_create(NULL, &settings, &client, err))
        return false;
    *attempts = client->attempts_limit;
    aws_client_destroy(client);
    return true;
}

static void attempts_from_the_environment(void **state) {
    struct error err;
    int attempts = 0;
    (void)state;
    assert_true(create(NULL, NULL, &attempts, &err));
    assert_int_equal(attempts, 3);
    assert_true(create("AWS_MAX_ATTEMPTS", "5", &attempts, &err));
    assert_int_equal(attempts, 5);
    assert_true(create("AWS_MAX_ATTEMPTS", "", &attempts, &err));
    assert_int_equal(attempts, 3);
    assert_true(create("AWS_RETRY_MODE", "adaptive", &attempts, &err));
    assert_int_equal(attempts, 3);
    aws_client_destroy(NULL);
}

static void bad_values_are_named(void **state) {
    static const struct {
        const char *name, *value;
    } cases[] = {{"AWS_MAX_ATTEMPTS", "0"},     {"AWS_MAX_ATTEMPTS", "-1"},
                 {"AWS_MAX_ATTEMPTS", "3x"},    {"AWS_MAX_ATTEMPTS", "101"},
                 {"AWS_RETRY_MODE", "never"},   {"AWS_ENDPOINT_URL", "localhost"},
                 {"AWS_USE_FIPS_ENDPOINT", "1"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err;
        int attempts;
        assert_false(create(cases[i].name, cases[i].value, &attempts, &err));
        assert_string_equal(err.type, "Function.Transient");
        assert_non_null(strstr(err.message, cases[i].name));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attempts_from_the_environment),
        cmocka_unit_test(bad_values_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
