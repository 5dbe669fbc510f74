"""A person's messages leave one after the other: the calls of a batch are made at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from linesteps.outbox.guards.verdict import Batch, Hold, Said
from linesteps.outbox.models import Dispatch

#: How soon it is looked whether what is on the way has arrived.
_SOON = timedelta(seconds=1)


def order(batch: Batch) -> Iterator[Said]:
    """Put somebody's second message of the batch behind the first, and let it wait for one on the way."""
    first: dict[int, Dispatch] = {}
    for one in sorted(batch.waiting, key=lambda one: (one.row.due_at, one.row.pk)):
        row, people = one.row, one.people
        if row.endpoint != Dispatch.Endpoint.REPLY and not batch.on_the_way.isdisjoint(people):
            # Not behind it: should it have to be tried again, that may take hours.
            held = [pk for pk in people if pk in batch.on_the_way]
            yield Said(one, held, Hold(until=batch.moment + _SOON))
            people = [pk for pk in people if pk not in batch.on_the_way]
        if not first.keys().isdisjoint(people):
            behind = [pk for pk in people if pk in first]
            for pk in behind:
                yield Said(one, [pk], Hold(until=row.due_at, behind=first[pk]))
            people = [pk for pk in people if pk not in first]
        first.update(dict.fromkeys(people, row))
