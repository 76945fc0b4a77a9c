"""Does the command line keep what scripts depend on: verbs, formats, exit codes, one line a mistake?"""

import json
import subprocess

import pytest

from . import accounts, emulators
from .stub_aws import error

# account, exit code of `check` and `replay`
CODES = [("ok", 0), ("filter-no-stars", 1), ("trail-none", 1), ("sub-none", 1)]


@pytest.mark.parametrize("name, code", CODES, ids=[name for name, _ in CODES])
def test_check_tells_the_verdict_by_its_exit_code(name, code, account, earshot):
    account(name)
    assert earshot("check").returncode == code


def test_check_exits_2_when_a_permission_is_missing(account, stub, earshot):
    account("ok")
    stub.override("DescribeTrails", error("denied"))
    result = earshot("check", "--format", "json")
    assert result.returncode == 2
    assert json.loads(result.stdout)["reason"] == "PERMISSION_MISSING"


@pytest.mark.parametrize("name", [name for name, _ in CODES])
def test_check_and_the_function_give_the_same_object(name, account, earshot, function, event):
    account(name)
    checked = json.loads(earshot("check", "--format", "json").stdout)
    replied = function().invoke(event("config-scheduled-testmode"))
    for members in (checked, replied):
        members.pop("stats")
        members.pop("delivered")
    assert checked == replied


def test_check_posts_nothing(account, stub, earshot):
    account("ok")
    result = json.loads(earshot("check", "--format", "json").stdout)
    assert result["delivered"] == {"putEvaluations": 0, "startConfigRulesEvaluation": 0, "putExternalEvaluation": 0,
                                   "testMode": False}
    assert stub.calls("PutEvaluations") == []


@pytest.mark.parametrize("name, code", CODES, ids=[name for name, _ in CODES])
def test_replay_judges_saved_facts_to_the_same_object_and_code(name, code, account, earshot, stub, tmp_path):
    account(name)
    saved = tmp_path / "facts.json"
    checked = json.loads(earshot("check", "--facts", saved, "--format", "json").stdout)
    stub.reset()
    result = earshot("replay", saved, "--format", "json")
    replayed = json.loads(result.stdout)
    for members in (checked, replayed):
        members.pop("stats")
        members.pop("delivered")
    assert replayed == checked
    assert (result.returncode, stub.requests) == (code, [])


@pytest.mark.parametrize("secret", ["secretEXAMPLE", "tokenEXAMPLE", "security@example.com"])
def test_the_facts_file_holds_no_secret_and_no_address(secret, account, earshot, tmp_path):
    account("ok")
    saved = tmp_path / "facts.json"
    earshot("check", "--facts", saved, env={"AWS_SESSION_TOKEN": "tokenEXAMPLE"})
    assert secret not in saved.read_text("utf-8")


def test_output_goes_to_a_file(account, earshot, tmp_path):
    account("ok")
    result = earshot("check", "--format", "json", "--output", tmp_path / "result.json")
    assert json.loads((tmp_path / "result.json").read_text("utf-8"))["verdict"] == "MONITORED"
    assert result.stdout == ""


def test_the_drawing_names_every_hop(account, earshot):
    account("ok")
    text = earshot("check").stdout
    assert [word for word in ("MONITORED", "trail", "log group", "filter", "alarm", "topic", "subscription")
            if word not in text] == []


def test_the_drawing_shows_the_event_that_gets_away(account, earshot):
    account("filter-no-stars")
    result = json.loads(earshot("check", "--format", "json").stdout)
    assert result["proof"]["witness"]["errorCode"] in earshot("check").stdout


def test_format_sh_is_the_repair_commands(account, earshot):
    account("filter-no-stars")
    commands = json.loads(earshot("check", "--format", "json").stdout)["remediation"]
    text = earshot("check", "--format", "sh").stdout
    assert commands and [command for command in commands if command not in text] == []


def test_a_parameter_of_the_command_line_changes_the_question(account, earshot):
    account("ok")
    result = earshot("check", "--parameter", "RequiredPattern=cis-1.2", "--format", "json")
    assert (result.returncode, json.loads(result.stdout)["reason"]) == (1, "FILTER_MISSES_EVENTS")


def test_a_requirement_of_another_control_is_a_parameter_by_its_name(account, earshot):
    account("ok")
    result = earshot("check", "--parameter", "RequiredPattern=cis-4.3", "--format", "json")
    report = json.loads(result.stdout)
    assert (result.returncode, report["reason"]) == (1, "FILTER_MISSES_EVENTS")
    assert report["proof"]["witness"]["userIdentity"]["type"] == "Root"


def test_the_help_lists_requirements_by_name(earshot):
    words = earshot("explain", "--help").stdout.split()
    assert {"cis", "cis-1.2", *(f"cis-4.{n}" for n in range(1, 16))} <= set(words)


# arguments, exit code, coverage
EXPLANATIONS = [
    ([accounts.CIS], 0, "COVERED"),
    ([accounts.NO_STARS], 1, "UNCOVERED"),
    ([accounts.ONLY_A], 1, "UNCOVERED"),
    ([accounts.ONLY_A, '{ $.errorCode = "AccessDenied*" }'], 0, "COVERED"),
    (["--require", "cis-1.2", accounts.CIS], 1, "UNCOVERED"),
    (["--require", "cis-1.2", accounts.CIS_12], 0, "COVERED"),
    (["--require", '{ $.errorCode = "A*" }', accounts.CIS_12], 1, "UNCOVERED"),
    (["--require", "cis-4.5", '{ $.eventName = "*Trail" || $.eventName = "St*Logging" }'], 0, "COVERED"),
    (["--require", "cis-4.16", accounts.CIS], 2, "UNREADABLE"),
    (["{ ($.errorCode = 1 }"], 2, "UNREADABLE"),
    (["--require", "{ nonsense", accounts.CIS], 2, "UNREADABLE"),
]


@pytest.mark.parametrize("arguments, code, coverage", EXPLANATIONS)
def test_explain_answers_by_object_and_exit_code(arguments, code, coverage, earshot):
    result = earshot("explain", "--format", "json", *arguments)
    assert (json.loads(result.stdout)["coverage"], result.returncode) == (coverage, code)


def test_explain_names_the_column_of_an_unreadable_pattern(earshot):
    result = json.loads(earshot("explain", "--format", "json", '{ $.errorCode == "x" }').stdout)
    assert result["filters"][0]["error"]["column"] == 16


def test_explain_says_it_in_words_too(earshot):
    result = earshot("explain", accounts.NO_STARS)
    assert result.returncode == 1 and "UNCOVERED" in result.stdout


# arguments, the word that the one line on stderr has to name
MISTAKES = [
    (["check", "--colour"], "--colour"),
    (["check", "--format", "yaml"], "yaml"),
    (["check", "--format"], "--format"),
    (["check", "extra"], "extra"),
    (["check", "--parameter", "RequiredPatern=cis"], "RequiredPatern"),
    (["check", "--parameter", "MaxDetectionMinutes=soon"], "soon"),
    (["check", "--parameter", "RequiredPattern"], "--parameter"),
    (["check", "--parameter", "RequiredPattern={ $.a == 1 }"], "column 8"),
    (["check", "--account", "111122223333", "--role", "a b"], "--role a b"),
    (["check", "--region", "a\nb"], "a?b"),
    (["check", "--account", "123", "--role", "reader"], "123"),
    (["check", "--region", "evil.example/"], "evil.example/"),
    (["replay"], "facts file"),
    (["explain"], "PATTERN"),
    (["explain", "--require"], "--require"),
    (["match"], "PATTERN"),
    (["match", "--format", "json", "x"], "--format"),
    (["listen"], "listen"),
    ([], "verb"),
]


@pytest.mark.parametrize("arguments, word", MISTAKES, ids=[" ".join(row[0]) or "nothing" for row in MISTAKES])
def test_wrong_usage_is_one_line_that_names_it_and_exit_64(arguments, word, earshot, stub):
    result = earshot(*arguments)
    assert (result.returncode, result.stdout) == (64, "")
    assert len(result.stderr.splitlines()) == 1 and word in result.stderr
    assert stub.requests == []


def test_an_account_that_the_keys_do_not_belong_to_needs_a_role(account, earshot):
    account("ok")
    result = earshot("check", "--account", "222222222222")
    assert (result.returncode, result.stdout) == (64, "")
    assert "222222222222" in result.stderr and emulators.ACCOUNT in result.stderr and "--role" in result.stderr


@pytest.mark.parametrize("verb", [[], ["check"], ["replay"], ["explain"], ["match"]], ids=lambda verb: verb[0] if verb else "earshot")
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_is_help_on_every_verb(verb, option, earshot):
    result = earshot(*verb, option)
    assert (result.returncode, result.stderr) == (0, "")
    assert "earshot" in result.stdout


def test_version_is_a_version(earshot):
    result = earshot("--version")
    assert result.returncode == 0 and result.stdout.startswith("earshot ")


def test_without_credentials_exit_69_and_the_sources(account, earshot):
    account("ok")
    result = earshot("check", env={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None})
    assert result.returncode == 69 and "AWS_ACCESS_KEY_ID" in result.stderr


@pytest.mark.parametrize("fault", ["throttled", "unavailable", "expired"])
def test_aws_out_of_reach_is_exit_69_and_no_verdict(fault, account, stub, earshot):
    account("ok")
    stub.override("DescribeTrails", error(fault))
    result = earshot("check", "--format", "json")
    assert (result.returncode, result.stdout) == (69, "")
    assert "DescribeTrails" in result.stderr


def test_another_accounts_id_without_a_role_is_wrong_usage(account, stub, earshot):
    """Else the state of the keys' account would be told as that of the other."""
    account("ok")
    result = earshot("check", "--account", "111122223333")
    assert (result.returncode, result.stdout) == (64, "")
    assert "--role" in result.stderr and emulators.ACCOUNT in result.stderr
    assert stub.operations() == ["GetCallerIdentity"]


def test_the_keys_own_account_may_be_named(account, earshot):
    account("ok")
    assert earshot("check", "--account", emulators.ACCOUNT).returncode == 0


def test_an_empty_region_is_none(account, earshot):
    account("ok")
    assert earshot("check", env={"AWS_REGION": "", "AWS_DEFAULT_REGION": emulators.REGION}).returncode == 0


def test_what_steers_a_terminal_is_not_printed(earshot, stub):
    result = earshot("check", "\x1b[31m\u202e\u009b")
    assert result.returncode == 64 and "\x1b" not in result.stderr
    assert "\u202e" not in result.stderr and "\u009b" not in result.stderr


def test_memory_that_is_used_up_is_no_verdict(earshot):
    """Exit code 1 would say NOT_MONITORED or UNCOVERED."""
    if "libasan" in subprocess.run(["ldd", emulators.BUILD / "earshot"], capture_output=True, text=True).stdout:
        pytest.skip("a sanitizer does not run in so little memory")
    command = f"ulimit -v 200000; exec {emulators.BUILD}/earshot replay -"
    result = subprocess.run(["/bin/sh", "-c", command], input=b" " * 100_000_000, capture_output=True)
    assert (result.returncode, result.stdout) == (70, b""), result.stderr


# text of a facts file that nobody wrote with `check --facts`
BAD_FILES = [("not JSON", "hello"), ("cut", '{"version":1,"facts":['), ("an array", "[]"), ("an empty object", "{}"),
             ("another version", '{"version":99}')]


@pytest.mark.parametrize("text", [row[1] for row in BAD_FILES], ids=[row[0] for row in BAD_FILES])
def test_a_bad_facts_file_is_named(text, earshot, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(text)
    result = earshot("replay", path)
    assert result.returncode == 64 and str(path) in result.stderr


def test_a_facts_file_that_is_not_there_is_named(earshot, tmp_path):
    result = earshot("replay", tmp_path / "missing.json")
    assert result.returncode == 64 and "missing.json" in result.stderr
