"""The same function inside AWS's Runtime Interface Emulator: what an invoker sees.

What the emulator never sends (trace id, invocation id) is tested against the mock only."""

import base64
import json
import os

import pytest

LIMIT = 6 * 1024 * 1024 + 100


def invoke_json(emulator, event, **headers):
    status, body = emulator.invoke(json.dumps(event).encode(), **headers)
    return status, json.loads(body)


@pytest.mark.parametrize("event", [b'{"a":1}', b"", b"\0\xff", "é".encode()])
def test_the_event_comes_back(emulate, event):
    assert emulate().invoke(event) == (200, event)


def test_many_events_one_process(emulate):
    emulator = emulate()
    for i in range(20):
        assert emulator.invoke(b"%d" % i) == (200, b"%d" % i)
    assert emulator.log().count("INIT START") == 1


def test_a_6_mb_event(emulate):
    event = os.urandom(6 * 1024 * 1024)
    assert emulate().invoke(event) == (200, event)


def test_the_context(emulate):
    client = base64.b64encode(b'{"client":"x"}').decode()
    status, context = invoke_json(emulate(), {"context": True}, headers={"X-Amz-Client-Context": client})
    assert status == 200
    assert len(context["requestId"]) == 36
    assert context["functionArn"].startswith("arn:aws:lambda:")
    assert 0 < context["remainingMs"] <= 5000
    assert json.loads(context["clientContext"]) == {"client": "x"}


def test_an_error(emulate):
    emulator = emulate()
    status, error = invoke_json(emulator, {"fail": "Function.Xyz", "message": 'é "x"'})
    assert (status, error["errorType"], error["errorMessage"]) == (200, "Function.Xyz", 'é "x"')
    assert emulator.invoke(b"next") == (200, b"next")


def test_the_largest_response(emulate):
    status, body = emulate().invoke(b'{"size":%d}' % LIMIT)
    assert (status, len(body)) == (200, LIMIT)


def test_a_larger_response(emulate):
    emulator = emulate()
    assert invoke_json(emulator, {"size": LIMIT + 1})[1]["errorType"] == "Function.ResponseSizeTooLarge"
    assert emulator.invoke(b"next") == (200, b"next")
    assert emulator.log().count("INIT START") == 1


def test_a_failed_start(emulate):
    status, error = invoke_json(emulate(ECHO_INIT_FAIL="1"), {})
    assert (status, error["errorType"]) == (502, "Function.InitFailed")


def test_a_failed_start_is_one_process_an_event(emulate):
    emulator = emulate(ECHO_INIT_FAIL="1")
    for _ in range(2):
        assert invoke_json(emulator, {})[1]["errorType"] == "Function.InitFailed"
    assert emulator.log().count("ECHO_INIT_FAIL is set") == 2


def test_headers_that_do_not_come(emulate):
    """The emulator sends neither trace nor invocation id, which the handler must see as absent."""
    _, context = invoke_json(emulate(), {"context": True})
    assert [context[name] for name in ("traceId", "traceEnv", "invocationId", "tenantId")] == [None] * 4


@pytest.mark.parametrize("event, reason", [
    ({"exit": 42}, "exit status 42"),
    ({"exit": 0}, ""),
    ({"signal": 11}, "segmentation fault"),
])
def test_a_process_that_ends_in_the_handler(emulate, event, reason):
    emulator = emulate(ASAN_OPTIONS="handle_segv=0")
    status, error = invoke_json(emulator, event)
    assert (status, error["errorType"]) == (502, "Runtime.ExitError")
    assert reason in error["errorMessage"]
    assert emulator.invoke(b"next") == (200, b"next")


def test_a_handler_beyond_its_time(emulate):
    status, body = emulate(AWS_LAMBDA_FUNCTION_TIMEOUT="1").invoke(b'{"sleepMs":5000}')
    assert status == 200
    assert b"Task timed out after 1.00 seconds" in body
