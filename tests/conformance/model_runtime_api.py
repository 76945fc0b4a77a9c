"""A Runtime API with a memory: it refuses what Lambda's emulator refuses (test_emulator.py compares them), where
mock_runtime_api.py says whatever its script says. Events come from `invoke`.

    idle -- GET next --> invoked -- POST response, error --> idle
"""

import json
import queue
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

LIMIT = 6 * 1024 * 1024 + 100
ROOT = "/2018-06-01/runtime/"
MODE = "Lambda-Runtime-Function-Response-Mode"


class ModelRuntimeApi:
    def __init__(self):
        self._events = queue.Queue()
        self._lock = Lock()
        self._invoked = None  # (request id, event) while an answer is due
        self._begun = self._broken = False
        self.answers = queue.Queue()  # (request id, "response" or "error", body)
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = 65536

            def do_GET(self):
                self._reply(*model.next())

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self._reply(*model.post(self.path.removeprefix(ROOT), self.headers, body))

            def _reply(self, status, body, headers=()):
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = "127.0.0.1:%d" % self._server.server_address[1]

    def __enter__(self):
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def invoke(self, request_id, event):
        self._events.put((request_id, event))

    def next(self):
        self._begun = True
        if self._broken:
            return refuse(403, "InvalidStateTransition")
        if not self._invoked:
            self._invoked = self._events.get()
        request_id, event = self._invoked  # without an answer the same event again
        return 200, event, [("Lambda-Runtime-Aws-Request-Id", request_id)]

    def post(self, path, headers, body):
        with self._lock:
            if path == "init/error":
                return refuse(403, "InvalidStateTransition") if self._begun else accept()
            request_id, verb = re.fullmatch(r"invocation/([^/]+)/(response|error)", path).groups()
            if not self._invoked:
                return refuse(403, "InvalidStateTransition")
            if request_id != self._invoked[0]:
                return refuse(400, "InvalidRequestID")
            if headers.get(MODE) not in (None, "streaming"):
                self._broken = True
                return refuse(400, "InvalidFunctionResponseMode")
            self._invoked = None
            if verb == "response" and len(body) > LIMIT:
                self.answers.put((request_id, "error", b"Function.ResponseSizeTooLarge"))
                return refuse(413, "RequestEntityTooLarge")
            self.answers.put((request_id, verb, body))
            return accept()


def accept():
    return 202, b'{"status":"OK"}'


def refuse(status, kind):
    return status, json.dumps({"errorMessage": kind, "errorType": kind}).encode()
