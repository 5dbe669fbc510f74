"""Addresses at which other systems report what friends did, and each report with what came of it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.calls.models import new_secret
from linesteps.fields import EncryptedTextField, reveal
from linesteps.followers.events import is_event_name
from linesteps.followers.models import Attribute, Follower

#: So long the secret before the current one is good, too, so that the other system can be changed in peace.
OVERLAP = timedelta(days=7)


def new_slug() -> str:
    """The part of an address that nobody guesses: 192 random bits."""
    return secrets.token_urlsafe(24)


class ReceivingAddress(models.Model):
    """An address at which one other system reports events of one account's friends.

    Neither revisioned nor exposed by an API: the secret would land there.
    """

    class Scheme(models.TextChoices):
        """How the other system proves that a report is its own."""

        STANDARD = "standard", _("Standard Webhooks (recommended)")
        PLAIN = "plain", _("A signature of the text alone, in one header")

    class PersonBy(models.TextChoices):
        """What the report names a friend by."""

        FOLLOWER = "follower", _("The friend's number on this site")
        LINE = "line", _("LINE's user ID")
        USER = "user", _("The login name of a user of this site")
        ATTRIBUTE = "attribute", _("An attribute, such as the customer number")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="receiving_addresses", verbose_name=_("account")
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("Who reports here, such as “Web shop” or “Booking system”.")
    )
    slug = models.CharField(max_length=43, unique=True, default=new_slug, editable=False)
    is_on = models.BooleanField(
        _("in use"), default=True, help_text=_("Off: whoever reports is told that there is nobody here.")
    )
    scheme = models.CharField(
        _("how it signs"), max_length=10, choices=Scheme, default=Scheme.STANDARD, blank=False
    )
    signature_header = models.CharField(
        _("header of the signature"),
        max_length=60,
        default="X-Signature",
        help_text=_("Only for a signature of the text alone: the header in which the other system sends it."),
    )
    secret = EncryptedTextField(_("secret"), default=new_secret, editable=False)
    previous_secret = EncryptedTextField(blank=True, default="", editable=False)
    #: When the secret was made; the one before is good for a while longer.
    secret_at = models.DateTimeField(default=clock.now, editable=False)
    #: A report as the other system sends it; fields are chosen from it.
    example = models.JSONField(null=True, blank=True)
    person_by = models.CharField(
        _("it names the friend by"), max_length=10, choices=PersonBy, default=PersonBy.FOLLOWER
    )
    person_field = models.CharField(max_length=200, blank=True, default="")
    person_attribute = models.ForeignKey(
        Attribute,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("attribute"),
        help_text=_("Only if the friend is named by an attribute."),
    )
    #: The event's name; empty: it stands in ``event_field``.
    event_name = models.CharField(_("name of the event"), max_length=60, blank=True, default="")
    event_field = models.CharField(max_length=200, blank=True, default="")
    #: ``[[name of the property, place in the report], …]``.
    properties = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("receiving address")
        verbose_name_plural = _("receiving addresses")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("account", "name"),
                name="linesteps_receiving_one_name",
                violation_error_message=_("The account has a receiving address of this name already."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether it is said whom a report is about and what happened."""
        return bool(self.person_field and (self.event_name or self.event_field))

    def secrets(self) -> list[str]:
        """The secrets that are good now, plain; hand them to ``hooks.signature`` only."""
        found = [reveal(self.secret)]
        if self.previous_secret and clock.now() < self.secret_at + OVERLAP:
            found.append(reveal(self.previous_secret))
        return found

    def renew_secret(self) -> str:
        """Make a new secret, and return it plain; the old one stays good for ``OVERLAP``. Saved."""
        made = new_secret()
        self.previous_secret, self.secret, self.secret_at = self.secret, made, clock.now()
        self.save(update_fields=["previous_secret", "secret", "secret_at"])
        return made

    def clean(self) -> None:
        """A name that an event can have, and an attribute of this very account."""
        if self.event_name and not is_event_name(self.event_name):
            text = _("“%(name)s” cannot name an event. Use small letters a-z, digits, _ and ., at most 60.")
            raise ValidationError({"event_name": text % {"name": self.event_name}})
        attribute = self.person_attribute
        if attribute is not None and attribute.account_id != self.account_id:
            raise ValidationError({"person_attribute": _("This attribute belongs to another account.")})


class ReceivedQuerySet(models.QuerySet["Received"]):
    """Questions about reports."""

    def waiting(self) -> ReceivedQuerySet:
        """Those that were not taken and whose text is still there, so that they can be taken again."""
        return self.filter(status=Received.Status.KEPT).exclude(body="")

    def old(self, before: datetime) -> ReceivedQuerySet:
        """Those that came before a time."""
        return self.filter(received_at__lt=before)


class Received(models.Model):
    """One report and what came of it. Its text is kept only while it can still be taken."""

    class Status(models.TextChoices):
        """What came of it."""

        TAKEN = "taken", _("Taken")
        #: Signed and whole, but it could not be told of whom it speaks, or of what.
        KEPT = "kept", _("Not taken, kept")
        #: Not signed, too old, or no report at all; nothing of it is kept.
        REFUSED = "refused", _("Refused")

    address = models.ForeignKey(
        ReceivingAddress, on_delete=models.CASCADE, related_name="received", db_index=False
    )
    #: The sender's id of it; empty of what was refused, so that nobody unsigned can use an id up.
    event_id = models.CharField(max_length=100, blank=True, default="")
    status = models.CharField(_("status"), max_length=10, choices=Status)
    #: One of ``linesteps.hooks.reasons.Reason``; empty when it was taken.
    reason = models.CharField(max_length=20, blank=True, default="")
    #: Which value or field the reason is about.
    detail = models.CharField(max_length=200, blank=True, default="")
    event_name = models.CharField(max_length=60, blank=True, default="")
    follower = models.ForeignKey(
        Follower, on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    body = models.TextField(blank=True, default="")
    #: How often it came; a sender that heard no answer sends again.
    times = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()

    objects = ReceivedQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of another system")
        verbose_name_plural = _("reports of other systems")
        constraints = (
            models.UniqueConstraint(
                fields=("address", "event_id"),
                condition=~models.Q(event_id=""),
                name="linesteps_received_once",
            ),
        )
        indexes = (
            models.Index(fields=("address", "-received_at"), name="linesteps_received_log"),
            models.Index(fields=("received_at",), name="linesteps_received_old"),
        )

    def __str__(self) -> str:
        return f"{self.address_id}: {self.event_id} ({self.status})"
