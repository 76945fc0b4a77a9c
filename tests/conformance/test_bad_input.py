"""What nobody should send, and what a handler should not answer."""

import json
import os

import pytest

from mock_runtime_api import Answer, accepted, answer, event

LIMIT = 6 * 1024 * 1024 + 100
REQUEST_ID = "Lambda-Runtime-Aws-Request-Id: id-1"


def test_a_thousand_headers(serve):
    headers = [f"X-{i}: {i}" for i in range(1000)]
    reply = event(b'{"context":true}', headers=[*headers, "Lambda-Runtime-Trace-Id: Root=1"])
    assert serve(reply, accepted()).api.wait_for(3)[1].json()["traceId"] == "Root=1"


@pytest.mark.parametrize("name", ["Lambda-Runtime-Client-Context", "Lambda-Runtime-Invocation-Id", "Lambda-Runtime-Trace-Id"])
def test_a_header_value_of_16_kb(serve, name):
    requests = serve(event(b"x", headers=[f"{name}: {'v' * 16384}"]), accepted(), event(b"y"), accepted()).api.wait_for(4)
    assert (requests[1].body, requests[3].body) == (b"x", b"y")


@pytest.mark.parametrize("line", [": no name", " folded", "X-Empty:", "\xff\xfe: \x80"])
def test_a_strange_header_line_is_passed_over(serve, line):
    assert serve(event(b"x", headers=[line]), accepted()).api.wait_for(3)[1].body == b"x"


def test_a_header_line_without_a_colon_ends_the_process(serve):
    function = serve(event(b"x", headers=["no colon"]), event())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 1


def test_an_event_of_exactly_the_limit(serve):
    body = os.urandom(LIMIT)
    assert serve(event(body), accepted()).api.wait_for(3)[1].body == body


def test_an_event_beyond_any_limit_ends_the_process(serve):
    function = serve(event(b"x" * (9 * 1024 * 1024)), event())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 1


def test_no_blank_line_before_the_end(serve):
    lines = f"HTTP/1.1 200 OK\r\n{REQUEST_ID}\r\nContent-Length: 0\r\n"
    function = serve(Answer(lines.encode(), close=True), event())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 1


@pytest.mark.parametrize("lengths", [("3", "4"), ("3", "3"), ("3", "x"), ("3, 3",)])
def test_more_than_one_length_ends_the_process(serve, lengths):
    lines = ["HTTP/1.1 200 OK", REQUEST_ID, *(f"Content-Length: {length}" for length in lengths)]
    function = serve(Answer("\r\n".join(lines).encode() + b"\r\n\r\nabc", close=True), event())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 1


def test_a_body_longer_than_promised_ends_there(serve):
    """What is left over belongs to no answer; the connection cannot be trusted with the next one."""
    reply = event(b"abc")
    reply.data += b"HTTP/1.1 200 OK\r\n"
    response = serve(reply, accepted()).api.wait_for(2)[1]
    assert response.body == b"abc"


@pytest.mark.parametrize("value", ["a\rb", "a\r\rX-Injected: 1"])
def test_a_value_with_a_line_break_is_not_sent_on(serve, value):
    response = serve(event(b"x", headers=[f"Lambda-Runtime-Invocation-Id: {value}"]), accepted()).api.wait_for(3)[1]
    assert response.body == b"x"
    assert response.header("Lambda-Runtime-Invocation-Id") is None
    assert response.header("X-Injected") is None


@pytest.mark.parametrize("body", [b"\0", b"\xff", b"\xed\xa0\x80", b"{\"a\":\"\xc3\"}", b"\0" * 70000])
def test_nul_and_bad_utf8_in_a_response(serve, body):
    assert serve(event(body), accepted()).api.wait_for(3)[1].body == body


def post_error(serve, message, kind="Function.Xyz"):
    command = json.dumps({"fail": kind, "message": message}).encode()
    return serve(event(command), accepted()).api.wait_for(3)[1]


@pytest.mark.parametrize("message", ["\x01\x1b[31m\r\n\t", "\u202e", "é 😀", "\"\\/", ""])
def test_the_text_of_an_error_is_escaped(serve, message):
    error = post_error(serve, message)
    assert error.json()["errorMessage"] == message
    assert all(byte >= 0x20 for byte in error.body)


def test_an_error_text_beyond_its_limit_is_cut_on_a_character(serve):
    text = post_error(serve, "€" * 1000).json()["errorMessage"]
    assert text == "€" * (len(text) - 3) + "..."
    assert 1000 < len(text.encode()) < 1024


@pytest.mark.parametrize("message", ["it broke", "\x01\x1b\r\nX-Injected: 1", "é 😀 \u202e"])
def test_the_cause_for_x_ray_is_one_ascii_line(serve, message):
    error = post_error(serve, message)
    assert error.header("X-Injected") is None
    cause = error.header("Lambda-Runtime-Function-XRay-Error-Cause")
    assert cause.isascii() and cause.isprintable()
    cause = json.loads(cause)
    assert os.path.isdir(cause.pop("working_directory"))
    assert cause == {"exceptions": [{"type": "Function.Xyz", "message": message, "stack": []}], "paths": []}


def test_the_cause_stays_far_below_a_mebibyte(serve):
    error = post_error(serve, "\x01" * 5000, "Function." + "é" * 1000)
    assert len(error.header("Lambda-Runtime-Function-XRay-Error-Cause")) < 16 * 1024


def test_the_memory_limit_ends_the_process_and_nothing_is_posted(serve):
    function = serve(event(b'{"size":200000000}'), event())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 1
    assert "memory limit reached" in function.errors()


@pytest.mark.parametrize("command, status", [(b'{"signal":9}', -9), (b'{"exit":42}', 42), (b'{"exit":0}', 0)])
def test_a_handler_that_ends_the_process_posts_nothing(serve, command, status):
    function = serve(event(command), event())
    assert function.exit_status() == status
    assert len(function.api.requests) == 1


@pytest.mark.parametrize("reply", [Answer(b"", close=True), Answer(b"HTTP/1.1 2", close=True), answer(307)])
def test_a_failed_start_whose_report_is_not_taken(serve, reply):
    function = serve(reply, ECHO_INIT_FAIL="1")
    assert function.exit_status() == 1
    assert len(function.api.requests) == 1
