"""Entry routes, how often each was looked at, and who came by which."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from linesteps.accounts.models import Account
from linesteps.followers.models import Follower, Tag
from linesteps.routes.window import WINDOW

#: No letters that look alike: a code may have to be typed from a poster.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
#: 31 to the power of 10: nobody finds one by trying.
_CODE_LENGTH = 10


def new_code() -> str:
    """A code that nobody guesses."""
    return "".join(secrets.choice(_LETTERS) for _place in range(_CODE_LENGTH))


class RouteQuerySet(models.QuerySet["Route"]):
    """Questions about routes."""

    def in_use(self) -> RouteQuerySet:
        """Those that count."""
        return self.filter(archived_at__isnull=True)


class Route(models.Model):
    """One way to the account that the shop wants to tell apart, such as the poster at the counter."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="routes", verbose_name=_("LINE Official Account")
    )
    name = models.CharField(
        _("name"), max_length=60, help_text=_("For yourselves, such as “Shop counter” or “Autumn leaflet”.")
    )
    code = models.CharField(max_length=20, unique=True, default=new_code, editable=False)
    tags = models.ManyToManyField(
        Tag,
        blank=True,
        related_name="+",
        verbose_name=_("tags"),
        help_text=_("Whoever is added by this route gets them."),
    )
    tags_friends = models.BooleanField(_("give the tags to friends as well who open it again"), default=False)
    poster_title = models.CharField(
        _("title on the printed page"),
        max_length=40,
        blank=True,
        help_text=_("Such as “A free coffee for friends on LINE”. Empty: “Add us on LINE”."),
    )
    poster_text = models.CharField(
        _("text on the printed page"), max_length=120, blank=True, help_text=_("Stands below the title.")
    )
    language = models.CharField(
        _("language of the printed page"),
        max_length=2,
        choices=Account.Language,
        blank=True,
        default="",
        help_text=_("Of its own words, such as “Scan with the camera”. Empty: the account's language."),
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry route")
        verbose_name_plural = _("entry routes")
        ordering = ("-created_at", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "name"),
                name="linesteps_route_one_name",
                violation_error_message=_("There is a route of this name already."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class RouteDay(models.Model):
    """How often people opened a route on one day in the account's time; nothing of who they were."""

    # No index of its own: the constraint begins with it.
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    seen = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("day of an entry route")
        verbose_name_plural = _("days of entry routes")
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("route", "day"), name="linesteps_routeday_once"),)

    def __str__(self) -> str:
        return f"{self.route_id} {self.day}: {self.seen}"


class RouteVisitQuerySet(models.QuerySet["RouteVisit"]):
    """Questions about visits."""

    def pending(self) -> RouteVisitQuerySet:
        """Those of people who have not added the account yet."""
        return self.filter(line_user_id__isnull=False)

    def left_over(self) -> RouteVisitQuerySet:
        """Pending ones of people who have added the account: the two met in the very same moment."""
        friends = Follower.objects.friends().filter(
            account_id=OuterRef("route__account_id"),
            line_user_id=OuterRef("line_user_id"),
            last_followed_at__gte=OuterRef("seen_at"),
        )
        return self.pending().filter(Exists(friends))

    def expired(self, moment: datetime) -> RouteVisitQuerySet:
        """Pending ones that nobody can be joined to any more."""
        return self.pending().filter(known_at__lt=moment - WINDOW)


class RouteVisit(models.Model):
    """One time that somebody for whom LINE vouched opened a route."""

    # Whoever came by it stays in the figures, so a route with visits is archived and not deleted.
    # No index of its own: one begins with it.
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="visits", db_index=False)
    #: Empty while the person is not known here.
    follower = models.ForeignKey(
        Follower, on_delete=models.CASCADE, null=True, blank=True, related_name="route_visits", db_index=False
    )
    #: Whom LINE named, until they add the account or ``WINDOW`` is over.
    line_user_id = models.CharField(max_length=33, null=True, blank=True)  # noqa: DJ001 - the index is of few
    #: When the page was opened, and when LINE said by whom.
    seen_at = models.DateTimeField()
    known_at = models.DateTimeField()
    #: LINE's time of the adding that it led to.
    added_at = models.DateTimeField(null=True, blank=True)
    #: When the person blocked the account after that for the first time.
    left_at = models.DateTimeField(null=True, blank=True)
    #: Whether it was a friend already who opened it.
    was_friend = models.BooleanField(default=False)

    objects = RouteVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit of an entry route")
        verbose_name_plural = _("visits of entry routes")
        default_permissions = ()
        constraints = (
            # Whatever comes twice or in either order: one adding belongs to one visit.
            models.UniqueConstraint(
                fields=("follower", "added_at"),
                condition=models.Q(added_at__isnull=False),
                name="linesteps_routevisit_one_adding",
            ),
        )
        indexes = (
            models.Index(fields=("route", "added_at"), name="linesteps_routevisit_route"),
            models.Index(fields=("follower", "known_at"), name="linesteps_routevisit_person"),
            models.Index(
                fields=("line_user_id",),
                condition=models.Q(line_user_id__isnull=False),
                name="linesteps_routevisit_pending",
            ),
        )

    def __str__(self) -> str:
        return f"{self.route_id} ({self.known_at:%Y-%m-%d %H:%M})"
