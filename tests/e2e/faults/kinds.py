"""What can go wrong with one answer, by name: KINDS[name] is an answer of the stub.

What a fault says is an Answer's status, headers and body; how it reaches the wire is Answer.send.
"""

import json
import os
import re
import select
import socket
import struct
import time
from dataclasses import replace

from ..stub_aws import answer, connection_cut, error, fixed, html_200, html_500, truncated, without_lists

STALL_SECONDS = 30  # longer than any attempt of the client
PIECES = 40
HOSTILE = "\x1b[2J\x1b]0;x\x07 \u202egnp.exe\u2066 \r\n{\"level\":\"INFO\"} \x00 \x9b31m '$(id)' \"`id`"


# --- How it reaches the wire. The connection closes when `send` returns.


def _abort(connection):
    """RST instead of FIN: closing with a linger time of zero."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())


def _wait_until_it_gives_up(connection):
    select.select([connection], [], [], STALL_SECONDS)


def nothing(_connection, _head, _body):
    pass


def reset_before_headers(connection, _head, _body):
    _abort(connection)


def cut_inside_headers(connection, head, _body):
    connection.sendall(head[: len(head) - 10])


def reset_after_headers(connection, head, body):
    connection.sendall(head + body[: len(body) // 2])
    _abort(connection)


def silence(connection, _head, _body):
    _wait_until_it_gives_up(connection)


def silence_after_headers(connection, head, body):
    connection.sendall(head + body[: len(body) // 2])
    _wait_until_it_gives_up(connection)


def slow_pieces(connection, head, body):
    whole = head + body
    step = len(whole) // PIECES + 1
    for begin in range(0, len(whole), step):
        connection.sendall(whole[begin : begin + step])
        time.sleep(0.01)


def endless_drip(connection, head, _body):
    connection.sendall(head.replace(b"Content-Length: ", b"Content-Length: 9"))
    end = time.monotonic() + STALL_SECONDS
    while time.monotonic() < end:
        connection.sendall(b" ")
        time.sleep(0.1)


def endless_headers(connection, _head, _body):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(40_000):
        connection.sendall(b"X-Filler-%d: " % number + b"a" * 100 + b"\r\n")


def hundred_megabytes(connection, head, _body):
    name, _, rest = head.partition(b"Content-Length: ")
    connection.sendall(name + b"Content-Length: 104857600" + rest[rest.index(b"\r\n") :])
    for _ in range(100):
        connection.sendall(b" " * (1 << 20))


def _sent(send):
    def respond(_request, forward):
        def harmless(connection, head, body):
            try:
                send(connection, head, body)
            except OSError:
                """The client hung up, as it should."""

        return replace(forward(), send=harmless)

    return respond


# --- What it says


def _changed(change):
    return lambda request, forward: change(forward())


def without_request_id(reply):
    return replace(reply, body=re.sub(rb"<RequestId>.*?</RequestId>", b"", reply.body),
                   headers=[row for row in reply.headers if row[0].lower() != "x-amzn-requestid"])


def hostile_request_id(reply):
    kept = [row for row in reply.headers if row[0].lower() != "x-amzn-requestid"]
    return replace(reply, headers=[*kept, ("x-amzn-RequestId", "\x1b[31m\xe2\x80\xae\x9bid")])


def hostile_names(request, forward):
    """Every text whose member is a name, as JSON and XML allow it."""
    reply = forward()
    if request.is_query:
        text = "".join(c for c in HOSTILE if c in "\r\n" or " " <= c < "\x7f" or c > "\x9f")
        return replace(reply, body=reply.body.replace(b"</Protocol>", _xml(text).encode() + b"</Protocol>"))
    body = json.loads(reply.body, object_hook=lambda members: {
        name: value + HOSTILE if name in ("Name", "filterName", "AlarmName") else value for name, value in members.items()})
    return replace(reply, body=json.dumps(body).encode())


def deep(request, _forward):
    depth = 100_000
    if request.is_query:
        return answer(200, b"<a>" * depth + b"</a>" * depth, "text/xml")
    return answer(200, b'{"a":' * depth + b"1" + b"}" * depth)


def entity_bomb(request, _forward):
    if not request.is_query:  # JSON has none; its like is one text of many escapes
        return answer(200, b'{"a":"' + b"\\u0041" * 1_300_000 + b'"}')
    rows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return answer(200, f'<!DOCTYPE x [<!ENTITY e0 "boom">{rows}]><x>&e11;</x>'.encode(), "text/xml")


def _said(status, code):
    """An error of that code whose text is as hostile as can be, and repeats what the request held."""

    def respond(request, _forward):
        repeated = " ".join(value for _, value in request.headers) + request.body.decode("utf-8", "replace")
        if request.is_query:
            text = "".join(f"&#x{ord(c):x};" for c in HOSTILE if c in "\r\n" or ord(c) >= 32)
            whole = (f"<ErrorResponse><Error><Code>{code}</Code><Message>{text} {_xml(repeated)}</Message></Error>"
                     "<RequestId>r</RequestId></ErrorResponse>")
            return answer(status, whole.encode(), "text/xml")
        return answer(status, {"__type": code, "message": f"{HOSTILE} {repeated}"})

    return respond


def _xml(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


# --- Pages


def page_token(value):
    """The answer with a token of a next page: of moto's own answer each time, so that pages repeat themselves."""

    def respond(request, forward):
        reply = forward()
        text = value(request)
        if request.is_query:
            mark = b"</ListSubscriptionsByTopicResult>"
            return replace(reply, body=reply.body.replace(mark, b"<NextToken>" + text.encode() + b"</NextToken>" + mark))
        name = "NextToken" if request.service == "monitoring" else "nextToken"
        return replace(reply, body=json.dumps({**json.loads(reply.body), name: text}).encode())

    return respond


KINDS = {
    "throttled": error("throttled"),
    "throttled with 503": error("slow-down"),
    "429 without a code": fixed(429, b"", "text/plain"),
    "500": error("internal"),
    "503": error("unavailable"),
    "500 in HTML": html_500,
    "200 in HTML": html_200,
    "200 without a list": without_lists,
    "200 without a body": fixed(200, b""),
    "200 of other types": fixed(200, {"trailList": "none", "MetricAlarms": 5}),
    "closed before headers": _sent(nothing),
    "reset before headers": _sent(reset_before_headers),
    "cut inside headers": _sent(cut_inside_headers),
    "reset after headers": _sent(reset_after_headers),
    "closed inside the body": connection_cut,
    "truncated text": truncated,
    "silence": _sent(silence),
    "silence after headers": _sent(silence_after_headers),
    "slow pieces": _sent(slow_pieces),
    "endless drip": _sent(endless_drip),
    "endless headers": _sent(endless_headers),
    "100 MB": _sent(hundred_megabytes),
    "deep": deep,
    "entity bomb": entity_bomb,
    "no request id": _changed(without_request_id),
    "hostile request id": _changed(hostile_request_id),
    "expired keys": error("expired"),
    "unknown keys": error("unknown-keys"),
    "clock skew": error("skewed"),
    "denied": error("denied"),
    "hostile names": hostile_names,
    "hostile words": _said(400, "SomethingElse"),
    "next page": page_token(lambda request: "second"),
    "new page for ever": page_token(lambda request: f"t{time.monotonic_ns()}"),
    "bad page token": error("bad-page-token"),
}
