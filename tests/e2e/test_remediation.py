"""Do the printed commands, typed as they are, repair the account?"""

import json

import pytest

from . import emulators

REPAIRABLE = ["filter-none", "filter-no-stars", "filter-only-a", "alarm-none", "alarm-disabled", "alarm-no-action",
              "alarm-threshold-5", "sub-none"]
TRAILS = ["trail-none", "trail-stopped", "trail-single-region", "trail-reads"]


@pytest.fixture
def typed(stub):
    """Runs commands with the AWS CLI; the address is the one thing that a person has to add."""

    def run(commands, **env):
        return emulators.shell(commands, emulators.environment(stub.url, **env))

    return run


def check(earshot):
    return json.loads(earshot("check", "--format", "json").stdout)


@pytest.mark.parametrize("name", REPAIRABLE)
def test_the_commands_repair_the_account(name, account, earshot, typed):
    account(name)
    broken = check(earshot)
    assert broken["verdict"] == "NOT_MONITORED"
    result = typed(broken["remediation"], EARSHOT_EMAIL="security@example.com")
    assert result.returncode == 0, result.stderr
    assert check(earshot)["verdict"] == "MONITORED"


@pytest.mark.parametrize("name", ["filter-none", "sub-none"])
def test_format_sh_is_a_script_that_repairs_the_account(name, account, earshot, typed):
    account(name)
    script = earshot("check", "--format", "sh").stdout
    assert typed([script], EARSHOT_EMAIL="security@example.com").returncode == 0
    assert check(earshot)["verdict"] == "MONITORED"


def test_typing_the_commands_twice_is_harmless(account, earshot, typed):
    account("filter-none")
    commands = check(earshot)["remediation"]
    for _ in range(2):
        assert typed(commands, EARSHOT_EMAIL="security@example.com").returncode == 0
    assert check(earshot)["verdict"] == "MONITORED"


def test_without_an_address_the_shell_stops_and_says_what_is_missing(account, earshot, typed):
    account("sub-none")
    result = typed(check(earshot)["remediation"])
    assert result.returncode != 0 and "EARSHOT_EMAIL" in result.stderr


@pytest.mark.parametrize("name", REPAIRABLE + TRAILS)
def test_no_command_touches_a_trail(name, account, earshot):
    account(name)
    assert [command for command in check(earshot)["remediation"] if "cloudtrail" in command] == []


def test_an_account_in_order_needs_no_command(account, earshot):
    account("ok")
    assert check(earshot)["remediation"] == []
