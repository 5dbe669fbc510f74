"""A tick every two seconds, whatever happens to the queue: it finds what no ring told of.

django-q2 looks at its schedules every 30 s only. So a tick puts the next one into the queue as a
row that is locked until its time, before it works; a generation number in our own row lets only one
chain live. Should the chain break, a schedule each minute and every starting worker wind it up again.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django_q.brokers import get_broker
from django_q.brokers.orm import ORM
from django_q.models import OrmQ, Schedule
from django_q.signing import SignedPackage

from linesteps import bulk, clock, conf, doorbell
from linesteps.audiences.members import stale
from linesteps.audiences.models import Segment
from linesteps.broadcasts.models import Broadcast
from linesteps.calls.make import LOST_AFTER
from linesteps.calls.models import Call
from linesteps.doorbell import Beat
from linesteps.engine.models import Enrolment, Intake
from linesteps.engine.start_models import StartRound
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity, Follower
from linesteps.following.models import ChangedSource
from linesteps.following.together import due_now as due_publications
from linesteps.goals.models import GoalDue
from linesteps.imports.models import FriendImport
from linesteps.inbox.models import InboxEvent
from linesteps.insight.models import CountedUnit
from linesteps.lineaudiences.models import LineAudience
from linesteps.narrowcasts.models import Narrowcast
from linesteps.outbox.models import Dispatch
from linesteps.privacy.models import Erasure
from linesteps.richmenus.models import FollowerMenu, due_now
from linesteps.routes.models import RouteVisit
from linesteps.scenarios.models import ScenarioTrigger
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
    found = _DUE(moment=clock.now(), real_now=clock.real_now())
    return [task for task, reasons in _TASKS.items() if reasons & found]


def _questions() -> dict[str, models.QuerySet[Any]]:
    moment = bulk.at("moment")
    return {
        "inbox": InboxEvent.objects.waiting(),
        "activities": Activity.objects.unhandled(),
        "intakes": Intake.objects.pending(moment),
        "broadcasts": Broadcast.objects.due(moment),
        "runs": Enrolment.objects.due(moment),
        # Whether they wait for another one costs more to ask than the claim that finds nothing.
        "sends": Dispatch.objects.reached(moment),
        "orphans": Dispatch.objects.left_behind(bulk.at("real_now")),
        "own_menus": FollowerMenu.objects.due(moment),
        "strangers": Follower.objects.without_profile().filter(profile_tried_at__isnull=True),
    }


_DUE = bulk.Questions(_questions)


def due_seldom() -> list[str]:
    """The same for what may wait for a minute when its ring was lost; so the tick stays cheap."""
    moment = clock.now()
    found = bulk.any_of(
        {
            "counts": CountedUnit.objects.due(moment),
            "goals": GoalDue.objects.all(),
            "calls": Call.objects.due(moment),
            "lost_calls": Call.objects.abandoned(clock.real_now() - LOST_AFTER),
            "changes": ChangedSource.objects.all(),
            "erasures": Erasure.objects.due(moment),
            "imports": FriendImport.objects.due(),
            "notices": StaffNotice.objects.due(moment),
            "clock": ScenarioTrigger.objects.timed(moment),
            "routes": RouteVisit.objects.left_over(),
            "rounds": StartRound.objects.pending(),
            "segments": Segment.objects.due(moment),
            "line_audiences": LineAudience.objects.due(moment),
            "narrowcasts": Narrowcast.objects.due(moment),
            "uncounted": stale(moment),
            "done_broadcasts": Broadcast.objects.done(),
            **due_now(),
            **due_publications(),
        }
    )
    return [task for task, reasons in _SELDOM_TASKS.items() if reasons & found]


#: What each task has to look for, every two seconds.
_TASKS = {
    "drain_inbox": {"inbox", "activities"},
    "send_broadcasts": {"broadcasts"},
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
    "send_broadcasts": {"done_broadcasts"},
    "import_friends": {"imports"},
    "join_routes": {"routes"},
    "start_on_time": {"clock", "rounds"},
    "look_at_segments": {"segments", "uncounted"},
    "tell_staff": {"notices"},
    "tend_audiences": {"line_audiences"},
    "send_narrowcasts": {"narrowcasts"},
    "poll_insights": {"counts"},
    "count_goals": {"goals"},
    "make_calls": {"calls", "lost_calls"},
    "publish_planned": {"page_waits", "planned", "expired"},
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
