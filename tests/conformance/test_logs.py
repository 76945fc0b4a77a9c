"""What is logged, and how: one record, one line, one write."""

import json
import socket
import subprocess

import pytest

from mock_runtime_api import TIMEOUT_S, MockRuntimeApi, accepted, event


def failing(message="it broke", tenant=None):
    command = json.dumps({"fail": "Function.Xyz", "message": message}).encode()
    return event(command, "id-7", [f"Lambda-Runtime-Aws-Tenant-Id: {tenant}"] if tenant else [])


@pytest.mark.parametrize("form", ["JSON", "Text"])
def test_a_record_is_one_write(echo, form):
    """Standard output is a socket that keeps the writes apart."""
    reading, writing = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    reading.settimeout(TIMEOUT_S)
    with MockRuntimeApi([failing("two\nlines"), accepted(), failing(), accepted()]) as api, reading, writing:
        env = {"AWS_LAMBDA_RUNTIME_API": api.address, "AWS_LAMBDA_LOG_FORMAT": form}
        with subprocess.Popen([echo], env=env, stdout=writing) as process:
            try:
                for _ in range(2):
                    record = reading.recv(65536)
                    assert record.endswith(b"\n") and record.count(b"\n") == 1
            finally:
                process.terminate()


def test_the_tenant_is_named(serve):
    function = serve(failing(tenant="blue"), accepted(), failing(), accepted(), AWS_LAMBDA_LOG_FORMAT="JSON")
    function.api.wait_for(5)
    assert [json.loads(line).get("tenantId") for line in function.log_lines()] == ["blue", None]


@pytest.mark.parametrize("message", ["two\nlines", "\x1b[31mred", "\u2028", "é 😀"])
def test_a_json_line_keeps_the_text(serve, message):
    function = serve(failing(message), accepted(), AWS_LAMBDA_LOG_FORMAT="JSON")
    function.api.wait_for(3)
    (line,) = function.log().split("\n")[:-1]
    assert json.loads(line)["errorMessage"] == message


@pytest.mark.parametrize("message, shown", [("two\nlines", "two\rlines"), ("\x1b[31mred", "?[31mred")])
def test_a_text_line_steers_nobody(serve, message, shown):
    function = serve(failing(message), accepted())
    function.api.wait_for(3)
    (line,) = function.raw_log().split(b"\n")[:-1]
    assert line.endswith(shown.encode())


@pytest.mark.parametrize("level, lines", [("TRACE", 1), ("DEBUG", 1), ("INFO", 1), ("WARN", 1), ("ERROR", 1), ("FATAL", 0),
                                          (None, 1), ("loud", 1)])
def test_the_level_decides(serve, level, lines):
    function = serve(failing(), accepted(), AWS_LAMBDA_LOG_LEVEL=level)
    function.api.wait_for(3)
    assert len(function.log_lines()) == lines
