"""What a django-q2 worker runs. Every task takes ids or nothing and returns ``None``: the truth is in our rows.

Each answers its doorbell first and then works until nothing is left or its time is up.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from linesteps import doorbell
from linesteps import tick as ticking
from linesteps.accounts.models import Account
from linesteps.engine.advance import advance
from linesteps.engine.react import Profiles, react, react_to_activities
from linesteps.followers import profiles
from linesteps.followers.models import Follower
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.dispatch import dispatch

#: Seconds after which a task rings for a successor, well below Q_CLUSTER's timeout of 60.
BUDGET_SECONDS = 20.0


def drain_inbox() -> None:
    """React to stored events and to activities from elsewhere."""
    _work("drain_inbox", lambda: react(new_profiles()) + react_to_activities())
    doorbell.ring("fetch_profiles")


def advance_due() -> None:
    """Move everybody who is due."""
    _work("advance_due", advance)


def dispatch_outbox() -> None:
    """Send what is due to LINE."""
    _work("dispatch_outbox", dispatch)


def fetch_profiles() -> None:
    """Ask LINE for names that are missing."""
    _work("fetch_profiles", profiles.fetch_missing)


def tick(generation: int) -> None:
    """The two-second tick."""
    ticking.beat(generation)


def watch() -> None:
    """Each minute: wind the tick up if it stopped, and ring for what is due."""
    ticking.wind()
    for name in ticking.due():
        doorbell.ring(name)


def new_profiles() -> Profiles:
    """Names of people in waiting follow events, so that the first message can call them by name.

    A failed or slow call costs the name, not the message: the profile is asked for again later.
    """
    waiting = InboxEvent.objects.waiting().filter(kind="follow").exclude(line_user_id="")[:200]
    wanted: dict[int, set[str]] = {}
    for account_id, line_user_id in waiting.values_list("account_id", "line_user_id"):
        wanted.setdefault(account_id, set()).add(line_user_id)
    found: Profiles = {}
    for account in Account.objects.filter(pk__in=wanted):
        known = Follower.objects.filter(
            account=account, line_user_id__in=wanted[account.pk], profile_fetched_at__isnull=False
        )
        ids = wanted[account.pk] - set(known.values_list("line_user_id", flat=True))
        answers = profiles.ask(account, ids, patience=1.0)
        found.update({(account.pk, line_user_id): answer for line_user_id, answer in answers.items()})
    return found


def _work(name: str, batch: Callable[[], int]) -> None:
    doorbell.answer(name)
    end = time.monotonic() + BUDGET_SECONDS
    while batch():
        if time.monotonic() > end:
            doorbell.ring(name)
            return
