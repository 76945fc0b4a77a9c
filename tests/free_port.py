"""A port for a server that binds it a moment later.

Not one that the kernel would pick: those are handed to outgoing connections as well, and between our look and the
server's bind another connection of the same run can take it. So: below that range, each port once a process, in an
order that differs from process to process.
"""

import itertools
import os
import socket

FIRST, COUNT = 10_000, 20_000  # Linux gives outgoing connections 32768 and above
_next = itertools.count(os.getpid() * 101)


def free_port():
    for _ in range(COUNT):
        port = FIRST + next(_next) % COUNT
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {FIRST} to {FIRST + COUNT}")
