"""Starts moto, the Lambda Runtime Interface Emulator and the programs under test; all on 127.0.0.1, all bounded in time.

Programs under test get an environment built from nothing: a machine's proxies, AWS profiles and certificate bundles
must not decide a test.
"""

import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

from free_port import free_port

REPO = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("EARSHOT_BUILD", REPO / "build")).resolve()
RIE = pathlib.Path(os.environ.get("EARSHOT_RIE", REPO / "build/rie/aws-lambda-rie")).resolve()
TOOLS = pathlib.Path(sys.executable).parent  # the virtual environment's programs: moto_server, aws

ACCOUNT = "012345678912"  # the RIE and SAM local always say so
REGION = "us-east-1"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secretEXAMPLE"}

START_SECONDS = 30
INVOKE_SECONDS = 60
STOP_SECONDS = 5


def environment(endpoint, **changes):
    """What a program under test gets; a change to None removes the variable."""
    values = {"PATH": os.defpath, "AWS_REGION": REGION, "AWS_ENDPOINT_URL": endpoint, **KEYS, **changes}
    return {name: value for name, value in values.items() if value is not None}


class Server:
    """A child process that listens on a port; its output goes to a file, for people and for assertions."""

    def __init__(self, command, port, env, log_path):
        self.port, self.log_path = port, pathlib.Path(log_path)
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT, start_new_session=True)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.process.args[0]} ended with {self.process.returncode}:\n{self.log()}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"{self.process.args[0]} did not listen within {START_SECONDS} s:\n{self.log()}")

    def log(self):
        return self.log_path.read_text("utf-8", "replace")

    def _signal_group(self, number):
        """The group, which is ours alone: the RIE's child is the bootstrap."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def stop(self):
        self._signal_group(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        self._signal_group(signal.SIGKILL)
        self.process.wait(STOP_SECONDS)


class Moto(Server):
    """One account, or with `many_accounts` each key's own: that of the role it was assumed for."""

    def __init__(self, log_path, many_accounts=False):
        port = free_port()
        env = {"PATH": os.defpath} if many_accounts else {"PATH": os.defpath, "MOTO_ACCOUNT_ID": ACCOUNT}
        super().__init__([str(TOOLS / "moto_server"), "-H", "127.0.0.1", "-p", str(port)], port, env, log_path)

    def reset(self):
        post(self.port, "/moto-api/reset", b"")


class Function(Server):
    """The real RIE running the real bootstrap."""

    def __init__(self, env, log_path, bootstrap=None):
        port = free_port()
        command = [str(RIE), "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
                   "--runtime-api-address", f"127.0.0.1:{free_port()}", str(bootstrap or BUILD / "bootstrap"), "bootstrap"]
        super().__init__(command, port, env, log_path)

    def invoke(self, event):
        """The reply's object; an event that is not bytes is sent as JSON."""
        data = event if isinstance(event, bytes) else json.dumps(event).encode()
        status, body = post(self.port, "/2015-03-31/functions/function/invocations", data)
        if status != 200:
            raise RuntimeError(f"the function ended: HTTP {status} {body!r}\n{self.log()}")
        return json.loads(body)


def post(port, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=INVOKE_SECONDS)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def earshot(*arguments, env=None, stdin=None):
    """The command line; the result has returncode, stdout, stderr as text."""
    return subprocess.run([str(BUILD / "earshot"), *map(str, arguments)], env=env or {"PATH": os.defpath}, input=stdin,
                          capture_output=True, encoding="utf-8", errors="replace", timeout=INVOKE_SECONDS)


def shell(commands, env, cwd=None):
    """Runs commands as a person would: one POSIX shell, in order, stopping at the first failure."""
    env = {**env, "PATH": f"{TOOLS}:{os.defpath}", "AWS_DEFAULT_REGION": REGION, "AWS_PAGER": ""}
    return subprocess.run(["/bin/sh", "-e"], input="\n".join(commands) + "\n", env=env, cwd=cwd,
                          capture_output=True, encoding="utf-8", timeout=INVOKE_SECONDS)
