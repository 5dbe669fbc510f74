"""Who wants to be linked to a user of the site: kept in the visitor's own session, never in an address.

So nobody can be made to link somebody else's LINE to their own account by an address that they are sent: what LINE
vouched for stays in the browser for which it vouched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest

from linesteps import clock
from linesteps.accounts.address import connect_url
from linesteps.accounts.models import Account
from linesteps.followers.models import Follower
from linesteps.followers.site_users import FollowerUser

_KEY = "linesteps_connect"
#: Long enough to make an account at the site first.
LASTS = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class ConnectRequest:
    """A friend, and how it is known that it is they."""

    follower: Follower
    way: FollowerUser.Way


def begins_here(account: Account, url: str) -> bool:
    """Whether a link of a message leads to this account's page."""
    return url.partition("?")[0].rstrip("/") == connect_url(account).rstrip("/")


def remember(request: HttpRequest, follower: Follower, way: FollowerUser.Way) -> None:
    """Keep who came, in the session."""
    until = int((clock.now() + LASTS).timestamp())
    request.session[_KEY] = {
        "follower": follower.pk,
        "account": follower.account_id,
        "way": way.value,
        "until": until,
    }


def remembered(request: HttpRequest, account: Account) -> ConnectRequest | None:
    """Who came, if it was not long ago and for this account."""
    kept = request.session.get(_KEY)
    if not isinstance(kept, dict) or kept.get("account") != account.pk:
        return None
    if clock.now().timestamp() > kept.get("until", 0):
        return None
    follower = Follower.objects.known().select_related("account").filter(pk=kept["follower"]).first()
    if follower is None or follower.account_id != account.pk:
        return None
    return ConnectRequest(follower=follower, way=FollowerUser.Way(kept["way"]))


def forget(request: HttpRequest) -> None:
    """It is done."""
    request.session.pop(_KEY, None)
