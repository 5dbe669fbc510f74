"""Setting an attribute of the people of a batch, or taking its value away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linesteps import bulk
from linesteps.engine.effects.act import Act
from linesteps.engine.effects.activities import tell
from linesteps.followers.models import Attribute, FollowerAttribute

_SOURCE = FollowerAttribute.Source.SCENARIO.value


def write(acts: Sequence[Act], moment: datetime) -> None:
    """Set one attribute for all who left a step; whoever has the value already is left alone.

    Args:
        acts: of one step, with ``{"attribute_id", "key", "value"}``; without a value it is taken away.
        moment: now (aware).
    """
    attribute_id, key = acts[0].effect.data["attribute_id"], acts[0].effect.data["key"]
    if not Attribute.objects.filter(pk=attribute_id).exists():
        # Deleted since it was published: there is nothing left to write on.
        return
    people = {act.move.follower_id: act for act in acts}
    # Always in one order: two batches that meet in a row must not wait for each other.
    ids = sorted(people)
    rows = FollowerAttribute.objects.filter(bulk.among("follower_id", ids), attribute_id=attribute_id)
    known = {row.follower_id: row for row in bulk.lock(rows.order_by("follower_id"), wait=True)}
    wanted = {pk: people[pk].effect.data["value"] for pk in ids}
    changed = [pk for pk in ids if wanted[pk] != (known[pk].value if pk in known else None)]
    lost = [known[pk].pk for pk in changed if wanted[pk] is None]
    if lost:
        FollowerAttribute.objects.filter(bulk.among("pk", lost)).delete()
    FollowerAttribute.objects.bulk_create(
        [
            FollowerAttribute(
                follower_id=pk, attribute_id=attribute_id, value=wanted[pk], source=_SOURCE, set_at=moment
            )
            for pk in changed
            if wanted[pk] is not None
        ],
        update_conflicts=True,
        unique_fields=["follower", "attribute"],
        update_fields=["value", "source", "set_at"],
    )
    for kind, some in (
        ("attribute_set", [pk for pk in changed if wanted[pk] is not None]),
        ("attribute_cleared", [pk for pk in changed if wanted[pk] is None]),
    ):
        data = [
            {
                "key": key,
                "value": wanted[pk] or "",
                "before": known[pk].value if pk in known else None,
                **people[pk].cause,
            }
            for pk in some
        ]
        tell(kind, some, data, moment)
