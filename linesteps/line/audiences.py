"""Calls about LINE's audiences: upload, take those who saw or tapped a send, follow, rename, delete.

LINE never tells who is in an audience, and takes nobody out of one (openapi/manage-audience.yml): a smaller one is
another audience.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from linesteps.line.outcomes import LineFault, LineRefused
from linesteps.line.sdk import TIMEOUT, api_client, faults

#: User ids in one call (``audiences``, maxItems), audiences of a channel, and letters of a name.
MOST_IDS = 10_000
MOST_AUDIENCES = 1_000
LONGEST_NAME = 120
#: LINE's largest page of its list (``size``), and how many there can be.
_A_PAGE, _MOST_PAGES = 40, 25
_ROOT = "/v2/bot/audienceGroup"
_GONE = "AUDIENCE_GROUP_NOT_FOUND"


@dataclass(frozen=True, kw_only=True)
class AudienceAtLine:
    """What LINE tells of one audience (``AudienceGroup``).

    Args:
        status: ``IN_PROGRESS``, ``READY``, ``FAILED``, ``EXPIRED``, ``INACTIVE`` or ``ACTIVATING``.
        failed_because: LINE's word for it, or empty.
        people: how many are in it; ``None`` where LINE does not tell.
        expires_at: when it can be used no longer, if LINE says so.
    """

    audience_id: int
    name: str
    status: str
    failed_because: str = ""
    people: int | None = None
    expires_at: datetime | None = None


class AudienceGone(LineFault):
    """LINE knows no audience of that id: somebody deleted it, or its time is over."""


class AudienceClient:
    """One account's line to LINE for its audiences. Every call may raise ``LineFault`` or one of its kinds.

    Each call may be made 60 times a minute (reference, “Rate limits”).

    Args:
        base_url: ``Account.api_url``.
        access_token: in plain text.
    """

    def __init__(self, base_url: str, access_token: str) -> None:
        self._api = api_client(base_url, access_token)

    def create(self, name: str, user_ids: Sequence[str]) -> AudienceAtLine:
        """A new audience of people; 10,000 at the most, further ones are added."""
        body = {"description": name, "isIfaAudience": False, "audiences": [{"id": one} for one in user_ids]}
        return _read(self._ask("POST", f"{_ROOT}/upload", body))

    def add(self, audience_id: int, user_ids: Sequence[str]) -> None:
        """Further people, 10,000 at the most; who is in it already stays in it once."""
        people = [{"id": one} for one in user_ids]
        self._ask("PUT", f"{_ROOT}/upload", {"audienceGroupId": audience_id, "audiences": people})

    def create_of_taps(self, name: str, request_id: str, url: str = "") -> AudienceAtLine:
        """Those who tapped a link of a narrowcast or broadcast; any of its links without ``url``."""
        body = {"description": name, "requestId": request_id, **({"clickUrl": url} if url else {})}
        return _read(self._ask("POST", f"{_ROOT}/click", body))

    def create_of_views(self, name: str, request_id: str) -> AudienceAtLine:
        """Those who had a narrowcast or broadcast on their screen."""
        return _read(self._ask("POST", f"{_ROOT}/imp", {"description": name, "requestId": request_id}))

    def get(self, audience_id: int) -> AudienceAtLine:
        """How an audience stands; raises ``AudienceGone``."""
        return _read(self._ask("GET", f"{_ROOT}/{audience_id}")["audienceGroup"])

    def find(self, part: str) -> AudienceAtLine | None:
        """The first audience with these letters in its name."""
        for page in range(1, _MOST_PAGES + 1):
            query = [("page", page), ("size", _A_PAGE), ("description", part)]
            told = self._ask("GET", f"{_ROOT}/list", query=query)
            for one in told["audienceGroups"]:
                if part in one["description"]:
                    return _read(one)
            if not told.get("hasNextPage"):
                break
        return None

    def rename(self, audience_id: int, name: str) -> None:
        """Another name; raises ``AudienceGone``."""
        self._ask("PUT", f"{_ROOT}/{audience_id}/updateDescription", {"description": name})

    def delete(self, audience_id: int) -> None:
        """Delete an audience for good; one that is gone is fine."""
        try:
            self._ask("DELETE", f"{_ROOT}/{audience_id}")
        except AudienceGone:
            return

    def _ask(self, method: str, path: str, body: Any = None, query: Any = None) -> Any:
        try:
            with faults():
                answer = self._api.call_api(
                    path,
                    method,
                    query_params=query or [],
                    header_params={"Content-Type": "application/json"} if body is not None else {},
                    body=body,
                    # As it came: renaming and deleting are answered with nothing, or with an empty object.
                    response_types_map={"200": "bytearray", "202": "bytearray"},
                    auth_settings=["Bearer"],
                    _return_http_data_only=True,
                    _request_timeout=TIMEOUT,
                )
                return json.loads(bytes(answer or b"") or b"{}")
        except LineRefused as fault:
            if _GONE in {words for _place, words in fault.details}:
                raise AudienceGone(str(fault)) from None
            raise


def _read(told: Any) -> AudienceAtLine:
    try:
        expires = told.get("expireTimestamp")
        return AudienceAtLine(
            audience_id=int(told["audienceGroupId"]),
            name=str(told.get("description") or ""),
            status=str(told.get("status") or "IN_PROGRESS"),
            failed_because=str(told.get("failedType") or ""),
            people=None if told.get("audienceCount") is None else int(told["audienceCount"]),
            expires_at=datetime.fromtimestamp(expires, UTC) if expires else None,
        )
    except (AttributeError, KeyError, OSError, OverflowError, TypeError, ValueError) as error:
        raise LineFault(f"LINE's answer was not understood: {type(error).__name__}") from None
