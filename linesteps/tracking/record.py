"""Writing down a tap, and what it tells of the phone."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from linesteps import clock, doorbell
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity, Follower
from linesteps.tracking.devices import device_of
from linesteps.tracking.models import Click, TrackedLink

#: A second hit on the same link within this time is the same tap (redirect, reload, double tap).
SAME_TAP = timedelta(seconds=10)


def record(
    link: TrackedLink,
    follower: Follower,
    *,
    enrolment_id: int | None,
    is_person: bool,
    known_by: Click.KnownBy,
    user_agent: str = "",
) -> Click:
    """Store a hit; one that counts becomes an activity, which wakes branches and starts scenarios."""
    moment = clock.now()
    with transaction.atomic():
        recent = Click.objects.filter(link=link, follower=follower, is_counted=True, at__gt=moment - SAME_TAP)
        click = Click.objects.create(
            link=link,
            follower=follower,
            enrolment_id=enrolment_id,
            at=moment,
            is_counted=is_person and not recent.exists(),
            known_by=known_by,
            user_agent=user_agent[:400],
        )
        if click.is_counted:
            _learn(follower, user_agent)
            Activity.of(
                follower,
                "link_clicked",
                moment,
                url=link.url,
                label=link.label,
                link=link.pk,
                step=link.step_id,
                known_by=known_by.value,
            ).save()
            doorbell.ring("drain_inbox")
        failpoint("tracking.before_commit")
    return click


def _learn(follower: Follower, user_agent: str) -> None:
    device = device_of(user_agent)
    # A desktop says nothing of the phone on which the person reads LINE.
    if device is not None and device.os != Follower.OS.OTHER:
        Follower.objects.filter(pk=follower.pk).update(os=device.os, os_version=device.version[:20])
