"""The queue as a doorbell: a ring says that there is work, never which; truth stays in our rows.

A lost ring costs seconds, since the tick looks for due work anyway. Bursts collapse: while a ring
waits to be answered, further ones change nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from linesteps import bulk, clock, commits, conf
from linesteps.failpoints import failpoint

logger = logging.getLogger("linesteps.doorbell")

#: A ring that nobody answered for so long is taken for lost.
LOST_AFTER = timedelta(seconds=10)


class Doorbell(models.Model):
    """Whether a task was rung for and has not started yet."""

    #: What tells whether it is rung.
    LOOK = ("rung_at",)

    name = models.SlugField(primary_key=True, max_length=40)
    rung_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Beat(models.Model):
    """The tick's heart: which tick is the next one, and when the last one was."""

    name = models.SlugField(primary_key=True, max_length=40)
    generation = models.BigIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        permissions = (("view_health", _("Can see the system status")),)

    def __str__(self) -> str:
        return f"{self.name} {self.generation}"


def ring(name: str, seen: Doorbell | None = None) -> None:
    """After the commit, ask a worker to run ``linesteps.tasks.<name>``, once for all that a transaction rings for.

    Never raises for a broken queue: the caller's work is committed, and the tick will find it.

    Args:
        name: of a task.
        seen: the bell as somebody saw it after the commit of what they ring for.
    """
    if seen is not None and _is_rung(seen, clock.real_now()):
        return
    if not any(one.name == name and not one.is_done for one in commits.standing(_Ring)):
        transaction.on_commit(_Ring(name))


class _Ring:
    """A ring that waits for the commit."""

    def __init__(self, name: str) -> None:
        self.name, self.is_done = name, False

    def __call__(self) -> None:
        # Django's TestCase calls what stands ready and leaves it standing; then the next ring must ring.
        self.is_done = True
        _ring(self.name)


def answer(name: str) -> None:
    """Say that the task started, so that the next ring rings again. Call it before looking for work."""
    Doorbell.objects.filter(name=name, rung_at__isnull=False).update(rung_at=None)


def _ring(name: str) -> None:
    from django_q.tasks import async_task

    # Real time, not the virtual one: this is about processes, not about followers.
    moment = clock.real_now()
    try:
        # Only looked at first: most rings find it rung, and a write would wait for whoever writes now.
        # What we rang for is committed, so whoever answers that ring sees it.
        bell = bulk.look_up(Doorbell, Doorbell.LOOK, name=name)
        if bell is not None and _is_rung(bell, moment):
            return
        silent = models.Q(rung_at__isnull=True) | models.Q(rung_at__lt=moment - LOST_AFTER)
        rang = Doorbell.objects.filter(silent, name=name).update(rung_at=moment)
        if not rang:
            _, rang = Doorbell.objects.get_or_create(name=name, defaults={"rung_at": moment})
        if rang:
            failpoint("doorbell.before_queue")
            async_task(f"linesteps.tasks.{name}", **_options())
    except Exception:
        logger.warning("The queue took no ring for %s; the tick will find the work.", name, exc_info=True)


def _is_rung(bell: Doorbell, moment: datetime) -> bool:
    return bell.rung_at is not None and bell.rung_at >= moment - LOST_AFTER


def _options() -> dict[str, Any]:
    return {"cluster": conf.cluster()} if conf.cluster() else {}
