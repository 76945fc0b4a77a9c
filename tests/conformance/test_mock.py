"""What a Lambda function on this runtime sends and does, byte by byte, against a scripted Runtime API."""

import json
import os
import re
import subprocess

import pytest

from mock_runtime_api import NEXT, ROOT, Answer, MockRuntimeApi, accepted, answer, event

LIMIT = 6 * 1024 * 1024 + 100


def context_of(request):
    return json.loads(request.body)


# --- one event


def test_the_event_comes_back(serve):
    api = serve(event(b'{"a":1}', "id-7"), accepted()).api
    next_, response, again = api.wait_for(3)
    assert (next_.method, next_.path) == ("GET", NEXT)
    assert (response.method, response.path) == ("POST", f"{ROOT}/invocation/id-7/response")
    assert response.body == b'{"a":1}'
    assert again.path == NEXT


@pytest.mark.parametrize("body", [b"", b"\0a\0", b"\xff\xfe", "é €".encode(), b"[" * 1000, b" "])
def test_any_bytes_are_an_event(serve, body):
    assert serve(event(body), accepted()).api.wait_for(3)[1].body == body


def test_a_6_mb_event(serve):
    body = os.urandom(6 * 1024 * 1024)
    assert serve(event(body), accepted()).api.wait_for(3)[1].body == body


def test_a_chunked_event(serve):
    head = b"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"3;extension=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
    for piece in (0, 1):
        assert serve(Answer(head + chunks, piece=piece), accepted()).api.wait_for(3)[1].body == b"abc0123456789"


def test_an_event_that_comes_byte_by_byte(serve):
    reply = event(b'{"context":true}', headers=["Lambda-Runtime-Trace-Id: Root=1"], piece=1)
    assert context_of(serve(reply, accepted()).api.wait_for(2)[1])["traceId"] == "Root=1"


def test_an_interim_answer_is_skipped(serve):
    interim = b"HTTP/1.1 100 Continue\r\nLambda-Runtime-Aws-Request-Id: wrong\r\n\r\n"
    api = serve(Answer(interim + event(b"x", "right").data), accepted()).api
    assert api.wait_for(2)[1].path == f"{ROOT}/invocation/right/response"


def test_one_connection_serves_many_events(serve):
    answers = []
    for i in range(50):
        answers += [event(b"x" * i, f"id-{i}"), accepted()]
    api = serve(*answers).api
    api.wait_for(101)
    assert api.connection_count == 1


def test_a_connection_closed_between_events_is_opened_again(serve):
    closing = accepted()
    closing.close = True
    api = serve(event(), closing, event(b"second", "id-2"), accepted()).api
    assert api.wait_for(4)[3].body == b"second"
    assert api.connection_count == 2


# --- headers


HEADERS = {
    "Lambda-Runtime-Deadline-Ms": ("deadlineMs", "4102444800000", 4102444800000),
    "Lambda-Runtime-Invoked-Function-Arn": ("functionArn", "arn:aws:lambda:eu-west-1:1:function:f", None),
    "Lambda-Runtime-Trace-Id": ("traceId", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1", None),
    "Lambda-Runtime-Client-Context": ("clientContext", '{"client":{"a":"b:c"}}', None),
    "Lambda-Runtime-Cognito-Identity": ("cognitoIdentity", '{"cognitoIdentityId":"x"}', None),
    "Lambda-Runtime-Aws-Tenant-Id": ("tenantId", "blue", None),
    "Lambda-Runtime-Invocation-Id": ("invocationId", "inv-1", None),
}


@pytest.mark.parametrize("spell", [str, str.lower, str.upper])
@pytest.mark.parametrize("colon", [": ", ":", ":\t  "])
def test_every_header_reaches_the_handler(serve, spell, colon):
    headers = [spell(name) + colon + value + " \t" for name, (_, value, _) in reversed(HEADERS.items())]
    context = context_of(serve(event(b'{"context":true}', headers=headers), accepted()).api.wait_for(2)[1])
    for field, value, parsed in HEADERS.values():
        assert context[field] == (parsed if parsed is not None else value)


def test_an_event_with_nothing_but_a_request_id(serve):
    context = context_of(serve(event(b'{"context":true}'), accepted()).api.wait_for(2)[1])
    assert context.pop("requestId") == "id-1"
    assert set(context.values()) == {None}


@pytest.mark.parametrize("value", ["", "soon", "-1", "1e3", "99999999999999999999"])
def test_a_bad_deadline_is_unknown(serve, value):
    reply = event(b'{"context":true}', headers=[f"Lambda-Runtime-Deadline-Ms: {value}"])
    context = context_of(serve(reply, accepted()).api.wait_for(2)[1])
    assert (context["deadlineMs"], context["remainingMs"]) == (None, None)


def test_a_deadline_in_the_past_leaves_no_time(serve):
    reply = event(b'{"context":true}', headers=["Lambda-Runtime-Deadline-Ms: 1000"])
    assert context_of(serve(reply, accepted()).api.wait_for(2)[1])["remainingMs"] == 0


def test_the_trace_variable_is_set_and_unset(serve):
    traced = event(b'{"context":true}', headers=["Lambda-Runtime-Trace-Id: Root=1"])
    requests = serve(traced, accepted(), event(b'{"context":true}'), accepted()).api.wait_for(4)
    assert context_of(requests[1])["traceEnv"] == "Root=1"
    assert context_of(requests[3])["traceEnv"] is None


@pytest.mark.parametrize("command", [b"x", b'{"fail":"Function.Xyz"}'])
def test_the_invocation_id_is_echoed_only_when_it_came(serve, command):
    named = event(command, headers=["Lambda-Runtime-Invocation-Id: 3f:1 a"])
    requests = serve(named, accepted(), event(command, "id-2"), accepted()).api.wait_for(4)
    assert requests[1].header("Lambda-Runtime-Invocation-Id") == "3f:1 a"
    assert requests[3].header("Lambda-Runtime-Invocation-Id") is None


def test_headers_of_16_kb(serve):
    reply = event(b'{"context":true}', headers=["Lambda-Runtime-Client-Context: " + "c" * 16000, "X: " + "x" * 16000])
    assert len(context_of(serve(reply, accepted()).api.wait_for(2)[1])["clientContext"]) == 16000


def test_user_agent_and_no_expect(serve):
    requests = serve(event(b'{"size":3000000}'), accepted()).api.wait_for(3)
    for request in requests:
        assert re.fullmatch(r"aws-lambda-c/[\d.]+ echo/[\d.]+", request.header("User-Agent"))
        assert request.header("Expect") is None


def test_a_proxy_of_the_environment_is_not_asked(serve):
    function = serve(event(b"x"), accepted(), http_proxy="http://127.0.0.1:9", ALL_PROXY="http://127.0.0.1:9")
    assert function.api.wait_for(2)[1].body == b"x"


# --- errors


def test_an_error_is_posted_with_its_type(serve):
    command = json.dumps({"fail": "Function.Xyz", "message": 'a "quoted" \\ é 😀\n\x01'}).encode()
    api = serve(event(command, "id-7"), accepted()).api
    _, error, again = api.wait_for(3)
    assert error.path == f"{ROOT}/invocation/id-7/error"
    assert error.header("Lambda-Runtime-Function-Error-Type") == "Function.Xyz"
    assert json.loads(error.body) == {
        "errorMessage": 'a "quoted" \\ é 😀\n\x01', "errorType": "Function.Xyz", "stackTrace": []}
    assert again.path == NEXT


def test_a_type_that_lambda_would_not_keep(serve):
    error = serve(event(b'{"fail":"oops\\r\\nX-Injected: 1"}'), accepted()).api.wait_for(2)[1]
    assert error.header("Lambda-Runtime-Function-Error-Type") == "Function.Unknown"
    assert error.header("X-Injected") is None


def test_the_largest_response_is_sent(serve):
    response = serve(event(b'{"size":%d}' % LIMIT), accepted()).api.wait_for(3)[1]
    assert response.path.endswith("/response") and len(response.body) == LIMIT


def test_a_larger_response_becomes_an_error(serve):
    _, error, again = serve(event(b'{"size":%d}' % (LIMIT + 1)), accepted()).api.wait_for(3)
    assert error.path.endswith("/error")
    assert error.header("Lambda-Runtime-Function-Error-Type") == "Function.ResponseSizeTooLarge"
    assert again.path == NEXT


@pytest.mark.parametrize("status", [202, 403, 500])
def test_a_failed_start_is_reported_whatever_the_answer(serve, status):
    function = serve(accepted(status), ECHO_INIT_FAIL="1")
    assert function.exit_status() == 1
    (request,) = function.api.requests
    assert request.path == f"{ROOT}/init/error"
    assert request.header("Lambda-Runtime-Function-Error-Type") == "Function.InitFailed"
    assert json.loads(request.body)["errorType"] == "Function.InitFailed"
    assert len(function.log_lines()) == 1


# --- what Lambda answers


@pytest.mark.parametrize("status", [410, 413])
@pytest.mark.parametrize("command", [b"x", b'{"fail":"Function.Xyz"}'])
def test_a_refused_answer_is_over(serve, status, command):
    requests = serve(event(command), accepted(status), event(b"second", "id-2"), accepted()).api.wait_for(4)
    assert [request.path.rsplit("/", 1)[1] for request in requests][2:] == ["next", "response"]


@pytest.mark.parametrize("command", [b"x", b'{"fail":"Function.Xyz"}'])
@pytest.mark.parametrize("status", [200, 204, 301, 307, 400, 403, 404, 500, 503])
def test_an_answer_that_was_not_taken_ends_the_process(serve, status, command):
    function = serve(event(command), accepted(status), event())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 2


BROKEN = {
    "closed": b"",
    "half a status line": b"HTTP/1.1 2",
    "cut in the headers": b"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1\r\nContent-Le",
    "cut before the blank line": b"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1\r\n",
    "cut in the body": b"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1\r\nContent-Length: 9\r\n\r\nabc",
    "cut in a chunk": b"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1\r\n"
                      b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc",
    "no last chunk": b"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    "no HTTP": b"hello\r\n\r\n",
    "HTTP/0.9": b"{}",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_next_ends_the_process(serve, data):
    function = serve(Answer(data, close=True), event(), accepted())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 1
    assert len(function.log_lines()) == 1


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_answer_to_a_post_is_never_followed_by_next(serve, data):
    function = serve(event(b"x"), Answer(data, close=True), answer(403, b"{}"), event())
    assert function.exit_status() == 1
    requests = function.api.requests
    assert [request.path for request in requests].count(NEXT) == 1
    # libcurl sends once more when a kept-alive connection dies before a whole line; Lambda answers that with 403
    assert len(requests) == (2 if b"\n" in data or data == b"{}" else 3)


@pytest.mark.parametrize("status", [204, 301, 307, 400, 403, 404, 500])
def test_a_next_that_is_not_200_ends_the_process_at_once(serve, status):
    function = serve(event(b"x"), accepted(), answer(status, b"{}"), event())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 3


@pytest.mark.parametrize("request_id", [None, "", "a/b", "..", "a?b", "a b", "x" * 300])
def test_a_next_without_a_usable_request_id_ends_the_process(serve, request_id):
    function = serve(event(b"x", request_id), event())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 1


@pytest.mark.parametrize("lengths", [["-1"], ["99999999999999999999"], ["9223372036854775808"], ["3", "4"], ["3", "3"], ["3x"]])
def test_a_length_that_is_no_length_ends_the_process(serve, lengths):
    lines = ["HTTP/1.1 200 OK", "Lambda-Runtime-Aws-Request-Id: id-1", *(f"Content-Length: {n}" for n in lengths)]
    function = serve(Answer("\r\n".join(lines).encode() + b"\r\n\r\nabc", close=True), event())
    assert function.exit_status() == 1
    assert len(function.api.requests) == 1


def test_what_is_logged_between_invocations_belongs_to_none(serve):
    function = serve(event(b'{"fail":"Function.Xyz","message":"m"}'), accepted(), answer(500), AWS_LAMBDA_LOG_FORMAT="JSON")
    assert function.exit_status() == 1
    lines = [json.loads(line) for line in function.log_lines()]
    assert [line.get("requestId") for line in lines if line["level"] in ("ERROR", "FATAL")] == ["id-1", None]


def test_a_redirect_is_not_followed(serve):
    with MockRuntimeApi([event()]) as target:
        function = serve(answer(302, headers=[f"Location: http://{target.address}/x"]))
        assert function.exit_status() == 1
        assert target.connection_count == 0


def test_an_endless_header_block_ends_the_process(serve):
    lines = b"".join(b"X-%d: %s\r\n" % (i, b"x" * 1000) for i in range(300))
    function = serve(Answer(b"HTTP/1.1 200 OK\r\n" + lines, close=True))
    assert function.exit_status() == 1


# --- the address


@pytest.mark.parametrize("address", [None, "", "localhost", "host:port", "host:0", "http://host:1", "a b:1", "u@h:1"])
def test_a_missing_or_malformed_address_is_named(serve, address):
    function = serve(AWS_LAMBDA_RUNTIME_API=address)
    assert function.exit_status() == 1
    (line,) = function.log_lines()
    assert "AWS_LAMBDA_RUNTIME_API" in line


def test_nobody_listens(serve):
    function = serve(AWS_LAMBDA_RUNTIME_API="127.0.0.1:1")
    assert function.exit_status() == 1
    assert len(function.log_lines()) == 1


# --- logs


def fail_once(serve, **environment):
    function = serve(event(b'{"fail":"Function.Xyz","message":"it broke"}', "id-7"), accepted(), **environment)
    function.api.wait_for(3)
    (line,) = function.log_lines()
    return line


def test_a_json_line(serve):
    record = json.loads(fail_once(serve, AWS_LAMBDA_LOG_FORMAT="JSON"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record.pop("timestamp"))
    assert record == {"level": "ERROR", "requestId": "id-7", "message": "the invocation failed",
                      "errorType": "Function.Xyz", "errorMessage": "it broke", "stackTrace": []}


@pytest.mark.parametrize("form", [None, "Text", "other"])
def test_a_text_line(serve, form):
    line = fail_once(serve, AWS_LAMBDA_LOG_FORMAT=form)
    assert re.fullmatch(r"\S{23}Z ERROR id-7 the invocation failed: Function.Xyz: it broke", line)


def test_the_level_is_kept(serve):
    function = serve(event(b'{"fail":"Function.Xyz"}'), accepted(), AWS_LAMBDA_LOG_LEVEL="FATAL")
    function.api.wait_for(3)
    assert function.log() == ""


@pytest.mark.parametrize("status", [202, 413, 500])
def test_no_payload_and_no_header_value_in_the_log(serve, status):
    headers = [f"Lambda-Runtime-{name}: sesame" for name in ("Trace-Id", "Client-Context", "Invocation-Id")]
    function = serve(event(b"sesame", headers=headers), accepted(status), answer(403, b"sesame"),
                     AWS_LAMBDA_LOG_LEVEL="TRACE", AWS_SECRET_ACCESS_KEY="sesame")
    assert function.exit_status() == 1
    assert "sesame" not in function.log()


def closed_output():
    return {"preexec_fn": lambda: os.close(1)}


def broken_pipe():
    reading, writing = os.pipe()
    os.close(reading)
    return {"stdout": writing}


@pytest.mark.parametrize("output", [closed_output, broken_pipe])
def test_a_lost_log_does_not_end_the_process(echo, output):
    answers = [event(b'{"fail":"Function.Xyz"}'), accepted(), event(b"x", "id-2"), accepted()]
    with MockRuntimeApi(answers) as api:
        with subprocess.Popen([echo], env={"AWS_LAMBDA_RUNTIME_API": api.address}, **output()) as process:
            try:
                assert api.wait_for(4)[3].body == b"x"
            finally:
                process.terminate()
