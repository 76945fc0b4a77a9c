"""A small AWS of our own in front of moto: forwards every call, except those that the table of overrides answers.

    stub = StubAws(moto_port)                                     listens on a free port of 127.0.0.1
    stub.override("DescribeTrails", error("throttled"), times=2)  the next two calls; then moto again
    stub.override("PutEvaluations", failed_evaluations, times=1)
    stub.calls("PutEvaluations")[0].json["ResultToken"]           every request is kept, also as raw bytes

An answer is a function (request, forward) -> Answer; forward() asks moto, so an answer can change what moto said.
STANDING lists what moto cannot do at all and we always answer. Raw sockets rather than http.server: signatures are
recomputed from the bytes as they came, and a reply may be cut in its middle.
"""

import http.client
import json
import re
import socket
import socketserver
import struct
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field, replace

CLIENT_IDLE_SECONDS = 60  # a kept-alive connection without a request
MOTO_SECONDS = 30


@dataclass(frozen=True)
class Request:
    """One request as it came over the wire."""

    raw: bytes
    method: str
    path: str
    headers: list  # of (name, value), in order
    body: bytes

    def header(self, name):
        """The values of all header lines of that name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def service(self):
        """Signing name, from the signature's scope; empty for an unsigned request."""
        scope = re.search(r"Credential=[^/]+/\d+/[^/]*/([^/]+)/", "".join(self.header("Authorization")))
        return scope.group(1) if scope else ""

    @property
    def access_key(self):
        """Whose keys signed it; empty for an unsigned request."""
        scope = re.search(r"Credential=([^/]+)/", "".join(self.header("Authorization")))
        return scope.group(1) if scope else ""

    @property
    def operation(self):
        target = self.header("X-Amz-Target")
        if target:
            return target[0].rpartition(".")[2]
        if "/operation/" in self.path:  # Smithy RPC v2, as the AWS CLI speaks to CloudWatch
            return self.path.rpartition("/")[2]
        return self.form.get("Action", "")

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def form(self):
        return dict(urllib.parse.parse_qsl(self.body.decode("utf-8", "replace")))

    @property
    def is_query(self):
        return not self.header("X-Amz-Target")


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: list = field(default_factory=list)
    cut_after: int | None = None  # send only so many bytes of the body, then close
    send: object = None  # (socket, head, body): puts it on the wire in a way of its own; then the connection closes


def answer(status, body, content_type="application/x-amz-json-1.1"):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return Answer(status, body, [("Content-Type", content_type), ("x-amzn-RequestId", str(uuid.uuid4()))])


# name: status, code in JSON, code in query; SNS has a word of its own for "denied".
ERRORS = {
    "denied": (400, "AccessDeniedException", "AccessDenied"),
    "throttled": (400, "ThrottlingException", "Throttling"),
    "expired": (400, "ExpiredTokenException", "ExpiredToken"),
    "unknown-keys": (400, "UnrecognizedClientException", "InvalidClientTokenId"),
    "invalid-result-token": (400, "InvalidResultTokenException", "InvalidResultTokenException"),
    "no-such-rule": (400, "NoSuchConfigRuleException", "NoSuchConfigRuleException"),
    "already-running": (400, "LimitExceededException", "LimitExceededException"),
    "unavailable": (503, "ServiceUnavailableException", "ServiceUnavailable"),
    "slow-down": (503, "ThrottlingException", "Throttling"),
    "internal": (500, "InternalFailure", "InternalFailure"),
    "skewed": (403, "RequestTimeTooSkewed", "RequestTimeTooSkewed"),
    "bad-page-token": (400, "InvalidNextTokenException", "InvalidParameter"),
}


def error(name):
    """The named error in the shape of the protocol that was asked in."""
    status, json_code, query_code = ERRORS[name]

    def respond(request, _forward):
        if request.service == "monitoring":  # a child of the query protocol: it says the old code too
            reply = answer(status, {"__type": f"aws#{json_code}", "message": f"stub: {name}"}, "application/x-amz-json-1.0")
            return replace(reply, headers=[*reply.headers, ("x-amzn-query-error", f"{query_code};Sender")])
        if not request.is_query:
            return answer(status, {"__type": f"aws#{json_code}", "message": f"stub: {name}"})
        denied_by_sns = name == "denied" and request.service == "sns"
        code = "AuthorizationError" if denied_by_sns else query_code
        xml = (f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>stub: {name}</Message></Error>"
               f"<RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>")
        return answer(403 if name == "denied" else status, xml.encode(), "text/xml")

    return respond


def remembered():
    """Forwards each distinct question once, then answers from memory."""
    answers = {}

    def respond(request, forward):
        key = (request.operation, request.body)
        if key not in answers:
            answers[key] = forward()
        return answers[key]

    return respond


def fixed(status, body, content_type="application/x-amz-json-1.1"):
    return lambda _request, _forward: answer(status, body, content_type)


def html_500(_request, _forward):
    return answer(500, b"<!doctype html><title>500 Internal Server Error</title>", "text/html")


def html_200(_request, _forward):
    return answer(200, b"<!doctype html><title>Sign in to the hotel's network</title>", "text/html")


def truncated(_request, forward):
    """moto's answer, complete on the wire but cut in the middle of its text."""
    whole = forward()
    return replace(whole, body=whole.body[: len(whole.body) // 2])


def connection_cut(_request, forward):
    """moto's answer; the connection closes in the middle of it."""
    whole = forward()
    return replace(whole, cut_after=len(whole.body) // 2)


def hang_up(_request, _forward):
    """No answer: the connection closes once the request has come."""
    raise ConnectionAbortedError


def without_lists(_request, _forward):
    """Success without the list that has to be there."""
    return answer(200, {})


def pending_subscriptions(_request, forward):
    """moto confirms every subscription at once; AWS waits for a person."""
    whole = forward()
    pending = b"<SubscriptionArn>PendingConfirmation</SubscriptionArn>"
    return replace(whole, body=re.sub(rb"<SubscriptionArn>.*?</SubscriptionArn>", pending, whole.body))


def failed_evaluations(request, _forward):
    """HTTP 200, and nothing was stored."""
    return answer(200, {"FailedEvaluations": request.json["Evaluations"]})


def stored_evaluations(request, forward):
    """moto takes evaluations in test mode only."""
    return forward() if request.json.get("TestMode") else answer(200, {"FailedEvaluations": []})


# What moto does not have.
STANDING = {
    "PutEvaluations": stored_evaluations,
    "StartConfigRulesEvaluation": fixed(200, b""),
    "PutExternalEvaluation": fixed(200, b""),
    "DescribeAccountPolicies": fixed(200, {"accountPolicies": []}),
    "ListAlarmMuteRules": fixed(200, {"AlarmMuteRuleSummaries": []}, "application/x-amz-json-1.0"),
}


class StubAws:
    def __init__(self, moto_port):
        self.moto_port = moto_port
        self.lock = threading.Lock()
        self.connections = set()
        self.reset()
        self.server = _Server(("127.0.0.1", 0), _Connection)
        self.server.stub = self
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def reset(self):
        self.requests = []
        self.overrides = []  # [operation or "*", answer, times left]; the newest is asked first
        self.delay_ms = 0  # added to every answer
        self.connect_delay_ms = 0  # added to every new connection, before its first request is read
        self.opened_connections = 0

    def override(self, operation, respond, times=-1):
        """Answers `operation` ("*": every one); times -1: from now on."""
        with self.lock:
            self.overrides.insert(0, [operation, respond, times])

    def calls(self, operation):
        """Requests of that operation, oldest first."""
        with self.lock:
            return [request for request in self.requests if request.operation == operation]

    def operations(self):
        """Names of all signed requests, oldest first; connections opened early send unsigned ones."""
        with self.lock:
            return [request.operation for request in self.requests if request.service]

    def respond(self, request):
        with self.lock:
            self.requests.append(request)
            respond = self._choose(request.operation)
        time.sleep(self.delay_ms / 1000)
        return respond(request, lambda: self._forward(request))

    def _choose(self, operation):
        for row in self.overrides:
            if row[0] in ("*", operation) and row[2] != 0:
                row[2] -= 1
                return row[1]
        return STANDING.get(operation, lambda _request, forward: forward())

    def _forward(self, request):
        moto = http.client.HTTPConnection("127.0.0.1", self.moto_port, timeout=MOTO_SECONDS)
        try:
            dropped = ("host", "connection", "expect", "content-length")
            headers = {name: value for name, value in request.headers if name.lower() not in dropped}
            moto.request(request.method, request.path, request.body, headers)
            reply = moto.getresponse()
            hop_by_hop = ("connection", "content-length", "transfer-encoding")
            kept = [(name, value) for name, value in reply.getheaders() if name.lower() not in hop_by_hop]
            return Answer(reply.status, reply.read(), kept)
        finally:
            moto.close()

    def close_connections(self, reset=False):
        """What a server does with those that were idle for long: FIN, or RST."""
        for connection in list(self.connections):
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.shutdown(socket.SHUT_RD if reset else socket.SHUT_RDWR)  # wakes its thread, which closes it

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A client that was killed in mid-request is no news."""


class _Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True  # else each answer waits 40 ms for a delayed acknowledgement
    wbufsize = 65536
    timeout = CLIENT_IDLE_SECONDS

    def setup(self):
        super().setup()
        self.server.stub.connections.add(self.connection)
        time.sleep(self.server.stub.connect_delay_ms / 1000)

    def finish(self):
        self.server.stub.connections.discard(self.connection)
        super().finish()

    def handle(self):
        self.server.stub.opened_connections += 1
        while request := self._read():
            reply = self.server.stub.respond(request)
            lines = [f"HTTP/1.1 {reply.status} Stub", f"Content-Length: {len(reply.body)}"]
            lines += [f"{name}: {value}" for name, value in reply.headers]
            head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
            if reply.send:
                reply.send(self.connection, head, reply.body)
                return
            self.wfile.write(head + reply.body[: reply.cut_after])
            self.wfile.flush()
            if reply.cut_after is not None:
                return

    def _read(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline(65536)
            if not line:
                return None
            head += line
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        method, path, _version = first.split(" ")
        headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        names = {name.lower(): value for name, value in headers}
        if names.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        body = self.rfile.read(int(names.get("content-length", 0)))
        return Request(head + body, method, path, headers, body)
