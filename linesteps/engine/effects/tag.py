"""Putting tags on the people of a batch, and taking them off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linesteps import bulk
from linesteps.engine.effects.act import Act
from linesteps.engine.effects.activities import tell
from linesteps.followers.models import FollowerAttribute, FollowerTag, Tag
from linesteps.followers.tags import find, named, told_as

_SOURCE = FollowerAttribute.Source.SCENARIO.value


def write(acts: Sequence[Act], moment: datetime) -> None:
    """Do what one step says of tags for all who left it; whoever gains or loses a tag has an activity.

    Args:
        acts: of one step, with ``{"add": [names], "remove": [names]}``.
        moment: now (aware).
    """
    account_id, data = acts[0].account_id, acts[0].effect.data
    # Always in one order: two batches that meet in a row must not wait for each other.
    people = {act.move.follower_id: act for act in acts}
    ids = sorted(people)
    for name in data.get("add") or ():
        tag = named(account_id, name)
        columns = {"follower_id": ids, "tag_id": tag.pk, "source": _SOURCE, "added_at": moment}
        added = bulk.insert_missing(FollowerTag, columns, len(ids), returning="follower_id")
        _tell("tag_added", tag, added, people, moment)
    for name in data.get("remove") or ():
        gone = find(account_id, name)
        if gone is None:
            continue
        rows = FollowerTag.objects.filter(bulk.among("follower_id", ids), tag_id=gone.pk)
        found = bulk.lock(rows.order_by("follower_id"), wait=True)
        FollowerTag.objects.filter(bulk.among("pk", [row.pk for row in found])).delete()
        _tell("tag_removed", gone, [row.follower_id for row in found], people, moment)


def _tell(kind: str, tag: Tag, ids: Sequence[int], people: dict[int, Act], moment: datetime) -> None:
    if ids:
        told = told_as(tag)
        tell(kind, ids, [{**told, **people[pk].cause} for pk in ids], moment)
