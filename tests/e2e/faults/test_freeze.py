"""One process for long: what a freeze kills is noticed, nothing is posted twice, and nothing grows."""

import json
import pathlib
import signal
import time

import pytest

from conformance import mock_runtime_api as lambda_api

from .. import emulators
from . import rig

FREEZES = 3
WARM = 50  # until then caches and pools fill
GROWTH_LIMIT_KB = 256
SANITIZED = "sanitize" in emulators.BUILD.name  # its quarantine grows by design
INVOCATIONS = 150 if SANITIZED else 1000
INVOKE_SECONDS = 15


class LongRun(rig.Rig):
    """A process that is given one event after the other."""

    count = 0

    def invoke(self):
        """The reply, once the next event is asked for: nothing is under way then."""
        self.send_event()
        return self.reply()

    def send_event(self):
        deadline_ms = int(time.time() * 1000) + INVOKE_SECONDS * 1000
        self.api.push(rig.invocation(self.count, deadline_ms, rig.message()), lambda_api.accepted())
        self.count += 1

    def reply(self):
        told = self.api.wait_for(2 * self.count + 1, INVOKE_SECONDS)[2 * self.count - 1]
        assert told.path.endswith("/response"), told.body
        return json.loads(told.body)


@pytest.fixture
def long_run(moto, account_from_memory, tmp_path):
    with LongRun(moto.port, tmp_path / "long", account_from_memory) as running:
        yield running


def stop(process):
    process.send_signal(signal.SIGSTOP)
    end = time.monotonic() + INVOKE_SECONDS
    while " T " not in pathlib.Path(f"/proc/{process.pid}/stat").read_text():
        assert time.monotonic() < end, "it did not stop"
        time.sleep(0.001)


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
def test_connections_that_died_in_a_freeze_cost_neither_a_retry_nor_a_verdict(reset, long_run):
    verdict = long_run.invoke()["annotation"]
    usual = sorted(long_run.stub.operations())
    for _ in range(FREEZES):
        assert long_run.stub.connections
        long_run.stub.requests.clear()
        stop(long_run.process)
        long_run.stub.close_connections(reset)
        long_run.send_event()  # it waits for the thaw
        long_run.process.send_signal(signal.SIGCONT)
        reply = long_run.reply()
        assert (reply["annotation"], reply["stats"]["retries"]) == (verdict, 0)
        assert sorted(long_run.stub.operations()) == usual


def test_memory_and_descriptors_do_not_grow(long_run):
    sizes = []
    for number in range(INVOCATIONS):
        assert long_run.invoke()["verdict"] == "MONITORED"
        long_run.stub.requests.clear()
        if number >= WARM:
            sizes.append((long_run.status("VmRSS"), long_run.descriptors()))
    (first_kb, first_open), (last_kb, last_open) = sizes[0], sizes[-1]
    assert last_open <= first_open
    assert SANITIZED or last_kb - first_kb <= GROWTH_LIMIT_KB
