"""Webhook events as LINE sent them: stored first, answered with 200, understood later."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps import bulk
from linesteps.accounts.models import Account


class InboxEventQuerySet(models.QuerySet["InboxEvent"]):
    """Questions about stored events."""

    def waiting(self) -> InboxEventQuerySet:
        """Events that nobody reacted to, in the order in which they happened."""
        return self.filter(status=bulk.literal("new")).order_by("occurred_at", "id")


class InboxEvent(models.Model):
    """One webhook event; (account, webhook_event_id) is what makes it act at most once."""

    class Status(models.TextChoices):
        """How far the event has come."""

        #: Stored, not looked at.
        NEW = "new", _("New")
        #: Its effects are committed.
        DONE = "done", _("Done")
        #: Understood, and nothing is to be done (unknown kind, group chat, too old).
        IGNORED = "ignored", _("Ignored")
        #: Could not be understood; kept with the reason.
        FAILED = "failed", _("Failed")

    # No constraint: checking it locks the account's row for each webhook, which all webhooks and senders then share.
    # Whoever handles events deletes those of an account that went meanwhile. The unique constraint is index enough.
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="inbox_events", db_index=False, db_constraint=False
    )
    webhook_event_id = models.CharField(max_length=100)
    kind = models.CharField(_("what"), max_length=60, blank=True)
    line_user_id = models.CharField(max_length=33, blank=True)
    occurred_at = models.DateTimeField(_("when"))
    received_at = models.DateTimeField(_("received"))
    payload = models.JSONField()
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.NEW)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = InboxEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("received event")
        verbose_name_plural = _("received events")
        constraints = (
            models.UniqueConstraint(fields=("account", "webhook_event_id"), name="linesteps_inboxevent_once"),
        )
        indexes = (
            models.Index(
                fields=("occurred_at", "id"),
                condition=models.Q(status="new"),
                name="linesteps_inboxevent_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.webhook_event_id}"
