"""A connection to IP addresses that were looked up and checked before; nothing is looked up again.

The name stays the one that was written: in ``Host``, in the TLS greeting, and for the certificate. A timer
cuts the line, so that a server that answers a byte a second holds nobody up.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


class PinnedConnection(http.client.HTTPConnection):
    """One call to one server.

    Args:
        host: the name that was looked up.
        port: where it listens.
        ips: where to connect, tried in turn.
        deadline: of ``time.monotonic()``; nothing takes longer.
        is_https: whether to speak TLS.
    """

    def __init__(self, *, host: str, port: int, ips: Sequence[str], deadline: float, is_https: bool) -> None:
        super().__init__(host, port)
        self.ips = ips
        self.deadline = deadline
        self.is_https = is_https
        if is_https:
            self.default_port = 443

    def connect(self) -> None:
        """Try each address in turn, within what is left of the time."""
        failure: OSError = TimeoutError()
        for ip in self.ips:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                line: Any = socket.create_connection((ip, self.port), timeout=left)
            except OSError as error:
                failure = error
                continue
            self.sock = line
            if self.is_https:
                # Verified against the name that was written, not against the IP address.
                context = ssl.create_default_context()
                self.sock = context.wrap_socket(line, server_hostname=self.host)
            return
        raise failure

    def cut(self) -> None:
        """Let whoever reads from the line find its end."""
        line = self.sock
        if line is not None:
            try:
                socket.socket.shutdown(line, socket.SHUT_RDWR)
            except OSError:
                # Ended by itself in the same moment.
                return

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """Within the block the line lives until the deadline at the latest, and is closed in the end."""
        timer = threading.Timer(max(self.deadline - time.monotonic(), 0.0), self.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self.close()
