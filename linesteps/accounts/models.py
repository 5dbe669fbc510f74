"""The LINE Official Accounts that a site sends from."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps import conf
from linesteps.accounts.limits import SendsWithin
from linesteps.accounts.login import login_problems
from linesteps.fields import EncryptedTextField, reveal


def new_slug() -> str:
    """A random name for a webhook address: it tells nothing, and 128 bits cannot be guessed."""
    return secrets.token_urlsafe(16)


def _check_emails(text: str) -> None:
    for line in text.split():
        try:
            validate_email(line.strip(",;"))
        except ValidationError:
            raise ValidationError(
                _("“%(text)s” is no e-mail address. Write one address a line."), params={"text": line}
            ) from None


#: The times of webhooks are noted no more often: one row must not become a queue for all of them.
WEBHOOK_NOTED_EVERY = timedelta(minutes=1)


class AccountQuerySet(models.QuerySet["Account"]):
    """Questions about accounts."""

    def sending(self) -> AccountQuerySet:
        """Accounts whose sending is not paused."""
        return self.filter(is_active=True, paused_at__isnull=True)


class Account(SendsWithin):
    """One LINE Official Account with what is needed to talk for it.

    Neither revisioned nor exposed by an API: its secrets would land there.
    """

    class Safety(models.TextChoices):
        """What happens when sends go wrong in unusual numbers."""

        #: Nobody looks.
        OFF = "off", _("Do nothing")
        #: The scenario needs attention, and people are told.
        NOTIFY = "notify", _("Mark the scenario and tell by e-mail")
        #: The scenario is paused as well.
        PAUSE = "pause", _("Pause the scenario and tell by e-mail")

    class LinkKind(models.TextChoices):
        """How links in messages tell who tapped them."""

        #: Each friend has a link of their own; messages with links go out one by one.
        SIGNED = "signed", _("A link of each friend's own")
        #: One LIFF link for all; LINE says who tapped it.
        LIFF = "liff", _("LINE says who tapped (LIFF)")

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
    language = models.CharField(
        _("language of dates and amounts"),
        max_length=2,
        choices=Language,
        default=Language.JAPANESE,
        help_text=_("How they are written in messages to your friends."),
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
    sees_visits = models.BooleanField(
        _("ask friends whether their visits on this site may be known"),
        default=False,
        help_text=_(
            "Whoever comes to the site by a link of a message is asked once. Only with a yes, and for 90 days, "
            "visits, forms and downloads in that browser belong to the friend."
        ),
    )
    visits_notice = models.TextField(
        _("what friends are told"),
        blank=True,
        default="",
        max_length=600,
        help_text=_("What you do with it, in your words. Empty: our own short text."),
    )
    login_channel_id = models.CharField(
        _("LINE Login channel ID"),
        max_length=32,
        blank=True,
        default="",
        help_text=_("Of the LINE Login channel with the LIFF app; it must be under the same provider."),
    )
    login_channel_secret = EncryptedTextField(_("LINE Login channel secret"), blank=True, default="")
    liff_id = models.CharField(
        _("LIFF ID"),
        max_length=64,
        blank=True,
        default="",
        help_text=_("Begins with the LINE Login channel ID, such as 1234567890-AbcdEfgh."),
    )
    link_kind = models.CharField(
        _("links that know who tapped"),
        max_length=8,
        choices=LinkKind,
        default=LinkKind.SIGNED,
        help_text=_(
            "With a link of each friend's own, messages with links are sent one by one, and a forwarded link counts "
            "for the friend to whom you sent it. With LIFF, one message goes to all at once, and a tap counts for "
            "whoever really tapped; each friend agrees once, and taps on a computer are not counted for anybody."
        ),
    )
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
    #: When a webhook with a wrong signature came last.
    webhook_refused_at = models.DateTimeField(null=True, blank=True, editable=False)
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
    #: When somebody accepted the notice and switched the tracked image on, and who; empty while it is off.
    view_image_at = models.DateTimeField(null=True, blank=True, editable=False)
    view_image_by = models.ForeignKey(
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
    def api_url(self) -> str:
        """The base address for API calls, without a trailing slash."""
        return (self.api_base_url or conf.api_base_url()).rstrip("/")

    @property
    def data_url(self) -> str:
        """The base address for content, without a trailing slash."""
        return (self.data_base_url or conf.data_base_url()).rstrip("/")

    @property
    def has_liff(self) -> bool:
        """Whether pages can ask LINE who opened them."""
        return bool(self.liff_id and self.login_channel_id)

    @property
    def uses_liff_links(self) -> bool:
        """Whether links in messages are LIFF links, the same for everybody."""
        return self.has_liff and self.link_kind == self.LinkKind.LIFF

    @property
    def has_view_image(self) -> bool:
        """Whether messages may carry a picture that tells when it is shown: off until the notice is accepted."""
        return self.view_image_at is not None

    @property
    def refuses_webhooks(self) -> bool:
        """Whether a webhook with a wrong signature came after the last good one: the channel secret is wrong.

        A good one that comes later ends it, so a stranger's post alarms nobody for long.
        """
        if self.webhook_refused_at is None or self.webhook_seen_at is None:
            return self.webhook_refused_at is not None
        return self.webhook_refused_at > self.webhook_seen_at + WEBHOOK_NOTED_EVERY

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

    def clean(self) -> None:
        """Quiet hours come as a pair, and so do the LIFF app and its channel."""
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValidationError({"quiet_until": _("Give both ends of the quiet hours, or neither.")})
        wrong = login_problems(
            channel_id=self.channel_id,
            login_channel_id=self.login_channel_id,
            liff_id=self.liff_id,
            wants_liff_links=self.link_kind == self.LinkKind.LIFF,
        )
        if wrong:
            raise ValidationError(wrong)
