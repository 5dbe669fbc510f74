"""Telling other systems what happened to friends, in the transaction in which it is written or handled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from linesteps.calls.kinds import (
    ADDED,
    ANSWERED,
    BLOCKED,
    CLICKED,
    COUPON_USED,
    ENTERED,
    FINISHED,
    LEFT,
    REPLIED,
)
from linesteps.calls.listening import listening
from linesteps.calls.tell import Happened, tell_systems
from linesteps.followers.models import Activity


def tell_activities(activities: Sequence[Activity]) -> int:
    """Tell of what friends did; returns how many calls were written.

    Each activity is handled once, whoever wrote it: so it is told once.
    """
    able = [one for one in activities if one.kind in _OF_ACTIVITIES]
    systems = listening(_TOLD) if able else []
    if not systems:
        return 0
    return tell_systems(systems, [thing for one in able if (thing := _OF_ACTIVITIES[one.kind](one))])


def tell_entered(
    follower_ids: Sequence[int], scenario_id: int, causes: Mapping[int, str], at: datetime
) -> None:
    """Tell who entered a scenario, and by what."""
    if follower_ids and (systems := listening({ENTERED})):
        tell_systems(
            systems,
            [Happened(ENTERED, pk, at, {"cause": causes[pk]}, scenario_id) for pk in follower_ids],
        )


def tell_left(gone: Sequence[tuple[int, int, str]], at: datetime) -> None:
    """Tell who left a scenario before its end, and why.

    Args:
        gone: follower, scenario and reason (``Enrolment.LeftReason``).
        at: now (aware).
    """
    if gone and (systems := listening({LEFT})):
        tell_systems(
            systems,
            [
                Happened(LEFT, pk, at, {"reason": str(reason)}, scenario_id)
                for pk, scenario_id, reason in gone
            ],
        )


def tell_finished(pairs: Sequence[tuple[int, int]], at: datetime) -> None:
    """Tell who came to the end of a scenario: follower and scenario."""
    if pairs and (systems := listening({FINISHED})):
        tell_systems(systems, [Happened(FINISHED, pk, at, {}, scenario_id) for pk, scenario_id in pairs])


def _clicked(one: Activity) -> Happened:
    data: dict[str, Any] = {"link": {"id": one.data.get("link")}}
    step = str(one.data.get("step") or "")
    if one.data.get("url"):
        return Happened(CLICKED, one.follower_id, one.at, {**data, "url": one.data["url"]}, None, step)
    return Happened(
        ANSWERED, one.follower_id, one.at, {**data, "text": one.data.get("label") or ""}, None, step
    )


def _replied(one: Activity) -> Happened:
    data = {"message_type": str(one.data.get("type") or "")}
    if isinstance(text := one.data.get("text"), str):
        data["text"] = text
    return Happened(REPLIED, one.follower_id, one.at, data)


def _added(one: Activity) -> Happened:
    return Happened(ADDED, one.follower_id, one.at, {"is_first": bool(one.data.get("is_first"))})


def _blocked(one: Activity) -> Happened:
    return Happened(BLOCKED, one.follower_id, one.at, {})


def _coupon(one: Activity) -> Happened:
    return Happened(COUPON_USED, one.follower_id, one.at, {"coupon": {"id": one.data.get("coupon")}})


_OF_ACTIVITIES: Mapping[str, Callable[[Activity], Happened]] = {
    "link_clicked": _clicked,
    "message_received": _replied,
    "followed": _added,
    "blocked": _blocked,
    "coupon_used": _coupon,
}
_TOLD = (ADDED, ANSWERED, BLOCKED, CLICKED, COUPON_USED, REPLIED)
