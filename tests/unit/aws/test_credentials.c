/* Where do the keys come from, and what happens to them? Environment and transport are canned, files are
 * real. */
#include "fake_http.h"

#include "aws_credentials.h"
#include "aws_profile.h"
#include "aws_round.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { VARIABLES_LIMIT = 12 };

static struct { const char *name, *value; } environment[VARIABLES_LIMIT];
static char folder[] = "/tmp/earshot-keys-XXXXXX";
static char config_path[64], credentials_path[64];

static const char *lookup(const char *name) {
    for (size_t i = 0; i < VARIABLES_LIMIT; i++)
        if (environment[i].name && strcmp(environment[i].name, name) == 0)
            return environment[i].value;
    return NULL;
}

static void set(const char *name, const char *value) {
    for (size_t i = 0; i < VARIABLES_LIMIT; i++)
        if (!environment[i].name || strcmp(environment[i].name, name) == 0) {
            environment[i].name = name;
            environment[i].value = value;
            return;
        }
    fail_msg("no room for %s", name);
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int make_folder(void **state) {
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(config_path, sizeof config_path, "%s/config", folder);
    snprintf(credentials_path, sizeof credentials_path, "%s/credentials", folder);
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    unlink(config_path);
    unlink(credentials_path);
    return rmdir(folder);
}

/* Empty files, an empty environment that names them, and a session without keys. */
static int setup(void **state) {
    fixture_setup(state);
    struct fixture *fixture = *state;
    memset(environment, 0, sizeof environment);
    write_file(config_path, "");
    write_file(credentials_path, "");
    set("AWS_CONFIG_FILE", config_path);
    set("AWS_SHARED_CREDENTIALS_FILE", credentials_path);
    fixture->client->getenv = lookup;
    fixture->session.credentials = (struct credentials){NULL, NULL, NULL};
    return 0;
}

static bool open_session(struct fixture *fixture) {
    return aws_session_open(&fixture->session, &fixture->err);
}

static void assert_keys(const struct fixture *fixture, const char *id, const char *secret,
                        const char *token) {
    assert_string_equal(fixture->session.credentials.access_key_id, id);
    assert_string_equal(fixture->session.credentials.secret_access_key, secret);
    if (token)
        assert_string_equal(fixture->session.credentials.session_token, token);
    else
        assert_null(fixture->session.credentials.session_token);
}

static void assert_refused(struct fixture *fixture, const char *text) {
    assert_false(open_session(fixture));
    assert_error(fixture, "Function.Transient", text);
}

static void test_the_environment_comes_first(void **state) {
    write_file(credentials_path, "[default]\naws_access_key_id = F\naws_secret_access_key = f\n");
    set("AWS_ACCESS_KEY_ID", "E");
    set("AWS_SECRET_ACCESS_KEY", "e");
    assert_true(open_session(*state));
    assert_keys(*state, "E", "e", NULL);
    set("AWS_SESSION_TOKEN", "t");
    assert_true(open_session(*state));
    assert_keys(*state, "E", "e", "t");
}

static void test_half_a_pair_in_the_environment_is_not_passed_over(void **state) {
    write_file(credentials_path, "[default]\naws_access_key_id = F\naws_secret_access_key = f\n");
    set("AWS_ACCESS_KEY_ID", "E");
    assert_refused(*state, "AWS_SECRET_ACCESS_KEY is not set");
}

static void test_the_credentials_file_wins_over_the_config_file(void **state) {
    write_file(config_path,
               "[default]\naws_access_key_id=C\naws_secret_access_key=c\naws_session_token=ct\n");
    assert_true(open_session(*state));
    assert_keys(*state, "C", "c", "ct");
    write_file(credentials_path,
               "# mine\r\n[default]\r\naws_access_key_id = F\r\naws_secret_access_key = f\r\n");
    assert_true(open_session(*state));
    assert_keys(*state, "F", "f", NULL);
}

static void test_the_profile_is_chosen_by_the_environment(void **state) {
    write_file(config_path, "[profile a]\naws_access_key_id=A\naws_secret_access_key=a ; a comment\n"
                            "[b]\naws_access_key_id=wrong\naws_secret_access_key=section\n"
                            "[profile \"b\"]\ns3 =\n  aws_access_key_id = nested\n"
                            "aws_access_key_id=B\naws_secret_access_key=b#b\n");
    set("AWS_DEFAULT_PROFILE", "a");
    assert_true(open_session(*state));
    assert_keys(*state, "A", "a", NULL);
    set("AWS_PROFILE", "b");
    assert_true(open_session(*state));
    assert_keys(*state, "B", "b#b", NULL);
    set("AWS_PROFILE", "c");
    assert_refused(*state, "profile c is in no file");
}

static void test_keys_are_not_put_together_from_two_files(void **state) {
    write_file(config_path, "[default]\naws_secret_access_key=c\n");
    write_file(credentials_path, "[default]\naws_access_key_id=F\n");
    assert_refused(*state, "profile default has only one of");
}

static void test_a_profile_that_means_other_keys_is_refused(void **state) {
    write_file(config_path, "[default]\naws_access_key_id=C\naws_secret_access_key=c\n"
                            "role_arn = arn:aws:iam::444455556666:role/r\nsource_profile = x\n");
    assert_refused(*state, "role_arn");
    assert_error((struct fixture *)*state, "Function.Transient", "aws configure export-credentials");
}

static void test_in_lambda_no_file_is_read(void **state) {
    write_file(credentials_path, "[default]\naws_access_key_id = F\naws_secret_access_key = f\n");
    set("AWS_LAMBDA_FUNCTION_NAME", "earshot");
    assert_refused(*state, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
    assert_null(strstr(((struct fixture *)*state)->err.message, "profile"));
}

static void test_every_source_is_named(void **state) {
    assert_refused(*state, "environment: AWS_ACCESS_KEY_ID is not set");
    assert_error((struct fixture *)*state, "Function.Transient", "profile: profile default is in no file");
    assert_error((struct fixture *)*state, "Function.Transient", "container endpoint: neither");
}

/* ---- credential_process */

#define PROCESS(command) "[default]\ncredential_process = " command "\n"

static void test_a_process_gives_keys(void **state) {
    write_file(config_path,
               PROCESS("/bin/echo '{\"Version\": 1, \"AccessKeyId\": \"P\", \"SecretAccessKey\": \"p\", "
                       "\"SessionToken\": \"pt\", \"Expiration\": \"2026-10-05T07:00:03+00:00\"}'"));
    assert_true(open_session(*state));
    assert_keys(*state, "P", "p", "pt");
    assert_int_equal(((struct fixture *)*state)->client->keyring.keys.expires_ms, 1791183603000);
}

static const struct {
    const char *command, *complaint;
} bad_processes[] = {
    {PROCESS("/bin/echo {}"), "no Version 1"},
    {PROCESS("/bin/echo '{\"Version\": 2, \"AccessKeyId\": \"P\", \"SecretAccessKey\": \"p\"}'"),
     "no Version 1"},
    {PROCESS("/bin/echo '{\"Version\": 1, \"AccessKeyId\": \"P\"}'"), "lacks AccessKeyId"},
    {PROCESS(
         "/bin/echo '{\"Version\": 1, \"AccessKeyId\": \"P\", \"SecretAccessKey\": \"p\", \"Expiration\": "
         "\"soon\"}'"),
     "Expiration"},
    {PROCESS("/bin/echo secret-key-that-nobody-may-see"), "no JSON"},
    {PROCESS("/bin/false"), "failed"},
    {PROCESS("/nowhere/at/all"), "/nowhere/at/all"},
    {PROCESS("/bin/echo 'never closed"), "no command"},
    {PROCESS("/bin/echo $HOME;id"), "no JSON"}, /* no shell: these are words */
    {PROCESS("/bin/cat /dev/zero"), "printed too much"},
};

static void test_bad_processes_are_refused(void **state) {
    for (size_t i = 0; i < sizeof bad_processes / sizeof *bad_processes; i++) {
        write_file(config_path, bad_processes[i].command);
        assert_refused(*state, bad_processes[i].complaint);
    }
}

static int64_t real_now_ms(void *context) {
    struct timespec now;
    (void)context;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void test_a_process_ends_with_the_deadline(void **state) {
    struct fixture *fixture = *state;
    int64_t started_ms = real_now_ms(NULL);
    write_file(config_path, PROCESS("/bin/sleep 60"));
    fixture->client->clock.now_ms = real_now_ms;
    fixture->session.deadline_ms = started_ms + AWS_DEADLINE_RESERVE_MS + 200;
    assert_refused(fixture, "did not end in time");
    assert_true(real_now_ms(NULL) - started_ms < 5000);
}

/* ---- container endpoint */

#define KEYS_OF(id, expiration)                                                                              \
    "{\"AccessKeyId\":\"" id "\",\"SecretAccessKey\":\"s-" id "\",\"Token\":\"t-" id                         \
    "\",\"Expiration\":\"" expiration "\"}"
#define IN_AN_HOUR     "2026-10-05T07:00:03Z"
#define IN_TEN_MINUTES "2026-10-05T06:10:03Z"

static void test_the_endpoint_of_a_container(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK(NULL, KEYS_OF("R", IN_AN_HOUR)));
    set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/x?y=1");
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/wrong");
    assert_true(open_session(fixture));
    assert_keys(fixture, "R", "s-R", "t-R");
    assert_string_equal(fixture->http.requests[0].url, "http://169.254.170.2/v2/credentials/x?y=1");
    assert_int_equal(fixture->http.requests[0].timeout_ms, 2000);
    assert_int_equal(fixture->http.requests[0].header_count, 0);
}

static void test_the_authorization_token_is_sent(void **state) {
    struct fixture *fixture = *state;
    SCRIPT(fixture, OK(NULL, KEYS_OF("A", IN_TEN_MINUTES)), OK(NULL, KEYS_OF("B", IN_AN_HOUR)));
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://[fd00:ec2::23]:80/v1/credentials");
    set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Bearer x");
    assert_true(open_session(fixture));
    assert_span_equal(fake_header(&fixture->http.requests[0], "Authorization"), "Bearer x");
    write_file(credentials_path, "from-the-file\n");
    set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", credentials_path);
    set("AWS_LAMBDA_FUNCTION_NAME", "earshot");
    assert_true(open_session(fixture));
    assert_span_equal(fake_header(&fixture->http.requests[1], "Authorization"), "from-the-file");
}

static void test_hosts_that_keys_may_come_from(void **state) {
    static const struct {
        const char *url;
        bool allowed;
    } hosts[] = {
        {"http://127.0.0.1:9001/2021-08-23/credentials", true},
        {"http://127.1.2.3/", true},
        {"http://localhost", true},
        {"http://[::1]:80/", true},
        {"http://169.254.170.2/", true},
        {"http://169.254.170.23/v1/credentials", true},
        {"https://example.com/keys", true},
        {"http://169.254.169.254/", false},
        {"http://example.com/", false},
        {"http://127.0.0.1.example.com/", false},
        {"http://127.0.0/", false},
        {"http://localhost@example.com/", false},
        {"http://example.com\\@localhost/", false},
        {"http://[::1].example.com/", false},
        {"https:///keys", false},
        {"ftp://localhost/", false},
        {"http://local host/", false},
        {"file:///etc/passwd", false},
    };
    struct fixture *fixture = *state;
    static struct fake_reply script[sizeof hosts / sizeof *hosts];
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        script[i] = (struct fake_reply)OK(NULL, KEYS_OF("H", IN_TEN_MINUTES));
    fixture_script(fixture, script, sizeof hosts / sizeof *hosts);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        set("AWS_CONTAINER_CREDENTIALS_FULL_URI", hosts[i].url);
        fixture->client->keyring.keys.expires_ms = 0; /* forget the last host's */
        if (open_session(fixture) != hosts[i].allowed)
            fail_msg("%s: %s", hosts[i].url, fixture->err.message);
    }
}

static void test_the_endpoint_is_asked_three_times(void **state) {
    struct fixture *fixture = *state;
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    SCRIPT(fixture, ANSWER(NULL, 500, ""), {.outcome = HTTP_BROKEN}, OK(NULL, KEYS_OF("C", IN_AN_HOUR)));
    assert_true(open_session(fixture));
    assert_keys(fixture, "C", "s-C", "t-C");
}

static void test_an_endpoint_that_stays_broken(void **state) {
    struct fixture *fixture = *state;
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    SCRIPT(fixture, ANSWER(NULL, 200, "secret-key-that-nobody-may-see"), ANSWER(NULL, 200, "[]"),
           ANSWER(NULL, 404, "session-token-that-nobody-may-see"));
    assert_refused(fixture, "container endpoint: HTTP status 404");
}

static void test_a_silent_endpoint_ends_with_its_time(void **state) {
    struct fixture *fixture = *state;
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    SCRIPT(fixture, {.after_ms = 9000}, {.after_ms = 9000}, {.after_ms = 9000});
    assert_refused(fixture, "no answer within 2000 ms");
}

/* ---- keeping, renewing, wiping */

static void test_keys_are_kept_until_ten_minutes_before_their_end(void **state) {
    struct fixture *fixture = *state;
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    SCRIPT(fixture, OK(NULL, KEYS_OF("A", IN_AN_HOUR)), OK(NULL, KEYS_OF("B", "2026-10-05T08:00:03Z")));
    assert_true(open_session(fixture));
    aws_session_close(&fixture->session);
    fixture->http.now_ms += 49 * 60 * 1000;
    fixture->session.deadline_ms = fixture->http.now_ms + 60000;
    assert_true(open_session(fixture));
    assert_keys(fixture, "A", "s-A", "t-A");
    fixture->http.now_ms += 60 * 1000;
    fixture->session.deadline_ms = fixture->http.now_ms + 60000;
    assert_true(open_session(fixture));
    assert_keys(fixture, "B", "s-B", "t-B");
}

static void test_keys_that_cannot_be_renewed_serve_to_their_end(void **state) {
    struct fixture *fixture = *state;
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    SCRIPT(fixture, OK(NULL, KEYS_OF("A", IN_TEN_MINUTES)), ANSWER(NULL, 500, ""), ANSWER(NULL, 500, ""),
           ANSWER(NULL, 500, ""), ANSWER(NULL, 500, ""), ANSWER(NULL, 500, ""), ANSWER(NULL, 500, ""));
    assert_true(open_session(fixture));
    assert_true(open_session(fixture));
    assert_keys(fixture, "A", "s-A", "t-A");
    fixture->http.now_ms += 10 * 60 * 1000;
    fixture->session.deadline_ms = fixture->http.now_ms + 60000;
    assert_refused(fixture, "HTTP status 500");
}

#define EXPIRED ANSWER(NULL, 400, "{\"__type\":\"ExpiredTokenException\",\"message\":\"stub\"}")
#define TRAILS  OK("DescribeTrails", "{\"trailList\":[]}")

static void test_refused_keys_are_renewed_once(void **state) {
    struct fixture *fixture = *state;
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    SCRIPT(fixture, OK(NULL, KEYS_OF("A", IN_AN_HOUR)), EXPIRED, OK(NULL, KEYS_OF("B", IN_AN_HOUR)), TRAILS);
    assert_true(open_session(fixture));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, "");
    assert_true(fixture_collect(fixture));
    assert_keys(fixture, "B", "s-B", "t-B");
    assert_span_equal(fake_header(&fixture->http.requests[3], "X-Amz-Security-Token"), "t-B");
}

static void test_new_keys_that_are_refused_too_end_the_round(void **state) {
    struct fixture *fixture = *state;
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    SCRIPT(fixture, OK(NULL, KEYS_OF("A", IN_AN_HOUR)), EXPIRED, OK(NULL, KEYS_OF("B", IN_AN_HOUR)), EXPIRED);
    assert_true(open_session(fixture));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, "");
    assert_false(fixture_collect(fixture));
    assert_error(fixture, "Function.Transient", "expired or unknown");
    assert_int_equal(fixture->http.request_count, 4);
}

static void test_calls_that_fail_together_renew_the_keys_together(void **state) {
    struct fixture *fixture = *state;
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    SCRIPT(fixture, OK(NULL, KEYS_OF("A", IN_AN_HOUR)),
           {.target = "DescribeTrails", .status = 400, .body = "{\"__type\":\"ExpiredTokenException\"}"},
           {.target = "DescribeAlarms",
            .status = 400,
            .body = "{\"__type\":\"ExpiredTokenException\"}",
            .after_ms = 500},
           OK(NULL, KEYS_OF("B", IN_AN_HOUR)), TRAILS,
           OK("DescribeAlarms", "{\"MetricAlarms\":[],\"CompositeAlarms\":[]}"));
    assert_true(open_session(fixture));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, "");
    fixture_need(fixture, OPERATION_DESCRIBE_ALARMS, "");
    assert_true(fixture_collect(fixture));
    assert_int_equal(fixture->http.request_count, 6);
}

static void test_keys_of_the_environment_are_final(void **state) {
    struct fixture *fixture = *state;
    set("AWS_ACCESS_KEY_ID", "E");
    set("AWS_SECRET_ACCESS_KEY", "e");
    SCRIPT(fixture, EXPIRED);
    assert_true(open_session(fixture));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, "");
    assert_false(fixture_collect(fixture));
    assert_int_equal(fixture->http.request_count, 1);
}

/* Else the caller's own account would be judged in the name of the other. */
static void test_a_roles_keys_are_not_replaced_by_the_callers(void **state) {
    struct fixture *fixture = *state;
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    SCRIPT(fixture, OK(NULL, KEYS_OF("A", IN_AN_HOUR)),
           OK("AssumeRole",
              "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLE</AccessKeyId>"
              "<SecretAccessKey>r</SecretAccessKey><SessionToken>rt</SessionToken></Credentials>"
              "</AssumeRoleResult></AssumeRoleResponse>"),
           EXPIRED);
    assert_true(open_session(fixture));
    assert_true(aws_assume_role(&fixture->session, SPAN("arn:aws:iam::444455556666:role/r"),
                                &fixture->session.credentials, &fixture->err));
    fixture_need(fixture, OPERATION_DESCRIBE_TRAILS, "");
    assert_false(fixture_collect(fixture));
    assert_int_equal(fixture->http.request_count, 3);
    assert_keys(fixture, "ROLE", "r", "rt");
}

/* In sanitizer builds the memory is given back, and reading it would be reported. */
static void test_a_closed_session_leaves_no_keys(void **state) {
    struct fixture *fixture = *state;
    set("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/");
    SCRIPT(fixture, OK(NULL, KEYS_OF("A", IN_AN_HOUR)));
    assert_true(open_session(fixture));
    const char *secret = fixture->session.credentials.secret_access_key;
    aws_session_close(&fixture->session);
    assert_null(fixture->session.credentials.secret_access_key);
#ifndef ARENA_MALLOC
    assert_memory_equal(secret, "\0\0\0", 3);
#else
    (void)secret;
#endif
}

static void test_region_of_the_profile(void **state) {
    struct fixture *fixture = *state;
    assert_null(aws_profile_region(fixture->session.arena, lookup));
    write_file(config_path, "[default]\nregion = eu-west-3\n");
    assert_string_equal(aws_profile_region(fixture->session.arena, lookup), "eu-west-3");
}

static void test_endpoint_of_the_profile(void **state) {
    struct fixture *fixture = *state;
    struct aws_settings settings = {.getenv = lookup};
    struct aws_client *client = NULL;
    write_file(config_path, "[default]\nendpoint_url = http://127.0.0.1:1\n");
    assert_true(aws_client_create(NULL, &settings, &client, &fixture->err));
    assert_string_equal(client->endpoints.urls[AWS_SERVICE_KMS], "http://127.0.0.1:1");
    aws_client_destroy(client);
    set("AWS_LAMBDA_FUNCTION_NAME", "earshot");
    assert_true(aws_client_create(NULL, &settings, &client, &fixture->err));
    assert_null(client->endpoints.urls[AWS_SERVICE_KMS]);
    aws_client_destroy(client);
}

#define KEYS_TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        KEYS_TEST(test_the_environment_comes_first),
        KEYS_TEST(test_half_a_pair_in_the_environment_is_not_passed_over),
        KEYS_TEST(test_the_credentials_file_wins_over_the_config_file),
        KEYS_TEST(test_the_profile_is_chosen_by_the_environment),
        KEYS_TEST(test_keys_are_not_put_together_from_two_files),
        KEYS_TEST(test_a_profile_that_means_other_keys_is_refused),
        KEYS_TEST(test_in_lambda_no_file_is_read),
        KEYS_TEST(test_every_source_is_named),
        KEYS_TEST(test_a_process_gives_keys),
        KEYS_TEST(test_bad_processes_are_refused),
        KEYS_TEST(test_a_process_ends_with_the_deadline),
        KEYS_TEST(test_the_endpoint_of_a_container),
        KEYS_TEST(test_the_authorization_token_is_sent),
        KEYS_TEST(test_hosts_that_keys_may_come_from),
        KEYS_TEST(test_the_endpoint_is_asked_three_times),
        KEYS_TEST(test_an_endpoint_that_stays_broken),
        KEYS_TEST(test_a_silent_endpoint_ends_with_its_time),
        KEYS_TEST(test_keys_are_kept_until_ten_minutes_before_their_end),
        KEYS_TEST(test_keys_that_cannot_be_renewed_serve_to_their_end),
        KEYS_TEST(test_refused_keys_are_renewed_once),
        KEYS_TEST(test_new_keys_that_are_refused_too_end_the_round),
        KEYS_TEST(test_calls_that_fail_together_renew_the_keys_together),
        KEYS_TEST(test_keys_of_the_environment_are_final),
        KEYS_TEST(test_a_roles_keys_are_not_replaced_by_the_callers),
        KEYS_TEST(test_a_closed_session_leaves_no_keys),
        KEYS_TEST(test_region_of_the_profile),
        KEYS_TEST(test_endpoint_of_the_profile),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
