"""Do the printed commands, typed as they are, repair the account, twice over, without touching what was there?"""

import json
import os
import re
import subprocess

import pytest
from botocore import xform_name

from . import accounts, emulators
from .accounts import ALARM, TOPIC_ARN, client
from .stub_aws import fixed, pending_subscriptions

FILTER, TOPIC, SUBSCRIBE, PUT_ALARM = "logs put-metric-filter", "sns create-topic", "sns subscribe", "cloudwatch put-metric-alarm"
ENABLE = "cloudwatch enable-alarm-actions"
CHAIN = [FILTER, TOPIC, SUBSCRIBE, PUT_ALARM]
TRAILS = {"trail-none": "NO_TRAIL", "trail-stopped": "NOT_LOGGING", "trail-single-region": "NOT_MULTI_REGION",
          "trail-reads": "MANAGEMENT_EVENTS_INCOMPLETE"}

# account -> reason before, and the calls of the commands
REPAIRS = {
    "filter-none": ("NO_METRIC_FILTER", CHAIN),
    "filter-no-stars": ("FILTER_MISSES_EVENTS", [FILTER]),
    "filter-only-a": ("FILTER_MISSES_EVENTS", [FILTER]),
    "filter-only-a-no-alarm": ("FILTER_MISSES_EVENTS", CHAIN),
    "filter-only-a-no-subscription": ("FILTER_MISSES_EVENTS", CHAIN),
    "filter-unbalanced": ("FILTER_UNREADABLE", [FILTER]),
    "filter-value-of-event": ("FILTER_UNDECIDED", CHAIN),
    "filter-value-zero": ("FILTER_VALUE_NOT_POSITIVE", CHAIN),
    "filter-match-all": ("FILTER_MATCHES_EVERYTHING", CHAIN),
    "alarm-none": ("NO_ALARM", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "alarm-less-than": ("ALARM_CANNOT_FIRE", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "alarm-three-periods": ("ALARM_DEPENDS_ON_TIMING", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "alarm-tells-once": ("ALARM_TELLS_ONCE", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "alarm-threshold-5": ("ALARM_TOO_SLOW", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "alarm-disabled": ("ALARM_ACTIONS_DISABLED", [ENABLE]),
    "alarm-no-action": ("ALARM_WITHOUT_ACTION", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "alarm-dimensions": ("ALARM_WRONG_DIMENSIONS", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "alarm-percentile": ("ALARM_UNDECIDED", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "alarm-function": ("NO_SNS_ACTION", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "topic-missing": ("TOPIC_MISSING", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "topic-aws-key": ("TOPIC_KEY_BLOCKS_CLOUDWATCH", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "topic-deny": ("TOPIC_POLICY_BLOCKS_CLOUDWATCH", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "topic-undecided": ("TOPIC_UNDECIDED", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "topic-foreign": ("TOPIC_UNREADABLE", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "sub-none": ("NO_SUBSCRIPTION", [SUBSCRIBE]),
    "sub-filtered": ("SUBSCRIPTION_FILTERED", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "sub-undecided": ("SUBSCRIPTION_UNDECIDED", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "two-trails-no-filter": ("NO_METRIC_FILTER", CHAIN),
    "two-trails-no-alarm": ("NO_ALARM", [TOPIC, SUBSCRIBE, PUT_ALARM]),
    "reads-and-writes-no-filter": ("NO_METRIC_FILTER", [*CHAIN, FILTER]),
}


@pytest.fixture
def typed(stub, tmp_path):
    """Runs commands with the AWS CLI in an empty folder; the address is the one thing that a person has to add."""
    folder = tmp_path / "typed"
    folder.mkdir()

    def run(commands, **env):
        result = emulators.shell(commands, emulators.environment(stub.url, **env), cwd=folder)
        assert list(folder.iterdir()) == []
        return result

    return run


@pytest.fixture
def understood(stub, tmp_path):
    """The same in a tenth of the time: a real shell, and botocore's models instead of the CLI, which takes 0.6 s a command."""
    folder, words = tmp_path / "understood", tmp_path / "words"
    folder.mkdir()
    shim = tmp_path / "bin/aws"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nfor word; do printf "%s\\0" "$word" >>"{words}"; done\nprintf "\\n\\0" >>"{words}"\n')
    shim.chmod(0o755)

    def run(commands, **env):
        words.write_bytes(b"")
        subprocess.run(["/bin/sh", "-e"], input="\n".join(commands) + "\n", encoding="utf-8", cwd=folder, check=True,
                       env={"PATH": f"{shim.parent}:{os.defpath}", **env}, timeout=emulators.INVOKE_SECONDS)
        assert list(folder.iterdir()) == []
        rows = words.read_bytes().decode("utf-8").split("\n\0")[:-1]
        assert len(rows) == len(commands)
        for row in rows:
            call(f"http://127.0.0.1:{stub.moto_port}", row.split("\0")[:-1])

    return run


def call(url, words):
    """`aws SERVICE OPERATION --option value...` as a call of botocore."""
    service = client(url, words[0])
    method = words[1].replace("-", "_")
    shape = service.meta.service_model.operation_model(service.meta.method_to_api_mapping[method]).input_shape
    members = {"--" + xform_name(name, "-"): (name, member) for name, member in shape.members.items()}
    members["--notification-endpoint"] = members.get("--endpoint")  # the CLI keeps --endpoint for itself
    arguments = {}
    for option, value in zip(words[2::2], words[3::2], strict=True):
        if option == "--cli-input-json":
            arguments |= json.loads(value)
        elif option != "--region":
            name, member = members[option]
            arguments[name] = value_of(member, value)
    getattr(service, method)(**arguments)


def value_of(member, text):
    if member.type_name in ("integer", "double"):
        return json.loads(text)
    if member.type_name == "list":
        return json.loads(text) if text.startswith("[") else [text]
    assert member.type_name == "string" and not text.startswith("-")
    return text


def check(earshot, *options):
    return json.loads(earshot("check", "--format", "json", *options).stdout)


def calls(commands):
    return [" ".join(command.split(" ")[1:3]) for command in commands]


def snapshot(stub):
    """What was there before and is not ours: filters, alarms, topics, subscriptions."""
    url = f"http://127.0.0.1:{stub.moto_port}"
    logs, cloudwatch, sns = client(url, "logs"), client(url, "cloudwatch"), client(url, "sns")
    filters = [row for group in logs.describe_log_groups()["logGroups"]
               for row in logs.describe_metric_filters(logGroupName=group["logGroupName"])["metricFilters"]]
    alarms = cloudwatch.describe_alarms()["MetricAlarms"]
    topics = [sns.get_topic_attributes(TopicArn=row["TopicArn"])["Attributes"] for row in sns.list_topics()["Topics"]]
    found = {("filter", row["logGroupName"], row["filterName"]): {**row, "creationTime": None} for row in filters}
    found |= {("alarm", row["AlarmName"]): row for row in alarms}
    found |= {("topic", row["TopicArn"]): {key: row[key] for key in ("Policy", "KmsMasterKeyId") if key in row} for row in topics}
    found |= {("subscription", row["SubscriptionArn"]): row for row in sns.list_subscriptions()["Subscriptions"]}
    return found


# Repaired in tests of their own below; or what moto cannot build, and the golden accounts show.
ELSEWHERE = {"ALARM_MUTED", "ONLY_PENDING_SUBSCRIPTIONS", "ALARM_ACTIONS_SUPPRESSED", "SIEM_UNDECIDED", "SIEM_FILTER_MISSES_EVENTS"}


def test_every_reason_that_has_commands_is_repaired():
    text = (emulators.REPO / "function/model/reason.c").read_text("utf-8")
    remedies = dict(re.findall(r'\{"([A-Z_]+)",\s*HOP_\w+,[^}]*?REMEDY_(\w+)\}', text))
    assert len(remedies) > 30
    assert {code for code, remedy in remedies.items() if remedy != "NONE"} == {reason for reason, _ in REPAIRS.values()} | ELSEWHERE


@pytest.mark.parametrize("name", REPAIRS)
def test_the_commands_repair_the_account_however_often_and_touch_nothing(name, account, stub, earshot, understood):
    account(name)
    reason, expected = REPAIRS[name]
    broken, before = check(earshot), snapshot(stub)
    assert (broken["reason"], calls(broken["remediation"])) == (reason, expected), broken["annotation"]
    for _ in range(2):
        understood(broken["remediation"], EARSHOT_EMAIL="security@example.com")
        reply = check(earshot)
        assert reply["verdict"] == "MONITORED", reply["annotation"]
    after = snapshot(stub)
    changed = {key for key in before if after.get(key) != before[key]}
    assert changed == ({("alarm", "unauthorized")} if expected == [ENABLE] else set())


@pytest.mark.parametrize("name", ["filter-none", "filter-only-a", "alarm-disabled", "topic-deny"])
def test_the_aws_cli_takes_the_commands_as_they_are(name, account, earshot, typed):
    account(name)
    commands = check(earshot)["remediation"]
    for _ in range(2):
        result = typed(commands, EARSHOT_EMAIL="security@example.com")
        assert result.returncode == 0, result.stderr
        assert check(earshot)["verdict"] == "MONITORED"


@pytest.mark.parametrize("name", ["sub-none"])
def test_format_sh_is_a_script_that_repairs_the_account(name, account, earshot, typed):
    account(name)
    script = earshot("check", "--format", "sh").stdout
    assert typed([script], EARSHOT_EMAIL="security@example.com").returncode == 0
    assert check(earshot)["verdict"] == "MONITORED"


def test_a_muted_alarm_gets_a_second_one_beside_it_that_tells_the_same_topic(account, stub, earshot, understood):
    account("ok")
    rule = {"AlarmMuteRuleSummaries": [{"AlarmMuteRuleArn": "arn:rule", "Status": "ACTIVE", "MuteType": "ONE_TIME"}]}

    def muted(request, forward):
        found = rule if request.json["AlarmName"] == "unauthorized" else {"AlarmMuteRuleSummaries": []}
        return fixed(200, found, "application/x-amz-json-1.0")(request, forward)

    stub.override("ListAlarmMuteRules", muted)
    broken = check(earshot)
    assert (broken["reason"], calls(broken["remediation"])) == ("ALARM_MUTED", [PUT_ALARM])
    assert TOPIC_ARN in broken["remediation"][0]
    understood(broken["remediation"])
    assert check(earshot)["verdict"] == "MONITORED"


def test_beside_a_siem_that_misses_events_a_chain_of_its_own_is_built(account, earshot, understood):
    account("siem-half")
    named = ("--parameter", f"SiemDestinationArns={accounts.SIEM_ARN}")
    broken = check(earshot, *named)
    assert (broken["reason"], calls(broken["remediation"])) == ("SIEM_FILTER_MISSES_EVENTS", CHAIN)
    understood(broken["remediation"], EARSHOT_EMAIL="security@example.com")
    assert check(earshot, *named)["verdict"] == "MONITORED"


def test_a_subscription_that_waits_has_to_be_confirmed_by_a_person(account, stub, earshot, understood):
    account("ok")
    stub.override("ListSubscriptionsByTopic", pending_subscriptions)
    broken = check(earshot)
    assert (broken["reason"], calls(broken["remediation"])) == ("ONLY_PENDING_SUBSCRIPTIONS", [SUBSCRIBE])
    assert "Confirm the subscription by the link" in broken["annotation"]
    understood(broken["remediation"], EARSHOT_EMAIL="security@example.com")
    assert check(earshot)["reason"] == "ONLY_PENDING_SUBSCRIPTIONS"


def test_without_an_address_the_shell_stops_and_says_what_is_missing(account, earshot, typed):
    account("sub-none")
    result = typed(check(earshot)["remediation"])
    assert result.returncode != 0 and "EARSHOT_EMAIL" in result.stderr


@pytest.mark.parametrize("name", TRAILS)
def test_what_a_trail_lacks_is_said_and_no_command_touches_it(name, account, earshot):
    account(name)
    reply = check(earshot)
    assert (reply["reason"], reply["remediation"]) == (TRAILS[name], [])
    assert " trail" in reply["annotation"].rpartition(". ")[2]


def test_an_account_in_order_needs_no_command(account, earshot):
    account("ok")
    assert check(earshot)["remediation"] == []


HOSTILE = ["-rf", "--region", "$(touch pwned)", "`touch pwned`", "; touch pwned", "a'b\"c\\d", "file://pwned", "fileb://pwned",
           "http://127.0.0.1:1/pwned", "[x]", "{x}", "@pwned", "!x", "*", "~", "#x", "a b", "%s", "${EARSHOT_EMAIL}", "a\nb", "\u202ex", "é"]


# What the CLI, not the shell, would take for something else.
HOSTILE_TO_THE_CLI = ["-rf", "file://pwned", "http://127.0.0.1:1/pwned", "[x]"]


def build_disabled(stub, name):
    accounts.build(f"http://127.0.0.1:{stub.moto_port}", alarm={**ALARM, "ActionsEnabled": False}, alarm_name=name)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_an_alarm_of_a_hostile_name_is_enabled_and_nothing_else_happens(name, stub, earshot, understood):
    build_disabled(stub, name)
    broken = check(earshot)
    assert (broken["reason"], calls(broken["remediation"])) == ("ALARM_ACTIONS_DISABLED", [ENABLE])
    understood(broken["remediation"], EARSHOT_EMAIL="x")
    assert check(earshot)["verdict"] == "MONITORED"


@pytest.mark.parametrize("name", HOSTILE_TO_THE_CLI)
def test_the_aws_cli_takes_a_hostile_name_for_a_name(name, stub, earshot, typed):
    build_disabled(stub, name)
    result = typed(check(earshot)["remediation"])
    assert result.returncode == 0, result.stderr
    assert check(earshot)["verdict"] == "MONITORED"


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_metric_of_a_hostile_name_is_watched(name, stub, earshot, understood):
    accounts.build(f"http://127.0.0.1:{stub.moto_port}", alarm=None, metric=name)
    broken = check(earshot)
    assert broken["reason"] == "NO_ALARM"
    understood(broken["remediation"], EARSHOT_EMAIL="x")
    assert check(earshot)["verdict"] == "MONITORED"
