"""What is known of each friend: status by event time, attributes with their source, tags, history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account
from linesteps.followers.tag_models import FollowerTag, FormerTagName, Tag

__all__ = [
    "Activity",
    "Attribute",
    "EventName",
    "Follower",
    "FollowerAttribute",
    "FollowerTag",
    "FormerTagName",
    "Tag",
]


class FollowerQuerySet(models.QuerySet["Follower"]):
    """Questions about followers."""

    def friends(self) -> FollowerQuerySet:
        """Those who can be written to now."""
        return self.filter(status=Follower.Status.FRIEND)

    def known(self) -> FollowerQuerySet:
        """All but those whose data was erased."""
        return self.exclude(status=Follower.Status.ERASED)

    def testers(self) -> FollowerQuerySet:
        """Those to whom tests may be sent."""
        return self.filter(is_tester=True)

    def without_profile(self) -> FollowerQuerySet:
        """Friends whose profile LINE has not been asked for."""
        return self.friends().filter(profile_fetched_at__isnull=True)


class Follower(models.Model):
    """One person as one LINE Official Account knows them (「友だち」 in the admin)."""

    class Status(models.TextChoices):
        """Whether the account may write to the person."""

        #: A friend who can receive messages.
        FRIEND = "friend", _("Friend")
        #: Blocked the account; LINE delivers nothing.
        BLOCKED = "blocked", _("Blocked")
        #: Wrote or tapped without having been seen as a friend.
        STRANGER = "stranger", _("Not a friend")
        #: Nothing of the person is left but what figures count (``linesteps.privacy``).
        ERASED = "erased", _("Erased")

    class OS(models.TextChoices):
        """The phone's system, learnt from the user agent of a tap."""

        IOS = "ios", "iOS"
        ANDROID = "android", "Android"
        OTHER = "other", _("Other")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="followers", verbose_name=_("account")
    )
    #: Of an erased person, the mark of ``followers/erased.py``.
    line_user_id = models.CharField(_("LINE user ID"), max_length=33)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.STRANGER)
    #: LINE's time of the event that set the status; an older event never overrules a newer one.
    status_at = models.DateTimeField(_("status since"), null=True, blank=True)
    first_followed_at = models.DateTimeField(_("first added"), null=True, blank=True)
    last_followed_at = models.DateTimeField(_("last added"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("last active"), null=True, blank=True)
    display_name = models.CharField(_("name"), max_length=200, blank=True)
    picture_url = models.URLField(_("picture"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    os = models.CharField(_("phone"), max_length=10, choices=OS, blank=True)
    os_version = models.CharField(_("phone system version"), max_length=20, blank=True)
    profile_fetched_at = models.DateTimeField(null=True, blank=True)
    profile_tried_at = models.DateTimeField(null=True, blank=True)
    #: LINE's right to answer for free: valid once and for about a minute after the event.
    reply_token = models.CharField(max_length=200, blank=True, default="")
    reply_token_expires_at = models.DateTimeField(null=True, blank=True)
    is_tester = models.BooleanField(
        _("gets tests"),
        default=False,
        help_text=_("Editors may send single messages to this person to try them out."),
    )
    tags = models.ManyToManyField("linesteps.Tag", through="linesteps.FollowerTag", related_name="followers")

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("friend")
        verbose_name_plural = _("friends")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "line_user_id"), name="linesteps_follower_one_per_account"
            ),
        )
        indexes = (
            models.Index(fields=("account", "status", "-last_followed_at"), name="linesteps_follower_list"),
            models.Index(
                fields=("account",), condition=models.Q(is_tester=True), name="linesteps_follower_testers"
            ),
            models.Index(
                fields=("id",),
                condition=models.Q(status="friend", profile_fetched_at__isnull=True),
                name="linesteps_follower_no_profile",
            ),
        )

    def __str__(self) -> str:
        if self.status == self.Status.ERASED:
            return str(_("Erased person"))
        return self.display_name or str(_("Name not known yet"))

    @property
    def is_friend(self) -> bool:
        """Whether the account may write to the person now."""
        return self.status == self.Status.FRIEND


class Attribute(models.Model):
    """A typed fact that editors defined, such as 「性別」 or “Birthday”."""

    #: Characters of a value.
    LONGEST = 500

    class Type(models.TextChoices):
        """How values are read and compared."""

        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        YES_NO = "yes_no", _("Yes or no")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="attributes", verbose_name=_("account")
    )
    key = models.SlugField(_("key"), max_length=40, help_text=_("Short Latin name, used in {{ }} and files."))
    name = models.CharField(_("name"), max_length=60)
    type = models.CharField(_("type"), max_length=10, choices=Type, default=Type.TEXT)
    choices = models.JSONField(
        _("choices"),
        default=list,
        blank=True,
        help_text=_('For a choice: its values, such as ["female", "male"].'),
    )

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("account", "key"), name="linesteps_attribute_one_key"),
        )

    def __str__(self) -> str:
        return self.name


class FollowerAttribute(models.Model):
    """The value of an attribute for one friend, with where it came from and when."""

    class Source(models.TextChoices):
        """Where a value came from; shown beside it, since LINE itself tells none of them."""

        HAND = "hand", _("Entered by hand")
        SURVEY = "survey", _("Survey")
        MEMBER = "member", _("Member data")
        IMPORT = "import", _("Import")
        LIFF = "liff", _("LIFF page")
        DEVICE = "device", _("Phone used for a tap")
        SCENARIO = "scenario", _("Step of a scenario")
        CODE = "code", _("Site program")
        API = "api", _("Another program")
        FORM = "form", _("Form on the site")

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="attribute_values")
    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="values")
    #: Canonical text: ISO for dates, a plain decimal for numbers, "true"/"false" for yes or no.
    value = models.CharField(_("value"), max_length=Attribute.LONGEST)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    set_at = models.DateTimeField(_("set"))

    class Meta:
        verbose_name = _("attribute of a friend")
        verbose_name_plural = _("attributes of friends")
        constraints = (
            models.UniqueConstraint(
                fields=("follower", "attribute"), name="linesteps_followerattribute_once"
            ),
        )
        indexes = (models.Index(fields=("attribute", "value"), name="linesteps_followerattr_value"),)

    def __str__(self) -> str:
        return f"{self.attribute_id}={self.value}"


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Questions about activities."""

    def unhandled(self) -> ActivityQuerySet:
        """What the engine has not reacted to yet, oldest first."""
        return self.filter(handled_at__isnull=True).order_by("at", "id")


class Activity(models.Model):
    """One thing that a friend did or that happened to them: the history and the engine's cue.

    Whoever learns of it (webhook, click, an editor's hand, the site's code) writes the row in the
    same transaction as the fact; the engine reacts to rows that nobody handled yet.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="activities")
    # No index of its own: with one, SQLite would read all that ever happened of a kind, for the few people that a
    # batch asks about (measured: a condition that costs three times as much with ten times as many friends).
    kind = models.SlugField(_("what"), max_length=40, db_index=False)
    at = models.DateTimeField(_("when"))
    data = models.JSONField(default=dict, blank=True)
    #: Names this one event of the site's, so that telling it again does not count it again.
    key = models.CharField(max_length=100, blank=True, default="")
    handled_at = models.DateTimeField(null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = (
            models.Index(fields=("follower", "-at"), name="linesteps_activity_timeline"),
            # Of the many things that happen, few are events of the site; conditions ask for those alone.
            models.Index(
                fields=("follower", "at"), condition=models.Q(kind="event"), name="linesteps_activity_events"
            ),
            # Who watches over an account asks for blocks alone, too.
            models.Index(
                fields=("at",), condition=models.Q(kind="blocked"), name="linesteps_activity_blocks"
            ),
            models.Index(
                fields=("at", "id"),
                condition=models.Q(handled_at__isnull=True),
                name="linesteps_activity_unhandled",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("follower", "key"),
                condition=~models.Q(key=""),
                name="linesteps_activity_one_key",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} ({self.at:%Y-%m-%d %H:%M})"

    @classmethod
    def of(cls, follower: Follower, kind: str, at: datetime, **data: Any) -> Activity:
        """An unsaved activity."""
        return cls(follower=follower, kind=kind, at=at, data=data)


class EventName(models.Model):
    """An event of the site's that was told at least once, so that editors can choose it by its name."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="event_names")
    name = models.CharField(_("name"), max_length=60)
    first_at = models.DateTimeField()

    class Meta:
        verbose_name = _("name of an event")
        verbose_name_plural = _("names of events")
        constraints = (models.UniqueConstraint(fields=("account", "name"), name="linesteps_eventname_once"),)

    def __str__(self) -> str:
        return self.name
