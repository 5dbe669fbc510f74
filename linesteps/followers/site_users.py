"""Which friend is which user of the site: linked by the person, never guessed.

Two ways lead here, and in both LINE vouches for the friend and the site's own login for the user: LINE's account
link (docs, “User account linking”), and a LIFF page that is opened while logged in. For the site's own code::

    from linesteps.followers.site_users import follower_of

    follower = follower_of(request.user)
    if follower is not None:
        linesteps.track(follower, "purchase", {"total": 4800}, key=f"order-{order.pk}")
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from linesteps import clock, doorbell
from linesteps.accounts.models import Account
from linesteps.followers.models import Activity, Follower

#: LINE's link token lives for ten minutes; its event may come a little later.
NONCE_LASTS = timedelta(minutes=15)


class FollowerUser(models.Model):
    """A friend who is a user of the site; one friend of an account for a user, and one user for a friend."""

    class Way(models.TextChoices):
        """How it is known."""

        #: LINE's account link: LINE's own dialog, after the site's login.
        ACCOUNT_LINK = "line", _("LINE's account link")
        #: A LIFF page, opened while logged in at the site.
        LIFF = "liff", _("LIFF page")
        #: The site's own code.
        CODE = "code", _("Site program")

    follower = models.OneToOneField(Follower, on_delete=models.CASCADE, related_name="site_user")
    #: The friend's; here so that the database can hold the rule.
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(_("how"), max_length=8, choices=Way)
    linked_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("link to a user of the site")
        verbose_name_plural = _("links to users of the site")
        constraints = (
            models.UniqueConstraint(fields=("account", "user"), name="linesteps_followeruser_one_friend"),
        )

    def __str__(self) -> str:
        return f"{self.follower_id}: {self.user_id}"


class LinkNonce(models.Model):
    """A number used once, by which LINE's answer finds the user who asked for the link."""

    nonce = models.CharField(max_length=64, unique=True)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="link_nonces")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("request to link a friend")
        verbose_name_plural = _("requests to link friends")
        indexes = (models.Index(fields=("made_at",), name="linesteps_linknonce_old"),)

    def __str__(self) -> str:
        return f"{self.follower_id}: {self.user_id}"


def follower_of(user: Any, account: Account | None = None) -> Follower | None:
    """The friend who is this user of the site, or ``None``; erased and unlinked ones are not found.

    Args:
        user: of ``AUTH_USER_MODEL``; an anonymous one is nobody.
        account: of which account; with several and none named, the one linked last.
    """
    if user is None or not getattr(user, "pk", None):
        return None
    rows = FollowerUser.objects.filter(user=user).select_related("follower__account")
    if account is not None:
        rows = rows.filter(account=account)
    found = rows.order_by("-linked_at", "-pk").first()
    return found.follower if found else None


def link_user(follower: Follower, user: Any, way: FollowerUser.Way) -> FollowerUser:
    """Link a friend to a user of the site; what either was linked to before, in this account, ends.

    Scenarios that start or wait for it are told after the commit.

    Raises:
        ValueError: the friend's data was erased.
    """
    if follower.status == Follower.Status.ERASED:
        raise ValueError("Nobody is left of an erased person.")
    moment = clock.now()
    with transaction.atomic():
        # In this order everywhere, so that two at once wait for each other rather than stand in each other's way.
        Account.objects.select_for_update(no_key=True).get(pk=follower.account_id)
        known = FollowerUser.objects.filter(follower=follower, user=user).first()
        if known is not None:
            return known
        others = FollowerUser.objects.filter(account_id=follower.account_id).exclude(follower=follower)
        for other in others.filter(user=user).select_related("follower"):
            _unlink(other)
        FollowerUser.objects.filter(follower=follower).delete()
        found = FollowerUser.objects.create(
            follower=follower, account_id=follower.account_id, user=user, way=way, linked_at=moment
        )
        Activity.of(follower, "account_linked", moment, result="ok", way=way.value).save()
        doorbell.ring("drain_inbox")
    return found


def unlink_user(follower: Follower) -> bool:
    """End the link of a friend to a user; returns whether there was one."""
    with transaction.atomic():
        found = FollowerUser.objects.filter(follower=follower).select_related("follower").first()
        if found is not None:
            _unlink(found)
    return found is not None


def new_nonce(follower: Follower, user: Any) -> str:
    """A nonce for LINE's account link: 43 characters that nobody guesses, for this friend and user, once."""
    moment = clock.now()
    nonce = secrets.token_urlsafe(32)
    LinkNonce.objects.filter(made_at__lt=moment - NONCE_LASTS).delete()
    LinkNonce.objects.create(nonce=nonce, follower=follower, user=user, made_at=moment)
    return nonce


def take_nonce(nonce: str, follower: Follower) -> Any | None:
    """The user who asked for this link, whose nonce is used up with it; ``None`` for a wrong or old one.

    Args:
        nonce: as LINE's event tells it.
        follower: whom the event names; nobody else can use the nonce.
    """
    rows = LinkNonce.objects.filter(nonce=nonce, follower=follower, made_at__gte=clock.now() - NONCE_LASTS)
    found = rows.select_related("user").first()
    # Deleting is the lock: of two at once, one deletes no row.
    if found is None or not LinkNonce.objects.filter(pk=found.pk).delete()[0]:
        return None
    return found.user


def _unlink(found: FollowerUser) -> None:
    follower = found.follower
    found.delete()
    Activity.of(follower, "account_unlinked", clock.now()).save()
    doorbell.ring("drain_inbox")
