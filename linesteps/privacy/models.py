"""Whose data was erased, when, and by whom: the proof that it was done."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.followers.models import Follower


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Questions about erasures."""

    def due(self, now: datetime) -> ErasureQuerySet:
        """Those of which something is left that may be gone by now."""
        return self.filter(due_at__lte=now).order_by("due_at", "id")


class Erasure(models.Model):
    """One person's data was erased. What remains of the person is a row that says nothing of them."""

    follower = models.OneToOneField(Follower, on_delete=models.CASCADE, related_name="erasure")
    asked_at = models.DateTimeField(_("when"))
    #: Empty for a program or a command.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: When to look again for what could not be erased yet, since it was on its way to LINE; NULL once all is gone.
    due_at = models.DateTimeField(null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        default_permissions = ()
        indexes = (
            models.Index(
                fields=("due_at",), condition=models.Q(due_at__isnull=False), name="linesteps_erasure_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.follower_id} ({self.asked_at:%Y-%m-%d})"
