"""What came of opening an address."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """Why an address gave no answer at all."""

    #: It gave one.
    NONE = ""
    #: No complete http or https address.
    MALFORMED = "malformed"
    #: An address kept for examples.
    EXAMPLE = "example"
    #: Nobody knows the host.
    UNKNOWN_HOST = "unknown_host"
    #: It leads into a private network.
    PRIVATE = "private"
    #: The host takes no connection.
    REFUSED = "refused"
    #: Its certificate is not valid.
    UNSAFE = "unsafe"
    #: It sends visitors around in circles.
    CIRCLE = "circle"
    #: No answer in time.
    TIMEOUT = "timeout"
    #: This server could look nothing up.
    NO_LOOKUP = "no_lookup"


#: What may be over in a minute, or is no fault of the address.
UNSURE = frozenset({Fault.TIMEOUT, Fault.NO_LOOKUP})
#: With these, a server turns programs away that would let people in.
TURNS_PROGRAMS_AWAY = frozenset({401, 403, 405, 406, 429, 451, 503})
#: It has been asked too often, which says nothing about the page.
TOO_OFTEN = 429
