"""Which addresses may be called: https, allowed hosts, and IP addresses that everybody can reach.

OWASP, “Server-Side Request Forgery Prevention”: a name is looked up once, every address that it leads to is
judged, and the connection goes to one of these and to nothing else.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from linesteps import conf
from linesteps.calls.result import Fault
from linesteps.errors import LinestepsError
from linesteps.outward.public import is_public
from linesteps.outward.target import Target, ips_of


class MayNotCall(LinestepsError):
    """An address that is not called; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


def problem_of(url: str) -> str:
    """What is wrong with an address as it is written, in the reader's language; empty if nothing is.

    Nothing is looked up: a name that leads into a private network is found when it is called.
    """
    try:
        parts, host, port = _read(url)
    except ValueError:
        return _("This is no complete address. Example: https://shop.example/line")
    if _is_own(host, port):
        return ""
    if parts.scheme != "https":
        return _("The address must begin with https://, so that nobody can read along.")
    if not _is_allowed(host):
        return _("The site's settings do not allow “%(host)s” (LINESTEPS_CALL_HOSTS).") % {"host": host}
    return ""


def target_of(url: str) -> Target:
    """Where an address leads, if it may be called; looks its name up once.

    Raises:
        MayNotCall: it is none that may be called, it is private, or nobody knows its name.
    """
    if problem_of(url):
        raise MayNotCall(Fault.NOT_ALLOWED)
    parts, host, port = _read(url)
    try:
        ips = ips_of(host, port)
    except (OSError, UnicodeError):
        raise MayNotCall(Fault.UNKNOWN_HOST) from None
    if not _is_own(host, port) and not all(is_public(ip) for ip in ips):
        raise MayNotCall(Fault.PRIVATE)
    return Target(parts=parts, host=host, port=port, ips=ips)


def _read(url: str) -> tuple[SplitResult, str, int]:
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".").lower()
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    if not host or not port or parts.username or parts.password or any(map(str.isspace, url.strip())):
        raise ValueError(url)
    return parts, host, port


def _is_own(host: str, port: int) -> bool:
    """Whether a setting names this very host and port: then it may be private, and spoken to in plain text."""
    return f"{host}:{port}" in conf.private_call_hosts()


def _is_allowed(host: str) -> bool:
    allowed = conf.call_hosts()
    if allowed is None:
        return True
    return any(host == one or (one.startswith("*.") and host.endswith(one[1:])) for one in allowed)
