import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from free_port import free_port
from mock_runtime_api import TIMEOUT_S, MockRuntimeApi

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def build():
    folder = pathlib.Path(os.environ.get("EARSHOT_BUILD", REPOSITORY / "build")).resolve()
    assert folder.is_dir(), f"{folder}: build first, or set EARSHOT_BUILD"
    return folder


@pytest.fixture(scope="session")
def echo(build):
    return build / "examples" / "echo"


class Function:
    """A function started against a mock; its environment is built from nothing."""

    def __init__(self, program, api, folder, environment):
        self.api = api
        self._output = folder / "stdout"
        self._errors = folder / "stderr"
        variables = {"AWS_LAMBDA_RUNTIME_API": api.address, **environment}
        variables = {name: value for name, value in variables.items() if value is not None}
        with open(self._output, "wb") as output, open(self._errors, "wb") as errors:
            self.process = subprocess.Popen([program], env=variables, stdout=output, stderr=errors, cwd=folder)

    def exit_status(self):
        return self.process.wait(TIMEOUT_S)

    def log(self):
        return self._output.read_text("utf-8")

    def raw_log(self):
        return self._output.read_bytes()

    def errors(self):
        return self._errors.read_text("utf-8", "replace")

    def log_lines(self):
        return self.log().splitlines()

    def stop(self):
        """Ends the function; a sanitizer's report, if any, fails the test."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(TIMEOUT_S)
        errors = self.errors()
        assert "Sanitizer" not in errors and "runtime error" not in errors, errors


@pytest.fixture
def serve(echo, tmp_path):
    """serve(answer, ..., NAME=value) starts echo against a mock with these answers."""
    running = []

    def start(*answers, **environment):
        api = MockRuntimeApi(answers).__enter__()
        folder = tmp_path / str(len(running))
        folder.mkdir()
        running.append(Function(echo, api, folder, environment))
        return running[-1]

    yield start
    for function in running:
        function.api.__exit__()
    for function in running:
        function.stop()


def wait_until(condition, what):
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline, f"waited {TIMEOUT_S} s for {what}"
        time.sleep(0.01)


def accepts_connections(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


class Emulator:
    """AWS's Runtime Interface Emulator around one function."""

    def __init__(self, program, function, folder, environment):
        port = free_port()
        self._url = f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
        command = [
            program,
            "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
            "--runtime-api-address", f"127.0.0.1:{free_port()}",
            function, "echo",
        ]
        variables = {"PATH": "/usr/bin:/bin", "AWS_LAMBDA_FUNCTION_TIMEOUT": "5", **environment}
        self._output = folder / "emulator.log"
        with open(self._output, "wb") as output:
            self._process = subprocess.Popen(command, env=variables, stdout=output, stderr=output, cwd=folder)
        wait_until(lambda: accepts_connections(port), "the emulator")

    def invoke(self, event, headers=()):
        """(status, body)"""
        request = urllib.request.Request(self._url, data=event, headers=dict(headers), method="POST")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=TIMEOUT_S) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def log(self):
        return self._output.read_text("utf-8", "replace")

    def stop(self):
        self._process.terminate()
        try:
            self._process.wait(TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(TIMEOUT_S)


@pytest.fixture
def start_emulator(tmp_path):
    """start_emulator(PROGRAM, environment) starts a function inside the emulator."""
    emulator = pathlib.Path(os.environ.get("EARSHOT_RIE", REPOSITORY / "build" / "rie" / "aws-lambda-rie"))
    if not emulator.is_file():
        pytest.skip(f"no {emulator}: set EARSHOT_RIE to aws-lambda-rie, shipped in the Python package aws-sam-cli")
    running = []

    def start(program, environment):
        running.append(Emulator(emulator, program, tmp_path, environment))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def emulate(echo, start_emulator):
    """emulate(NAME=value) starts echo inside the emulator."""
    return lambda **environment: start_emulator(echo, environment)
