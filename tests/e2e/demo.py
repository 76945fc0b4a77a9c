"""`make demo`: an account that looks fine, the call that nobody would hear, the repair, the account again.

Everything here is real but the account: the bootstrap runs under Lambda's own emulator, reads AWS's APIs over HTTP from
moto, and the commands that its reply gives are typed into a shell with the AWS CLI. Ends with status 1 if anything is
not as promised, and stops what it started in any case.
"""

import contextlib
import json
import pathlib
import re
import signal
import sys
import tempfile
import textwrap
import time

from . import accounts, emulators
from .stub_aws import StubAws

EVENT = emulators.REPO / "events/config-scheduled-testmode.json"
ADDRESS = "security@example.com"
WIDTH = 100


class NotAsPromised(Exception):
    """The demo shows something else than its text says."""


def promise(holds, what):
    if not holds:
        raise NotAsPromised(what)


def heading(text):
    print(f"\n── {text} " + "─" * max(0, WIDTH - 4 - len(text)))


def show(text, indent):
    print(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False,
                        break_on_hyphens=False))


def show_command(command):
    """As a person would type it: continued before an option where it gets long."""
    line = "   $"
    for part in re.split(r" (?=--)", command):
        if len(line) + len(part) > WIDTH - 3:
            print(line + " \\")
            line = "       "
        line += f" {part}"
    print(line)


def one_line(data):
    return json.dumps(data, ensure_ascii=False)


@contextlib.contextmanager
def running():
    """(stub of AWS, function); all stopped at the end, also after a failure."""
    with tempfile.TemporaryDirectory(prefix="earshot-demo-") as folder, contextlib.ExitStack() as stack:
        logs = pathlib.Path(folder)
        moto = emulators.Moto(logs / "moto.log")
        stack.callback(moto.stop)
        stub = StubAws(moto.port)  # moto cannot list alarm mute rules
        stack.callback(stub.stop)
        function = emulators.Function(emulators.environment(stub.url), logs / "rie.log")
        stack.callback(function.stop)
        yield stub, function


def judge(stub, function):
    """The function's reply, and the evaluation that AWS Config got from it."""
    reply = function.invoke(EVENT.read_bytes())
    promise("verdict" in reply, f"the function failed: {one_line(reply)}")
    return reply, stub.calls("PutEvaluations")[-1].json["Evaluations"][0]


def show_verdict(evaluation):
    print(f"   AWS Config is told:  {evaluation['ComplianceType']}")
    show(evaluation["Annotation"], "      ")


def show_witness(event):
    print("\n   A call that nobody would hear of (found by proof, not by example):")
    for name in ("eventSource", "eventName", "errorCode", "sourceIPAddress"):
        if name in event:
            print(f"      {name:<16} {one_line(event[name])}")


def demo():
    started = time.monotonic()
    print("earshot: if an unauthorized API call happened now, would a person hear of it?")
    with running() as (stub, function):
        heading("An account that looks fine")
        accounts.build(f"http://127.0.0.1:{stub.moto_port}", pattern=accounts.NO_STARS)
        print("   trail ─► log group ─► metric filter ─► alarm ─► SNS topic ─► confirmed e-mail subscription")
        print(f"   its filter:  {accounts.NO_STARS}")

        heading("AWS Config asks the function")
        print(f"   events/{EVENT.name} ─► build/bootstrap, under the Lambda emulator")
        reply, evaluation = judge(stub, function)
        show_verdict(evaluation)
        promise(evaluation["ComplianceType"] == "NON_COMPLIANT", "the filter misses events, so NON_COMPLIANT")
        promise(reply["reason"] == "FILTER_MISSES_EVENTS", "the reason is FILTER_MISSES_EVENTS")
        promise(reply["proof"]["witness"], "there is an event that gets away")
        show_witness(reply["proof"]["witness"])

        heading("The repair that the reply gives, typed into a shell")
        promise(reply["remediation"], "there are repair commands")
        for command in reply["remediation"]:
            show_command(command)
        typed = emulators.shell(reply["remediation"], emulators.environment(stub.url, EARSHOT_EMAIL=ADDRESS))
        promise(typed.returncode == 0, f"the commands work; the AWS CLI said: {typed.stderr.strip()}")

        heading("AWS Config asks again")
        reply, evaluation = judge(stub, function)
        show_verdict(evaluation)
        promise(evaluation["ComplianceType"] == "COMPLIANT", "the account is repaired, so COMPLIANT")
    print(f"\n{time.monotonic() - started:.0f} s; every emulator is stopped, no AWS account was touched.")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    try:
        demo()
    except (NotAsPromised, RuntimeError, OSError) as problem:
        print(f"\nearshot demo: not as promised: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
