"""The Lambda runtime beside the floor, in one run: raw sockets, static, no check of anything (`floor.c`).

    start       exec -> the whole first GET /next
    round trip  an event of 1,000 bytes sent -> its answer received; processor time of the process for one event
    memory      resident set at the first /next, after 1,000 events, and the peak of an echo of 6 MB above the start

Medians; the ratio to the floor beside them. The packages are measured where `make package` has left them; the function's
`bootstrap` only starts, as it wants an account to judge. The other side of the socket is Python: its time is part of every
round trip, of the floor's too, and makes ratios look smaller than they are.
"""

import os
import pathlib
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("EARSHOT_BUILD", REPOSITORY / "build")).resolve()
PACKAGE = REPOSITORY / "build/package" / platform.machine().replace("aarch64", "arm64")
STARTS = 60
EVENTS = 1000
SECONDS = 10
LARGE = 6 * 1024 * 1024
SMALL = 1000


class Process:
    """A function started against us; the first GET /next has come when the constructor returns."""

    def __init__(self, program, listener):
        env = {"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:%d" % listener.getsockname()[1], "AWS_REGION": "us-east-1"}
        quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)]
        begin = time.perf_counter()
        self.pid = os.posix_spawn(program, [program], env, file_actions=quiet)
        self._connection, _ = listener.accept()
        self._connection.settimeout(SECONDS)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._receive_request()
        self.start_ms = (time.perf_counter() - begin) * 1000

    def _receive_request(self):
        data = self._connection.recv(65536)
        while b"\r\n\r\n" not in data:
            data += self._connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        _, found, rest = head.lower().partition(b"content-length:")
        missing = (int(rest.split(b"\r\n")[0]) if found else 0) - len(body)
        while missing > 0:
            missing -= len(self._connection.recv(1 << 20))

    def echo(self, event):
        """Microseconds from the event to its answer."""
        head = b"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1\r\nContent-Length: %d\r\n\r\n" % len(event)
        begin = time.perf_counter()
        self._connection.sendall(head + event)
        self._receive_request()
        microseconds = (time.perf_counter() - begin) * 1e6
        self._connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 15\r\n\r\n{\"status\":\"OK\"}")
        self._receive_request()
        return microseconds

    def cpu_us(self):
        return int(pathlib.Path(f"/proc/{self.pid}/schedstat").read_text().split()[0]) / 1000

    def rss_kb(self):
        """Counted page by page; VmRSS of status is only roughly right for small programs."""
        return number(f"/proc/{self.pid}/smaps_rollup", "Rss")

    def peak_kb(self):
        return number(f"/proc/{self.pid}/status", "VmHWM")

    def stop(self):
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        self._connection.close()  # while the process lives, it would connect again


def number(path, field):
    lines = pathlib.Path(path).read_text().splitlines()
    return int(next(line for line in lines if line.startswith(field + ":")).split()[1])


def started(program, listener, measure):
    process = Process(program, listener)
    try:
        return measure(process)
    finally:
        process.stop()


def measure_echo(process):
    row = {"rss_start": process.rss_kb()}
    for _ in range(50):
        process.echo(b"x" * SMALL)
    begin_us = process.cpu_us()
    times = [process.echo(b"x" * SMALL) for _ in range(EVENTS)]
    row["cpu"] = (process.cpu_us() - begin_us) / EVENTS
    row["trip"] = statistics.median(times)
    row["rss_events"] = process.rss_kb()
    return row


def measure_large(process):
    start = process.rss_kb()
    for _ in range(3):
        process.echo(b"x" * LARGE)
    return process.peak_kb() - start


def build_floor(folder):
    path = folder / "floor"
    source = pathlib.Path(__file__).with_name("floor.c")
    subprocess.run(["cc", "-std=c17", "-Wall", "-Werror", "-Os", "-static", "-s", "-o", path, source], check=True)
    return path


def programs(folder):
    """name: path, takes events"""
    found = {"floor": (build_floor(folder), True), "echo, development build": (BUILD / "examples/echo", True),
             "echo, package": (PACKAGE / "echo", True), "bootstrap, package": (PACKAGE / "bootstrap", False)}
    missing = [name for name, (path, _) in found.items() if not path.exists()]
    if missing:
        print(f"not built, not measured: {', '.join(missing)}")
    return {name: entry for name, entry in found.items() if name not in missing}


def print_row(name, start, floor_start, row, floor):
    line = f"{name:<24} {start:7.2f} x{start / floor_start:4.1f}"
    if "trip" in row:
        line += (f" {row['trip']:6.0f} x{row['trip'] / floor['trip']:4.1f} {row['cpu']:6.1f} x{row['cpu'] / floor['cpu']:4.1f}"
                 f" {row['rss_start']:6} {row['rss_events']:6} {row['large']:7}")
    else:
        line += f" {'':>26} {row['rss_start']:6}"
    print(line)


def main():
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(SECONDS)
        found = programs(pathlib.Path(name))
        starts = {name: [] for name in found}
        for _ in range(STARTS):
            for name, (path, _) in found.items():
                starts[name].append(started(path, listener, lambda process: process.start_ms))
        rows = {}
        for name, (path, takes_events) in found.items():
            if takes_events:
                rows[name] = started(path, listener, measure_echo)
                rows[name]["large"] = started(path, listener, measure_large)
            else:
                rows[name] = {"rss_start": started(path, listener, lambda process: process.rss_kb())}
        print(f"{'':24} {'start ms':>13} {'trip us':>12} {'CPU us':>12} {'RSS KB':>6} {'after':>6} {'6 MB, KB above start':>7}")
        for name in found:
            print_row(name, statistics.median(starts[name]), statistics.median(starts["floor"]), rows[name], rows["floor"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
