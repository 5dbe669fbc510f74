"""When the engine or the outbox has something to do next."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from linesteps import clock
from linesteps.engine.models import MOVING, Enrolment
from linesteps.followers.models import Activity
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.models import PENDING, Dispatch
from linesteps.scenarios.models import Scenario


def next_due() -> datetime | None:
    """The time of the next step or send, however far ahead; ``None`` when nothing is planned."""
    runs = Enrolment.objects.filter(status__in=MOVING).exclude(scenario__state=Scenario.State.PAUSED)
    sends = Dispatch.objects.filter(
        status__in=PENDING, account__paused_at__isnull=True, account__is_active=True
    ).exclude(scenario__state=Scenario.State.PAUSED)
    times = [runs.aggregate(first=Min("due_at"))["first"], sends.aggregate(first=Min("due_at"))["first"]]
    return min((time for time in times if time is not None), default=None)


def is_busy() -> bool:
    """Whether something is to be done at once or is being done."""
    first = next_due()
    return (
        (first is not None and first <= clock.now())
        or InboxEvent.objects.waiting().exists()
        or Activity.objects.unhandled().exists()
        or Dispatch.objects.filter(status=Dispatch.Status.SENDING).exists()
    )
