"""Bringing everything to rest in this process, without a queue: for commands, tests and demos."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from linesteps import clock
from linesteps.audiences.members import look
from linesteps.broadcasts.send import work as work_on_broadcasts
from linesteps.calls.make import make_calls
from linesteps.conversions.count import count_goals
from linesteps.engine.advance import advance
from linesteps.engine.intake import take_in
from linesteps.engine.newcomers import profiles_of_newcomers
from linesteps.engine.react import react, react_to_activities
from linesteps.engine.rounds import begin_rounds, go_round
from linesteps.engine.upcoming import next_due
from linesteps.following.follow import follow_sources
from linesteps.following.together import publish_planned
from linesteps.imports.work import work as work_on_imports
from linesteps.lineaudiences.models import LineAudience
from linesteps.lineaudiences.tend import tend_audiences
from linesteps.narrowcasts.models import Narrowcast
from linesteps.narrowcasts.send import send_narrowcasts
from linesteps.outbox.dispatch import dispatch
from linesteps.privacy.erase import finish_erasures
from linesteps.richmenus.upkeep import tend
from linesteps.staff.tell import tell_staff


def settle_now() -> int:
    """Do all that is due at this moment, until nothing is; returns how many rows were worked on."""
    worked = 0
    while True:
        done = (
            publish_planned()
            + look()
            + follow_sources()
            + react(profiles_of_newcomers())
            + react_to_activities()
        )
        done += begin_rounds() + go_round() + work_on_imports()
        done += take_in() + advance() + dispatch() + tend() + tend_audiences() + send_narrowcasts()
        done += work_on_broadcasts() + take_in() + advance() + dispatch() + tend()
        done += tell_staff() + make_calls() + count_goals() + finish_erasures()
        if not done:
            return worked
        worked += done


def run_until(virtual: clock.VirtualClock, until: datetime) -> int:
    """Move a frozen clock from event to event up to ``until``, doing at each what is due then.

    Args:
        virtual: the clock of ``clock.frozen()``.
        until: aware; the clock stands there in the end.
    """
    worked = settle_now()
    while (first := _next_due(virtual.at)) is not None and first <= until:
        virtual.move_to(first)
        worked += settle_now()
    virtual.move_to(max(until, virtual.at))
    return worked + settle_now()


def _next_due(after: datetime) -> datetime | None:
    """As the engine sees it, and of what LINE does for us in the background."""
    times = [next_due(after=after)]
    for model in (LineAudience, Narrowcast):
        rows = model.objects.filter(due_at__gt=after, account__is_active=True)
        times.append(rows.aggregate(first=Min("due_at"))["first"])
    return min((time for time in times if time is not None), default=None)
