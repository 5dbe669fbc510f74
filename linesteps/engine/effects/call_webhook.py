"""Writing what another system is told about the people of a batch."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from linesteps import bulk, doorbell
from linesteps.calls.models import Call, Endpoint
from linesteps.engine.effects.act import Act
from linesteps.followers.models import Follower, FollowerAttribute, FollowerTag
from linesteps.scenarios.models import Scenario

#: What the other system knows the text by; a later change of its shape gets another one.
TYPE = "linesteps.step.v1"


def write(acts: Sequence[Act], moment: datetime) -> None:
    """Write the calls of one step; a task makes them after the commit.

    Args:
        acts: of one step, with ``{"endpoint", "facts": [names], "attributes": [keys], "name"}``, and where it waits
            or keeps something ``{"waits": seconds, "keep": [[place, key]]}``.
        moment: now (aware).
    """
    data = acts[0].effect.data
    if not Endpoint.objects.filter(pk=data["endpoint"]).exists():
        # Deleted since it was published: there is nobody left to be told.
        return
    ids, waits = [act.move.follower_id for act in acts], data.get("waits")
    known = _known(ids, data)
    scenario_id = acts[0].move.scenario_id
    scenario = {
        "id": scenario_id,
        "name": Scenario.every.values_list("name", flat=True).get(pk=scenario_id),
    }
    step = {"id": acts[0].node.id, "name": data["name"]}
    event_ids = [uuid.uuid4() for _one in ids]
    bodies = [
        json.dumps(
            {
                "id": str(event_id),
                "type": TYPE,
                "timestamp": moment.astimezone(UTC).isoformat(),
                "data": {"scenario": scenario, "step": step, "follower": {"id": pk, **known[pk]}},
            },
            ensure_ascii=False,
        )
        for pk, event_id in zip(ids, event_ids, strict=True)
    ]
    columns = {
        "event_id": event_ids,
        "endpoint_id": data["endpoint"],
        "follower_id": ids,
        "scenario_id": scenario_id,
        "step_id": acts[0].node.id,
        "kind": "",
        "enrolment_id": [act.move.pk for act in acts] if waits else None,
        "answer_by": moment + timedelta(seconds=waits) if waits else None,
        "keep": [data.get("keep") or []] * len(ids),
        "facts": [[*data["facts"], *(f"attribute.{key}" for key in data["attributes"])]] * len(ids),
        "body": bodies,
        "status": Call.Status.NEW.value,
        "tries": 0,
        "due_at": moment,
        "fault": "",
        "created_at": moment,
    }
    bulk.insert(Call, columns, len(ids))
    doorbell.ring("make_calls")


def _known(ids: Sequence[int], data: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """What was ticked, by follower; one question for each kind of fact."""
    found: dict[int, dict[str, Any]] = {pk: {} for pk in ids}
    ticked = data["facts"]
    for row in Follower.objects.filter(bulk.among("pk", list(found))):
        values: dict[str, Any] = {
            "display_name": row.display_name,
            "language": row.language,
            "os": row.os,
            "friend_since": row.first_followed_at.isoformat() if row.first_followed_at else None,
        }
        found[row.pk] = {name: value for name, value in values.items() if name in ticked}
    if "tags" in ticked:
        tags: dict[int, list[str]] = defaultdict(list)
        rows = FollowerTag.objects.filter(bulk.among("follower_id", list(found))).order_by("tag__name")
        for follower_id, name in rows.values_list("follower_id", "tag__name"):
            tags[follower_id].append(name)
        for pk, told in found.items():
            told["tags"] = tags[pk]
    if data["attributes"]:
        for told in found.values():
            told["attributes"] = dict.fromkeys(data["attributes"])
        values_of = FollowerAttribute.objects.filter(
            bulk.among("follower_id", list(found)), attribute__key__in=data["attributes"]
        )
        for follower_id, key, value in values_of.values_list("follower_id", "attribute__key", "value"):
            found[follower_id]["attributes"][key] = value
    return found
