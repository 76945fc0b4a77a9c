"""Can a reply hurt the process? Bodies of any size and shape, headers without end, bytes one at a time.

All calls that there are go to a server that answers each of them with the same evil; the process must end in time, by
itself, within 64 MB, and have believed nothing.
"""

import socket
import socketserver
import subprocess
import threading
import time

import pytest

from . import emulators

LIMIT_KB = 64 * 1024
SANITIZED = "sanitize" in emulators.BUILD.name  # its shadow memory is not ours
DEADLINE_MS = 1300
GRACE_SECONDS = 2  # a reply that is read when time is up is still read to its end
MB = 1 << 20


def head(length=None, status=200, more=()):
    lines = [f"HTTP/1.1 {status} OK", "x-amzn-RequestId: 1", *more]
    lines.append("Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def whole(body, status=200):
    def send(write):
        write(head(len(body), status))
        write(body)
    return send


def chunked(piece, count):
    def send(write):
        write(head())
        for _ in range(count):
            write(chunk(piece))
    return send


def endless(first, piece, pause=0.0):
    def send(write):
        write(first)
        while True:
            write(piece)
            time.sleep(pause)
    return send


def filled(start, item, end, size):
    return start + b",".join([item] * ((size - len(start) - len(end)) // (len(item) + 1))) + end


BOMB = (b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "ha">'
        + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10)) + b"]><b>&a9;</b>")

EVILS = {
    "100 MB announced": whole(b" " * (100 * MB)),
    "100 MB in pieces": chunked(b" " * MB, 100),
    "many bodies below the limit": whole(filled(b'{"trailList":["', b"x" * 1000, b'"]}', 8 * MB - 1)),
    "many bodies below the limit, in pieces": chunked(filled(b"[", b'"x"', b"]", MB), 7),
    "as many values as fit": whole(filled(b'{"trailList":[', b"[]", b"]}", 8 * MB - 1)),
    "many values below the limit": whole(b'{"trailList":[' + b"[]," * 250000 + b"[]]}"),
    "long names below the limit": whole(b'{"trailList":[' + b'{"' + b"n" * 1000 + b'":1},' * 7000 + b"1]}"),
    "deep arrays": whole(b"[" * MB),
    "deep objects": whole(b'{"a":' * MB),
    "deep elements": whole(b"<a>" * MB),
    "wide elements": whole(b"<a>" + b"<b/>" * (2 * MB - 2) + b"</a>"),
    "a text of one element": whole(b"<a>" + b"&lt;" * (2 * MB - 2) + b"</a>"),
    "entities that multiply": whole(BOMB),
    "an external entity": whole(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
    "attributes without end": whole(b"<a " + b"".join(b'a%d="" ' % i for i in range(500000)) + b"/>"),
    "NUL and invalid UTF-8": whole(b'{"trailList":["\0\xff\xfe\xed\xa0\x80"]}'),
    "an error of 8 MB": whole(b'{"__type":"' + b"x" * (8 * MB - 100) + b'"}', 400),
    "headers without end": endless(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n" * 1000),
    "a header line without end": endless(b"HTTP/1.1 200 OK\r\na: ", b"b" * 60000),
    "a status line without end": endless(b"HTTP/1.1 200 ", b"b" * 60000),
    "interim answers without end": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "trailers without end": endless(head() + b"0\r\n", b"a: b\r\n" * 1000),
    "a chunk's extension without end": endless(head() + b"1;a=", b"b" * 60000),
    "a length beyond all numbers": lambda write: write(head("9" * 40) + b"{}"),
    "a drop at a time": endless(head(1000), b" ", 0.2),
    "a drop of a header at a time": endless(b"HTTP/1.1 200 OK\r\na: ", b"b", 0.2),
    "nothing": lambda _write: time.sleep(DEADLINE_MS / 1000 + GRACE_SECONDS),
}


class Evil(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    send = None

    def handle_error(self, request, client_address):
        """The client hangs up on most of this."""


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while self.request.recv(65536):
            self.server.send(self.request.sendall)


@pytest.fixture(scope="module")
def server():
    evil = Evil(("127.0.0.1", 0), Connection)
    threading.Thread(target=evil.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield evil
    evil.shutdown()
    evil.server_close()


@pytest.mark.parametrize("evil", EVILS)
def test_a_reply_does_no_harm(server, evil):
    server.send = EVILS[evil]
    env = emulators.environment(f"http://127.0.0.1:{server.server_address[1]}")
    started = time.monotonic()
    result = subprocess.run([str(emulators.BUILD / "tests/calls"), str(DEADLINE_MS)], env=env, capture_output=True,
                            encoding="utf-8", errors="replace", timeout=emulators.INVOKE_SECONDS)
    seconds = time.monotonic() - started
    assert result.returncode == 0, result.stderr[-2000:]
    assert seconds < DEADLINE_MS / 1000 + GRACE_SECONDS
    peak_kb = int(result.stdout.splitlines()[-1].split()[1])
    assert SANITIZED or peak_kb < LIMIT_KB, f"{peak_kb} KB"
    assert "stored" not in result.stderr and result.stderr.count("as expected") >= 2, result.stderr
