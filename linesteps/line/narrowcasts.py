"""Narrowcasts: one send to many people whom LINE finds, and how it goes on in the background."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import urllib3
from linebot.v3.messaging import ApiException

from linesteps.line.answers import outcome_of
from linesteps.line.outcomes import LineFault, SendOutcome, Unsure
from linesteps.line.sdk import TIMEOUT, api_client, faults

#: LINE takes so many audiences for one narrowcast (reference, “Recipient objects”).
MOST_AUDIENCES = 10
#: Friends whom an account must reach for attributes, and recipients that there must be in the end (reference,
#: “Restrictions on sending messages using attributes and audiences”).
FEWEST_IN_REACH, FEWEST = 100, 50
_PATH = "/v2/bot/message/narrowcast"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a narrowcast has come (``NarrowcastProgressResponse``).

    Args:
        phase: ``waiting``, ``sending``, ``succeeded`` or ``failed``.
        error: LINE's number of why it failed; 0 for none.
        reached: who got it; ``None`` until LINE tells.
        missed: who did not; ``None`` until LINE tells.
        meant: whom it was for; ``None`` until LINE tells.
        words: LINE's words of why it failed.
    """

    phase: str
    error: int = 0
    reached: int | None = None
    missed: int | None = None
    meant: int | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Reactions:
    """What LINE counts of one narrowcast (openapi/insight.yml, GetMessageEventResponse); ``None`` hides a number.

    Args:
        delivered: told below 20 people, too.
        saw: people who had it on their screen; hidden below 20.
        tapped: people who opened a link of it; hidden below 20.
    """

    delivered: int | None
    saw: int | None
    tapped: int | None


class NarrowcastClient:
    """One account's line to LINE for narrowcasts.

    Args:
        base_url: ``Account.api_url``.
        access_token: in plain text.
    """

    def __init__(self, base_url: str, access_token: str) -> None:
        self._api = api_client(base_url, access_token)

    def send(self, body: str, retry_key: str) -> SendOutcome:
        """Hand a narrowcast over; the same key and body may be sent again for 24 hours, and reach nobody twice.

        Never raises for what LINE or the network does: the outcome says it. 60 times an hour at most.

        Args:
            body: the JSON of a ``NarrowcastRequest``.
            retry_key: a UUID as text.
        """
        try:
            self._api.call_api(
                _PATH,
                "POST",
                header_params={"Content-Type": "application/json", "X-Line-Retry-Key": retry_key},
                body=json.loads(body),
                response_types_map={},
                auth_settings=["Bearer"],
                _request_timeout=TIMEOUT,
            )
        except ApiException as error:
            return outcome_of(error.status or 0, _lower(error.headers), (error.body or "").encode())
        except urllib3.exceptions.HTTPError as error:
            return Unsure(reason=type(error).__name__)
        last = self._api.last_response
        return outcome_of(last.status, _lower(last.getheaders()), b"")

    def progress(self, request_id: str) -> Progress:
        """How far it has come; asked for 14 days at the most.

        Raises:
            LineFault: or one of its kinds; ``LineNotFound`` for what LINE does not know (any more).
        """
        told = self._get("/v2/bot/message/progress/narrowcast", request_id)
        return Progress(
            phase=str(told.get("phase") or ""),
            error=int(told.get("errorCode") or 0),
            reached=_number(told.get("successCount")),
            missed=_number(told.get("failureCount")),
            meant=_number(told.get("targetCount")),
            words=str(told.get("failedDescription") or "")[:300],
        )

    def reactions(self, request_id: str) -> Reactions:
        """How many people saw it and tapped it. 60 times an hour at most; raises ``LineFault``."""
        overview = self._get("/v2/bot/insight/message/event", request_id).get("overview") or {}
        return Reactions(
            delivered=_number(overview.get("delivered")),
            saw=_number(overview.get("uniqueImpression")),
            tapped=_number(overview.get("uniqueClick")),
        )

    def _get(self, path: str, request_id: str) -> dict[str, Any]:
        with faults():
            answer = self._api.call_api(
                path,
                "GET",
                query_params=[("requestId", request_id)],
                response_types_map={"200": "bytearray"},
                auth_settings=["Bearer"],
                _return_http_data_only=True,
                _request_timeout=TIMEOUT,
            )
            told = json.loads(bytes(answer or b""))
        if not isinstance(told, dict):
            raise LineFault("LINE's answer was not understood: no object")
        return told


def _lower(headers: Any) -> dict[str, str]:
    """Names of headers in small letters, and ``Retry-After`` as ``outcome_of`` looks for it."""
    found = {str(name).lower(): str(value) for name, value in dict(headers or {}).items()}
    if "retry-after" in found:
        found["Retry-After"] = found["retry-after"]
    return found


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None
