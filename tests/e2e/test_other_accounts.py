"""Is each account read with its own keys, and never with what was learned of another one?

    own keys ─ AssumeRole ─► the evaluated account ─ AssumeRole ─► the account that keeps the organization's trail
"""

import json
import re

import pytest

from . import accounts, emulators
from .stub_aws import StubAws, error, fixed, pending_subscriptions

FIRST, SECOND, CENTRAL = "111122223333", "333344445555", "222222222222"
CENTRAL_ROLE = f"arn:aws:iam::{CENTRAL}:role/central-reader"
ORGANIZATION_TRAIL = {
    "trailList": [{"Name": "audit", "TrailARN": f"arn:aws:cloudtrail:{emulators.REGION}:{CENTRAL}:trail/audit",
                   "HomeRegion": emulators.REGION, "IsMultiRegionTrail": True, "IsOrganizationTrail": True,
                   "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{emulators.REGION}:{CENTRAL}:log-group:trail:*"}]}


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    """Unlike the one of the other tests it keeps accounts apart."""
    server = emulators.Moto(tmp_path_factory.mktemp("moto-of-many") / "moto.log", many_accounts=True)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def stub_server(moto):
    server = StubAws(moto.port)
    yield server
    server.stop()


@pytest.fixture
def other_account(stub):
    """other_account(ID, "filter-none") builds an account beside the function's own."""
    return lambda account_id, name="ok": accounts.build(f"http://127.0.0.1:{stub.moto_port}", account=account_id,
                                                        **accounts.VARIANTS[name])


@pytest.fixture
def roles(stub):
    """The access key that each role's name was given, as the roles are assumed."""
    keys = {}

    def remember(request, forward):
        answer = forward()
        keys[request.form["RoleArn"].rpartition("/")[2]] = re.search(rb"<AccessKeyId>(\w+)<", answer.body)[1].decode()
        return answer

    stub.override("AssumeRole", remember)
    return keys


def of_account(event, account_id, **parameters):
    rule = event("config-scheduled")
    return {**rule, "accountId": account_id, "ruleParameters": json.dumps(parameters),
            "configRuleArn": rule["configRuleArn"].replace(emulators.ACCOUNT, account_id)}


def signers(requests):
    """{access key: the operations that it signed}"""
    signed = {}
    for request in requests:
        if request.service:
            signed.setdefault(request.access_key, []).append(request.operation)
    return signed


def test_two_invocations_of_one_process_share_neither_keys_nor_facts(other_account, stub, roles, function, event):
    other_account(FIRST)
    other_account(SECOND, "filter-none")
    server = function()
    first = server.invoke(of_account(event, FIRST, ExecutionRoleName="audit/first"))
    after_first = len(stub.requests)
    second = server.invoke(of_account(event, SECOND, ExecutionRoleName="audit/second"))
    assert [(reply["accountId"], reply["verdict"], reply["reason"]) for reply in (first, second)] == [
        (FIRST, "MONITORED", None), (SECOND, "NOT_MONITORED", "NO_METRIC_FILTER")]
    for requests, name, own_calls in ((stub.requests[:after_first], "first", 9), (stub.requests[after_first:], "second", 6)):
        signed = signers(requests)
        assert set(signed) == {emulators.KEYS["AWS_ACCESS_KEY_ID"], roles[name]}
        assert signed[emulators.KEYS["AWS_ACCESS_KEY_ID"]] == ["AssumeRole"]
        assert len(signed[roles[name]]) >= own_calls and "PutEvaluations" in signed[roles[name]]


def test_the_same_account_is_read_anew_each_time(other_account, stub, roles, function, event):
    other_account(FIRST, "filter-none")
    server = function()
    rule = of_account(event, FIRST, ExecutionRoleName="audit/first")
    assert server.invoke(rule)["reason"] == "NO_METRIC_FILTER"
    accounts.client(f"http://127.0.0.1:{stub.moto_port}", "logs", FIRST).put_metric_filter(
        logGroupName="trail", filterName="benchmark", filterPattern=accounts.CIS,
        metricTransformations=[{"metricName": "UnauthorizedCalls", "metricNamespace": "Security", "metricValue": "1"}])
    assert server.invoke(rule)["verdict"] == "MONITORED"
    assert len(stub.calls("AssumeRole")) == 2


def test_an_organization_trail_is_followed_with_the_central_role(other_account, stub, roles, function, event):
    other_account(CENTRAL)
    stub.override("DescribeTrails", fixed(200, ORGANIZATION_TRAIL))
    reply = function().invoke(of_account(event, FIRST, ExecutionRoleName="audit/first", CentralRoleArn=CENTRAL_ROLE))
    assert (reply["accountId"], reply["verdict"]) == (FIRST, "MONITORED"), reply["annotation"]
    signed = signers(stub.requests)
    assert signed[emulators.KEYS["AWS_ACCESS_KEY_ID"]] == ["AssumeRole"]
    assert sorted(signed[roles["first"]]) == ["AssumeRole", "DescribeAlarms", "DescribeTrails", "PutEvaluations"]
    assert sorted(signed[roles["central-reader"]]) == [
        "DescribeAlarms", "DescribeMetricFilters", "DescribeMetricFilters", "GetEventSelectors", "GetSubscriptionAttributes", "GetTopicAttributes",
        "GetTrailStatus", "ListAlarmMuteRules", "ListSubscriptionsByTopic"]
    (posted,) = stub.calls("PutEvaluations")[0].json["Evaluations"]
    assert (posted["ComplianceResourceId"], posted["ComplianceType"]) == (FIRST, "COMPLIANT")


def test_the_central_chain_is_judged_like_any_other(other_account, stub, function, event):
    other_account(CENTRAL)
    stub.override("DescribeTrails", fixed(200, ORGANIZATION_TRAIL))
    stub.override("ListSubscriptionsByTopic", pending_subscriptions)
    reply = function().invoke(of_account(event, FIRST, ExecutionRoleName="audit/first", CentralRoleArn=CENTRAL_ROLE))
    assert (reply["verdict"], reply["reason"], reply["hop"]) == (
        "NOT_MONITORED", "ONLY_PENDING_SUBSCRIPTIONS", "subscription")


def test_the_members_own_chain_of_the_same_names_is_not_mixed_in(other_account, stub, function, event):
    other_account(FIRST)
    other_account(CENTRAL, "alarm-none")
    stub.override("DescribeTrails", fixed(200, ORGANIZATION_TRAIL))
    reply = function().invoke(of_account(event, FIRST, ExecutionRoleName="audit/first", CentralRoleArn=CENTRAL_ROLE))
    assert (reply["verdict"], reply["reason"]) == ("NOT_MONITORED", "NO_ALARM"), reply["annotation"]


# OrganizationTrailWithoutCentralRole, verdict, compliance
WITHOUT = [("", "NOT_APPLICABLE", "NOT_APPLICABLE"), ("NOT_APPLICABLE", "NOT_APPLICABLE", "NOT_APPLICABLE"),
           ("NON_COMPLIANT", "NOT_MONITORED", "NON_COMPLIANT")]


@pytest.mark.parametrize("choice, verdict, compliance", WITHOUT)
def test_without_a_central_role_the_rule_says_what_a_member_is(choice, verdict, compliance, stub, function, event):
    stub.override("DescribeTrails", fixed(200, ORGANIZATION_TRAIL))
    stub.override("GetTrailStatus", error("denied"))
    reply = function().invoke(of_account(event, emulators.ACCOUNT, OrganizationTrailWithoutCentralRole=choice))
    assert (reply["verdict"], reply["reason"]) == (verdict, "ORGANIZATION_TRAIL_ELSEWHERE")
    assert stub.calls("PutEvaluations")[0].json["Evaluations"][0]["ComplianceType"] == compliance
    assert stub.calls("AssumeRole") == []


def refuse_central(request, forward):
    return error("denied")(request, forward) if CENTRAL in request.form["RoleArn"] else forward()


def test_a_central_role_that_cannot_be_assumed_is_posted_by_name(stub, function, event):
    stub.override("DescribeTrails", fixed(200, ORGANIZATION_TRAIL))
    stub.override("AssumeRole", refuse_central)
    reply = function().invoke(of_account(event, FIRST, ExecutionRoleName="audit/first", CentralRoleArn=CENTRAL_ROLE))
    assert (reply["verdict"], reply["reason"]) == ("CANNOT_VERIFY", "PERMISSION_MISSING")
    (posted,) = stub.calls("PutEvaluations")[0].json["Evaluations"]
    assert "sts:AssumeRole" in posted["Annotation"] and CENTRAL_ROLE in posted["Annotation"]
    assert len(stub.calls("AssumeRole")) == 2


def test_a_central_role_that_is_not_needed_may_be_refused(other_account, stub, function, event):
    other_account(FIRST)
    stub.override("AssumeRole", refuse_central)
    reply = function().invoke(of_account(event, FIRST, ExecutionRoleName="audit/first", CentralRoleArn=CENTRAL_ROLE))
    assert reply["verdict"] == "MONITORED"


@pytest.mark.parametrize("parameters", [{}, {"CentralRoleArn": CENTRAL_ROLE},
                                        {"ExecutionRoleName": "audit/first", "AssumeRoleMode": "false"}])
def test_another_account_without_a_role_there_is_refused_before_any_call(parameters, stub, function, event):
    reply = function().invoke(of_account(event, FIRST, **parameters))
    assert reply["errorType"] == "Function.Refused" and FIRST in reply["errorMessage"]
    assert stub.operations() == []


@pytest.mark.parametrize("allowed, refused", [(FIRST, False), (f"{SECOND} , {FIRST}", False), (SECOND, True),
                                              (FIRST[:-1], True), (f"{FIRST}0", True)])
def test_the_allow_list_is_compared_whole(allowed, refused, other_account, stub, function, event):
    other_account(FIRST)
    reply = function(ALLOWED_ACCOUNTS=allowed).invoke(of_account(event, FIRST, ExecutionRoleName="audit/first"))
    assert (reply.get("errorType") == "Function.Refused") == refused
    assert (stub.operations() == []) == refused


def test_the_execution_roles_region_is_where_the_account_is_read(other_account, stub, function, event):
    other_account(FIRST)
    function().invoke(of_account(event, FIRST, ExecutionRoleName="audit/first", ExecutionRoleRegion="eu-west-1"))
    regions = {request.operation: re.search(r"Credential=\w+/\d+/([\w-]+)/", request.header("Authorization")[0])[1]
               for request in stub.requests if request.service}
    assert (regions["DescribeTrails"], regions["PutEvaluations"]) == ("eu-west-1", emulators.REGION)


def test_the_command_line_follows_an_organization_trail_too(other_account, stub, roles, earshot, tmp_path):
    other_account(CENTRAL)
    stub.override("DescribeTrails", fixed(200, ORGANIZATION_TRAIL))
    saved = tmp_path / "facts.json"
    arguments = ["--account", FIRST, "--role", "audit/first", "--parameter", f"CentralRoleArn={CENTRAL_ROLE}"]
    result = earshot("check", *arguments, "--facts", saved, "--format", "json")
    assert json.loads(result.stdout)["verdict"] == "MONITORED", result.stdout
    assert result.returncode == 0 and set(roles) == {"first", "central-reader"}
    assert not [key for key in roles.values() if key in saved.read_text("utf-8")]
    replayed = earshot("replay", saved, "--format", "json")
    assert (replayed.returncode, json.loads(replayed.stdout)["verdict"]) == (0, "MONITORED")
