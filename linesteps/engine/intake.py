"""Letting people in who were friends before a scenario was published: on request, in batches."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from linesteps import bulk, clock, doorbell
from linesteps.engine.enrol import enrol
from linesteps.engine.models import EXISTING_FRIENDS, Enrolment, Intake
from linesteps.followers.models import Follower, FollowerQuerySet
from linesteps.scenarios.models import Scenario

#: Followers looked at in one transaction.
BATCH = 100
_TASK = "take_in_friends"


def candidates(scenario: Scenario) -> FollowerQuerySet:
    """Friends who would start: not those who are inside or were, unless it may run again for them."""
    runs = Enrolment.objects.filter(scenario=scenario)
    known = runs.live() if scenario.can_repeat else runs
    friends = Follower.objects.friends().filter(account=scenario.account_id)
    return friends.exclude(pk__in=known.values("follower"))


def request_intake(scenario: Scenario, user: Any = None) -> Intake | None:
    """Ask that every candidate starts; ``None`` when that was asked for before and is still under way.

    Args:
        scenario: a live row that takes in people.
        user: who asks.
    """
    try:
        with transaction.atomic():
            intake = Intake.objects.create(scenario=scenario, requested_by=user, requested_at=clock.now())
    except IntegrityError:
        return None
    doorbell.ring(_TASK)
    return intake


def take_in() -> int:
    """Let one batch in for the oldest request; returns how many friends were looked at, and 0 at its end.

    A request whose scenario takes in nobody any more ends there; a pause only holds it up.
    """
    with transaction.atomic():
        rows = bulk.lock(Intake.objects.pending(), limit=1)
        if not rows:
            return 0
        intake = rows[0]
        scenario = Scenario.objects.starting().filter(pk=intake.scenario_id).first()
        friends = []
        if scenario is not None:
            waiting = candidates(scenario).filter(pk__gt=intake.last_follower_id).order_by("pk")
            friends = list(waiting.select_related("account")[:BATCH])
        for friend in friends:
            assert scenario is not None  # noqa: S101
            intake.entered += enrol(scenario, friend, cause=EXISTING_FRIENDS) is not None
            intake.last_follower_id = friend.pk
        if len(friends) < BATCH:
            intake.finished_at = clock.now()
        intake.save()
        return len(friends)
