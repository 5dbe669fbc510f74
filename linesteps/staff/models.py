"""E-mails to the shop's own people about a friend, written with the step and sent after its commit."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.followers.models import Follower


class StaffNoticeQuerySet(models.QuerySet["StaffNotice"]):
    """Questions about notices."""

    def due(self, now: datetime) -> StaffNoticeQuerySet:
        """Those to be sent at ``now``, oldest first."""
        return self.filter(status=StaffNotice.Status.NEW, due_at__lte=now).order_by("due_at", "id")


class StaffNotice(models.Model):
    """One e-mail. It is tried again only if the mail server refused it plainly, so it never comes twice."""

    class Status(models.TextChoices):
        """Where it stands."""

        #: To be sent when ``due_at`` has come.
        NEW = "new", _("To be sent")
        #: Somebody is sending it.
        SENDING = "sending", _("Being sent")
        #: The mail server took it.
        SENT = "sent", _("Sent")
        #: The mail server refused it every time.
        FAILED = "failed", _("Not sent")
        #: The worker died while it sent: it may have arrived, so it is not sent again.
        UNCLEAR = "unclear", _("Perhaps sent")

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="staff_notices")
    #: Of the step; a scenario that is deleted takes nothing with it.
    scenario = models.ForeignKey(
        "linesteps.Scenario", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    step_id = models.CharField(max_length=64)
    #: Addresses; empty for those of the account.
    recipients = models.JSONField(default=list, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    #: When somebody began to send it last; real time, as a lease is.
    tried_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = StaffNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail to staff")
        verbose_name_plural = _("e-mails to staff")
        indexes = (
            models.Index(
                fields=("due_at", "id"), condition=models.Q(status="new"), name="linesteps_staffnotice_due"
            ),
            models.Index(
                fields=("tried_at",),
                condition=models.Q(status="sending"),
                name="linesteps_staffnotice_sending",
            ),
        )

    def __str__(self) -> str:
        return self.subject
