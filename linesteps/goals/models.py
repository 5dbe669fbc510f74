"""Goals as they were published, who reached them, and whose success is still to be counted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.followers.models import Follower


class ScenarioGoal(models.Model):
    """A goal of a published scenario, flat, so that an activity finds it by account and kind."""

    scenario = models.ForeignKey(
        "linesteps.Scenario", on_delete=models.CASCADE, related_name="compiled_goals"
    )
    account = models.ForeignKey("linesteps.Account", on_delete=models.CASCADE, related_name="+")
    #: The block's or step's id: it stays the same from version to version.
    key = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=200)
    kind = models.SlugField(max_length=40)
    config = models.JSONField(default=dict)
    #: In so many days after a touch a success counts for it.
    days = models.PositiveSmallIntegerField()
    activities = models.JSONField(default=list)

    class Meta:
        ordering = ("scenario", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("scenario", "key"), name="linesteps_scenariogoal_once"),
        )

    def __str__(self) -> str:
        return self.name

    def compiled(self) -> dict[str, Any]:
        """As ``goals.compiled`` reads it."""
        return {
            "key": self.key,
            "kind": self.kind,
            "config": self.config,
            "days": self.days,
            "activities": self.activities,
        }


class Conversion(models.Model):
    """One success of one friend, and the message that it counts for; counted anew from facts, never up.

    Whoever was held out of the scenario has some, too, without a run: to be compared with.
    """

    class Touch(models.TextChoices):
        """What came last before it, within the goal's days."""

        #: They had started, or would have.
        START = "start", _("The start")
        #: A message was sent.
        SENT = "sent", _("A message")
        #: Something in a message was tapped.
        TAPPED = "tapped", _("A tap")

    scenario = models.ForeignKey("linesteps.Scenario", on_delete=models.CASCADE, related_name="conversions")
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="conversions")
    enrolment = models.ForeignKey(
        "linesteps.Enrolment", on_delete=models.CASCADE, null=True, related_name="conversions"
    )
    #: Of the goal.
    key = models.CharField(max_length=64)
    #: The fact that it is: an activity's key. It may be gone; the success stays.
    activity_id = models.BigIntegerField()
    at = models.DateTimeField(_("when"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True)
    touch = models.CharField(max_length=6, choices=Touch)
    #: The send that it counts for; empty for the start.
    step_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("success")
        verbose_name_plural = _("successes")
        constraints = (
            models.UniqueConstraint(
                fields=("scenario", "key", "activity_id"), name="linesteps_conversion_once"
            ),
        )
        indexes = (models.Index(fields=("scenario", "follower"), name="linesteps_conversion_who"),)

    def __str__(self) -> str:
        return f"{self.follower_id}: {self.key}"


class HeldOut(models.Model):
    """Somebody who would have started a scenario and was kept out by lot, to see what it brings."""

    scenario = models.ForeignKey("linesteps.Scenario", on_delete=models.CASCADE, related_name="held_out")
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="held_out")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("friend who is held out")
        verbose_name_plural = _("friends who are held out")
        constraints = (
            models.UniqueConstraint(fields=("scenario", "follower"), name="linesteps_heldout_once"),
        )

    def __str__(self) -> str:
        return f"{self.follower_id} out of {self.scenario_id}"


class SplitDecision(models.Model):
    """The path that everybody new takes at a split, with the numbers by which it won; undone, it stays on record."""

    scenario = models.ForeignKey(
        "linesteps.Scenario", on_delete=models.CASCADE, related_name="split_decisions"
    )
    step_id = models.CharField(max_length=64)
    port = models.CharField(max_length=80)
    #: ``[{"port", "label", "people", "successes", "chance"}, …]`` at that moment.
    numbers = models.JSONField(default=list)
    decided_at = models.DateTimeField()
    #: ``None``: by itself.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("winner of a split")
        verbose_name_plural = _("winners of splits")
        constraints = (
            models.UniqueConstraint(
                fields=("scenario", "step_id"),
                condition=models.Q(undone_at__isnull=True),
                name="linesteps_splitdecision_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scenario_id} {self.step_id}: {self.port}"


class GoalDue(models.Model):
    """One friend's successes in one scenario are to be counted anew; gone once they are."""

    scenario = models.ForeignKey("linesteps.Scenario", on_delete=models.CASCADE, related_name="+")
    #: ``None``: everybody's, from the one behind ``last_id`` on.
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, null=True, related_name="goals_due")
    last_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("scenario", "follower"), name="linesteps_goaldue_once"),
        )

    def __str__(self) -> str:
        return f"{self.scenario_id}: {self.follower_id}"
