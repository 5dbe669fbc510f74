"""Telling linesteps that something about a friend changed in the site's own tables."""

from __future__ import annotations

from django.db import transaction

from linesteps import clock, doorbell
from linesteps.followers.models import Activity, Follower

#: The activity that wakes whoever waits for a condition on the site's models.
KIND = "facts_changed"


def facts_changed(follower: Follower) -> None:
    """Let scenarios look again at what the site's models say of a friend; after the commit.

    Call it in the transaction of the change. A second call before the worker has looked is free.

    Args:
        follower: whose rows changed.
    """
    if follower.status == Follower.Status.ERASED:
        return
    waiting = Activity.objects.filter(follower=follower, kind=KIND, handled_at__isnull=True)
    with transaction.atomic():
        if not waiting.exists():
            Activity.of(follower, KIND, clock.now()).save(force_insert=True)
        doorbell.ring("drain_inbox")
