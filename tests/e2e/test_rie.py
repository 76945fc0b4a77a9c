"""Does the real bootstrap, invoked by real events through the real emulator, do its whole job?"""

import json
import re

import pytest

from . import accounts, emulators
from .stub_aws import fixed, pending_subscriptions

OWN_NAMES = {"CONFIG_RULE_NAMES": "earshot-unauthorized-api-calls",
             "PROCESS_CHECK_RULE_NAMES": "alarm-unauthorized-api-calls"}
CONFIG_CALLS = ("PutEvaluations", "StartConfigRulesEvaluation", "PutExternalEvaluation")


def readme_rows():
    """(file, reply, calls) of the table in events/README.md."""
    for line in (emulators.REPO / "events/README.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0].endswith(".json`"):
            yield cells[0].strip("`").removesuffix(".json"), cells[2].strip("`"), re.findall(r"`(\w+)`", cells[3])


ROWS = list(readme_rows())


def test_every_event_file_has_a_row_in_the_readme():
    files = sorted(path.stem for path in (emulators.REPO / "events").glob("*.json"))
    assert sorted(name for name, _, _ in ROWS) == files


@pytest.mark.parametrize("name, reply, calls", ROWS, ids=[name for name, _, _ in ROWS])
def test_an_event_gives_what_the_readme_says(name, reply, calls, account, stub, function, event):
    account("ok")
    result = function(**OWN_NAMES).invoke(event(name))
    assert result.get("verdict", result.get("errorType", "ignored")) == reply, result
    assert sorted(set(stub.operations()) & set(CONFIG_CALLS)) == sorted(calls)


@pytest.mark.parametrize("name", [name for name, reply, _ in ROWS if reply not in ("MONITORED", "NOT_APPLICABLE")])
def test_an_event_that_is_not_judged_causes_no_call_at_all(name, account, stub, function, event):
    account("ok")
    function(**OWN_NAMES).invoke(event(name))
    assert stub.operations() == []


# account, verdict, reason, hop: the milestone and one break of every hop
ACCOUNTS = [
    ("ok", "MONITORED", None, None),
    ("ok-cis12", "MONITORED", None, None),
    ("filter-no-stars", "NOT_MONITORED", "FILTER_MISSES_EVENTS", "filter"),
    ("filter-only-a", "NOT_MONITORED", "FILTER_MISSES_EVENTS", "filter"),
    ("filter-none", "NOT_MONITORED", "NO_METRIC_FILTER", "filter"),
    ("trail-none", "NOT_MONITORED", "NO_TRAIL", "trail"),
    ("trail-stopped", "NOT_MONITORED", "NOT_LOGGING", "trail"),
    ("trail-single-region", "NOT_MONITORED", "NOT_MULTI_REGION", "trail"),
    ("trail-reads", "NOT_MONITORED", "MANAGEMENT_EVENTS_INCOMPLETE", "trail"),
    ("trail-halves", "MONITORED", None, None),
    ("trail-advanced", "MONITORED", None, None),
    ("trail-advanced-halves", "MONITORED", None, None),
    ("trail-advanced-writes", "NOT_MONITORED", "MANAGEMENT_EVENTS_INCOMPLETE", "trail"),
    ("trail-advanced-halves-narrow", "NOT_MONITORED", "MANAGEMENT_EVENTS_INCOMPLETE", "trail"),
    ("group-none", "NOT_MONITORED", "NO_LOG_GROUP", "logGroup"),
    ("group-missing", "NOT_MONITORED", "LOG_GROUP_MISSING", "logGroup"),
    ("alarm-none", "NOT_MONITORED", "NO_ALARM", "alarm"),
    ("alarm-disabled", "NOT_MONITORED", "ALARM_ACTIONS_DISABLED", "alarm"),
    ("alarm-no-action", "NOT_MONITORED", "ALARM_WITHOUT_ACTION", "alarm"),
    ("alarm-threshold-5", "NOT_MONITORED", "ALARM_TOO_SLOW", "alarm"),
    ("sub-none", "NOT_MONITORED", "NO_SUBSCRIPTION", "subscription"),
]


@pytest.mark.parametrize("name, verdict, reason, hop", ACCOUNTS, ids=[row[0] for row in ACCOUNTS])
def test_an_account_gets_its_verdict(name, verdict, reason, hop, account, function, event):
    account(name)
    reply = function().invoke(event("config-scheduled-testmode"))
    assert (reply["verdict"], reply["reason"], reply["hop"]) == (verdict, reason, hop), reply["annotation"]


@pytest.mark.parametrize("name, verdict, _reason, _hop", ACCOUNTS, ids=[row[0] for row in ACCOUNTS])
def test_the_verdict_is_posted_as_compliance_of_the_account(name, verdict, _reason, _hop, account, stub, function, event):
    account(name)
    function().invoke(event("config-scheduled"))
    (posted,) = stub.calls("PutEvaluations")[0].json["Evaluations"]
    assert (posted["ComplianceResourceType"], posted["ComplianceResourceId"]) == ("AWS::::Account", emulators.ACCOUNT)
    assert posted["ComplianceType"] == ("COMPLIANT" if verdict == "MONITORED" else "NON_COMPLIANT")


def test_a_pending_subscription_is_not_a_person(account, stub, function, event):
    account("ok")
    stub.override("ListSubscriptionsByTopic", pending_subscriptions)
    reply = function().invoke(event("config-scheduled-testmode"))
    assert (reply["verdict"], reply["reason"]) == ("NOT_MONITORED", "ONLY_PENDING_SUBSCRIPTIONS")


def test_a_delivery_that_fails_is_named(account, stub, function, event):
    account("ok")
    stub.override("GetTrailStatus", fixed(200, {"IsLogging": True, "StartLoggingTime": 1767225600,
                                                "LatestCloudWatchLogsDeliveryError": "ACCESS_DENIED"}))
    reply = function().invoke(event("config-scheduled-testmode"))
    assert (reply["reason"], reply["hop"]) == ("DELIVERY_FAILING", "logGroup") and "ACCESS_DENIED" in reply["annotation"]


def test_what_two_trails_record_into_one_log_group_adds_up(account, stub, function, event):
    account("trail-reads")
    cloudtrail = accounts.client(f"http://127.0.0.1:{stub.moto_port}", "cloudtrail")
    cloudtrail.create_trail(Name="writes", S3BucketName=f"audit-logs-{emulators.ACCOUNT}", **accounts.TRAIL)
    cloudtrail.put_event_selectors(
        TrailName="writes", EventSelectors=[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}])
    cloudtrail.start_logging(Name="writes")
    assert function().invoke(event("config-scheduled-testmode"))["verdict"] == "MONITORED"


def test_the_witness_is_a_denied_call_that_the_filter_misses(account, function, event):
    account("filter-no-stars")
    witness = function().invoke(event("config-scheduled-testmode"))["proof"]["witness"]
    code = witness["errorCode"]
    assert code.endswith("UnauthorizedOperation") or code.startswith("AccessDenied")
    assert code not in ("UnauthorizedOperation", "AccessDenied")


# The exact codes leave events out; like the Security Hub text they also count HeadBucket, which the benchmark excludes.
CLASSES = [("ok", "COVERED", "equivalent"), ("ok-cis12", "COVERED", "wider"),
           ("filter-no-stars", "UNCOVERED", "overlapping"), ("filter-only-a", "UNCOVERED", "narrower")]


@pytest.mark.parametrize("name, coverage, kind", CLASSES, ids=[row[0] for row in CLASSES])
def test_the_proof_classifies_the_filter(name, coverage, kind, account, function, event):
    account(name)
    proof = function().invoke(event("config-scheduled-testmode"))["proof"]
    assert (proof["coverage"], [row["class"] for row in proof["filters"]]) == (coverage, [kind])


def test_one_process_serves_many_invocations_without_mixing_them(account, stub, function, event):
    account("filter-no-stars")
    server = function()
    first = server.invoke(event("config-scheduled-testmode"))
    logs = accounts.client(stub.url, "logs")
    logs.put_metric_filter(logGroupName="trail", filterName="benchmark", filterPattern=accounts.CIS,
                           metricTransformations=[{"metricName": "UnauthorizedCalls", "metricNamespace": "Security",
                                                   "metricValue": "1"}])
    second = server.invoke(event("config-scheduled-testmode"))
    assert (first["verdict"], second["verdict"]) == ("NOT_MONITORED", "MONITORED")


def test_json_logs_are_one_object_a_line(account, function, event):
    account("ok")
    server = function(AWS_LAMBDA_LOG_FORMAT="JSON")
    server.invoke(event("config-scheduled"))
    lines = [line for line in server.log().splitlines() if line.startswith("{")]
    assert lines and all(isinstance(json.loads(line), dict) for line in lines)


@pytest.mark.parametrize("secret", ["secretEXAMPLE", "eyJlIjpbLTEyXX0=", "tokenEXAMPLE", "security@example.com"])
def test_no_secret_and_no_address_is_logged(secret, account, function, event):
    account("ok")
    server = function(AWS_SESSION_TOKEN="tokenEXAMPLE", AWS_LAMBDA_LOG_LEVEL="TRACE")
    reply = server.invoke(event("config-scheduled"))
    assert secret not in server.log() and secret not in str(reply)


def test_a_small_account_needs_four_rounds_and_no_retry(account, function, event):
    account("ok")
    stats = function().invoke(event("config-scheduled-testmode"))["stats"]
    assert stats["rounds"] <= 4 and stats["retries"] == 0
