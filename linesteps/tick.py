"""A tick every two seconds, whatever happens to the queue: it finds what no ring told of.

django-q2 looks at its schedules every 30 s only. So a tick puts the next one into the queue as a
row that is locked until its time, before it works; a generation number in our own row lets only one
chain live. Should the chain break, a schedule each minute and every starting worker wind it up again.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django_q.brokers import get_broker
from django_q.brokers.orm import ORM
from django_q.models import OrmQ, Schedule
from django_q.signing import SignedPackage

from linesteps import bulk, clock, conf, doorbell
from linesteps.doorbell import Beat
from linesteps.engine.models import Enrolment, Intake
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity, Follower
from linesteps.following.models import ChangedSource
from linesteps.inbox.models import InboxEvent
from linesteps.outbox.models import Dispatch
from linesteps.privacy.models import Erasure
from linesteps.richmenus.models import FollowerMenu, due_now
from linesteps.staff.models import StaffNotice

logger = logging.getLogger("linesteps.tick")

GAP = timedelta(seconds=2)
#: A heart that did not beat for so long is taken for dead.
DEAD_AFTER = timedelta(seconds=10)
NAME = "tick"


def beat(generation: int) -> bool:
    """One tick: pass the baton on, then ring for whatever is due. False if a newer chain lives."""
    with transaction.atomic():
        mine = Beat.objects.filter(name=NAME, generation=generation)
        if not mine.update(generation=generation + 1, beat_at=clock.real_now()):
            return False
        _enqueue(generation + 1)
        failpoint("tick.before_commit")
    failpoint("tick.after_commit")
    for name in due():
        doorbell.ring(name)
    return True


def wind() -> bool:
    """Start a chain if none beats; returns whether one was started. Safe to call from anywhere."""
    if not isinstance(get_broker(conf.cluster()), ORM):
        # Only the ORM broker can delay a task; on others the schedule each minute does the looking.
        return False
    moment = clock.real_now()
    with transaction.atomic():
        Beat.objects.get_or_create(name=NAME)
        rows = Beat.objects.select_for_update(no_key=True).filter(name=NAME)
        row = rows.get()
        if row.beat_at is not None and moment - row.beat_at < DEAD_AFTER:
            return False
        row.generation, row.beat_at = row.generation + 1, moment
        row.save()
        _enqueue(row.generation)
    logger.info("The tick was started as generation %s.", row.generation)
    return True


def due() -> list[str]:
    """Names of the tasks that have something to do now; a few index look-ups in one statement."""
    moment = clock.now()
    found = bulk.any_of(
        {
            "inbox": InboxEvent.objects.waiting(),
            "activities": Activity.objects.unhandled(),
            "intakes": Intake.objects.pending(),
            "runs": Enrolment.objects.due(moment),
            # Whether they wait for another one costs more to ask than the claim that finds nothing.
            "sends": Dispatch.objects.reached(moment),
            "orphans": Dispatch.objects.left_behind(clock.real_now()),
            "own_menus": FollowerMenu.objects.due(moment),
            "strangers": Follower.objects.without_profile().filter(profile_tried_at__isnull=True),
        }
    )
    return [task for task, reasons in _TASKS.items() if reasons & found]


def due_seldom() -> list[str]:
    """The same for what may wait for a minute when its ring was lost; so the tick stays cheap."""
    moment = clock.now()
    found = bulk.any_of(
        {
            "changes": ChangedSource.objects.all(),
            "erasures": Erasure.objects.due(moment),
            "notices": StaffNotice.objects.due(moment),
            **due_now(),
        }
    )
    return [task for task, reasons in _SELDOM_TASKS.items() if reasons & found]


#: What each task has to look for, every two seconds.
_TASKS = {
    "drain_inbox": {"inbox", "activities"},
    "take_in_friends": {"intakes"},
    "advance_due": {"runs"},
    "dispatch_outbox": {"sends", "orphans"},
    "tend_rich_menus": {"own_menus"},
    "fetch_profiles": {"strangers"},
}
#: Every minute.
_SELDOM_TASKS = {
    "finish_erasures": {"erasures"},
    "follow_sources": {"changes"},
    "tell_staff": {"notices"},
    "tend_rich_menus": {"menus", "standard_menus"},
}


def schedule_watchdog() -> None:
    """Make sure that django-q2 calls ``linesteps.tasks.watch`` each minute."""
    Schedule.objects.get_or_create(
        name="linesteps: watch",
        defaults={
            "func": "linesteps.tasks.watch",
            "schedule_type": Schedule.MINUTES,
            "minutes": 1,
            "repeats": -1,
            "cluster": conf.cluster(),
        },
    )


def schedule_pruning() -> None:
    """Make sure that django-q2 calls ``linesteps.tasks.prune_old`` each day."""
    Schedule.objects.get_or_create(
        name="linesteps: prune",
        defaults={
            "func": "linesteps.tasks.prune_old",
            "schedule_type": Schedule.DAILY,
            "repeats": -1,
            "cluster": conf.cluster(),
        },
    )


def _enqueue(generation: int) -> None:
    """A task row that no cluster takes before its time."""
    broker = get_broker(conf.cluster())
    task: dict[str, Any] = {
        "id": f"linesteps-tick-{generation}",
        "name": f"linesteps-tick-{generation}",
        "func": "linesteps.tasks.tick",
        "args": (generation,),
        "kwargs": {},
        "ack_failure": True,
        "started": clock.real_now(),
    }
    OrmQ.objects.create(key=broker.list_key, payload=SignedPackage.dumps(task), lock=clock.real_now() + GAP)
