"""Does AWS Config get the verdict, once, with the right token and time, and is a refusal noticed?"""

import pytest

from . import emulators
from .stub_aws import answer, error, failed_evaluations

OWN_NAMES = {"CONFIG_RULE_NAMES": "first-rule, second-rule", "PROCESS_CHECK_RULE_NAMES": "check-a,check-b"}

# event, ordering timestamp: the trigger's own time, never the clock
TIMES = [
    ("config-scheduled", 1791180002.417),
    ("config-change", 1791184495.020),
    ("config-oversized", 1791184811.900),
    ("config-snapshot-delivered", 1791187203.512),
]


def posted(stub):
    return stub.calls("PutEvaluations")[-1].json


def started(stub):
    """Names of the rules of every call that asks AWS Config to run some."""
    return [call.json["ConfigRuleNames"] for call in stub.calls("StartConfigRulesEvaluation")]


@pytest.mark.parametrize("name, _time", TIMES, ids=[name for name, _ in TIMES])
def test_the_events_token_is_passed_on_unchanged(name, _time, account, stub, function, event):
    account("ok")
    function().invoke(event(name))
    assert posted(stub)["ResultToken"] == event(name)["resultToken"]


@pytest.mark.parametrize("name, time", TIMES, ids=[name for name, _ in TIMES])
def test_the_ordering_timestamp_is_the_triggers_time(name, time, account, stub, function, event):
    account("ok")
    function().invoke(event(name))
    assert posted(stub)["Evaluations"][0]["OrderingTimestamp"] == pytest.approx(time, abs=0.0005)


@pytest.mark.parametrize("name, test_mode", [("config-scheduled", False), ("config-scheduled-testmode", True)])
def test_only_testmode_is_posted_in_test_mode(name, test_mode, account, stub, function, event):
    account("ok")
    reply = function().invoke(event(name))
    assert posted(stub).get("TestMode", False) is test_mode
    assert reply["delivered"] == {"putEvaluations": 1, "startConfigRulesEvaluation": 0, "putExternalEvaluation": 0,
                                  "testMode": test_mode}


@pytest.mark.parametrize("name", ["ok", "filter-no-stars", "trail-none", "alarm-threshold-5"])
def test_the_annotation_fits_and_is_the_replys(name, account, stub, function, event):
    account(name)
    reply = function().invoke(event("config-scheduled"))
    annotation = posted(stub)["Evaluations"][0]["Annotation"]
    assert 1 <= len(annotation.encode("utf-16-le")) // 2 <= 256
    assert reply["annotation"] == annotation


def test_a_long_witness_does_not_make_the_annotation_too_long(account, stub, function, event):
    account("filter-no-stars")
    long_event = event("config-scheduled")
    long_event["ruleParameters"] = '{"RequiredPattern":"{ $.errorCode = \\"%s*\\" }"}' % ("AccessDenied" * 40)
    function().invoke(long_event)
    assert len(posted(stub)["Evaluations"][0]["Annotation"].encode("utf-16-le")) // 2 <= 256


def test_an_item_that_left_the_scope_is_not_applicable_and_the_account_is_judged(account, stub, function, event):
    account("ok")
    function().invoke(event("config-left-scope"))
    rows = {(row["ComplianceResourceType"], row["ComplianceResourceId"]): row["ComplianceType"]
            for row in posted(stub)["Evaluations"]}
    assert rows == {("AWS::::Account", emulators.ACCOUNT): "COMPLIANT",
                    ("AWS::CloudWatch::Alarm", "unauthorized"): "NOT_APPLICABLE"}


def test_a_proactive_question_is_answered_for_the_item_alone(account, stub, function, event):
    account("ok")
    function().invoke(event("config-proactive"))
    rows = [(row["ComplianceResourceType"], row["ComplianceType"]) for row in posted(stub)["Evaluations"]]
    assert rows == [("AWS::CloudTrail::Trail", "NOT_APPLICABLE")]


def test_failed_evaluations_are_posted_again(account, stub, function, event):
    account("ok")
    stub.override("PutEvaluations", failed_evaluations, times=1)
    reply = function().invoke(event("config-scheduled"))
    assert reply["delivered"]["putEvaluations"] == 1
    assert len(stub.calls("PutEvaluations")) == 2


def test_evaluations_that_are_never_stored_fail_the_invocation(account, stub, function, event):
    account("ok")
    stub.override("PutEvaluations", failed_evaluations)
    assert function().invoke(event("config-scheduled"))["errorType"] == "Function.NotDelivered"


# stub's error, what the message must name, calls made: these are not retried inside the invocation
REFUSALS = [
    ("denied", "config:PutEvaluations", 1),
    ("invalid-result-token", "InvalidResultTokenException", 1),
]


@pytest.mark.parametrize("name, words, calls", REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_refused_verdict_fails_the_invocation_and_names_the_cause(name, words, calls, account, stub, function, event):
    account("ok")
    stub.override("PutEvaluations", error(name))
    reply = function().invoke(event("config-scheduled"))
    assert reply["errorType"] == "Function.NotDelivered" and words in reply["errorMessage"]
    assert len(stub.calls("PutEvaluations")) == calls


def test_a_rule_that_was_deleted_ends_well(account, stub, function, event):
    account("ok")
    stub.override("PutEvaluations", error("no-such-rule"))
    assert function().invoke(event("config-scheduled"))["verdict"] == "MONITORED"


def test_a_throttled_delivery_is_repeated(account, stub, function, event):
    account("ok")
    stub.override("PutEvaluations", error("throttled"), times=1)
    assert function().invoke(event("config-scheduled"))["delivered"]["putEvaluations"] == 1


def test_eventbridge_starts_the_rules_that_the_environment_names(account, stub, function, event):
    account("ok")
    function(**OWN_NAMES).invoke(event("eventbridge-scheduled"))
    assert started(stub) == [["first-rule", "second-rule"]]


def test_a_wrong_rule_name_does_not_hold_up_the_others(account, stub, function, event):
    account("ok")
    stub.override("StartConfigRulesEvaluation", error("no-such-rule"), times=1)
    function(**OWN_NAMES).invoke(event("eventbridge-scheduled"))
    assert started(stub)[0] == ["first-rule", "second-rule"]
    assert sorted(started(stub)[1:]) == [["first-rule"], ["second-rule"]]


def test_eventbridge_fills_each_process_check_that_the_environment_names(account, stub, function, event):
    account("filter-none")
    reply = function(**OWN_NAMES).invoke(event("eventbridge-api-call"))
    calls = [call.json for call in stub.calls("PutExternalEvaluation")]
    assert sorted(call["ConfigRuleName"] for call in calls) == ["check-a", "check-b"]
    for call in calls:
        row = call["ExternalEvaluation"]
        assert (row["ComplianceResourceType"], row["ComplianceResourceId"], row["ComplianceType"]) == (
            "AWS::::Account", emulators.ACCOUNT, "NON_COMPLIANT")
        assert row["Annotation"] == reply["annotation"]
    assert reply["delivered"] == {"putEvaluations": 0, "startConfigRulesEvaluation": 1, "putExternalEvaluation": 2,
                                  "testMode": False}


@pytest.mark.parametrize("failing", ["check-a", "check-b"])
def test_a_process_check_that_is_gone_does_not_hold_up_the_others(failing, account, stub, function, event):
    account("ok")

    def gone(request, _forward):
        name = "no-such-rule" if request.json["ConfigRuleName"] == failing else None
        return error(name)(request, None) if name else answer(200, b"")

    stub.override("PutExternalEvaluation", gone)
    reply = function(**OWN_NAMES).invoke(event("eventbridge-api-call"))
    assert [call.json["ConfigRuleName"] for call in stub.calls("PutExternalEvaluation")] == ["check-a", "check-b"]
    assert reply["errorType"] == "Function.NotDelivered" and failing in reply["errorMessage"]


def test_eventbridge_without_names_only_replies(account, stub, function, event):
    account("ok")
    assert function().invoke(event("eventbridge-scheduled"))["verdict"] == "MONITORED"
    assert stub.calls("StartConfigRulesEvaluation") + stub.calls("PutExternalEvaluation") == []


def test_a_rule_that_is_running_already_is_no_failure_and_is_not_retried(account, stub, function, event):
    account("ok")
    stub.override("StartConfigRulesEvaluation", error("already-running"))
    assert function(**OWN_NAMES).invoke(event("eventbridge-scheduled"))["verdict"] == "MONITORED"
    assert started(stub) == [["first-rule", "second-rule"]]


def test_a_process_check_that_fails_does_not_hold_up_the_others_and_fails_the_invocation(account, stub, function, event):
    account("ok")
    stub.override("PutExternalEvaluation", error("no-such-rule"), times=1)
    reply = function(**OWN_NAMES).invoke(event("eventbridge-scheduled"))
    assert (reply["errorType"], "check-a" in reply["errorMessage"]) == ("Function.NotDelivered", True)
    assert [call.json["ConfigRuleName"] for call in stub.calls("PutExternalEvaluation")] == ["check-a", "check-b"]


STARTS = [("throttled", "Function.Transient"), ("denied", "Function.NotDelivered")]


@pytest.mark.parametrize("name, error_type", STARTS, ids=[row[0] for row in STARTS])
def test_a_rule_that_could_not_be_started_fails_the_invocation_at_its_end(name, error_type, account, stub, function,
                                                                          event):
    account("ok")
    stub.override("StartConfigRulesEvaluation", error(name))
    reply = function(**OWN_NAMES).invoke(event("eventbridge-scheduled"))
    assert (reply["errorType"], "StartConfigRulesEvaluation" in reply["errorMessage"]) == (error_type, True)
    assert len(stub.calls("PutExternalEvaluation")) == 2


def test_another_account_is_read_and_told_with_the_roles_keys(account, stub, function, event):
    account("ok")
    foreign = event("config-scheduled")
    foreign["accountId"] = "111122223333"
    foreign["configRuleArn"] = foreign["configRuleArn"].replace(emulators.ACCOUNT, "111122223333")
    foreign["ruleParameters"] = '{"ExecutionRoleName":"audit/reader"}'
    reply = function().invoke(foreign)
    assert stub.calls("AssumeRole")[0].form["RoleArn"] == "arn:aws:iam::111122223333:role/audit/reader"
    assert reply["accountId"] == "111122223333"
    others = [request for request in stub.requests if request.service and request.operation != "AssumeRole"]
    assert others and all(request.header("X-Amz-Security-Token") for request in others)


def test_a_role_that_cannot_be_assumed_is_not_delivered(account, stub, function, event):
    foreign = event("config-scheduled")
    foreign["accountId"] = "111122223333"
    foreign["configRuleArn"] = foreign["configRuleArn"].replace(emulators.ACCOUNT, "111122223333")
    foreign["ruleParameters"] = '{"ExecutionRoleName":"audit/reader"}'
    stub.override("AssumeRole", error("denied"))
    reply = function().invoke(foreign)
    assert reply["errorType"] == "Function.NotDelivered"
    assert "arn:aws:iam::111122223333:role/audit/reader" in reply["errorMessage"]
