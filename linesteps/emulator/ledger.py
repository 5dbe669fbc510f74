"""The platform's own record of what it was asked and what it accepted: the oracle of tests."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """One accepted send.

    ``asked`` are the ids of the request (empty for broadcast and narrowcast), ``reached`` those who
    got it. ``retry_key`` is empty when none was given; ``units`` are those that LINE assigned it to.
    """

    channel_id: str
    endpoint: str
    retry_key: str
    request_id: str
    asked: tuple[str, ...]
    reached: tuple[str, ...]
    messages: tuple[dict[str, Any], ...]
    units: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestSeen:
    """One request to the API; ``status`` 0 means that the connection was closed without an answer."""

    channel_id: str
    method: str
    path: str
    endpoint: str
    headers: dict[str, str]
    body: bytes
    status: int
    answer: str
    request_id: str
    fault: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class WebhookSeen:
    """One attempt to deliver a webhook; ``status`` 0 means no answer, ``reason`` says why."""

    channel_id: str
    url: str
    events: tuple[dict[str, Any], ...]
    status: int
    reason: str
    is_redelivery: bool
    seconds: float
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReceivedMessage:
    """A message that arrived on a phone: when (virtual time), what, by which call and request, LINE's id."""

    at: datetime
    message: dict[str, Any]
    via: str
    request_id: str
    id: str = ""


class Ledger:
    """Sends are kept for ever, requests and webhooks up to ``keep``, newest last.

    Args:
        keep: how many requests and webhooks are remembered; ``None`` for all.
    """

    def __init__(self, keep: int | None = None) -> None:
        self.sends: list[Accepted] = []
        #: Each of them by the id of its request.
        self.by_request: dict[str, Accepted] = {}
        self.requests: deque[RequestSeen] = deque(maxlen=keep)
        self.webhooks: deque[WebhookSeen] = deque(maxlen=keep)

    def note_send(self, send: Accepted) -> None:
        """Remember an accepted send."""
        self.sends.append(send)
        self.by_request[send.request_id] = send

    def clear(self) -> None:
        """Forget everything."""
        self.sends.clear()
        self.by_request.clear()
        self.requests.clear()
        self.webhooks.clear()
