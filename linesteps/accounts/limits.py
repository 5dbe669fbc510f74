"""How much an account sends, and when not: clock, quiet hours, limits, and the month at LINE."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def _check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone. Example: Asia/Tokyo."), params={"name": name})


class SendsWithin(models.Model):
    """The bounds in which an account sends; a part of ``Account``."""

    class Plan(models.IntegerChoices):
        """LINE's plans in Japan by the messages that they include (platform.md 2.3)."""

        FREE = 200, _("200 (free plan)")
        LIGHT = 5_000, _("5,000 (light plan)")
        STANDARD = 30_000, _("30,000 (standard plan)")

    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Tokyo", validators=[_check_time_zone]
    )
    quiet_from = models.TimeField(_("quiet hours from"), null=True, blank=True, default=time(21, 0))
    quiet_until = models.TimeField(_("quiet hours until"), null=True, blank=True, default=time(9, 0))
    spread_minutes = models.PositiveSmallIntegerField(
        _("spread after quiet hours (minutes)"),
        default=15,
        validators=[MaxValueValidator(120)],
        help_text=_("Messages of the night are spread over so many minutes, so that not all come at once."),
    )
    hold_per_day = models.PositiveSmallIntegerField(
        _("messages to one friend within 24 hours"),
        null=True,
        blank=True,
        default=2,
        help_text=_("Of all scenarios together. More of them wait. Leave empty for no limit."),
    )
    hold_per_week = models.PositiveSmallIntegerField(
        _("messages to one friend within 7 days"),
        null=True,
        blank=True,
        default=5,
        help_text=_("What has waited for a week is not sent any more."),
    )
    budget_per_month = models.PositiveIntegerField(
        _("own limit of messages a month"),
        null=True,
        blank=True,
        help_text=_("Sending pauses before it is passed, and goes on next month. Empty: LINE's limit only."),
    )
    #: The month at LINE as it was asked for last: limit (None: none), LINE's count, our own count then.
    quota_limit = models.PositiveIntegerField(null=True, blank=True, editable=False)
    quota_used = models.PositiveIntegerField(default=0, editable=False)
    quota_own = models.PositiveIntegerField(default=0, editable=False)
    quota_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: When it was asked for last, whether LINE told or not.
    quota_tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    warn_per_day = models.PositiveSmallIntegerField(
        _("messages to one friend in 24 hours"), default=1, validators=[MinValueValidator(1)]
    )
    warn_per_week = models.PositiveSmallIntegerField(
        _("messages to one friend in 7 days"), default=3, validators=[MinValueValidator(1)]
    )
    warn_per_month = models.PositiveSmallIntegerField(
        _("messages to one friend in 30 days"), default=8, validators=[MinValueValidator(1)]
    )
    plan_size = models.PositiveIntegerField(
        _("messages a month"),
        choices=Plan,
        null=True,
        blank=True,
        help_text=_("Used for the forecast while LINE cannot be asked for the limit."),
    )

    class Meta:
        abstract = True

    @property
    def zone(self) -> ZoneInfo:
        """The account's time zone, in which editors' clock times are meant."""
        return ZoneInfo(self.time_zone)

    @property
    def has_limit(self) -> bool:
        """Whether the month's messages are limited, by the shop itself or, as far as is known, by LINE."""
        return self.budget_per_month is not None or self.quota_limit is not None

    def is_quiet_at(self, at: datetime) -> bool:
        """Whether ``at`` (aware) falls into the quiet hours, in the account's own time."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return False
        local = at.astimezone(self.zone).time()
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= local < self.quiet_until
        return local >= self.quiet_from or local < self.quiet_until
