"""What is to be sent to LINE, written in the commit of the step that wants it sent."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.base import ModelState
from django.utils.translation import gettext_lazy as _

from linesteps import bulk
from linesteps.accounts.models import Account

#: States in which a dispatch still waits for its turn.
PENDING = ("new", "retry")
#: States of which the end is not known yet.
UNSETTLED = (*PENDING, "sending", "held")


def _is_due(now: datetime) -> models.Q:
    return models.Q(status__in=[bulk.literal(one) for one in PENDING], due_at__lte=now)


def _is_orphaned(real_now: datetime) -> models.Q:
    return models.Q(status=bulk.literal("sending"), claimed_until__lte=real_now)


#: Nothing that must go out before it is still on its way.
_IS_FIRST = models.Q(after__isnull=True) | ~models.Q(after__status__in=UNSETTLED)


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    """Questions about dispatches."""

    def reached(self, now: datetime) -> DispatchQuerySet:
        """Those whose time has come; some of them may wait for another one."""
        return self.filter(_is_due(now))

    def left_behind(self, real_now: datetime) -> DispatchQuerySet:
        """Those whose sender died (by real time); some of them may wait for another one."""
        return self.filter(_is_orphaned(real_now))

    def due(self, now: datetime) -> DispatchQuerySet:
        """Those whose turn has come; longest due first."""
        return self.reached(now).filter(_IS_FIRST).order_by("due_at", "id")

    def orphaned(self, real_now: datetime) -> DispatchQuerySet:
        """Those whose sender died, and which wait for no other; longest alone first."""
        return self.left_behind(real_now).filter(_IS_FIRST).order_by("claimed_until", "id")

    def claimable(self, now: datetime, real_now: datetime) -> DispatchQuerySet:
        """Those whose turn has come, and those whose sender died; longest due first."""
        both = _is_due(now) | _is_orphaned(real_now)
        return self.filter(both).filter(_IS_FIRST).order_by("due_at", "id")

    def unsettled(self) -> DispatchQuerySet:
        """Those of which the end is not known yet."""
        return self.filter(status__in=UNSETTLED)


class Dispatch(models.Model):
    """One call to LINE: recipients, exact messages, retry key and state.

    Identical on every try, as LINE's retry key demands; the key exists before the first try.
    """

    class Endpoint(models.TextChoices):
        """Which call of LINE's API carries it."""

        PUSH = "push", "push"
        MULTICAST = "multicast", "multicast"
        REPLY = "reply", "reply"

    class Status(models.TextChoices):
        """How far it has come."""

        #: Waits for its first try.
        NEW = "new", _("Waiting to be sent")
        #: A sender holds it until ``claimed_until``.
        SENDING = "sending", _("Being sent")
        #: LINE took it (2xx, or 409 to our own key). Not a proof that somebody saw it.
        ACCEPTED = "accepted", _("Sent")
        #: LINE refused it for good.
        REJECTED = "rejected", _("Refused by LINE")
        #: Will be tried again with the same key.
        RETRY = "retry", _("Will be tried again")
        #: Waits until the account may send again.
        HELD = "held", _("On hold")
        #: Cannot be known; waits for a person and is never sent again by itself.
        UNCLEAR = "unclear", _("Unclear")
        #: Not to be sent any more (blocked, erased, ended).
        CANCELLED = "cancelled", _("Cancelled")

    # No index of its own: what is pending has ``linesteps_dispatch_lane``, and each costs an insert a send.
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="dispatches", db_index=False)
    endpoint = models.CharField(max_length=10, choices=Endpoint)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    retry_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: ``[[follower id, LINE user id], …]``; frozen once tried.
    recipients = models.JSONField()
    #: The one recipient of a push or reply; empty for a multicast. Finds what to cancel.
    sole_follower_id = models.BigIntegerField(null=True, blank=True)
    #: The JSON array of message objects exactly as it goes out.
    messages = models.TextField()
    reply_token = models.CharField(max_length=200, blank=True, default="")
    #: Not before this time; moved on by a retry or by quiet hours.
    due_at = models.DateTimeField()
    #: Whether it answers what the person did just now, and so ignores quiet hours.
    is_prompt = models.BooleanField(default=False)
    #: When it is too late to send it at all; NULL: never.
    expires_at = models.DateTimeField(null=True, blank=True)
    #: Since when the frequency cap holds it.
    held_at = models.DateTimeField(null=True, blank=True)
    #: How many messages of the month it was counted as, from its first try on.
    charged = models.PositiveIntegerField(default=0)
    #: For the eyes of a tester only (``linesteps.testsend``): no figure and no cap may count it.
    is_test = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    claim_token = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    request_id = models.CharField(max_length=100, blank=True, default="")
    #: LINE's ids of the messages as ``|4685…|4686…|``: known for pushes and replies only.
    message_ids = models.CharField(max_length=200, blank=True, default="")
    #: Under which name LINE counts it together with others (``customAggregationUnits``); part of the frozen body.
    unit = models.CharField(max_length=30, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    #: What must have come to an end first, so that a friend gets messages in the order of the steps.
    after = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    # Nobody looks for them by their scenario, and one that has runs is never deleted.
    scenario = models.ForeignKey(
        "linesteps.Scenario",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="dispatches",
        db_index=False,
    )
    step_id = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        permissions = (("retry_dispatch", _("Can decide about sends that are unclear")),)
        indexes = (
            models.Index(
                fields=("due_at", "id"), condition=models.Q(status__in=PENDING), name="linesteps_dispatch_due"
            ),
            models.Index(
                fields=("account", "endpoint", "is_prompt", "due_at", "id"),
                condition=models.Q(status__in=PENDING),
                name="linesteps_dispatch_lane",
            ),
            models.Index(
                fields=("sole_follower_id",), condition=models.Q(status="new"), name="linesteps_dispatch_sole"
            ),
            models.Index(
                fields=("claimed_until",),
                condition=models.Q(status="sending"),
                name="linesteps_dispatch_orphaned",
            ),
            models.Index(
                fields=("account",), condition=models.Q(status="unclear"), name="linesteps_dispatch_unclear"
            ),
            models.Index(
                fields=("after",), condition=models.Q(after__isnull=False), name="linesteps_dispatch_after"
            ),
        )

    def __str__(self) -> str:
        return f"{self.endpoint} {self.retry_key} ({self.status})"

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any
    ) -> Self:
        """A whole row without the model's constructor, which costs more than reading the row (measured)."""
        if field_names != COLUMNS:
            return super().from_db(db, field_names, values, **options)
        row = cls.whole(values, db=db)
        # Django 6.1 also says how missing fields are to be fetched.
        row._state.__dict__.update(options)
        return row

    @classmethod
    def whole(cls, values: Collection[Any], *, db: str | None = DEFAULT_DB_ALIAS) -> Self:
        """The row with these values of ``COLUMNS``, as it is in the database."""
        row = cls.__new__(cls)
        row.__dict__.update(zip(COLUMNS, values, strict=True))
        state = row._state = ModelState()
        state.adding, state.db = False, db
        return row


#: The columns of a whole row, in the order in which the ORM reads them.
COLUMNS = [field.attname for field in Dispatch._meta.concrete_fields]


class MonthUse(models.Model):
    """How many messages of a month an account has used, in its own time zone.

    Counted by recipients of pushes and multicasts as LINE does; replies are free. Always the sum of
    ``Dispatch.charged`` over the month's first tries, kept beside it since it is asked for at each claim.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="month_uses")
    #: The month's first day.
    month = models.DateField()
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "month"), name="linesteps_monthuse_once"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m}: {self.people}"


class Allowance(models.Model):
    """How far the turns of one account's endpoint are given out, for all workers of all machines."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    endpoint = models.CharField(max_length=10, choices=Dispatch.Endpoint)
    #: Seconds since 1970 by the database's clock, from which on turns are free.
    free_at = models.FloatField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "endpoint"), name="linesteps_allowance_one"),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.endpoint}"
