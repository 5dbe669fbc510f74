"""What LINE said, as types; above ``linesteps.line`` nobody sees a status code or an SDK exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linesteps.errors import LinestepsError


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """LINE took the send (2xx, whatever the body; or 409: it had taken it before).

    Args:
        request_id: LINE's name for the call.
        message_ids: LINE's names for the messages, if it told them: it does for pushes and replies.
    """

    request_id: str = ""
    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Refused:
    """LINE refused the whole send (400, 413, …): nobody got it.

    Args:
        reason: LINE's words.
        bad_recipients: indexes that a multicast's 400 named as ``to[i]``.
    """

    reason: str
    bad_recipients: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RateLimited:
    """429 because of too many calls.

    Args:
        retry_after_seconds: from the header, if LINE sent one (it documents none).
    """

    retry_after_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class QuotaReached:
    """429 because the month's messages are used up."""


@dataclass(frozen=True, kw_only=True)
class NotAllowed:
    """401 or 403: the token is wrong, revoked or lacks a permission."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Unsure:
    """Timeout, lost connection, 3xx or 5xx: LINE may have taken it or not."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class NotTried:
    """Nothing was written: there was no time, or no turn, for it."""


SendOutcome = Accepted | Refused | RateLimited | QuotaReached | NotAllowed | Unsure | NotTried


class LineFault(LinestepsError):
    """A call that is no send went wrong; the message is LINE's or the network's, without secrets."""


class LineUnauthorized(LineFault):
    """The channel access token is wrong or expired (401), or may not do this (403)."""


class LineNotFound(LineFault):
    """LINE knows nothing of that name (404)."""


class LineTooFast(LineFault):
    """Too many calls in a short time (429); later it goes."""


class LineRefused(LineFault):
    """The body of the call is wrong (400).

    Args:
        text: LINE's words as a whole.
        details: place (such as ``messages[0].text``) and LINE's words for each thing that is wrong.
    """

    def __init__(self, text: str, details: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(text)
        self.details = tuple(details)


class LineUnreachable(LineFault):
    """No answer: network, timeout or 5xx."""
