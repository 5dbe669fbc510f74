"""Starts by the clock: rounds through the friends, and which date has set off what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario


class StartRoundQuerySet(models.QuerySet["StartRound"]):
    """Questions about rounds."""

    def pending(self) -> StartRoundQuerySet:
        """Those that can go on now, oldest first."""
        able = Scenario.objects.exclude(state=Scenario.State.PAUSED)
        return self.filter(finished_at__isnull=True, scenario__in=able).order_by("pk")


class StartRound(models.Model):
    """One moment of one start condition that the clock sets off; worked off in batches, once."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="start_rounds")
    #: The kind of start condition.
    kind = models.SlugField(max_length=40)
    #: Kind, what it is about, and the moment: two workers, or a clock that was put back, begin it once.
    key = models.CharField(max_length=80)
    #: The start condition as it was published then, its filters included.
    config = models.JSONField(default=dict)
    #: The moment that is meant, however late a worker came.
    due_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    #: Followers up to this id were looked at.
    last_follower_id = models.BigIntegerField(default=0)
    #: How many were looked at, and how many of them started.
    looked_at = models.PositiveIntegerField(default=0)
    entered = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = StartRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of starts")
        verbose_name_plural = _("rounds of starts")
        constraints = (models.UniqueConstraint(fields=("scenario", "key"), name="linesteps_startround_once"),)
        indexes = (
            models.Index(
                fields=("id",),
                condition=models.Q(finished_at__isnull=True),
                name="linesteps_startround_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scenario_id}: {self.key}"


class StartCause(models.Model):
    """A date of a friend that has set a scenario off, or would have, had its filter let the friend in."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="+", db_index=False)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="start_causes")
    #: The attribute and the day, such as ``7:2026-12-24``.
    key = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("scenario", "follower", "key"), name="linesteps_startcause_once"),
        )

    def __str__(self) -> str:
        return f"{self.scenario_id}, {self.follower_id}: {self.key}"
