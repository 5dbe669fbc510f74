"""The other systems that are told of friends, by steps or by themselves, and each call with what came of it."""

from __future__ import annotations

import base64
import binascii
import secrets
import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account
from linesteps.calls import silence
from linesteps.calls.address import problem_of
from linesteps.fields import EncryptedTextField, Secret, reveal
from linesteps.followers.models import Follower

#: As of Standard Webhooks: a secret says what it is, and its bytes follow in Base64.
SECRET_PREFIX = "whsec_"  # noqa: S105 - the mark of one, not one
_FEWEST_BYTES, _MOST_BYTES = 24, 64


def new_secret() -> str:
    """A random secret of 32 bytes."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def secret_bytes(text: str) -> bytes:
    """The bytes by which calls are signed.

    Raises:
        ValidationError: it is no secret of the documented form.
    """
    try:
        found = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not text.startswith(SECRET_PREFIX) or not _FEWEST_BYTES <= len(found) <= _MOST_BYTES:
        raise ValidationError(
            _("A secret is “whsec_” and 24 to 64 bytes in Base64. Leave the field empty to have one made.")
        )
    return found


class Endpoint(models.Model):
    """Another system that a manager lets steps call; its secret can be written, never read.

    Neither revisioned nor exposed by an API: the secret would land there.
    """

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("As editors choose it, such as “Booking system”.")
    )
    url = models.CharField(
        _("address"), max_length=500, help_text=_("Begins with https:// and leads to a public server.")
    )
    secret = EncryptedTextField(_("secret"))
    #: When the secret was set last.
    secret_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_on = models.BooleanField(
        _("in use"), default=True, help_text=_("Off: calls are written down and not made.")
    )
    #: The account of which it is told by itself; empty: only steps tell it something.
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("account"),
        help_text=_("Of whose friends it is told by itself."),
    )
    #: What it is told by itself: names of ``linesteps.calls.kinds``.
    kinds = models.JSONField(default=list, blank=True)
    #: What it is told besides numbers: names of ``linesteps.calls.kinds.DETAILS``.
    details = models.JSONField(default=list, blank=True)
    #: When people were told last that calls were given up.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Since when it has taken nothing at all; empty after each call that it took.
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    #: When it was taken out of use because of that.
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("other system")
        verbose_name_plural = _("other systems")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; this process tells it from now on, others within some seconds."""
        super().save(*args, **kwargs)
        silence.doubt()

    @property
    def host(self) -> str:
        """Where it stands, without what else is in the address."""
        return urlsplit(self.url).netloc

    def signing_key(self) -> bytes:
        """The secret's bytes; hand them to ``calls.signature`` only."""
        return secret_bytes(reveal(self.secret))

    def clean(self) -> None:
        """An address that may be called, a secret that can sign, and of whose friends it is told."""
        if self.kinds and self.account is None:
            raise ValidationError({"account": _("Choose the account of whose friends it is told.")})
        if why := problem_of(self.url):
            raise ValidationError({"url": why})
        if self.secret and not isinstance(self.secret, Secret):
            try:
                secret_bytes(self.secret)
            except ValidationError as error:
                raise ValidationError({"secret": error}) from error


class CallQuerySet(models.QuerySet["Call"]):
    """Questions about calls."""

    def due(self, now: datetime) -> CallQuerySet:
        """Those to be made at ``now``, oldest first."""
        return self.filter(status=Call.Status.NEW, due_at__lte=now).order_by("due_at", "id")

    def abandoned(self, before: datetime) -> CallQuerySet:
        """Those whose worker died (``before`` in real time)."""
        return self.filter(status=Call.Status.CALLING, tried_at__lt=before)


class Call(models.Model):
    """One call about one friend: the same id and the same body at each try, so that it can be told apart.

    It stays as the record of what was given to a third party, without its text once that is pruned.
    """

    class Status(models.TextChoices):
        """Where it stands."""

        #: To be made when ``due_at`` has come.
        NEW = "new", _("To be called")
        #: Somebody is calling.
        CALLING = "calling", _("Being called")
        #: The other system took it.
        DONE = "done", _("Taken")
        #: It was tried as often as it is tried, or may not be called.
        FAILED = "failed", _("Given up")
        #: The system was taken out of use.
        OFF = "off", _("Not called: not in use")

    event_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="calls", db_index=False)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="calls")
    #: Of the step; a scenario that is deleted takes nothing with it.
    scenario = models.ForeignKey(
        "linesteps.Scenario", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    step_id = models.CharField(max_length=64, blank=True, default="")
    #: What it tells of by itself (``linesteps.calls.kinds``); empty for a call that a step asked for.
    kind = models.CharField(max_length=40, blank=True, default="")
    #: The run that waits for the answer; empty if none does.
    enrolment = models.ForeignKey(
        "linesteps.Enrolment", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    #: When the run goes on without an answer.
    answer_by = models.DateTimeField(null=True, blank=True)
    #: What is kept of the answer: ``[[place in it, key of the attribute], …]``.
    keep = models.JSONField(default=list, blank=True)
    #: What was given, by name: the record of it stays longer than the values.
    facts = models.JSONField(default=list)
    #: The exact text; empty once it was pruned.
    body = models.TextField(blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    #: When somebody began to call last; real time, as a lease is.
    tried_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    #: What the other system said last.
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    #: Why there was no answer: one of ``linesteps.calls.result.Fault``.
    fault = models.CharField(max_length=20, blank=True, default="")
    created_at = models.DateTimeField()

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call of another system")
        verbose_name_plural = _("calls of other systems")
        indexes = (
            models.Index(
                fields=("due_at", "id"), condition=models.Q(status="new"), name="linesteps_call_due"
            ),
            # What is due of one system: a long list of another one must not be walked through.
            models.Index(
                fields=("endpoint", "due_at", "id"),
                condition=models.Q(status="new"),
                name="linesteps_call_lane",
            ),
            models.Index(
                fields=("tried_at",), condition=models.Q(status="calling"), name="linesteps_call_calling"
            ),
            models.Index(fields=("endpoint", "-created_at"), name="linesteps_call_endpoint"),
            # What runs wait for, and how a foreign key is let go.
            models.Index(
                fields=("enrolment", "step_id"),
                condition=models.Q(enrolment__isnull=False),
                name="linesteps_call_awaited",
            ),
        )

    def __str__(self) -> str:
        return f"{self.endpoint_id}: {self.event_id}"
