"""Rich menus as editors draw them, what LINE has of them, and which of them each friend shall see.

Everything about LINE is kept as a wish and what LINE has confirmed of it; ``due_at`` says when the next call is to
be made. So nothing is lost when a worker dies between two calls: what is wished for is wished for still.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.followers.models import Follower


class RichMenu(models.Model):
    """A rich menu as it is drawn here; it may differ from what LINE has until it is sent there again."""

    class Size(models.TextChoices):
        """The two shapes of LINE Official Account Manager."""

        #: 2,500 × 1,686 pixels.
        LARGE = "large", _("Large (about half of the screen)")
        #: 2,500 × 843 pixels.
        COMPACT = "compact", _("Compact (about a quarter of the screen)")

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="rich_menus", verbose_name=_("LINE Official Account")
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("For you; friends do not see it."))
    bar_text = models.CharField(
        _("words on the bar"),
        max_length=200,
        blank=True,
        help_text=_("Below the chat; a tap on them opens and closes the menu. 14 characters at most."),
    )
    is_open = models.BooleanField(
        _("open by itself"),
        default=True,
        help_text=_("The menu is open when a friend comes into the chat. Otherwise only the bar is seen."),
    )
    size = models.CharField(_("size"), max_length=10, choices=Size, default=Size.LARGE)
    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    #: Plain values of ``richmenus.areas.area_block``.
    areas = models.JSONField(_("areas"), default=list, blank=True)
    shown_from = models.DateTimeField(_("from"), null=True, blank=True)
    shown_until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("rich menu")
        verbose_name_plural = _("rich menus")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the picture at LINE, in which areas are measured, too."""
        return PIXELS[self.Size(self.size)]

    @property
    def alias(self) -> str:
        """What other menus call it by at LINE; it leads to its newest form."""
        return f"linesteps-{self.pk}"

    @property
    def line_menu_id(self) -> str:
        """LINE's id of what friends see; empty while LINE does not have it."""
        found: MenuAtLine | None = getattr(self, "at_line", None)
        return found.line_menu_id if found else ""


PIXELS = {RichMenu.Size.LARGE: (2500, 1686), RichMenu.Size.COMPACT: (2500, 843)}


class DueQuerySet(models.QuerySet[Any]):
    """Rows of which LINE has to be told something."""

    def due(self, now: datetime) -> DueQuerySet:
        """Those whose time has come, longest due first."""
        return self.filter(due_at__lte=now).order_by("due_at", "pk")


def _due_index(name: str) -> models.Index:
    return models.Index(fields=("due_at",), condition=models.Q(due_at__isnull=False), name=name)


class MenuAtLine(models.Model):
    """What LINE has of a menu, and how far its next form has come on its way there."""

    menu = models.OneToOneField(RichMenu, on_delete=models.CASCADE, related_name="at_line")
    line_menu_id = models.CharField(max_length=60, blank=True, default="")
    #: Of what LINE has, and of what is on its way, to tell whether they are the menu as it is drawn now.
    content_hash = models.CharField(max_length=64, blank=True, default="")
    next_line_menu_id = models.CharField(max_length=60, blank=True, default="")
    next_hash = models.CharField(max_length=64, blank=True, default="")
    #: Stands in the name of the next form at LINE, so that it is found again if its id was lost on the way.
    mark = models.CharField(max_length=20, blank=True, default="")
    #: Ids of earlier forms that LINE still has.
    retired = models.JSONField(default=list, blank=True)
    is_wanted = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    #: Why LINE did not take it, in words for editors.
    fault = models.CharField(max_length=300, blank=True, default="")

    objects = DueQuerySet.as_manager()

    class Meta:
        verbose_name = _("rich menu at LINE")
        verbose_name_plural = _("rich menus at LINE")
        indexes = (_due_index("linesteps_menuatline_due"),)

    def __str__(self) -> str:
        return f"{self.menu_id}: {self.line_menu_id}"


class StandardMenu(models.Model):
    """The menu of all friends of an account who have none of their own, and whose turn it is to talk of menus."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="standard_menu")
    #: Chosen by an editor; a menu with a period goes before it while that lasts.
    menu = models.ForeignKey(
        RichMenu, on_delete=models.PROTECT, null=True, blank=True, related_name="standard_of"
    )
    #: What LINE shows, as far as it was told.
    line_menu_id = models.CharField(max_length=60, blank=True, default="")
    due_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    #: Real time until which one worker alone talks to LINE about the account's menus.
    busy_until = models.DateTimeField(null=True, blank=True)

    objects = DueQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard rich menu")
        verbose_name_plural = _("standard rich menus")
        indexes = (_due_index("linesteps_standardmenu_due"),)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.menu_id}"


class FollowerMenu(models.Model):
    """A friend who has, shall have or had a menu of their own."""

    class Origin(models.TextChoices):
        """Why it is theirs."""

        #: A step of a scenario.
        STEP = "step", _("Scenario")
        #: The friend turned to another tab.
        TAB = "tab", _("Tab")

    follower = models.OneToOneField(Follower, on_delete=models.CASCADE, related_name="own_menu")
    #: Which one it shall be; none for the standard one.
    menu = models.ForeignKey(
        RichMenu, on_delete=models.PROTECT, null=True, blank=True, related_name="follower_menus"
    )
    origin = models.CharField(max_length=5, choices=Origin, default=Origin.STEP)
    #: Another one for each wish: a confirmation of an earlier wish must not confirm this one.
    wish = models.UUIDField(default=uuid.uuid4)
    #: What LINE was told last; empty for the standard one.
    line_menu_id = models.CharField(max_length=60, blank=True, default="")
    told_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = DueQuerySet.as_manager()

    class Meta:
        verbose_name = _("rich menu of a friend")
        verbose_name_plural = _("rich menus of friends")
        indexes = (
            _due_index("linesteps_followermenu_due"),
            models.Index(fields=("menu", "line_menu_id"), name="linesteps_followermenu_menu"),
        )

    def __str__(self) -> str:
        return f"{self.follower_id}: {self.menu_id}"


def next_due(after: datetime | None = None) -> datetime | None:
    """When LINE has to be told something of menus; ``None`` when nothing is planned.

    Args:
        after: look only at later times than this (aware).
    """
    later = {"due_at__gt": after} if after is not None else {"due_at__isnull": False}
    firsts = (
        rows.objects.filter(**later).aggregate(first=models.Min("due_at"))["first"]
        for rows in (MenuAtLine, StandardMenu, FollowerMenu)
    )
    return min((first for first in firsts if first is not None), default=None)


def due_now() -> dict[str, models.QuerySet[Any]]:
    """What is to be told now, by name."""
    moment = clock.now()
    return {
        "menus": MenuAtLine.objects.due(moment),
        "standard_menus": StandardMenu.objects.due(moment),
        "own_menus": FollowerMenu.objects.due(moment),
    }
