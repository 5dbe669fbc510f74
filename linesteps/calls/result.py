"""What came of one try."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _


class Fault(StrEnum):
    """Why there was no answer, or none that counts."""

    #: There was one.
    NONE = ""
    #: The address is none that may be called: no https, or its host is not allowed by the site's settings.
    NOT_ALLOWED = "not_allowed"
    #: The name leads into a private network.
    PRIVATE = "private"
    #: Nobody knows the name.
    UNKNOWN_HOST = "unknown_host"
    #: The server takes no connection, or does not speak HTTP.
    REFUSED = "refused"
    #: Its certificate is not valid.
    UNSAFE = "unsafe"
    #: No answer in time.
    TIMEOUT = "timeout"
    #: It sent us elsewhere, which is never followed.
    REDIRECT = "redirect"


#: What no second try can change by itself: an engineer must.
FINAL = frozenset({Fault.NOT_ALLOWED, Fault.PRIVATE})


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one try came to.

    Args:
        status_code: what the other system said; ``None`` without an answer.
        fault: why it does not count.
        body: the beginning of what it said, for whoever keeps something of it; never logged.
    """

    status_code: int | None = None
    fault: Fault = Fault.NONE
    body: bytes = field(default=b"", compare=False, repr=False)

    @property
    def is_taken(self) -> bool:
        """Whether the other system has it."""
        return self.fault == Fault.NONE and self.status_code is not None and 200 <= self.status_code < 300

    @property
    def is_final(self) -> bool:
        """Whether trying again is of no use; 410 says that the address is gone for good."""
        return self.is_taken or self.fault in FINAL or self.status_code == 410


def in_words(status_code: int | None, fault: str) -> str:
    """The last answer for whoever looks into it."""
    words = {
        Fault.NOT_ALLOWED: _("This address may not be called. An engineer can allow it in the settings."),
        Fault.PRIVATE: _("The address leads into a private network, so it was not called."),
        Fault.UNKNOWN_HOST: _("Nobody knows the server's name."),
        Fault.REFUSED: _("The server takes no connection."),
        Fault.UNSAFE: _("The server's certificate is not valid."),
        Fault.TIMEOUT: _("The server did not answer in time."),
        Fault.REDIRECT: _("The server pointed to another address, which is never followed."),
    }
    if fault in set(Fault) and fault:
        return str(words[Fault(fault)])
    if status_code is None:
        return ""
    return _("The server answered %(code)s.") % {"code": status_code}
