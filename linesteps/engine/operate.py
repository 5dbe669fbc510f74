"""Pausing, closing, resuming and ending a scenario: what becomes of the people inside."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from linesteps import clock, doorbell
from linesteps.engine.models import Enrolment
from linesteps.failpoints import failpoint
from linesteps.scenarios.models import Scenario

#: What it changes of the row.
_WRITTEN = ("state", "paused_at", "paused_for", "attention", "attention_at")


def operate(scenario: Scenario, state: str) -> None:
    """Change what a scenario does, at once.

    A pause stops the clock of everybody inside: on leaving it, waits go on with the time that was
    left. An end makes everybody inside leave.

    Args:
        scenario: the live row.
        state: one of ``Scenario.State``.
    """
    moment = clock.now()
    with transaction.atomic():
        row = Scenario.every.select_for_update(of=("self",), no_key=True).get(pk=scenario.pk)
        if row.state == state:
            return
        if row.paused_at is not None:
            still_to_come = Enrolment.objects.filter(
                scenario=row, status=Enrolment.Status.WAITING, due_at__gte=row.paused_at
            )
            still_to_come.update(due_at=F("due_at") + (moment - row.paused_at))
        row.paused_at = moment if state == Scenario.State.PAUSED else None
        row.state = state
        if row.paused_for and state != Scenario.State.PAUSED:
            # What it was paused for needs nobody's attention any more.
            row.paused_for, row.attention, row.attention_at = "", "", None
        if row.is_broadcast:
            # No signals: the search does not know of it.
            Scenario.every.filter(pk=row.pk).update(**{name: getattr(row, name) for name in _WRITTEN})
        else:
            row.save(update_fields=_WRITTEN)
        if state == Scenario.State.ENDED:
            Enrolment.objects.filter(scenario=row).take_out(Enrolment.LeftReason.ENDED)
        doorbell.ring("advance_due")
        doorbell.ring("dispatch_outbox")
        failpoint("engine.before_operate_commit")
    for name in _WRITTEN:
        setattr(scenario, name, getattr(row, name))
