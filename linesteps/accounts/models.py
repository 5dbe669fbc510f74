"""The LINE Official Accounts that a site sends from."""

from __future__ import annotations

import secrets
from datetime import datetime, time
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps import conf
from linesteps.fields import EncryptedTextField, reveal


def new_slug() -> str:
    """A random name for a webhook address: it tells nothing, and 128 bits cannot be guessed."""
    return secrets.token_urlsafe(16)


def _check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone. Example: Asia/Tokyo."), params={"name": name})


def _check_emails(text: str) -> None:
    for line in text.split():
        try:
            validate_email(line.strip(",;"))
        except ValidationError:
            raise ValidationError(
                _("“%(text)s” is no e-mail address. Write one address a line."), params={"text": line}
            ) from None


class AccountQuerySet(models.QuerySet["Account"]):
    """Questions about accounts."""

    def sending(self) -> AccountQuerySet:
        """Accounts whose sending is not paused."""
        return self.filter(is_active=True, paused_at__isnull=True)


class Account(models.Model):
    """One LINE Official Account with what is needed to talk for it.

    Neither revisioned nor exposed by an API: its secrets would land there.
    """

    class Plan(models.IntegerChoices):
        """LINE's plans in Japan by the messages that they include (platform.md 2.3)."""

        FREE = 200, _("200 (free plan)")
        LIGHT = 5_000, _("5,000 (light plan)")
        STANDARD = 30_000, _("30,000 (standard plan)")

    class Safety(models.TextChoices):
        """What happens when sends go wrong in unusual numbers."""

        #: Nobody looks.
        OFF = "off", _("Do nothing")
        #: The scenario needs attention, and people are told.
        NOTIFY = "notify", _("Mark the scenario and tell by e-mail")
        #: The scenario is paused as well.
        PAUSE = "pause", _("Pause the scenario and tell by e-mail")

    class Language(models.TextChoices):
        """In which dates and amounts are written to friends."""

        JAPANESE = "ja", _("Japanese")
        ENGLISH = "en", _("English")

    name = models.CharField(_("name"), max_length=100, help_text=_("As your friends know the shop."))
    slug = models.SlugField(max_length=40, unique=True, default=new_slug, editable=False)
    channel_id = models.CharField(_("channel ID"), max_length=32, unique=True)
    channel_secret = EncryptedTextField(_("channel secret"))
    previous_channel_secret = EncryptedTextField(_("previous channel secret"), blank=True, default="")
    channel_access_token = EncryptedTextField(_("channel access token"))
    bot_user_id = models.CharField(_("bot user ID"), max_length=33, blank=True)
    basic_id = models.CharField(_("basic ID"), max_length=50, blank=True, help_text=_("Begins with @."))
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Tokyo", validators=[_check_time_zone]
    )
    language = models.CharField(
        _("language of dates and amounts"),
        max_length=2,
        choices=Language,
        default=Language.JAPANESE,
        help_text=_("How they are written in messages to your friends."),
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
    safety = models.CharField(
        _("when unusually many friends block or sends fail"),
        max_length=8,
        choices=Safety,
        default=Safety.NOTIFY,
    )
    notify_emails = models.TextField(
        _("who is told by e-mail"),
        blank=True,
        default="",
        validators=[_check_emails],
        help_text=_("One address a line."),
    )
    #: The month at LINE as it was asked for last: limit (None: none), LINE's count, our own count then.
    quota_limit = models.PositiveIntegerField(null=True, blank=True, editable=False)
    quota_used = models.PositiveIntegerField(default=0, editable=False)
    quota_own = models.PositiveIntegerField(default=0, editable=False)
    quota_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: When it was asked for last, whether LINE told or not.
    quota_tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    liff_id = models.CharField(_("LIFF ID"), max_length=64, blank=True)
    api_base_url = models.URLField(
        _("API address"),
        blank=True,
        help_text=_("Leave empty for LINE itself. The demo points it to the emulator."),
    )
    data_base_url = models.URLField(
        _("content address"), blank=True, help_text=_("Leave empty for LINE itself.")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    paused_at = models.DateTimeField(_("sending paused since"), null=True, blank=True, editable=False)
    paused_reason = models.CharField(_("why sending is paused"), max_length=200, blank=True, editable=False)
    #: When the notified people were told of the present pause.
    pause_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    webhook_seen_at = models.DateTimeField(_("last webhook"), null=True, blank=True, editable=False)
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
    #: What was wrong with the connection when it was looked at last, by code; empty for nothing.
    connection_fault = models.CharField(max_length=20, blank=True, default="", editable=False)
    connection_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Who said, and when, that LINE's own greeting message is off: no API tells it.
    greeting_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    greeting_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("LINE Official Account")
        verbose_name_plural = _("LINE Official Accounts")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The account's time zone, in which editors' clock times are meant."""
        return ZoneInfo(self.time_zone)

    @property
    def api_url(self) -> str:
        """The base address for API calls, without a trailing slash."""
        return (self.api_base_url or conf.api_base_url()).rstrip("/")

    @property
    def data_url(self) -> str:
        """The base address for content, without a trailing slash."""
        return (self.data_base_url or conf.data_base_url()).rstrip("/")

    @property
    def has_limit(self) -> bool:
        """Whether the month's messages are limited, by the shop itself or, as far as is known, by LINE."""
        return self.budget_per_month is not None or self.quota_limit is not None

    @property
    def told(self) -> list[str]:
        """The e-mail addresses that are told of trouble."""
        return [line.strip(",;") for line in self.notify_emails.split()]

    def channel_secrets(self) -> list[str]:
        """The secrets by which a webhook may be signed: the present one, and during a rotation the last one."""
        found = [reveal(self.channel_secret), reveal(self.previous_channel_secret)]
        return [secret for secret in found if secret]

    def access_token(self) -> str:
        """The channel access token in plain text; hand it to ``linesteps.line`` only."""
        return reveal(self.channel_access_token)

    def is_quiet_at(self, at: datetime) -> bool:
        """Whether ``at`` (aware) falls into the quiet hours, in the account's own time."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return False
        local = at.astimezone(self.zone).time()
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= local < self.quiet_until
        return local >= self.quiet_from or local < self.quiet_until

    def clean(self) -> None:
        """Quiet hours come as a pair."""
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValidationError({"quiet_until": _("Give both ends of the quiet hours, or neither.")})
