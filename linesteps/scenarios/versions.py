"""What publishing makes: immutable versions, and start conditions that an activity finds by kind."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account

#: Clocks of several machines may differ by so much.
CLOCKS_DIFFER = timedelta(minutes=5)


class ScenarioVersion(models.Model):
    """A published scenario, compiled and immutable: what followers inside run to the end."""

    scenario = models.ForeignKey("linesteps.Scenario", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    #: ``linesteps.graph.Graph.to_json()``, with message payloads pinned.
    graph = models.JSONField()
    #: The same as it was drawn, as plain JSON: how the version is shown later.
    steps = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    #: The draft that it was made of, as long as that is kept.
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ("scenario", "-number")
        constraints = (
            models.UniqueConstraint(fields=("scenario", "number"), name="linesteps_scenarioversion_number"),
        )

    def __str__(self) -> str:
        return f"{self.scenario_id} v{self.number}"


class VersionSource(models.Model):
    """What a step of a version is filled from, so that a change there finds the step."""

    version = models.ForeignKey(ScenarioVersion, on_delete=models.CASCADE, related_name="sources")
    step_id = models.CharField(max_length=64)
    #: ``library``, ``page``, ``below`` or ``document`` (``linesteps.messages.kind.Compiling.draw_on``).
    kind = models.SlugField(max_length=20, db_index=False)
    key = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "key", "version", "step_id"), name="linesteps_versionsource_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.step_id}: {self.kind} {self.key}"


class AskedScenario(models.Model):
    """A scenario whose starts and ends a wait or an exit rule of a version asks about."""

    version = models.ForeignKey(
        ScenarioVersion, on_delete=models.CASCADE, related_name="asked", db_index=False
    )
    scenario = models.ForeignKey(
        "linesteps.Scenario", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("scenario", "version"), name="linesteps_askedscenario_once"),
        )

    def __str__(self) -> str:
        return f"{self.version_id} asks about {self.scenario_id}"


class ScenarioTriggerQuerySet(models.QuerySet["ScenarioTrigger"]):
    """Questions about start conditions."""

    def timed(self, moment: datetime) -> ScenarioTriggerQuerySet:
        """Those whose time has come, and those that were planned by a clock that has been put back since."""
        is_due = models.Q(next_at__lte=moment) | models.Q(planned_at__gt=moment + CLOCKS_DIFFER)
        return self.filter(is_due, next_at__isnull=False).order_by("id")


class ScenarioTrigger(models.Model):
    """A start condition of a published scenario, flat, so that an activity finds it by kind."""

    scenario = models.ForeignKey(
        "linesteps.Scenario", on_delete=models.CASCADE, related_name="compiled_triggers"
    )
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.SlugField(max_length=40)
    #: The activity kind that sets it off.
    activity_kind = models.SlugField(max_length=40)
    config = models.JSONField(default=dict)
    #: For those that the clock sets off: when it does so next, and when that was reckoned.
    next_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)

    objects = ScenarioTriggerQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("account", "activity_kind"), name="linesteps_trigger_lookup"),
            models.Index(
                fields=("next_at", "planned_at"),
                condition=models.Q(next_at__isnull=False),
                name="linesteps_trigger_timed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.scenario_id}: {self.kind}"
