"""Segments: conditions that editors saved under a name; and who belongs to those that something listens to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account
from linesteps.followers.models import Follower

#: How long after one look at who belongs to a segment the next one is taken.
LOOK_EVERY = timedelta(minutes=10)
#: Start conditions that need to know who came and who went.
LISTENING = ("entered_segment", "left_segment")


class SegmentQuerySet(models.QuerySet["Segment"]):
    """Questions about segments."""

    def listened_to(self) -> SegmentQuerySet:
        """Those on which a published start condition waits."""
        return self.filter(Exists(_listeners()))

    def due(self, moment: datetime) -> SegmentQuerySet:
        """Those whose members must be looked at, or forgotten since nobody listens any more."""
        is_time = Q(look_at__isnull=True) | Q(look_at__lte=moment)
        is_left_over = Q(look_at__isnull=False) & ~Exists(_listeners())
        return self.filter((is_time & Exists(_listeners())) | is_left_over)


def _listeners() -> Any:
    # By name, since scenarios stand above audiences in the house.
    from django.apps import apps

    rows = apps.get_model("linesteps", "ScenarioTrigger").objects.filter(kind__in=LISTENING)
    return rows.annotate(segment=Cast(KT("config__segment"), models.BigIntegerField())).filter(
        segment=OuterRef("pk")
    )


class Segment(models.Model):
    """A saved set of conditions (「セグメント」): whoever they hold for belongs to it, at any moment anew."""

    class Match(models.TextChoices):
        """How many of the conditions must hold."""

        #: Every one.
        ALL = "all", _("all conditions hold")
        #: At least one.
        ANY = "any", _("one of them holds")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="segments", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(
        _("description"), blank=True, max_length=500, help_text=_("For colleagues: whom you mean by it.")
    )
    match = models.CharField(_("belongs to it when"), max_length=3, choices=Match, default=Match.ALL)
    #: The plain stream of ``conditions.stream.segment_conditions_block``; in JSON, so that kinds make no migration.
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    #: ``{"match", "conditions"}`` as the engine reads it; empty until it was saved by ``save_segment``.
    compiled = models.JSONField(default=dict, blank=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), null=True, editable=False)
    #: When it was counted last for the list, and what was found.
    counted_at = models.DateTimeField(_("counted"), null=True, editable=False)
    matching = models.PositiveIntegerField(null=True, editable=False)
    not_matching = models.PositiveIntegerField(null=True, editable=False)
    unknown = models.PositiveIntegerField(null=True, editable=False)
    is_estimate = models.BooleanField(default=False, editable=False)
    #: When the next look at the members begins or goes on; ``None``: nobody listened up to now.
    look_at = models.DateTimeField(null=True, editable=False)
    #: Up to which follower the look under way has come; 0 when none is.
    looked_up_to = models.BigIntegerField(default=0, editable=False)
    #: Whether the look under way, or the next one, only takes note of who belongs, and starts nothing.
    is_quiet = models.BooleanField(default=True, editable=False)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("account", "name"), name="linesteps_segment_one_name"),
        )

    def __str__(self) -> str:
        return self.name


class SegmentMember(models.Model):
    """A friend belonged to a segment at the last look; kept only where a start condition listens."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="members")
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="segment_members")
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("member of a segment")
        verbose_name_plural = _("members of segments")
        constraints = (
            models.UniqueConstraint(fields=("segment", "follower"), name="linesteps_segmentmember_once"),
        )

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.follower_id}"
