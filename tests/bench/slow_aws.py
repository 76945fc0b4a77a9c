"""AWS at a distance: one host a service, each answer takes d, each new connection 2d (TCP and TLS) before it.

    aws = SlowAws(Account(), delay_ms=20)
    aws.endpoints   the environment that leads there
    aws.rounds()    what was asked, grouped by time: the schedule
"""

import collections
import socket
import time

from e2e.stub_aws import StubAws

SERVICES = {"cloudtrail": "CLOUDTRAIL", "logs": "CLOUDWATCH_LOGS", "monitoring": "CLOUDWATCH", "sns": "SNS",
            "config": "CONFIG_SERVICE", "sts": "STS", "kms": "KMS"}


class SlowAws:
    def __init__(self, account):
        self.asked = []  # (when, port, request)
        self.hosts = {service: StubAws(None) for service in SERVICES}
        for host in self.hosts.values():
            host.override("*", self._noting(host, account.respond))
        self.endpoints = {f"AWS_ENDPOINT_URL_{SERVICES[service]}": host.url for service, host in self.hosts.items()}

    def _noting(self, host, respond):
        def note(request, forward):
            if request.service:
                self.asked.append((time.monotonic() - host.delay_ms / 1000, host.port, request))
            return respond(request, forward)

        return note

    def set_delay(self, delay_ms):
        for host in self.hosts.values():
            host.delay_ms, host.connect_delay_ms = delay_ms, 2 * delay_ms

    def rounds(self):
        """[[(port, bytes)…]…]: a request that came more than half a delay after the one before begins a round."""
        rows, rounds = sorted(self.asked, key=lambda row: row[0]), []
        delay_s = next(iter(self.hosts.values())).delay_ms / 1000
        for number, (when, port, request) in enumerate(rows):
            if number == 0 or when - rows[number - 1][0] > delay_s / 2:
                rounds.append([])
            rounds[-1].append((port, request.raw))
        return rounds

    def clear(self):
        self.asked.clear()
        for host in self.hosts.values():
            host.requests.clear()

    def stop(self):
        for host in self.hosts.values():
            host.stop()


class Schedule:
    """The bare schedule: the same bytes in the same rounds over plain sockets, and no thought. All connections that any
    round needs are opened with the first."""

    def __init__(self, rounds):
        self.rounds = rounds
        self.idle = {}  # port: connections

    def run_ms(self):
        begin = time.perf_counter()
        self._open()
        for requests in self.rounds:
            self._round(requests)
        return (time.perf_counter() - begin) * 1000

    def _open(self):
        for requests in self.rounds:
            for port, count in collections.Counter(port for port, _ in requests).items():
                idle = self.idle.setdefault(port, [])
                while len(idle) < count:
                    idle.append(socket.create_connection(("127.0.0.1", port)))
                    idle[-1].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _round(self, requests):
        busy = []
        for port, data in requests:
            connection = self.idle[port].pop()
            connection.sendall(data)
            busy.append((port, connection))
        for port, connection in busy:
            self._read(connection)
            self.idle[port].append(connection)

    @staticmethod
    def _read(connection):
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        wanted = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        while len(body) < wanted:
            body += connection.recv(65536)

    def close(self):
        for connections in self.idle.values():
            for connection in connections:
                connection.close()
        self.idle = {}
