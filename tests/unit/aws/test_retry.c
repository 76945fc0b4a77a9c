#include "test.h"

#include "aws_hosts.h"
#include "aws_retry.h"

static void delays(void **state) {
    static const struct {
        enum aws_retry_kind kind;
        int retry;
        double chance;
        int64_t hint_ms, delay_ms;
    } cases[] = {
        {AWS_RETRY_TRANSIENT, 1, 1, -1, 50},      {AWS_RETRY_TRANSIENT, 2, 1, -1, 100},
        {AWS_RETRY_TRANSIENT, 9, 1, -1, 12800},   {AWS_RETRY_TRANSIENT, 10, 1, -1, 20000},
        {AWS_RETRY_TRANSIENT, 99, 1, -1, 20000},  {AWS_RETRY_TRANSIENT, 3, 0.5, -1, 100},
        {AWS_RETRY_TRANSIENT, 3, 0, -1, 0},       {AWS_RETRY_THROTTLED, 1, 1, -1, 1000},
        {AWS_RETRY_THROTTLED, 3, 0.25, -1, 1000}, {AWS_RETRY_THROTTLED, 6, 1, -1, 20000},
        {AWS_RETRY_TRANSIENT, 1, 1, 700, 700},    {AWS_RETRY_TRANSIENT, 1, 1, 10, 50},
        {AWS_RETRY_TRANSIENT, 1, 1, 60000, 5050}, {AWS_RETRY_THROTTLED, 1, 0.5, 60000, 5500},
        {AWS_RETRY_THROTTLED, 1, 0.5, 0, 500},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(aws_retry_delay_ms(cases[i].kind, cases[i].retry, cases[i].chance, cases[i].hint_ms),
                         cases[i].delay_ms);
}

static void the_quota_pays_for_35_transient_retries(void **state) {
    struct aws_quota quota = {AWS_QUOTA_TOKENS};
    int retries = 0;
    (void)state;
    while (aws_quota_take(&quota, aws_retry_cost(AWS_RETRY_TRANSIENT)))
        retries++;
    assert_int_equal(retries, 35);
    assert_int_equal(quota.tokens, 10);
    assert_true(aws_quota_take(&quota, aws_retry_cost(AWS_RETRY_THROTTLED)));
}

static void success_gives_back(void **state) {
    struct aws_quota quota = {AWS_QUOTA_TOKENS - 20};
    (void)state;
    aws_quota_give_back(&quota, 0);
    assert_int_equal(quota.tokens, AWS_QUOTA_TOKENS - 19);
    aws_quota_give_back(&quota, 14);
    assert_int_equal(quota.tokens, AWS_QUOTA_TOKENS - 5);
    aws_quota_give_back(&quota, 14);
    assert_int_equal(quota.tokens, AWS_QUOTA_TOKENS);
}

static void idle_hosts_are_stale_by_the_wall_clock(void **state) {
    struct aws_hosts hosts = {0};
    (void)state;
    assert_false(aws_hosts_is_stale(&hosts, "https://a/", 1000000));
    aws_hosts_note_answer(&hosts, "https://a/", 1000000);
    assert_false(aws_hosts_is_stale(&hosts, "https://a/", 1050000));
    assert_true(aws_hosts_is_stale(&hosts, "https://a/", 1050001));
    assert_false(aws_hosts_is_stale(&hosts, "https://b/", 1050001));
    aws_hosts_note_answer(&hosts, "https://a/", 1050001);
    aws_hosts_note_silence(&hosts, "https://a/");
    assert_true(aws_hosts_is_stale(&hosts, "https://a/", 1050001));
}

static void the_oldest_host_gives_way(void **state) {
    struct aws_hosts hosts = {0};
    char url[] = "https://00/";
    (void)state;
    for (int i = 0; i <= AWS_HOSTS_LIMIT; i++) {
        url[8] = (char)('0' + i / 10);
        url[9] = (char)('0' + i % 10);
        aws_hosts_note_answer(&hosts, url, 1000 + i);
    }
    assert_false(aws_hosts_is_stale(&hosts, "https://00/", 9000000));
    assert_true(aws_hosts_is_stale(&hosts, "https://01/", 9000000));
    assert_true(aws_hosts_is_stale(&hosts, url, 9000000));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delays),
        cmocka_unit_test(the_quota_pays_for_35_transient_retries),
        cmocka_unit_test(success_gives_back),
        cmocka_unit_test(idle_hosts_are_stale_by_the_wall_clock),
        cmocka_unit_test(the_oldest_host_gives_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
