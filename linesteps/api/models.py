"""Answers that were given, so that a request that is sent again is not done again."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AnsweredRequest(models.Model):
    """One request with an idempotency key, and what was answered; kept for a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    #: Of method, address and body: the same key for something else is a mistake.
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "key"), name="linesteps_answeredrequest_one_key"),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
