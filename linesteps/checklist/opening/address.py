"""Which addresses a server may open for an editor: public ones, and its own site."""

from __future__ import annotations

import socket
from urllib.parse import SplitResult, urlsplit

from linesteps import conf
from linesteps.checklist.opening.result import Fault
from linesteps.errors import LinestepsError
from linesteps.outward.public import is_public
from linesteps.outward.target import Target, ips_of

_PORTS = {"http": 80, "https": 443}
#: Names that are kept for examples and never lead anywhere (RFC 2606, RFC 6761).
_EXAMPLES = ("example.com", "example.net", "example.org", "example", "invalid", "test")


class CannotOpen(LinestepsError):
    """An address that is not to be opened, or cannot be; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


def target_of(url: str) -> Target:
    """Where an address leads, if it may be opened; looks its name up.

    Raises:
        CannotOpen: it is no web address, is an example's, is private, or nobody knows its name.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise CannotOpen(Fault.MALFORMED) from None
    if parts.scheme not in _PORTS or not host or not port or parts.username or parts.password:
        raise CannotOpen(Fault.MALFORMED)
    if any(host.lower() == name or host.lower().endswith(f".{name}") for name in _EXAMPLES):
        raise CannotOpen(Fault.EXAMPLE)
    ips = _look_up(host, port)
    is_trusted = _is_own(parts, port) or conf.may_open_private_links()
    if not is_trusted and not all(is_public(ip) for ip in ips):
        raise CannotOpen(Fault.PRIVATE)
    return Target(parts=parts, host=host, port=port, ips=ips)


def _is_own(parts: SplitResult, port: int) -> bool:
    """Whether it is this very site, whose own name may lead to a private address from inside."""
    own = urlsplit(conf.public_base_url())
    own_port = own.port or _PORTS.get(own.scheme)
    return bool(own.hostname) and (parts.scheme, parts.hostname, port) == (own.scheme, own.hostname, own_port)


def _look_up(host: str, port: int) -> tuple[str, ...]:
    try:
        return ips_of(host, port)
    except socket.gaierror as error:
        raise CannotOpen(_why_not_found(error)) from None
    except (OSError, UnicodeError):
        raise CannotOpen(Fault.UNKNOWN_HOST) from None


def _why_not_found(error: socket.gaierror) -> Fault:
    """The name's fault, or ours: a server that finds LINE no more than this name finds nobody."""
    if error.errno == socket.EAI_AGAIN:
        return Fault.NO_LOOKUP
    try:
        socket.getaddrinfo(urlsplit(conf.LINE_API_BASE_URL).hostname, 443)
    except OSError:
        return Fault.NO_LOOKUP
    return Fault.UNKNOWN_HOST
