"""Where an address leads: its name looked up once, so that what was judged is what is connected to."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import SplitResult

from linesteps.outward.connection import PinnedConnection


@dataclass(frozen=True, kw_only=True)
class Target:
    """An address that may be called.

    Args:
        parts: of the address.
        host: its name, for ``Host``, the TLS greeting and the certificate.
        port: always given.
        ips: where to connect; nothing is looked up again, so that the answer cannot change meanwhile.
    """

    parts: SplitResult
    host: str
    port: int
    ips: tuple[str, ...]

    def connection(self, deadline: float) -> PinnedConnection:
        """A connection that is not open yet, until a ``deadline`` of ``time.monotonic()``."""
        is_https = self.parts.scheme == "https"
        return PinnedConnection(
            host=self.host, port=self.port, ips=self.ips, deadline=deadline, is_https=is_https
        )


def ips_of(host: str, port: int) -> tuple[str, ...]:
    """All IP addresses that a name leads to.

    Raises:
        OSError: nobody knows the name, or nobody could be asked.
        UnicodeError: it can be no name.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
