"""Bad input: does each message name the thing, its value and what is allowed, and is nothing posted that must not be?"""

import json

import pytest

from free_port import free_port

from . import emulators
from .stub_aws import error, html_500

SIX_MB = 6 * 1024 * 1024


def changed(event, **members):
    return {**event("config-scheduled"), **members}


def invoking(event, **members):
    """The scheduled event with these members of the inner event changed; None removes one."""
    inner = {**json.loads(event("config-scheduled")["invokingEvent"]), **members}
    return changed(event, invokingEvent=json.dumps({k: v for k, v in inner.items() if v is not None}))


FOREIGN_ARN = "arn:aws:config:us-east-1:111122223333:config-rule/config-rule-a1b2c3"

# what is wrong, the event, error type, words that the message has to hold
BAD_EVENTS = [
    ("not JSON", lambda e: b"hello", "Function.UnknownEvent", ["JSON"]),
    ("cut in the middle", lambda e: json.dumps(e("config-scheduled")).encode()[:200], "Function.UnknownEvent", ["JSON"]),
    ("empty", lambda e: b"", "Function.UnknownEvent", ["JSON"]),
    ("trailing bytes", lambda e: json.dumps(e("config-scheduled")).encode() + b"{}", "Function.UnknownEvent", ["JSON"]),
    ("an array", lambda e: b"[]", "Function.UnknownEvent", ["invokingEvent", "detail-type"]),
    ("a string", lambda e: b'"text"', "Function.UnknownEvent", ["invokingEvent", "detail-type"]),
    ("an empty object", lambda e: b"{}", "Function.UnknownEvent", ["invokingEvent", "detail-type"]),
    ("6 MB", lambda e: b'{"x":"' + b"a" * (SIX_MB - 8) + b'"}', "Function.UnknownEvent", ["invokingEvent"]),
    ("invokingEvent is an object", lambda e: changed(e, invokingEvent={}), "Function.UnknownEvent", ["invokingEvent"]),
    ("invokingEvent is no JSON", lambda e: changed(e, invokingEvent="{"), "Function.UnknownEvent", ["invokingEvent"]),
    ("messageType unknown", lambda e: invoking(e, messageType="Surprise"), "Function.UnknownEvent",
     ["messageType", "Surprise", "ScheduledNotification"]),
    ("messageType missing", lambda e: invoking(e, messageType=None), "Function.UnknownEvent", ["messageType"]),
    ("messageType a number", lambda e: invoking(e, messageType=7), "Function.UnknownEvent", ["messageType"]),
    ("no time", lambda e: invoking(e, notificationCreationTime=None), "Function.UnknownEvent",
     ["notificationCreationTime"]),
    ("a bad time", lambda e: invoking(e, notificationCreationTime="yesterday"), "Function.UnknownEvent",
     ["notificationCreationTime", "yesterday"]),
    ("resultToken a number", lambda e: changed(e, resultToken=5), "Function.UnknownEvent", ["resultToken"]),
    ("no resultToken", lambda e: changed(e, resultToken=None), "Function.UnknownEvent", ["resultToken"]),
    ("accountId a number", lambda e: changed(e, accountId=12345678912), "Function.UnknownEvent", ["accountId"]),
    ("accountId too short", lambda e: changed(e, accountId="123"), "Function.UnknownEvent", ["accountId", "123", "12"]),
    ("no configRuleArn", lambda e: changed(e, configRuleArn=None), "Function.UnknownEvent", ["configRuleArn"]),
    ("region that is no host name",
     lambda e: changed(e, configRuleArn=f"arn:aws:config:evil.example/:{emulators.ACCOUNT}:config-rule/x"),
     "Function.UnknownEvent", ["region", "evil.example/"]),
    ("account differs from the ARN's", lambda e: changed(e, configRuleArn=FOREIGN_ARN), "Function.Refused",
     ["configRuleArn", "111122223333", emulators.ACCOUNT]),
    ("another account without a role", lambda e: changed(e, configRuleArn=FOREIGN_ARN, accountId="111122223333"),
     "Function.Refused", ["111122223333", "ExecutionRoleName"]),
    ("EventBridge from another account", lambda e: {**e("eventbridge-scheduled"), "account": "111122223333"},
     "Function.Refused", ["111122223333"]),
    ("unknown detail-type", lambda e: {**e("eventbridge-scheduled"), "detail-type": "Surprise"}, "Function.UnknownEvent",
     ["detail-type", "Surprise", "Scheduled Event"]),
]


@pytest.mark.parametrize("make, kind, words", [row[1:] for row in BAD_EVENTS], ids=[row[0] for row in BAD_EVENTS])
def test_a_bad_event_is_refused_by_name_and_nothing_is_called(make, kind, words, account, stub, function, event):
    account("ok")
    reply = function().invoke(make(event))
    assert reply["errorType"] == kind, reply
    assert [word for word in words if word not in reply["errorMessage"]] == [], reply["errorMessage"]
    assert stub.operations() == []


def test_an_account_that_is_not_allowed_is_refused(account, stub, function, event):
    account("ok")
    reply = function(ALLOWED_ACCOUNTS="111122223333, 444455556666").invoke(event("config-scheduled"))
    assert reply["errorType"] == "Function.Refused"
    assert emulators.ACCOUNT in reply["errorMessage"] and "ALLOWED_ACCOUNTS" in reply["errorMessage"]
    assert stub.operations() == []


def test_the_process_survives_a_bad_event(account, function, event):
    account("ok")
    server = function()
    assert server.invoke(b"hello")["errorType"] == "Function.UnknownEvent"
    assert server.invoke(event("config-scheduled"))["verdict"] == "MONITORED"


# rule parameters as AWS Config sends them; words of the posted annotation
BAD_PARAMETERS = [
    ("unknown name", '{"RequiredPatern":"cis"}', ["RequiredPatern"]),
    ("not a boolean", '{"AllowMatchAll":"perhaps"}', ["AllowMatchAll", "perhaps", "true"]),
    ("not a number", '{"MaxDetectionMinutes":"soon"}', ["MaxDetectionMinutes", "soon"]),
    ("negative", '{"MaxEventsBeforeAlarm":"-1"}', ["MaxEventsBeforeAlarm", "-1"]),
    ("not a choice", '{"OrganizationTrailWithoutCentralRole":"MAYBE"}', ["OrganizationTrailWithoutCentralRole", "MAYBE"]),
    ("no JSON", "{", ["parameters", "JSON"]),
    ("an array", "[]", ["parameters", "array"]),
    ("unreadable pattern", '{"RequiredPattern":"{ ($.errorCode = 1 }"}', ["RequiredPattern", "column"]),
]


@pytest.mark.parametrize("text, words", [row[1:] for row in BAD_PARAMETERS], ids=[row[0] for row in BAD_PARAMETERS])
def test_a_bad_rule_parameter_is_posted_as_cannot_verify(text, words, account, stub, function, event):
    account("ok")
    reply = function().invoke(changed(event, ruleParameters=text))
    assert (reply.get("verdict"), reply.get("reason")) == ("CANNOT_VERIFY", "PARAMETER_INVALID"), reply
    (row,) = stub.calls("PutEvaluations")[0].json["Evaluations"]
    assert row["ComplianceType"] == "NON_COMPLIANT" and row["Annotation"].startswith("Cannot verify:")
    assert [word for word in words if word not in row["Annotation"]] == [], row["Annotation"]


DENIED = [
    ("DescribeTrails", "cloudtrail:DescribeTrails"),
    ("GetTrailStatus", "cloudtrail:GetTrailStatus"),
    ("GetEventSelectors", "cloudtrail:GetEventSelectors"),
    ("DescribeMetricFilters", "logs:DescribeMetricFilters"),
    ("DescribeAlarms", "cloudwatch:DescribeAlarms"),
    ("ListAlarmMuteRules", "cloudwatch:ListAlarmMuteRules"),
    ("GetTopicAttributes", "sns:GetTopicAttributes"),
    ("ListSubscriptionsByTopic", "sns:ListSubscriptionsByTopic"),
    ("GetSubscriptionAttributes", "sns:GetSubscriptionAttributes"),
]


@pytest.mark.parametrize("operation, permission", DENIED, ids=[row[0] for row in DENIED])
def test_a_missing_permission_is_posted_by_name(operation, permission, account, stub, function, event):
    account("ok")
    stub.override(operation, error("denied"))
    reply = function().invoke(event("config-scheduled"))
    assert (reply["verdict"], reply["reason"]) == ("CANNOT_VERIFY", "PERMISSION_MISSING")
    (row,) = stub.calls("PutEvaluations")[0].json["Evaluations"]
    assert row["ComplianceType"] == "NON_COMPLIANT" and row["Annotation"].startswith("Cannot verify:")
    assert permission in row["Annotation"]


def test_a_missing_permission_behind_a_certain_break_does_not_matter(account, stub, function, event):
    account("filter-none")
    stub.override("DescribeAlarms", error("denied"))
    assert function().invoke(event("config-scheduled"))["reason"] == "NO_METRIC_FILTER"


def test_three_attempts_are_made(account, stub, function, event):
    account("ok")
    stub.override("DescribeTrails", html_500)
    function().invoke(event("config-scheduled"))
    assert len(stub.calls("DescribeTrails")) == 3


def test_every_call_throttled_once_still_gives_the_verdict(account, stub, function, event):
    account("ok")
    operations = [operation for operation, _ in DENIED] + ["PutEvaluations"]
    for operation in operations:
        stub.override(operation, error("throttled"), times=1)
    reply = function().invoke(event("config-scheduled"))
    assert (reply["verdict"], reply["stats"]["retries"]) == ("MONITORED", len(operations))


def test_without_credentials_the_sources_are_named(account, stub, function, event):
    account("ok")
    server = function(AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
    reply = server.invoke(event("config-scheduled"))
    assert reply["errorType"] == "Function.Transient"
    assert "AWS_ACCESS_KEY_ID" in reply["errorMessage"]
    assert stub.operations() == []


def test_a_server_that_is_not_there_is_named(function, event):
    nobody = f"http://127.0.0.1:{free_port()}"
    reply = function(AWS_ENDPOINT_URL=nobody).invoke(event("config-scheduled"))
    assert reply["errorType"] == "Function.Transient" and "127.0.0.1" in reply["errorMessage"]


def test_an_answer_that_comes_too_late_leaves_time_to_say_so(account, stub, function, event):
    account("ok")
    stub.delay_ms = 10_000
    server = function(AWS_LAMBDA_FUNCTION_TIMEOUT="3")
    reply = server.invoke(event("config-scheduled"))
    assert reply["errorType"] == "Function.Transient"
    assert stub.calls("PutEvaluations") == []
