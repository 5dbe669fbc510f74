"""One API call: what a handler is given, what it returns, and how it refuses."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from linesteps.emulator.platform import Platform
from linesteps.emulator.records import Account

RATE_LIMIT = "The API rate limit has been exceeded. Try again later."
MONTHLY_LIMIT = "You have reached your monthly limit."
RETRY_KEY_ACCEPTED = "The retry key is already accepted"
UNAUTHORIZED = (
    "Authentication failed due to the following reason: invalid token. "
    "Confirm that the access token in the authorization header is valid."
)
#: "The maximum size of a request body is 2 MB" (reference, status code 413), read as 2,000,000 bytes.
MAX_BODY_BYTES = 2_000_000


@dataclass(kw_only=True)
class Answer:
    """What a handler returns; ``data`` is JSON unless ``raw`` is given."""

    status: int = 200
    data: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    content_type: str = "application/json"

    def payload(self) -> bytes:
        """The bytes of the body."""
        return self.raw if self.raw is not None else json.dumps(self.data, ensure_ascii=False).encode()


class Refused(Exception):
    """The call is refused with a status, LINE's message and perhaps details.

    Args:
        details: ``{"message", "property"}`` objects.
        extra: further properties of the body, such as ``sentMessages``.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        details: Sequence[dict[str, str]] = (),
        headers: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        data: dict[str, Any] = {"message": message, **(extra or {})}
        if details:
            data["details"] = list(details)
        self.answer = Answer(status=status, data=data, headers=headers or {})


@dataclass(kw_only=True)
class Call:
    """A call that passed authentication and rate limit."""

    platform: Platform
    account: Account
    request: web.Request
    request_id: str
    endpoint: str
    raw: bytes

    @property
    def retry_key(self) -> str:
        """``X-Line-Retry-Key``, or an empty text."""
        return self.request.headers.get("X-Line-Retry-Key", "")

    def body(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            Refused: 415 if the body is not declared as JSON, 400 if it is none.
        """
        if self.request.content_type != "application/json":
            raise Refused(415, "Unsupported Media Type")
        try:
            value = json.loads(self.raw)
        except ValueError:
            raise Refused(400, "The request body could not be parsed as JSON (line: 1, column: 1)") from None
        if not isinstance(value, dict):
            raise Refused(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
        return value


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, kw_only=True)
class Route:
    """A path of the API; ``endpoint`` names it for rate limits, faults and the ledger."""

    method: str
    path: str
    endpoint: str
    handler: Handler
    takes_retry_key: bool = False


def bad_property(name: str) -> Refused:
    """LINE's 400 for one bad property of the body, such as ``to[1]``."""
    return Refused(400, f"The property, {name}, in the request body is invalid (line: -, column: -)")


def bad_body(details: Sequence[dict[str, str]]) -> Refused:
    """LINE's 400 for a body with several errors."""
    return Refused(400, f"The request body has {len(details)} error(s)", details=details)
