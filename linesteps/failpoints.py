"""Named points at which a test may make the process fail; outside tests they do nothing.

A point is armed in this process by ``arm()`` or, for child processes such as a qcluster, by the
environment variable ``LINESTEPS_FAILPOINTS`` (``outbox.after_send=kill,inbox.after_commit=raise``),
which is honoured only where ``settings.DEBUG`` or ``settings.LINESTEPS_TESTING`` is set.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from django.conf import settings

#: What happens at an armed point: one of these, or whatever a test hands over.
Action = Literal["raise", "kill", "sleep"] | Callable[[], object]

#: Every point in the code, so that a test can enumerate them.
POINTS = (
    "inbox.before_commit",
    "inbox.after_commit",
    "doorbell.before_queue",
    "tick.before_commit",
    "tick.after_commit",
    "followers.after_profile",
    "followers.before_events_commit",
    "tracking.before_commit",
    "calls.after_claim",
    "calls.after_call",
    "calls.before_commit",
    "hooks.before_commit",
    "visits.before_commit",
    "routes.before_commit",
    "routes.after_commit",
    "audiences.before_commit",
    "coupons.after_allocate",
    "coupons.before_use_commit",
    "engine.after_enrol",
    "engine.after_activities",
    "intake.before_commit",
    "broadcasts.before_start_commit",
    "broadcasts.before_recall_commit",
    "rounds.before_begin_commit",
    "rounds.before_commit",
    "inbox.after_react",
    "engine.after_claim",
    "engine.after_post",
    "engine.before_commit",
    "engine.after_commit",
    "engine.before_operate_commit",
    "outbox.before_claim_commit",
    "outbox.after_claim",
    "outbox.after_send",
    "outbox.after_split",
    "outbox.before_settle_commit",
    "outbox.after_settle",
    "insight.after_claim",
    "insight.after_answer",
    "richmenus.after_create",
    "richmenus.after_picture",
    "richmenus.after_alias",
    "richmenus.after_place",
    "richmenus.after_standard",
    "richmenus.after_link",
    "lineaudiences.before_commit",
    "lineaudiences.after_claim",
    "lineaudiences.after_create",
    "lineaudiences.after_add",
    "narrowcasts.before_claim_commit",
    "narrowcasts.after_claim",
    "narrowcasts.after_send",
    "narrowcasts.before_settle_commit",
    "narrowcasts.after_settle",
    "imports.before_commit",
    "imports.after_commit",
    "scenarios.after_version",
    "scenarios.after_carry_over",
    "together.before_publish",
    "together.before_commit",
    "together.after_commit",
)

_armed: dict[str, Action] = {}
#: How often each armed point was reached, for tests that ask whether they tested anything.
_reached: dict[str, int] = {}
_environment_read = False


class FailpointReached(Exception):
    """An armed failpoint of action ``raise`` was reached."""


def failpoint(name: str) -> None:
    """Do nothing, unless a test armed the point ``name``."""
    global _environment_read
    if not _environment_read:
        _environment_read = True
        _read_environment()
    if not _armed:
        return
    action = _armed.get(name)
    if action is None:
        return
    _reached[name] = _reached.get(name, 0) + 1
    if callable(action):
        action()
    if action == "raise":
        raise FailpointReached(name)
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if action == "sleep":
        time.sleep(5)


def _read_environment() -> None:
    text = os.environ.get("LINESTEPS_FAILPOINTS", "")
    if text and (settings.DEBUG or getattr(settings, "LINESTEPS_TESTING", False)):
        for part in text.split(","):
            name, _equals, action = part.partition("=")
            _armed[name] = action  # type: ignore[assignment]


@contextmanager
def arm(name: str, action: Action = "raise") -> Iterator[None]:
    """Arm the point ``name`` for the length of the block."""
    if name not in POINTS:
        raise ValueError(f"No failpoint is called {name!r}.")
    _armed[name] = action
    _reached.pop(name, None)
    try:
        yield
    finally:
        _armed.pop(name, None)


def times_reached(name: str) -> int:
    """How often the point ``name`` was reached since it was armed last, in this process."""
    return _reached.get(name, 0)
