"""`make bench`: the figures, in one run; never a test. Medians of several runs, with a baseline beside them.

    start     exec ─► first GET /next, for echo, for the function, and for a program that only connects (the baseline)
    evaluate  one warm evaluation of a small account against a stub whose every answer takes 0 or 20 ms, and the bare
              schedule beside it: rounds × delay
    memory    peak resident set after those evaluations; size of the binaries

The stub answers from memory what moto said once, so that moto's own time is not part of a figure.
"""

import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from e2e import accounts, emulators
from e2e.stub_aws import StubAws, remembered

STARTS = 40
EVALUATIONS = 30
DELAYS_MS = (0, 20)
SECONDS = 10


def start_ms(command, env):
    """From exec to the whole request line of GET /next."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(SECONDS)
        env = {**env, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{listener.getsockname()[1]}"}
        begin = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(SECONDS)
                connection.recv(4096)
                return (time.perf_counter() - begin) * 1000
        finally:
            process.kill()
            process.wait()


BASELINE = r"""
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void) {
    struct sockaddr_in to = {.sin_family = AF_INET};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    to.sin_port = htons((unsigned short)atoi(strchr(getenv("AWS_LAMBDA_RUNTIME_API"), ':') + 1));
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&to, sizeof to)) return 1;
    static const char line[] = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n";
    if (write(fd, line, sizeof line - 1) < 0) return 1;
    return read(fd, (char[1]){0}, 1) < 0;
}
"""


def build_baseline(folder):
    source = folder / "baseline.c"
    source.write_text(BASELINE)
    subprocess.run(["cc", "-O2", "-o", str(folder / "baseline"), str(source)], check=True)
    return folder / "baseline"


def bench_start(folder):
    print(f"exec -> first /next, ms, median of {STARTS} in turn (min)")
    commands = {"connect only (baseline)": build_baseline(folder), "echo": emulators.BUILD / "examples/echo",
                "bootstrap": emulators.BUILD / "bootstrap"}
    env = emulators.environment("http://127.0.0.1:1")
    times = {name: [] for name in commands}
    for _ in range(STARTS):
        for name, path in commands.items():
            times[name].append(start_ms([str(path)], env))
    base = statistics.median(times["connect only (baseline)"])
    for name, values in times.items():
        median = statistics.median(values)
        print(f"  {name:<26} {median:6.2f} ({min(values):.2f})  x {median / base:.1f}")


def peak_kb(function):
    """VmHWM of the bootstrap, which the RIE started in a process group of its own."""
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:  # it ended while we looked
            continue
        if fields["Name"].strip() == "bootstrap" and int(fields["PPid"]) == function.process.pid:
            return int(fields["VmHWM"].split()[0])
    return None


def bench_evaluate(folder):
    event = (emulators.REPO / "events/config-scheduled.json").read_bytes()
    moto = emulators.Moto(folder / "moto.log")
    stub = StubAws(moto.port)
    try:
        accounts.build(f"http://127.0.0.1:{moto.port}")
        for operation in ("DescribeTrails", "DescribeAlarms", "GetTrailStatus", "GetEventSelectors",
                          "DescribeMetricFilters", "GetTopicAttributes", "ListSubscriptionsByTopic",
                          "GetSubscriptionAttributes"):
            stub.override(operation, remembered())
        function = emulators.Function(emulators.environment(stub.url), folder / "rie.log")
        try:
            print(f"\nwarm evaluation of a small account, ms (durationMs of the reply), median of {EVALUATIONS} (min)")
            for delay_ms in DELAYS_MS:
                function.invoke(event)
                stub.delay_ms = delay_ms
                replies = [function.invoke(event) for _ in range(EVALUATIONS)]
                stats = [reply["stats"] for reply in replies]
                values = [row["durationMs"] for row in stats]
                rounds = stats[0]["rounds"]
                floor = f"bare schedule {rounds * delay_ms} ms" if delay_ms else ""
                print(f"  +{delay_ms:>2} ms an answer: {statistics.median(values):6.1f} ({min(values)})  verdict "
                      f"{replies[0]['verdict']}, {rounds} rounds, the last posts; "
                      f"{stats[0]['apiCalls']} calls  {floor}")
            print(f"\npeak RSS of the bootstrap after {len(DELAYS_MS) * (EVALUATIONS + 1)} evaluations: "
                  f"{peak_kb(function)} KB")
        finally:
            function.stop()
    finally:
        stub.stop()
        moto.stop()


def main():
    with tempfile.TemporaryDirectory(prefix="earshot-bench-") as name:
        folder = pathlib.Path(name)
        bench_start(folder)
        bench_evaluate(folder)
    print("\nsize of the binaries (development build, shared libraries, with debug information):")
    for path in ("bootstrap", "earshot", "examples/echo"):
        with tempfile.NamedTemporaryFile() as stripped:
            subprocess.run(["strip", "-o", stripped.name, str(emulators.BUILD / path)], check=True)
            print(f"  {path:<14} {(emulators.BUILD / path).stat().st_size:>9} bytes, stripped "
                  f"{pathlib.Path(stripped.name).stat().st_size}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
