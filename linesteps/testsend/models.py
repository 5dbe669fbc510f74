"""What was sent as a test, by whom and to whom."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.followers.models import Follower
from linesteps.outbox.models import Dispatch


class SentTestQuerySet(models.QuerySet["SentTest"]):
    """Questions about tests."""

    def since(self, moment: datetime) -> SentTestQuerySet:
        """Those of the time after ``moment``, oldest first."""
        return self.filter(at__gt=moment).order_by("at")


class SentTest(models.Model):
    """One step sent to one tester. No visit and no run belongs to it, so no figure counts it."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="tests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    scenario = models.ForeignKey("linesteps.Scenario", on_delete=models.SET_NULL, null=True, related_name="+")
    #: What the step was called; the draft may be another one by now.
    step_title = models.CharField(max_length=200)
    dispatch = models.OneToOneField(Dispatch, on_delete=models.CASCADE, related_name="test")
    at = models.DateTimeField(_("when"))

    objects = SentTestQuerySet.as_manager()

    class Meta:
        verbose_name = _("test send")
        verbose_name_plural = _("test sends")
        default_permissions = ()
        permissions = (("test_send", _("Can send tests to registered testers")),)
        indexes = (
            models.Index(fields=("user", "at"), name="linesteps_senttest_user"),
            models.Index(fields=("follower", "at"), name="linesteps_senttest_follower"),
        )

    def __str__(self) -> str:
        return self.step_title
