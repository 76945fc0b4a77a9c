"""A Lambda Runtime API that answers from a script, byte by byte as told, and keeps what it was asked.

    with MockRuntimeApi([event(b"{}"), accepted()]) as api:
        ... start a function with AWS_LAMBDA_RUNTIME_API=api.address ...
        next_, response = api.wait_for(2)

One answer a request, in order, over however many connections. When the script is used up, a request is kept waiting,
as GET /next does when there is no event, until api.push(answer) gives it one.
"""

import json
import socket
import threading
import time
from dataclasses import dataclass

ROOT = "/2018-06-01/runtime"
NEXT = f"{ROOT}/invocation/next"
TIMEOUT_S = 10


@dataclass
class Answer:
    data: bytes
    close: bool = False  # the connection, after the data
    piece: int = 0  # bytes per send; 0: all at once
    pause_s: float = 0  # before the answer, and between its pieces


@dataclass
class Request:
    method: str
    path: str
    headers: list  # of (name, value)
    body: bytes
    connection: int  # how many-th, from 1

    def header(self, name):
        """The value of the only header of that name, None when there is none."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} came {len(values)} times"
        return values[0] if values else None

    def json(self):
        return json.loads(self.body)


def answer(status, body=b"", headers=(), **options):
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers]
    return Answer("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body, **options)


def event(body=b"{}", request_id="id-1", headers=(), **options):
    named = [f"Lambda-Runtime-Aws-Request-Id: {request_id}"] if request_id is not None else []
    return answer(200, body, [*named, *headers], **options)


def accepted(status=202):
    return answer(status, b'{"status":"OK"}')


class MockRuntimeApi:
    def __init__(self, answers):
        self._answers = list(answers)
        self._closed = False
        self._requests = []
        self._connections = []
        self._changed = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._listener.close()
        for connection in self._connections:
            connection.close()

    @property
    def requests(self):
        with self._changed:
            return list(self._requests)

    @property
    def connection_count(self):
        return len(self._connections)

    def push(self, *answers):
        with self._changed:
            self._answers += answers
            self._changed.notify_all()

    def wait_for(self, count, timeout_s=TIMEOUT_S):
        """The first `count` requests, as soon as they have come."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self._requests) >= count, timeout_s)
            assert came, f"{count} requests wanted, {[r.path for r in self._requests]} came"
            return self._requests[:count]

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            arguments = (connection, len(self._connections))
            threading.Thread(target=self._serve, args=arguments, daemon=True).start()

    def _serve(self, connection, number):
        stream = connection.makefile("rb")
        try:
            while request := read_request(stream, number):
                reply = self._keep(request)
                if reply is None:
                    return
                send(connection, reply)
                if reply.close:
                    stream.close()
                    connection.shutdown(socket.SHUT_RDWR)
                    return
        except (OSError, ValueError):
            pass

    def _keep(self, request):
        with self._changed:
            self._requests.append(request)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._answers or self._closed)
            return None if self._closed else self._answers.pop(0)


def read_request(stream, number):
    line = stream.readline()
    if not line:
        return None
    method, path, version = line.decode("ascii").split()
    assert version == "HTTP/1.1"
    headers = []
    while (line := stream.readline().rstrip(b"\r\n")):
        name, value = line.decode("utf-8").split(":", 1)
        headers.append((name, value.strip(" \t")))
    length = int(dict((name.lower(), value) for name, value in headers).get("content-length", 0))
    return Request(method, path, headers, stream.read(length), number)


def send(connection, reply):
    piece = reply.piece or len(reply.data)
    for begin in range(0, len(reply.data), max(piece, 1)):
        time.sleep(reply.pause_s)
        connection.sendall(reply.data[begin : begin + piece])
