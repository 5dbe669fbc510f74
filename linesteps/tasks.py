"""What a django-q2 worker runs. Every task takes ids or nothing and returns ``None``: the truth is in our rows.

Each answers its doorbell first and then works until nothing is left or its time is up.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from linesteps import doorbell
from linesteps import tick as ticking
from linesteps.engine.advance import Drain
from linesteps.engine.intake import take_in
from linesteps.engine.newcomers import profiles_of_newcomers
from linesteps.engine.react import react, react_to_activities
from linesteps.followers import profiles
from linesteps.following.follow import follow_sources as follow_changes
from linesteps.outbox.dispatch import drain
from linesteps.outbox.quota import poll_quotas, resume_for_new_month
from linesteps.privacy.erase import finish_erasures as finish
from linesteps.pruning.prune import prune
from linesteps.richmenus.upkeep import tend
from linesteps.safety.watch import tell_of_pauses, watch_safety
from linesteps.staff import tell
from linesteps.tracing import span
from linesteps.worker import beat

#: Seconds after which a task rings for a successor, well below Q_CLUSTER's timeout of 60.
BUDGET_SECONDS = 20.0


def drain_inbox() -> None:
    """React to stored events and to activities from elsewhere."""
    _work("drain_inbox", lambda: react(profiles_of_newcomers()) + react_to_activities())
    doorbell.ring("fetch_profiles")


def advance_due() -> None:
    """Move everybody who is due."""
    _work("advance_due", Drain().advance)


def take_in_friends() -> None:
    """Let existing friends start, where an editor asked for it."""
    _work("take_in_friends", take_in)


def dispatch_outbox() -> None:
    """Send what is due to LINE."""
    doorbell.answer("dispatch_outbox")
    beat.breathe()
    with span("dispatch_outbox"):
        is_left = drain(BUDGET_SECONDS, beat.breathe)
    if is_left:
        doorbell.ring("dispatch_outbox")


def tell_staff() -> None:
    """Send e-mails to staff that steps wrote."""
    _work("tell_staff", tell.tell_staff)


def tend_rich_menus() -> None:
    """Tell LINE of rich menus, and of who shall see which."""
    _work("tend_rich_menus", tend)


def fetch_profiles() -> None:
    """Ask LINE for names that are missing."""
    _work("fetch_profiles", profiles.fetch_missing)


def finish_erasures() -> None:
    """Erase what was on its way to LINE when a person was erased."""
    _work("finish_erasures", finish)


def follow_sources() -> None:
    """Bring scenarios up to date whose pages or library messages changed."""
    _work("follow_sources", follow_changes)


def tick(generation: int) -> None:
    """The two-second tick."""
    beat.breathe()
    ticking.beat(generation)


def breathe() -> None:
    """Nothing: only to see that this cluster works."""
    beat.breathe()


def watch() -> None:
    """Each minute: wind the tick up if it stopped, ring for what is due, look after the accounts."""
    beat.breathe()
    ticking.wind()
    for name in [*ticking.due(), *ticking.due_seldom()]:
        doorbell.ring(name)
    doorbell.ring("look_after_accounts")


def look_after_accounts() -> None:
    """Ask LINE for the month, go on where there is room again, and tell of what goes wrong."""
    doorbell.answer("look_after_accounts")
    for look in (poll_quotas, resume_for_new_month, watch_safety, tell_of_pauses):
        beat.breathe()
        look()


def prune_old() -> None:
    """Once a day: delete what is too old. What is left over after some time is done the next day."""
    prune(seconds=BUDGET_SECONDS)


def _traced(name: str, batch: Callable[[], int]) -> int:
    with span(name):
        return batch()


def _work(name: str, batch: Callable[[], int]) -> None:
    doorbell.answer(name)
    end = time.monotonic() + BUDGET_SECONDS
    beat.breathe()
    while _traced(name, batch):
        beat.breathe()
        if time.monotonic() > end:
            doorbell.ring(name)
            return
