"""Which addresses a server may open for an editor: public ones, and its own site."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from linesteps import conf
from linesteps.checklist.opening.result import Fault
from linesteps.errors import LinestepsError

_PORTS = {"http": 80, "https": 443}
#: Names that are kept for examples and never lead anywhere (RFC 2606, RFC 6761).
_EXAMPLES = ("example.com", "example.net", "example.org", "example", "invalid", "test")
#: IPv6 addresses behind which an IPv4 address stands (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class CannotOpen(LinestepsError):
    """An address that is not to be opened, or cannot be; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


@dataclass(frozen=True, kw_only=True)
class Target:
    """An address that may be opened.

    Args:
        parts: of the address.
        host: its name, for the certificate and the ``Host`` header.
        port: always given.
        ips: where to connect; nothing is looked up again, so that the answer cannot change meanwhile.
    """

    parts: SplitResult
    host: str
    port: int
    ips: tuple[str, ...]


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
    return Target(parts=parts, host=host, port=port, ips=tuple(ips))


def is_public(ip: str) -> bool:
    """Whether everybody can reach an IP address; one that stands for another is judged by that one."""
    try:
        found: Ip = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _is_own(parts: SplitResult, port: int) -> bool:
    """Whether it is this very site, whose own name may lead to a private address from inside."""
    own = urlsplit(conf.public_base_url())
    own_port = own.port or _PORTS.get(own.scheme)
    return bool(own.hostname) and (parts.scheme, parts.hostname, port) == (own.scheme, own.hostname, own_port)


def _look_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except socket.gaierror as error:
        raise CannotOpen(_why_not_found(error)) from None
    except (OSError, UnicodeError):
        raise CannotOpen(Fault.UNKNOWN_HOST) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _why_not_found(error: socket.gaierror) -> Fault:
    """The name's fault, or ours: a server that finds LINE no more than this name finds nobody."""
    if error.errno == socket.EAI_AGAIN:
        return Fault.NO_LOOKUP
    try:
        socket.getaddrinfo(urlsplit(conf.LINE_API_BASE_URL).hostname, 443)
    except OSError:
        return Fault.NO_LOOKUP
    return Fault.UNKNOWN_HOST
