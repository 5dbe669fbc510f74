"""What was learnt over the network, kept for a while."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def hash_of(url: str) -> str:
    """What an address is found by; addresses are too long for an index."""
    return hashlib.sha256(url.encode()).hexdigest()


class JudgedMessages(models.Model):
    """What LINE said when it was asked whether it would take the messages of one send."""

    #: Of the account and the messages, as long as they can become.
    messages_hash = models.CharField(max_length=64, unique=True, editable=False)
    #: Whether LINE gave an answer.
    is_answered = models.BooleanField(default=True)
    #: Place and LINE's words for each thing that it refuses.
    refusals = models.JSONField(default=list, blank=True)
    judged_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("messages that LINE was asked about")
        verbose_name_plural = _("messages that LINE was asked about")

    def __str__(self) -> str:
        return self.messages_hash


class OpenedLink(models.Model):
    """What came of opening an address last, and whether a person vouched for it."""

    url_hash = models.CharField(max_length=64, unique=True, editable=False)
    url = models.TextField()
    #: The answer of the last page that it led to; empty without an answer.
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    #: One of ``Fault``.
    fault = models.CharField(max_length=20, blank=True, default="")
    opened_at = models.DateTimeField()
    #: Who said that it opens on a phone although our program is turned away.
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    vouched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("opened link")
        verbose_name_plural = _("opened links")

    def __str__(self) -> str:
        return self.url
