"""What publishing makes: immutable versions, and start conditions that an activity finds by kind."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account


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
    #: ``library``, ``page`` or ``below`` (``linesteps.messages.kind.Compiling.draw_on``).
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

    class Meta:
        indexes = (models.Index(fields=("account", "activity_kind"), name="linesteps_trigger_lookup"),)

    def __str__(self) -> str:
        return f"{self.scenario_id}: {self.kind}"
