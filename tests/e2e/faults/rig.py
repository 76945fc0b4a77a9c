"""One bootstrap between two servers of ours, judged by what they saw.

    Runtime API (one event, a deadline) ◄── bootstrap ──► stub AWS (one fault) ──► the account's answers from memory
"""

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass

from conformance import mock_runtime_api as lambda_api

from .. import emulators
from ..stub_aws import StubAws

OWN_ACCOUNT = "999988887777"  # the function's; the account that it reads is reached by a role
TOKEN = "sessionTokenEXAMPLE/abc+" * 4
SECRETS = [emulators.KEYS["AWS_SECRET_ACCESS_KEY"], TOKEN[:24], "resultTokenEXAMPLE", "security@example.com"]
END_SECONDS = 15


@dataclass
class Outcome:
    """What was to be seen from outside."""

    path: str  # ".../response", ".../error"
    body: dict  # what was posted there
    seconds_left: float  # until the deadline, when it came
    requests: list  # what the stub was asked
    log: str
    peak_kb: int

    def calls(self, operation):
        return [request for request in self.requests if request.operation == operation]

    @property
    def error_type(self):
        return self.body.get("errorType") if self.path.endswith("/error") else None


def message():
    """A scheduled event of another account's rule: its evaluation needs every service."""
    event = json.loads((emulators.REPO / "events/config-scheduled.json").read_text("utf-8"))
    return json.dumps({**event, "resultToken": "resultTokenEXAMPLE",
                       "ruleParameters": '{"ExecutionRoleName":"reader"}'}).encode()


def invocation(number, deadline_ms, body):
    return lambda_api.event(body, f"id-{number}", [
        f"Lambda-Runtime-Deadline-Ms: {deadline_ms}",
        f"Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:{emulators.REGION}:{OWN_ACCOUNT}:function:earshot"])


class Rig:
    """Ends with `with`; `respond` is the stub's answer to everything that no override meets. Events are pushed to `api`."""

    def __init__(self, moto_port, folder, respond):
        folder.mkdir()
        self.log_path = folder / "log"
        self.stub = StubAws(moto_port)
        self.stub.override("*", respond)
        self.api = lambda_api.MockRuntimeApi([]).__enter__()
        env = emulators.environment(self.stub.url, AWS_SESSION_TOKEN=TOKEN, AWS_LAMBDA_RUNTIME_API=self.api.address,
                                    AWS_LAMBDA_LOG_LEVEL="TRACE")
        self._env = env

    def __enter__(self):
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen([str(emulators.BUILD / "bootstrap")], env=self._env, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.api.__exit__()
        self.stub.stop()

    def log(self):
        return self.log_path.read_text("utf-8", "replace")

    def status(self, name):
        """A number of /proc/PID/status, as VmHWM in KB."""
        with open(f"/proc/{self.process.pid}/status") as lines:
            return int(re.search(rf"^{name}:\s+(\d+)", lines.read(), re.M)[1])

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def _on_top_of(respond, answer):
    """A fault changes the usual answer, not moto's."""
    return (lambda request, forward: answer(request, lambda: respond(request, forward))) if answer else respond


def run(moto_port, folder, respond, operation=None, in_turn=(), deadline_seconds=END_SECONDS):
    """One invocation in which `operation` is answered `in_turn`: (answer or None for the usual one, times or -1)…"""
    with Rig(moto_port, folder, respond) as rig:
        for answer, times in reversed(in_turn):  # the newest override is asked first
            rig.stub.override(operation, _on_top_of(respond, answer), times)
        deadline = time.time() + deadline_seconds
        rig.api.push(invocation(1, int(deadline * 1000), message()), lambda_api.accepted())
        _, told = rig.api.wait_for(2, deadline_seconds + END_SECONDS)
        left = deadline - time.time()
        rig.api.wait_for(3)  # the process lives, and asks for the next event
        return Outcome(told.path, json.loads(told.body), left, list(rig.stub.requests), rig.log(), rig.status("VmHWM"))
