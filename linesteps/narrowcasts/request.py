"""LINE's request for a narrowcast (openapi/messaging-api.yml, NarrowcastRequest), and how many people it can be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from linesteps.followers.models import Follower
from linesteps.lineaudiences.models import LineAudience
from linesteps.narrowcasts.models import Narrowcast


def request_of(
    narrowcast: Narrowcast,
    messages: Sequence[dict[str, Any]],
    include: Sequence[LineAudience],
    exclude: Sequence[LineAudience],
    most: int | None,
) -> str:
    """The body as JSON, the same each time.

    Args:
        messages: ``content.message_objects``.
        include: audiences that are ready; none means everybody.
        exclude: audiences that are ready.
        most: how many people at most; ``None`` without a bound.
    """
    body: dict[str, Any] = {"messages": list(messages)}
    if recipient := recipient_of(include, exclude, narrowcast.include_match):
        body["recipient"] = recipient
    if attributes := narrowcast.filter:
        body["filter"] = attributes
    limit: dict[str, Any] = {}
    if most is not None:
        limit["max"] = most
    if narrowcast.is_up_to_quota:
        limit["upToRemainingQuota"] = True
    if limit:
        body["limit"] = limit
    if narrowcast.is_silent:
        body["notificationDisabled"] = True
    return json.dumps(body, ensure_ascii=False)


def recipient_of(
    include: Sequence[LineAudience], exclude: Sequence[LineAudience], match: str
) -> dict[str, Any] | None:
    """LINE's recipient object; ``None`` for all friends."""
    wanted = _joined([_audience(one) for one in include], "and" if match == Narrowcast.Match.ALL else "or")
    unwanted = _joined([_audience(one) for one in exclude], "or")
    if unwanted is None:
        return wanted
    without = {"type": "operator", "not": unwanted}
    return without if wanted is None else {"type": "operator", "and": [wanted, without]}


def _audience(one: LineAudience) -> dict[str, Any]:
    return {"type": "audience", "audienceGroupId": one.line_id}


def _joined(parts: list[dict[str, Any]], operator: str) -> dict[str, Any] | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return {"type": "operator", operator: parts}


def at_most(narrowcast: Narrowcast, include: Sequence[LineAudience]) -> int:
    """How many people it can reach at the most: by its own bound, its audiences, and the friends that there are.

    Attributes are left out of account: how many friends have one is LINE's knowledge.
    """
    bounds = [Follower.objects.friends().filter(account=narrowcast.account_id).count()]
    if narrowcast.most is not None:
        bounds.append(narrowcast.most)
    known = [one.people for one in include]
    if known and all(count is not None for count in known):
        counts = [count or 0 for count in known]
        bounds.append(min(counts) if narrowcast.include_match == Narrowcast.Match.ALL else sum(counts))
    return min(bounds)
