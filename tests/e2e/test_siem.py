"""Does a subscription filter to a SIEM count, and is it read only where the rule names a SIEM?"""

import json

import pytest

from . import accounts
from .stub_aws import error, fixed

NAMED = accounts.SIEM_ARN
READS = ("DescribeSubscriptionFilters", "DescribeAccountPolicies")


def asked(event, **parameters):
    return {**event("config-scheduled"), "ruleParameters": json.dumps(parameters)}


# account, SiemDestinationArns, verdict, reason, hop
ROWS = [
    ("siem", NAMED, "MONITORED", None, None),
    ("siem", "arn:aws:logs:*:222222222222:destination:*, arn:aws:kinesis:*:stream/siem", "MONITORED", None, None),
    ("siem-pattern", NAMED, "MONITORED", None, None),
    ("siem-half-and-metric-half", NAMED, "MONITORED", None, None),
    ("siem-half", NAMED, "NOT_MONITORED", "SIEM_FILTER_MISSES_EVENTS", "siem"),
    ("siem", NAMED.replace("stream/siem", "stream/other"), "NOT_MONITORED", "NO_METRIC_FILTER", "filter"),
    ("siem", "", "NOT_MONITORED", "NO_METRIC_FILTER", "filter"),
]


@pytest.mark.parametrize("name, named, verdict, reason, hop", ROWS)
def test_an_account_gets_its_verdict(name, named, verdict, reason, hop, account, function, event):
    account(name)
    reply = function().invoke(asked(event, SiemDestinationArns=named))
    assert (reply["verdict"], reply["reason"], reply["hop"]) == (verdict, reason, hop), reply["annotation"]


def test_a_path_to_a_siem_shows_its_filter_and_nothing_behind_it(account, function, event):
    account("siem")
    (path,) = [path for path in function().invoke(asked(event, SiemDestinationArns=NAMED))["paths"] if path["complete"]]
    assert path["filter"] == {"name": "to-siem", "pattern": "", "class": "matches-everything"}
    assert [path[hop] for hop in ("alarm", "topic", "subscription", "reason", "hop")] == [None] * 5


def test_a_policy_of_the_account_counts_like_a_subscription_filter(account, stub, function, event):
    account("filter-none")
    document = json.dumps({"DestinationArn": NAMED, "FilterPattern": "", "Distribution": "Random"})
    stub.override("DescribeAccountPolicies",
                  fixed(200, {"accountPolicies": [{"policyName": "all", "policyDocument": document,
                                                   "selectionCriteria": 'LogGroupName NOT IN ["other"]'}]}))
    reply = function().invoke(asked(event, SiemDestinationArns=NAMED))
    assert (reply["verdict"], reply["reason"]) == ("MONITORED", None), reply["annotation"]
    assert stub.calls("DescribeAccountPolicies")[0].json == {"policyType": "SUBSCRIPTION_FILTER_POLICY"}


def test_without_the_parameter_nobody_asks(account, stub, function, event):
    account("filter-none")
    for operation in READS:
        stub.override(operation, error("denied"))
    assert function().invoke(event("config-scheduled"))["reason"] == "NO_METRIC_FILTER"
    assert not set(stub.operations()) & set(READS)


def test_a_complete_chain_does_not_need_the_siem(account, stub, function, event):
    account("ok")
    for operation in READS:
        stub.override(operation, error("denied"))
    assert function().invoke(asked(event, SiemDestinationArns=NAMED))["verdict"] == "MONITORED"


@pytest.mark.parametrize("operation", READS)
def test_a_missing_permission_is_posted_by_name(operation, account, stub, function, event):
    account("filter-none")
    stub.override(operation, error("denied"))
    reply = function().invoke(asked(event, SiemDestinationArns=NAMED))
    assert (reply["verdict"], reply["reason"]) == ("CANNOT_VERIFY", "PERMISSION_MISSING")
    (row,) = stub.calls("PutEvaluations")[0].json["Evaluations"]
    assert f"logs:{operation}" in row["Annotation"]
