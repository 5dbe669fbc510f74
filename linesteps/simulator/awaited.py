"""Another system's answer in a trial: nobody is called, and whoever tries says what comes of it."""

from __future__ import annotations

from django.db.models import F

from linesteps import clock
from linesteps.calls.answer import ANSWERED, answered
from linesteps.calls.models import Call
from linesteps.engine.models import Enrolment
from linesteps.scenarios.models import Scenario


def call_awaited(scenario: Scenario) -> Call | None:
    """The call whose answer somebody waits for now; ``None`` if nobody waits for one."""
    waiting = Enrolment.objects.filter(
        scenario=scenario, status=Enrolment.Status.WAITING, wakes_on__contains=f"|{ANSWERED}|"
    )
    rows = Call.objects.filter(enrolment__in=waiting, step_id=F("enrolment__step_id"), status=Call.Status.NEW)
    return rows.select_related("endpoint", "follower").order_by("-pk").first()


def end_call(call: Call, status: Call.Status) -> None:
    """What ``make_calls`` writes once it knows what comes of a call."""
    call.status, call.settled_at = status, clock.now()
    call.save(update_fields=["status", "settled_at"])
    answered(call)
