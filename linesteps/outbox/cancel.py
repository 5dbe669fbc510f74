"""Taking back what was not tried yet."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from linesteps import bulk, clock
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.outbox.split import split
from linesteps.outbox.told import is_anybody_told, tell_ends


def cancel_for(follower_id: int, *, scenario_id: int | None = None, reason: str) -> int:
    """Cancel untried single sends to a follower; returns how many.

    Multicasts carry many people: whoever may not be written to is taken off them when they are
    claimed. A send that was tried stays as it is, since LINE may have it.
    """
    rows = Dispatch.objects.filter(
        status=Dispatch.Status.NEW, first_tried_at__isnull=True, sole_follower_id=follower_id
    )
    if scenario_id is not None:
        rows = rows.filter(scenario_id=scenario_id)
    status, moment = Dispatch.Status.CANCELLED, clock.now()
    if not is_anybody_told():
        return rows.update(status=status, reason=reason, settled_at=moment)
    with transaction.atomic():
        found = bulk.lock(rows.order_by("pk"), wait=True)
        chosen = Dispatch.objects.filter(pk__in=[row.pk for row in found])
        chosen.update(status=status, reason=reason, settled_at=moment)
        for row in found:
            row.status, row.reason, row.settled_at = status, reason, moment
        tell_ends(found)
    return len(found)


def cancel_for_runs(enrolment_ids: Collection[int], *, reason: str) -> int:
    """Cancel what some runs have in the outbox and was never tried; returns how many dispatches.

    Calls that they share with others go out to the others. Call it in a transaction.
    """
    moment = clock.now()
    asked = Dispatch.objects.filter(visits__enrolment_id__in=enrolment_ids, status=Dispatch.Status.NEW)
    # In the order of ids, and waiting for a claim that has them: afterwards they are tried, or free.
    rows = Dispatch.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=list(asked.values_list("pk", flat=True).distinct()),
        status=Dispatch.Status.NEW,
        first_tried_at__isnull=True,
    )
    found = list(rows.select_related("account").order_by("pk"))
    over: list[Dispatch] = []
    for row in found:
        leaving = set(row.visits.filter(enrolment_id__in=enrolment_ids).values_list("follower_id", flat=True))
        ended = row
        if any(pair[0] not in leaving for pair in row.recipients):
            ended = split(row, leaving)
            row.save(update_fields=["recipients"])
        ended.status, ended.reason, ended.settled_at = Dispatch.Status.CANCELLED, reason, moment
        ended.save(update_fields=["status", "reason", "settled_at"])
        over.append(ended)
    tell_ends(over)
    return len(found)


def cancel_scenario(scenario_id: int) -> int:
    """Take back all that a scenario has in the outbox and that was never tried; returns how many dispatches.

    Waits for a claim that has one in its hands: afterwards that one was tried and stays, or is taken back.
    """
    apart = Dispatch.objects.filter(visits__scenario_id=scenario_id).values("pk")
    rows = Dispatch.objects.filter(
        pk__in=apart, status__in=(Dispatch.Status.NEW, Dispatch.Status.HELD), first_tried_at__isnull=True
    )
    return rows.update(status=Dispatch.Status.CANCELLED, reason=Reason.RECALLED, settled_at=clock.now())
