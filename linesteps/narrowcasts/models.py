"""Narrowcasts: what is sent, to whom, and what LINE says became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account
from linesteps.fields import FrozenStreamField
from linesteps.line.narrowcasts import MOST_AUDIENCES
from linesteps.lineaudiences.models import LineAudience
from linesteps.messages.parts.quick import quick_replies_of_all_block
from linesteps.messages.stream import messages_block
from linesteps.narrowcasts.attributes import AGES, APPS, PERIODS, filter_of

#: LINE remembers a retry key for so long; the same key later sends again (docs, “Retry failed API requests”).
KEY_LASTS = timedelta(hours=24)
#: LINE tells how a narrowcast goes on, and counts who saw it, for so long.
TOLD_FOR = timedelta(days=14)


class NarrowcastQuerySet(models.QuerySet["Narrowcast"]):
    """Questions about narrowcasts."""

    def due(self, moment: datetime) -> NarrowcastQuerySet:
        """Those for which something is to be done now, longest due first; accounts out of use are left alone."""
        return self.filter(due_at__lte=moment, account__is_active=True).order_by("due_at", "pk")

    def under_way(self) -> NarrowcastQuerySet:
        """Those that LINE may be working on now."""
        return self.filter(state__in=(Narrowcast.State.SENDING, Narrowcast.State.ACCEPTED))

    def done(self) -> NarrowcastQuerySet:
        """Those of whose readers LINE can make an audience."""
        return self.filter(state=Narrowcast.State.DONE).exclude(request_id="")


class Narrowcast(models.Model):
    """One send to people whom LINE finds (「絞り込み配信」)."""

    class State(models.TextChoices):
        """How far it is."""

        #: Nobody has pressed “Send”.
        DRAFT = "draft", _("Draft")
        #: It goes out at its time.
        SCHEDULED = "scheduled", _("Planned")
        #: LINE is being asked, perhaps again and again.
        SENDING = "sending", _("Handed over")
        #: LINE took it, and delivers it in the background.
        ACCEPTED = "accepted", _("Under way at LINE")
        #: LINE is done with it.
        DONE = "done", _("Sent")
        #: Nobody got it.
        FAILED = "failed", _("Nobody got it")
        #: LINE never said whether it took it, or what became of it.
        UNCLEAR = "unclear", _("Unclear")

    class Match(models.TextChoices):
        """How several audiences go together."""

        #: Logical or.
        ANY = "any", _("who is in one of them")
        #: Logical and.
        ALL = "all", _("who is in all of them")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="narrowcasts", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("For you; friends do not see it."))
    messages = FrozenStreamField(messages_block, blank=True, verbose_name=_("messages"))
    quick_replies = FrozenStreamField(quick_replies_of_all_block, blank=True, verbose_name=_("quick replies"))
    include = models.ManyToManyField(
        LineAudience, blank=True, related_name="narrowcasts_to", verbose_name=_("to these audiences")
    )
    include_match = models.CharField(_("meaning"), max_length=3, choices=Match, default=Match.ANY)
    exclude = models.ManyToManyField(
        LineAudience,
        blank=True,
        related_name="narrowcasts_without",
        verbose_name=_("but not to these"),
        help_text=_("Whoever is in one of them gets nothing."),
    )
    genders = models.JSONField(_("gender"), default=list, blank=True)
    age_from = models.CharField(_("from the age of"), max_length=8, choices=AGES, blank=True)
    age_below = models.CharField(_("and younger than"), max_length=8, choices=AGES, blank=True)
    app = models.CharField(_("phone"), max_length=8, choices=APPS, blank=True)
    areas = models.JSONField(_("prefectures"), default=list, blank=True)
    friend_from = models.CharField(_("friends for at least"), max_length=8, choices=PERIODS, blank=True)
    friend_below = models.CharField(_("and for less than"), max_length=8, choices=PERIODS, blank=True)
    most = models.PositiveIntegerField(
        _("how many people at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("LINE chooses them at random. Left empty: everybody whom it means."),
    )
    is_up_to_quota = models.BooleanField(
        _("if the month's messages do not suffice, send to as many as they do"),
        default=False,
        help_text=_("LINE chooses them at random. Otherwise nobody gets it then."),
    )
    is_silent = models.BooleanField(_("without a notification on the phone"), default=False)
    send_at = models.DateTimeField(
        _("when"), null=True, blank=True, help_text=_("Left empty: as soon as you press “Send it”.")
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    #: LINE's request as it was handed over, and the key by which LINE takes it once.
    body = models.TextField(blank=True, editable=False)
    retry_key = models.UUIDField(null=True, blank=True, editable=False)
    request_id = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    first_tried_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    #: For how many people the month's messages are kept until LINE says how many there were.
    reserved = models.PositiveIntegerField(default=0, editable=False)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    fault = models.CharField(max_length=300, blank=True, editable=False)
    #: What LINE counts; never of whom.
    meant = models.PositiveIntegerField(null=True, blank=True, editable=False)
    reached = models.PositiveIntegerField(_("got it"), null=True, blank=True, editable=False)
    missed = models.PositiveIntegerField(null=True, blank=True, editable=False)
    saw = models.PositiveIntegerField(_("saw it"), null=True, blank=True, editable=False)
    tapped = models.PositiveIntegerField(_("tapped a link"), null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = NarrowcastQuerySet.as_manager()

    class Meta:
        verbose_name = _("narrowcast")
        verbose_name_plural = _("narrowcasts")
        ordering = ("-created_at", "-pk")
        permissions = (("send_narrowcast", _("Can send narrowcasts")),)
        indexes = (
            models.Index(
                fields=("due_at",), condition=models.Q(due_at__isnull=False), name="linesteps_narrowcast_due"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == self.State.DRAFT

    @property
    def filter(self) -> dict[str, Any] | None:
        """LINE's filter object; ``None`` without attributes."""
        return filter_of(
            genders=self.genders,
            app=self.app,
            areas=self.areas,
            ages=(self.age_from, self.age_below),
            periods=(self.friend_from, self.friend_below),
        )

    def clean(self) -> None:
        """Ranges that mean somebody."""
        super().clean()
        if _number(self.age_below, 999) <= _number(self.age_from, 0):
            text = gettext("Nobody is that: choose a higher age here, or a lower one before it.")
            raise ValidationError({"age_below": text})
        if _number(self.friend_below, 9999) <= _number(self.friend_from, 0):
            text = gettext("Nobody is that: choose a longer time here, or a shorter one before it.")
            raise ValidationError({"friend_below": text})


def audience_problem(include: Any, exclude: Any) -> str:
    """Why these audiences cannot go together; empty if they can."""
    if len(include) + len(exclude) > MOST_AUDIENCES:
        return gettext("LINE takes 10 audiences at most in one narrowcast. Take some away.")
    both = [one.name for one in include if one in exclude]
    if both:
        text = gettext(
            "“%(name)s” stands on both sides, so nobody of it would get anything. Take it away on one."
        )
        return text % {"name": both[0]}
    return ""


def _number(code: str, otherwise: int) -> int:
    return int(code.rpartition("_")[2]) if code else otherwise
