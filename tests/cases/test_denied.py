"""One call is denied: does the rest decide where it can, and is what to grant named exactly where it cannot?

The resource types of each action are those of AWS's service authorization reference, as cfn-lint brings them.
"""

import copy
import json
import pathlib
import re

import cfnlint
import pytest

from e2e.emulators import REPO, earshot

ACCOUNTS = REPO / "tests/cases/accounts"
REFERENCE = json.loads((pathlib.Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json").read_text("utf-8"))
# Narrower than "*", CloudWatch leaves composite alarms out; mute rules are listed per alarm, so their names are not known.
NEVER_NARROWER = {"cloudwatch:DescribeAlarms", "cloudwatch:ListAlarmMuteRules"}


def facts_of(name):
    return json.loads((ACCOUNTS / f"{name}.json").read_text("utf-8"))["facts"]


LISTS = {"DescribeTrails": "trailList", "DescribeAlarms": "MetricAlarms"}  # one answer for all of the region


def doubled(facts):
    """The account with a second trail and a whole chain of its own behind it."""
    text = json.dumps(facts)
    for name in ("trail/audit", "trail-logs", "alarm:unauthorized", ":alerts", '"AlarmName": "unauthorized',
                 '"resource": "unauthorized', "UnauthorizedCalls"):
        text = text.replace(name, name + "-2")
    both = copy.deepcopy(facts)
    for fact, other in zip(list(both["facts"]), json.loads(text)["facts"]):
        if fact["operation"] in LISTS:
            fact["value"][LISTS[fact["operation"]]] += other["value"][LISTS[fact["operation"]]]
        elif other["resource"] != fact["resource"]:
            both["facts"].append(other)
    return both


def judge(facts, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), "utf-8")
    return json.loads(earshot("replay", path, "--format", "json").stdout)


def denied(facts, index):
    changed = copy.deepcopy(facts)
    fact = changed["facts"][index]
    fact.pop("value", None)
    fact.update(state="denied", code="AccessDenied", message="User is not authorized")
    return changed


def permissions():
    text = (REPO / "function/model/operation.c").read_text("utf-8")
    return dict(re.findall(r'\{"([\w()]+)",\s*"(\w+:\w+)"', text.replace("\n", " ")))


def names_what_to_grant(annotation, fact):
    """The exact action, and a resource of the type that the action takes, for the thing that the call is about."""
    action = permissions()[fact["operation"]]
    service, _, operation = action.partition(":")
    found = re.search(r"permission (\S+) is missing for (\S+?)(?: in ([a-z0-9-]+))?\. ", annotation)
    assert found and found[1] == action, annotation
    reference = REFERENCE[service]
    types = reference["Actions"][operation.lower()].get("Resources", [])
    if not types or action in NEVER_NARROWER:
        assert (found[2], found[3]) == ("*", fact["region"])
        return
    formats = [form.replace("${", "{") for kind in types for form in reference["Resources"][kind]["ARNFormats"]]
    account = fact["resource"].split(":")[4] if fact["resource"].startswith("arn:") else fact["accountId"]
    patterns = [form.format(Partition="aws", Region=fact["region"], Account=account) for form in formats]
    assert any(re.fullmatch(pattern, found[2]) for pattern in patterns), annotation
    if fact["operation"] == "DescribeMetricFilters(metric)":  # any log group may have a filter for the metric
        assert found[2].endswith(":log-group:*")
        return
    thing = fact["resource"].removeprefix("arn:aws:sns:")
    assert found[2].removesuffix(":*").endswith(thing) or thing.startswith(found[2].removeprefix("arn:aws:sns:") + ":")


def rows(*names):
    return [(name, index, fact["operation"]) for name in names for index, fact in enumerate(facts_of(name)["facts"])]


COMPLETE = rows("ok-benchmark", "ok-security-hub", "topic-own-key")
BROKEN = rows("filter-none", "filter-no-wildcards", "alarm-none", "alarm-five", "topic-deny", "topic-deleted", "topic-key-disabled",
              "subscription-none", "subscription-filtered", "trail-stopped", "group-deleted-empty-list", "alarm-muted", "siem-misses", "central-not-logging")


def ids(cases):
    return [f"{name}-{index}-{operation}" for name, index, operation in cases]


def test_every_call_is_denied_somewhere():
    assert {operation for _, _, operation in COMPLETE + BROKEN} == set(permissions())


@pytest.mark.parametrize("name, index, _operation", COMPLETE, ids=ids(COMPLETE))
def test_on_the_only_path_it_cannot_be_verified_and_what_to_grant_is_named(name, index, _operation, tmp_path):
    facts = facts_of(name)
    reply = judge(denied(facts, index), tmp_path)
    assert (reply["verdict"], reply["reason"]) == ("CANNOT_VERIFY", "PERMISSION_MISSING"), reply["annotation"]
    assert reply["annotation"].startswith("Cannot verify: permission ")
    names_what_to_grant(reply["annotation"], facts["facts"][index])


@pytest.mark.parametrize("name", ["ok-benchmark", "ok-security-hub"])
def test_a_second_complete_path_needs_no_such_fact(name, tmp_path):
    both = doubled(facts_of(name))
    assert judge(both, tmp_path)["verdict"] == "MONITORED"
    for index, fact in enumerate(both["facts"]):
        reply = judge(denied(both, index), tmp_path)
        expected = "CANNOT_VERIFY" if fact["operation"] in LISTS else "MONITORED"
        assert reply["verdict"] == expected, (fact["operation"], reply["annotation"])


@pytest.mark.parametrize("name, index, _operation", BROKEN, ids=ids(BROKEN))
def test_in_a_broken_account_it_never_turns_well_and_what_could_change_the_verdict_is_named(name, index, _operation, tmp_path):
    facts = facts_of(name)
    before, after = judge(facts, tmp_path), judge(denied(facts, index), tmp_path)
    if after["verdict"] != "CANNOT_VERIFY":
        assert after["verdict"] == "NOT_MONITORED"
        return
    assert after["reason"] == "PERMISSION_MISSING" and before["verdict"] == "NOT_MONITORED"
    names_what_to_grant(after["annotation"], facts["facts"][index])
