"""Would AWS accept the signature of every call there is? Not only of those that an account happens to need.

`build/tests/calls` makes each row of the table of calls twice; nothing is behind the stub.
"""

import collections
import itertools
import subprocess

import pytest

from . import emulators
from .stub_aws import StubAws, error, hang_up
from .test_signatures import TOKENS, authorization, recomputed


@pytest.fixture(scope="module")
def server():
    stub = StubAws(None)
    yield stub
    stub.stop()


def run(server, path="", **changes):
    """Names of all calls; what came is in server.requests."""
    env = emulators.environment(server.url + path, **changes)
    result = subprocess.run([str(emulators.BUILD / "tests/calls")], env=env, capture_output=True, encoding="utf-8",
                            timeout=emulators.INVOKE_SECONDS)
    assert result.returncode == 0, result.stderr
    return set(result.stdout.splitlines()[:-1])


def assert_signed(requests):
    assert [authorization(request)[2] for request in requests] == [recomputed(request) for request in requests]
    for request in requests:
        names = {*authorization(request)[1], "x-amz-date"}
        assert {name: len(request.header(name)) for name in names} == dict.fromkeys(names, 1)


@pytest.mark.parametrize("token", TOKENS, ids=["no-token", "token"])
@pytest.mark.parametrize("path", ["", "/a/prefix"], ids=["host", "path"])
def test_every_call_is_signed(server, token, path):
    server.reset()
    server.override("*", error("denied"))
    calls = run(server, path, AWS_SESSION_TOKEN=token)
    assert {request.operation for request in server.requests} == calls
    assert {request.path for request in server.requests} == {path + "/"}
    assert_signed(server.requests)
    for request in server.requests:
        assert request.header("X-Amz-Security-Token") == ([token] if token else [])
        assert ("x-amz-security-token" in authorization(request)[1]) is bool(token)


def test_calls_on_kept_connections_are_signed(server):
    server.reset()
    server.override("*", error("denied"))
    run(server)
    assert server.opened_connections < len(server.requests) / 2
    assert_signed(server.requests)


def attempt(request):
    return request.header("amz-sdk-invocation-id")[0], request.header("amz-sdk-request")[0]


def test_what_the_transport_sends_again_by_itself_is_signed_again(server):
    """The server hangs up on every fifth request: on a kept connection libcurl repeats it and tells nobody."""
    server.reset()
    count = itertools.count(1)

    def hang_up_at_times(request, forward):
        respond = error("denied") if next(count) % 5 else hang_up
        return respond(request, forward)

    server.override("*", hang_up_at_times)
    run(server, AWS_SESSION_TOKEN=TOKENS[1])
    sent = collections.Counter(map(attempt, server.requests))
    assert [times for times in sent.values() if times > 1], "nothing was sent again"
    assert_signed(server.requests)


def test_retries_are_signed_each(server):
    server.reset()
    server.override("*", error("unavailable"))
    calls = run(server, AWS_MAX_ATTEMPTS="2", AWS_SESSION_TOKEN=TOKENS[1])
    attempts = {request.header("amz-sdk-request")[0] for request in server.requests}
    assert attempts == {"attempt=1; max=2", "attempt=2; max=2"}
    assert {request.operation for request in server.requests} <= calls
    assert_signed(server.requests)
