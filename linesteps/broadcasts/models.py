"""One-off sends: what is sent, to whom and when, and how far it has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.broadcasts.content import content_block
from linesteps.engine.models import LIVE, Enrolment, Intake, StepVisit
from linesteps.fields import FrozenStreamField
from linesteps.outbox.models import UNSETTLED
from linesteps.scenarios.models import Scenario


class BroadcastQuerySet(models.QuerySet["Broadcast"]):
    """Questions about one-off sends."""

    def due(self, moment: datetime) -> BroadcastQuerySet:
        """Those whose time has come, longest due first."""
        return self.filter(state=Broadcast.State.SCHEDULED, due_at__lte=moment).order_by("due_at", "pk")

    def done(self) -> BroadcastQuerySet:
        """Those under way of which nothing is left to do."""
        mine = {"scenario": models.OuterRef("scenario")}
        intakes = Intake.objects.filter(**mine, finished_at__isnull=True)
        runs = Enrolment.objects.filter(**mine, status__in=LIVE)
        sends = StepVisit.objects.filter(**mine, dispatch__status__in=UNSETTLED)
        return self.filter(
            ~models.Exists(intakes),
            ~models.Exists(runs),
            ~models.Exists(sends),
            state=Broadcast.State.SENDING,
        )

    def planned(self) -> BroadcastQuerySet:
        """Those that wait for their time."""
        return self.filter(state=Broadcast.State.SCHEDULED)

    def unfinished(self) -> BroadcastQuerySet:
        """Those that still need what they are made of."""
        return self.exclude(state__in=(Broadcast.State.FINISHED, Broadcast.State.RECALLED))

    def in_trouble(self) -> BroadcastQuerySet:
        """Those that somebody confirmed and that could not start."""
        return self.filter(state=Broadcast.State.DRAFT).exclude(trouble="")


class Broadcast(models.Model):
    """A one-off send. It runs as ``scenario``, a course of one step that nobody sees as a scenario."""

    class State(models.TextChoices):
        """How far it has come. Whether it is paused is known by its ``scenario``."""

        #: Being written.
        DRAFT = "draft", _("Draft")
        #: Confirmed; a worker starts it at ``due_at``.
        SCHEDULED = "scheduled", pgettext_lazy("one-off send", "Scheduled")
        #: Under way.
        SENDING = "sending", _("Sending")
        #: What had not gone was taken back.
        RECALLED = "recalled", _("Recalled")
        #: Everybody was sent to, or will never be.
        FINISHED = "finished", _("Finished")

    class To(models.TextChoices):
        """Who gets it."""

        EVERYBODY = "everybody", _("all friends")
        SEGMENT = "segment", _("friends in a segment")
        CONDITIONS = "conditions", _("friends for whom conditions hold")

    class Pace(models.TextChoices):
        """How fast."""

        AT_ONCE = "at_once", _("all at once")
        PER_HOUR = "per_hour", _("so many people in an hour")
        WITHIN = "within", _("spread over so many hours")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="broadcasts", verbose_name=_("LINE Official Account")
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("For you; friends do not see it."))
    to = models.CharField(_("to whom"), max_length=10, choices=To, default=To.EVERYBODY)
    segment = models.ForeignKey(
        Segment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="broadcasts",
        verbose_name=_("segment"),
        help_text=_("Who belongs to it is asked at the moment of sending."),
    )
    #: The plain value of ``conditions.filters.who_block``; in JSON, so that kinds make no migration.
    who = models.JSONField(_("conditions"), default=dict, blank=True)
    content = FrozenStreamField(content_block, blank=True, verbose_name=_("messages"))
    send_at = models.DateTimeField(
        _("when"), null=True, blank=True, help_text=_("Leave empty to send as soon as you confirm.")
    )
    pace = models.CharField(_("how fast"), max_length=10, choices=Pace, default=Pace.AT_ONCE)
    pace_number = models.PositiveIntegerField(
        _("people in an hour, or hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
        help_text=_("So that a shop's site or telephone is not run over by everybody at once."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    scenario = models.OneToOneField(
        Scenario, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="broadcast"
    )
    #: Why it could not be started; then it is a draft again.
    trouble = models.CharField(max_length=500, blank=True, default="", editable=False)
    #: How many people were counted when somebody confirmed.
    counted = models.PositiveIntegerField(null=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    #: When it starts.
    due_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    #: Of what an editor wrote; names what the last question was about.
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = BroadcastQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-off send")
        verbose_name_plural = _("one-off sends")
        ordering = ("-created_at", "-pk")
        permissions = (("send_broadcast", _("Can send and recall one-off sends")),)
        indexes = (
            models.Index(
                fields=("due_at", "id"),
                condition=models.Q(state="scheduled"),
                name="linesteps_broadcast_due",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the course that it runs as, under the same name."""
        with transaction.atomic():
            if self.scenario_id is None:
                course = Scenario(
                    name=self.name,
                    account=self.account,
                    is_broadcast=True,
                    live=False,
                    re_entry=Scenario.ReEntry.NEVER,
                )
                # No signals: neither the search nor the index of references may know of it.
                [self.scenario] = Scenario.every.bulk_create([course])
                if kwargs.get("update_fields") is not None:
                    kwargs["update_fields"] = [*kwargs["update_fields"], "scenario"]
            elif self.is_draft:
                Scenario.every.filter(pk=self.scenario_id).update(name=self.name, account=self.account)
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """With the course; one that has started stays, with its figures.

        Raises:
            ProtectedError: somebody was sent to.
        """
        with transaction.atomic():
            course, self.scenario = self.scenario, None
            found = super().delete(*args, **kwargs)
            if course is not None:
                course.delete()
        return found

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == self.State.DRAFT

    @property
    def course_id(self) -> int:
        """The primary key of its course; 0 before it was saved."""
        return self.scenario_id or 0

    @property
    def is_under_way(self) -> bool:
        """Whether some of it may still go out."""
        return self.state in {self.State.SCHEDULED, self.State.SENDING}

    @property
    def is_paused(self) -> bool:
        """Whether nothing of it moves until somebody goes on."""
        course = self.scenario
        is_halted = course is not None and course.state == Scenario.State.PAUSED
        return self.state == self.State.SENDING and is_halted

    @property
    def sent_content(self) -> dict[str, Any]:
        """The plain value of the send."""
        from linesteps.scenarios.plain import plain

        found = plain(self.content)
        return dict(found[0]["value"]) if found else {}
