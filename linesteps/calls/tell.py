"""Writing what other systems are told by themselves, in the transaction of what happened: nothing is lost."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from linesteps import bulk, clock, doorbell
from linesteps.calls.kinds import DETAILS_OF
from linesteps.calls.models import Call, Endpoint
from linesteps.followers.models import Follower


class Happened(NamedTuple):
    """One thing that happened to a friend.

    Args:
        kind: one of ``linesteps.calls.kinds``.
        follower_id: whose.
        at: when (aware).
        data: numbers and codes; whatever ``DETAILS_OF`` names is left out unless it is ticked.
        scenario_id: of which scenario, if it is of one.
        step_id: at which step.
    """

    kind: str
    follower_id: int
    at: datetime
    data: Mapping[str, Any]
    scenario_id: int | None = None
    step_id: str = ""


def type_of(kind: str) -> str:
    """What the other system knows the text by; a later change of its shape gets another number."""
    return f"linesteps.{kind}.v1"


def tell_systems(systems: Sequence[Endpoint], things: Sequence[Happened]) -> int:
    """Write a call for each thing and each system that wants it; returns how many.

    One question and one insert, however many there are. Call it in the transaction of what happened, and only when
    ``listening`` found somebody.
    """
    ids = {one.follower_id for one in things}
    if not systems or not ids:
        return 0
    known = Follower.objects.known().filter(bulk.among("pk", sorted(ids)))
    people = {
        pk: (account_id, name)
        for pk, account_id, name in known.values_list("pk", "account_id", "display_name")
    }
    pairs = [
        (system, one)
        for one in things
        for system in systems
        if one.kind in system.kinds
        and one.follower_id in people
        and people[one.follower_id][0] == system.account_id
    ]
    if not pairs:
        return 0
    moment = clock.now()
    event_ids = [uuid.uuid4() for _pair in pairs]
    told = [_told(system, one, people[one.follower_id][1]) for system, one in pairs]
    columns = {
        "event_id": event_ids,
        "endpoint_id": [system.pk for system, _one in pairs],
        "follower_id": [one.follower_id for _system, one in pairs],
        "scenario_id": [one.scenario_id for _system, one in pairs],
        "step_id": [one.step_id for _system, one in pairs],
        "kind": [one.kind for _system, one in pairs],
        "enrolment_id": None,
        "answer_by": None,
        "keep": [[]] * len(pairs),
        "facts": [facts for facts, _data in told],
        "body": [
            body_of(event_id, type_of(one.kind), one.at, data)
            for event_id, (_system, one), (_facts, data) in zip(event_ids, pairs, told, strict=True)
        ],
        "status": Call.Status.NEW.value,
        "tries": 0,
        "due_at": moment,
        "fault": "",
        "created_at": moment,
    }
    bulk.insert(Call, columns, len(pairs))
    doorbell.ring("make_calls")
    return len(pairs)


def body_of(event_id: uuid.UUID, kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The text of one call."""
    told = {"id": str(event_id), "type": kind, "timestamp": at.astimezone(UTC).isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False)


def _told(system: Endpoint, one: Happened, name: str) -> tuple[list[str], dict[str, Any]]:
    """Which personal facts are told, and all that is told."""
    personal = DETAILS_OF.get(one.kind, ())
    data = {key: value for key, value in one.data.items() if key not in personal or key in system.details}
    facts = [key for key in personal if key in data]
    person: dict[str, Any] = {"id": one.follower_id}
    if "display_name" in system.details:
        person["display_name"] = name
        facts.insert(0, "display_name")
    if one.scenario_id is not None:
        data = {"scenario": {"id": one.scenario_id}, **data}
    if one.step_id:
        data = {**data, "step": {"id": one.step_id}}
    return facts, {"follower": person, **data}
