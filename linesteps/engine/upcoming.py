"""When the engine or the outbox has something to do next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Min, Q

from linesteps import clock
from linesteps.calls.models import Call
from linesteps.engine.models import MOVING, Enrolment, Intake
from linesteps.engine.start_models import StartRound
from linesteps.followers.models import Activity
from linesteps.goals.models import GoalDue
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.models import PENDING, Dispatch
from linesteps.richmenus.models import due_now
from linesteps.richmenus.models import next_due as menus_due
from linesteps.scenarios.models import Scenario, ScenarioTrigger
from linesteps.staff.models import StaffNotice


def next_due(*, after: datetime | None = None) -> datetime | None:
    """The time of the next step, start, send or change of a menu, however far ahead; ``None`` when nothing is planned.

    Args:
        after: look only at later times than this (aware): what is due by then may have to wait for
            something later, such as a send behind one that quiet hours moved.
    """
    sends = _sends().filter(status__in=PENDING)
    times = [
        _first(_runs(), after),
        _first(sends, after),
        menus_due(after),
        _starts(after),
        _first(Call.objects.filter(status=Call.Status.NEW), after),
        _first(_intakes(), after),
        _first(_broadcasts(), after),
    ]
    return min((time for time in times if time is not None), default=None)


def is_busy() -> bool:
    """Whether something can be done at once or is being done."""
    moment = clock.now()
    return (
        _runs().filter(due_at__lte=moment).exists()
        or _sends().filter(pk__in=Dispatch.objects.claimable(moment, clock.real_now()).values("pk")).exists()
        or InboxEvent.objects.waiting().exists()
        or Intake.objects.pending(moment).exists()
        or _broadcasts().filter(due_at__lte=moment).exists()
        or Activity.objects.unhandled().exists()
        or ScenarioTrigger.objects.timed(moment).exists()
        or StartRound.objects.pending().exists()
        or StaffNotice.objects.due(moment).exists()
        or Call.objects.due(moment).exists()
        or GoalDue.objects.exists()
        or Dispatch.objects.filter(status=Dispatch.Status.SENDING).exists()
        or any(rows.exists() for rows in due_now().values())
    )


def _starts(after: datetime | None) -> datetime | None:
    """When the clock sets something off."""
    rows = ScenarioTrigger.objects.filter(scenario__in=Scenario.objects.starting(), next_at__isnull=False)
    if after is not None:
        rows = rows.filter(next_at__gt=after)
    found: datetime | None = rows.aggregate(first=Min("next_at"))["first"]
    return found


def _runs() -> Any:
    return Enrolment.objects.filter(status__in=MOVING).exclude(scenario__state=Scenario.State.PAUSED)


def _intakes() -> Any:
    """Those that wait for the time of their next portion."""
    held_up = Q(scenario__state=Scenario.State.PAUSED) | Q(scenario__account__paused_at__isnull=False)
    return Intake.objects.filter(finished_at__isnull=True).exclude(held_up)


def _broadcasts() -> Any:
    # By name, since one-off sends stand above the engine in the house.
    return apps.get_model("linesteps", "Broadcast")._default_manager.filter(state="scheduled")


def _sends() -> Any:
    able = Dispatch.objects.filter(account__paused_at__isnull=True, account__is_active=True)
    return able.exclude(scenario__state=Scenario.State.PAUSED)


def _first(rows: Any, after: datetime | None) -> datetime | None:
    if after is not None:
        rows = rows.filter(due_at__gt=after)
    found: datetime | None = rows.aggregate(first=Min("due_at"))["first"]
    return found
