"""`make bench`: the figures of start and size; evaluation.py has those of the work. Never a test.

    start     exec ─► first GET /next, for echo, for the function, and for a program that only connects (the baseline)
    size      of the binaries
"""

import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from e2e import emulators

STARTS = 40
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


def main():
    with tempfile.TemporaryDirectory(prefix="earshot-bench-") as name:
        bench_start(pathlib.Path(name))
    print("\nsize of the binaries (development build, shared libraries, with debug information):")
    for path in ("bootstrap", "earshot", "examples/echo"):
        with tempfile.NamedTemporaryFile() as stripped:
            subprocess.run(["strip", "-o", stripped.name, str(emulators.BUILD / path)], check=True)
            print(f"  {path:<14} {(emulators.BUILD / path).stat().st_size:>9} bytes, stripped "
                  f"{pathlib.Path(stripped.name).stat().st_size}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
