"""What a django-q2 worker runs. Every task takes ids or nothing and returns ``None``: the truth is in our rows.

Each answers its doorbell first and then works until nothing is left or its time is up.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from linesteps import doorbell
from linesteps import tick as ticking
from linesteps.api.idempotency import forget_answers
from linesteps.audiences.members import count_stale
from linesteps.audiences.members import look as look_at
from linesteps.broadcasts.send import work as work_on_broadcasts
from linesteps.calls.make import make_calls as make
from linesteps.conversions.count import count_goals as count
from linesteps.engine.intake import take_in
from linesteps.engine.newcomers import profiles_of_newcomers
from linesteps.engine.react import react, react_to_activities
from linesteps.engine.rounds import begin_rounds, go_round
from linesteps.engine.two_drains import TwoDrains
from linesteps.followers import profiles
from linesteps.following.follow import follow_sources as follow_changes
from linesteps.following.together import publish_planned as publish_what_is_due
from linesteps.imports.work import work as work_on_imports
from linesteps.insight.poll import poll_insights as ask_for_counts
from linesteps.lineaudiences.tend import tend_audiences as tend_them
from linesteps.narrowcasts.send import send_narrowcasts as send_them
from linesteps.outbox.dispatch import drain
from linesteps.outbox.quota import poll_quotas, resume_for_new_month
from linesteps.privacy.erase import finish_erasures as finish
from linesteps.pruning.prune import prune
from linesteps.richmenus.upkeep import tend
from linesteps.routes.join import join_left_over
from linesteps.safety.watch import tell_of_pauses, watch_safety
from linesteps.splits.decide import decide_splits
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
    with TwoDrains() as drains:
        _work("advance_due", drains.advance)


def take_in_friends() -> None:
    """Let existing friends start, where an editor asked for it."""
    _work("take_in_friends", take_in)


def send_broadcasts() -> None:
    """Start one-off sends whose time has come, and mark those that are done."""
    _work("send_broadcasts", work_on_broadcasts)


def start_on_time() -> None:
    """Let those start whose time has come: dates of friends, and rhythms."""
    _work("start_on_time", lambda: begin_rounds() + go_round())


def dispatch_outbox() -> None:
    """Send what is due to LINE."""
    doorbell.answer("dispatch_outbox")
    beat.breathe()
    with span("dispatch_outbox"):
        is_left = drain(BUDGET_SECONDS, beat.breathe)
    if is_left:
        doorbell.ring("dispatch_outbox")


def look_at_segments() -> None:
    """Find out who came into segments and who left them, and count them again."""
    _work("look_at_segments", lambda: look_at() + count_stale())


def tend_audiences() -> None:
    """Tell LINE of audiences, and ask how they are."""
    _work("tend_audiences", tend_them)


def send_narrowcasts() -> None:
    """Hand narrowcasts over to LINE, and ask what becomes of them."""
    _work("send_narrowcasts", send_them)


def tell_staff() -> None:
    """Send e-mails to staff that steps wrote."""
    _work("tell_staff", tell.tell_staff)


def count_goals() -> None:
    """Count anew who reached which goal, where something happened."""
    _work("count_goals", count)


def make_calls() -> None:
    """Tell other systems what steps wrote for them."""
    _work("make_calls", make)


def tend_rich_menus() -> None:
    """Tell LINE of rich menus, and of who shall see which."""
    _work("tend_rich_menus", tend)


def fetch_profiles() -> None:
    """Ask LINE for names that are missing."""
    _work("fetch_profiles", profiles.fetch_missing)


def finish_erasures() -> None:
    """Erase what was on its way to LINE when a person was erased."""
    _work("finish_erasures", finish)


def import_friends() -> None:
    """Look through files with facts of friends, and write them."""
    _work("import_friends", work_on_imports)


def join_routes() -> None:
    """Join friends to the routes by which they came, where both became known in the same moment."""
    _work("join_routes", join_left_over)


def follow_sources() -> None:
    """Bring scenarios up to date whose pages or library messages changed."""
    _work("follow_sources", follow_changes)


def publish_planned() -> None:
    """Publish scenarios whose planned time has come, and take back those whose end has."""
    _work("publish_planned", publish_what_is_due)


def poll_insights() -> None:
    """Ask LINE what it counted of the messages of steps."""
    _work("poll_insights", ask_for_counts)


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
    for look in (poll_quotas, resume_for_new_month, watch_safety, tell_of_pauses, decide_splits):
        beat.breathe()
        look()


def prune_old() -> None:
    """Once a day: delete what is too old. What is left over after some time is done the next day."""
    prune(seconds=BUDGET_SECONDS)
    forget_answers()


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
