"""Would AWS accept the signatures? botocore recomputes each from the bytes that were on the wire; moto verifies none."""

import re

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest

from .emulators import ACCOUNT, KEYS

SERVICES = ["cloudtrail", "config", "logs", "monitoring", "sns", "sts"]
TOKENS = [None, "tokenEXAMPLE/+=" * 100]


def authorization(request):
    """(scope's service, names of the signed headers, signature)"""
    (line,) = request.header("Authorization")
    found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\d{8}/us-east-1/([a-z]+)/aws4_request, "
                         r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})", line)
    assert found, line
    return found.group(1), found.group(2).split(";"), found.group(3)


def recomputed(request):
    service, names, _ = authorization(request)
    (host,) = request.header("Host")
    headers = {name: value for name, value in request.headers if name.lower() in names}
    copy = botocore.awsrequest.AWSRequest(request.method, f"http://{host}{request.path}", headers, request.body)
    (copy.context["timestamp"],) = request.header("X-Amz-Date")
    keys = botocore.credentials.Credentials(KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"])
    signer = botocore.auth.SigV4Auth(keys, service, "us-east-1")
    return signer.signature(signer.string_to_sign(copy, signer.canonical_request(copy)), copy)


def calls_of_one_run(service, token, account, stub, function, event):
    """What one invocation that needs that service sent to it with the function's own keys."""
    account("ok")
    message = event("config-scheduled")
    if service == "sts":
        message["accountId"] = "111122223333"
        message["configRuleArn"] = message["configRuleArn"].replace(ACCOUNT, "111122223333")
        message["ruleParameters"] = '{"ExecutionRoleName":"reader"}'
    function(AWS_SESSION_TOKEN=token).invoke(message)
    return [request for request in stub.requests if request.service == service]


@pytest.fixture(params=[(service, token) for service in SERVICES for token in TOKENS],
                ids=lambda case: f"{case[0]}-{'token' if case[1] else 'no-token'}")
def signed(request, account, stub, function, event):
    service, token = request.param
    calls = calls_of_one_run(service, token, account, stub, function, event)
    assert calls, f"nothing was sent to {service}"
    return calls, token


def test_the_signature_is_what_botocore_computes(signed):
    calls, _ = signed
    assert [authorization(call)[2] for call in calls] == [recomputed(call) for call in calls]


def test_every_signed_header_is_there_exactly_once(signed):
    calls, _ = signed
    for call in calls:
        _, names, _ = authorization(call)
        assert {name: len(call.header(name)) for name in [*names, "X-Amz-Date"]} == dict.fromkeys([*names, "X-Amz-Date"], 1)


def test_the_token_is_sent_and_signed_exactly_when_there_is_one(signed):
    calls, token = signed
    for call in calls:
        assert call.header("X-Amz-Security-Token") == ([token] if token else [])
        assert ("x-amz-security-token" in authorization(call)[1]) is bool(token)


def test_the_protocols_own_headers_are_signed(signed):
    calls, _ = signed
    for call in calls:
        names = {"content-type", "host", "x-amz-date"} | ({"x-amz-target"} if not call.is_query else set())
        assert names <= set(authorization(call)[1])
