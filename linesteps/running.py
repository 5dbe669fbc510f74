"""Bringing everything to rest in this process, without a queue: for commands, tests and demos."""

from __future__ import annotations

from datetime import datetime

from linesteps import clock
from linesteps.engine.advance import advance
from linesteps.engine.intake import take_in
from linesteps.engine.newcomers import profiles_of_newcomers
from linesteps.engine.react import react, react_to_activities
from linesteps.engine.upcoming import next_due
from linesteps.following.follow import follow_sources
from linesteps.outbox.dispatch import dispatch
from linesteps.privacy.erase import finish_erasures
from linesteps.richmenus.upkeep import tend
from linesteps.staff.tell import tell_staff


def settle_now() -> int:
    """Do all that is due at this moment, until nothing is; returns how many rows were worked on."""
    worked = 0
    while True:
        done = follow_sources() + react(profiles_of_newcomers()) + react_to_activities()
        done += take_in() + advance() + dispatch() + tend() + tell_staff() + finish_erasures()
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
    while (first := next_due(after=virtual.at)) is not None and first <= until:
        virtual.move_to(first)
        worked += settle_now()
    virtual.move_to(max(until, virtual.at))
    return worked + settle_now()
