"""Opening one address: HEAD, then GET where a server knows no HEAD; nothing of a page is read.

Each hop is checked before it is made, and the connection goes to the very IP address that was
checked. A timer cuts the line, so that a server that answers a byte a second holds nobody up.
"""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from linesteps.checklist.opening.address import CannotOpen, Target, target_of
from linesteps.checklist.opening.result import Fault

logger = logging.getLogger("linesteps.checklist")

#: For one address, all its redirects included.
SECONDS = 5.0
_MOST_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    # Told apart from people's taps by our own counting of clicks, and by others'.
    "User-Agent": "Mozilla/5.0 (compatible; linesteps-link-check; bot)",
    "Accept": "text/html,*/*;q=0.8",
    "Accept-Language": "ja,en;q=0.8",
    "Connection": "close",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an address said.

    Args:
        status_code: of the last page that it led to; ``None`` without an answer.
        fault: why there is none.
    """

    status_code: int | None = None
    fault: Fault = Fault.NONE


def visit(url: str, *, seconds: float = SECONDS) -> Answer:
    """Open an address, for ``seconds`` at most; never raises for what the network does."""
    deadline = time.monotonic() + seconds
    try:
        return Answer(status_code=_follow(url, deadline))
    except CannotOpen as cannot:
        return Answer(fault=cannot.fault)
    except TimeoutError:
        return Answer(fault=Fault.TIMEOUT)
    except ssl.SSLError:
        return Answer(fault=Fault.TIMEOUT if time.monotonic() >= deadline else Fault.UNSAFE)
    except (OSError, ValueError, http.client.HTTPException):
        # Cut off by our own timer, it looks like any broken connection.
        return Answer(fault=Fault.TIMEOUT if time.monotonic() >= deadline else Fault.REFUSED)
    except Exception:
        # One odd server must not keep the answers of the others from the editor.
        logger.exception("A link could not be opened.")
        return Answer(fault=Fault.TIMEOUT)


def _follow(url: str, deadline: float) -> int:
    for _hop in range(_MOST_HOPS + 1):
        target = target_of(url)
        status, location = _ask(target, "HEAD", deadline)
        if status >= 400:
            status, location = _ask(target, "GET", deadline)
        if status not in _REDIRECTS or not location:
            return status
        url = urljoin(url, location)
    raise CannotOpen(Fault.CIRCLE)


def _ask(target: Target, method: str, deadline: float) -> tuple[int, str]:
    connection = _Connection(target, deadline)
    timer = threading.Timer(max(deadline - time.monotonic(), 0.0), connection.cut)
    timer.daemon = True
    timer.start()
    try:
        connection.request(method, _path_of(target), headers=_HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location") or ""
    finally:
        timer.cancel()
        connection.close()


def _path_of(target: Target) -> str:
    parts = target.parts
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else path


class _Connection(http.client.HTTPConnection):
    """A connection to IP addresses that were looked up and checked before."""

    def __init__(self, target: Target, deadline: float) -> None:
        super().__init__(target.host, target.port)
        self.target = target
        self.deadline = deadline
        if target.parts.scheme == "https":
            self.default_port = 443

    def connect(self) -> None:
        """Try each address in turn, within what is left of the time."""
        failure: OSError = TimeoutError()
        for ip in self.target.ips:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                line: Any = socket.create_connection((ip, self.target.port), timeout=left)
            except OSError as error:
                failure = error
                continue
            self.sock = line
            if self.target.parts.scheme == "https":
                # Verified against the name that the editor wrote, not against the IP address.
                context = ssl.create_default_context()
                self.sock = context.wrap_socket(line, server_hostname=self.target.host)
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
