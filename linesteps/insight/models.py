"""Under which names LINE counts what steps send, and what it counted."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account
from linesteps.scenarios.models import Scenario

#: Names that LINE takes within a calendar month; further ones are silently not assigned (docs, “Unit-based
#: statistics aggregation”).
NAMES_PER_MONTH = 1000
#: LINE goes on counting for so long after a send (docs, “Unit-based statistics aggregation”).
COUNTED_FOR = timedelta(days=14)


class CountedUnitQuerySet(models.QuerySet["CountedUnit"]):
    """Questions about units."""

    def due(self, now: datetime) -> CountedUnitQuerySet:
        """Those of which LINE is to be asked now, longest due first; accounts out of use are left alone."""
        return self.filter(ask_at__lte=now, account__is_active=True).order_by("ask_at", "id")


class CountedUnit(models.Model):
    """What one step sent in one month (UTC+9), as LINE counts it (``customAggregationUnits``).

    LINE puts all sends of one name together, whatever they say: so a month of one step is one name.
    """

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="counted_units", db_index=False
    )
    scenario = models.ForeignKey(
        Scenario, on_delete=models.CASCADE, related_name="counted_units", db_index=False
    )
    step_id = models.CharField(max_length=64)
    #: The month's first day.
    month = models.DateField()
    #: Which of the month's 1,000 names it has; empty for those that came too late for one.
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    #: Days (UTC+9) on which something was first and last sent under the name.
    first_sent_on = models.DateField()
    last_sent_on = models.DateField()
    #: When to ask LINE next; empty once its count stands still, and for those without a name.
    ask_at = models.DateTimeField(null=True, blank=True)
    #: When LINE was asked last, whether it told or not.
    asked_at = models.DateTimeField(null=True, blank=True)
    #: When LINE told last. Empty: it never did.
    told_at = models.DateTimeField(null=True, blank=True)
    #: What it told; empty where it hides the number, which it does below 20 people. Never to be read as 0.
    saw = models.PositiveIntegerField(_("saw it"), null=True, blank=True)
    tapped = models.PositiveIntegerField(_("tapped a link"), null=True, blank=True)
    played = models.PositiveIntegerField(_("began to play"), null=True, blank=True)
    played_to_end = models.PositiveIntegerField(_("played to the end"), null=True, blank=True)

    objects = CountedUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("LINE's count of a step")
        verbose_name_plural = _("LINE's counts of steps")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("scenario", "step_id", "month"), name="linesteps_countedunit_one"
            ),
            # Two workers that take the same number at the same time: one of them does without.
            models.UniqueConstraint(
                fields=("account", "month", "number"), name="linesteps_countedunit_number"
            ),
        )
        indexes = (
            models.Index(
                fields=("ask_at",), condition=models.Q(ask_at__isnull=False), name="linesteps_countedunit_due"
            ),
            models.Index(fields=("account", "asked_at"), name="linesteps_countedunit_asked"),
        )

    def __str__(self) -> str:
        return self.name or f"{self.scenario_id} {self.step_id}"

    @property
    def name(self) -> str:
        """The name at LINE; empty when there was none left."""
        return name_of(self.scenario_id, self.step_id, f"{self.month:%Y%m}") if self.number else ""


def name_of(scenario_id: int, step_id: str, month: str) -> str:
    """The name of one step's month: ``^[a-zA-Z0-9_]{1,30}$`` (openapi/messaging-api.yml).

    The step's own id is longer than that; eight characters of its hash tell it from the others of its scenario.

    Args:
        scenario_id: whose.
        step_id: which step.
        month: as ``202611``.
    """
    digest = hashlib.sha256(step_id.encode()).hexdigest()[:8]
    return f"s{scenario_id}_{digest}_{month}"
