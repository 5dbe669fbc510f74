"""What a LIFF page is opened for: a link to follow, a coupon to show, a route, a user of the site to be linked.

An errand knows its words and where those may go of whom nothing is known; it runs for a person for whom LINE vouched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.urls import reverse

from linesteps.accounts.address import CONNECT, add_friend_url, talk_url
from linesteps.accounts.models import Account
from linesteps.coupons.address import LIFF_FOLDER as COUPON_FOLDER
from linesteps.coupons.address import read_liff as read_coupon
from linesteps.coupons.address import shown_path
from linesteps.coupons.models import CouponTicket
from linesteps.engine.asked import run_asked
from linesteps.followers.models import Follower
from linesteps.followers.site_users import FollowerUser
from linesteps.routes.address import LIFF_FOLDER as ROUTE_FOLDER
from linesteps.routes.address import read as read_route
from linesteps.routes.arrive import arrive
from linesteps.routes.models import Route
from linesteps.tracking.models import Click, TrackedLink
from linesteps.tracking.tokens import LIFF_FOLDER as LINK_FOLDER
from linesteps.tracking.tokens import read_liff as read_link
from linesteps.web.connect_request import begins_here, remember
from linesteps.web.counting import count


class Say(StrEnum):
    """What the page says where it cannot go on; each is a section of the template."""

    #: LINE does not vouch for the token, which is too old or none of ours.
    REFUSED = "refused"
    #: LINE did not answer.
    LATER = "later"
    #: LINE vouched for somebody who is no friend of the account.
    STRANGER = "stranger"
    #: The coupon is another friend's.
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Where the page goes on to, or what it says."""

    go: str = ""
    say: str = ""


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What the page is for.

    Args:
        name: ``link``, ``coupon``, ``route`` or ``connect``.
        anyway: where everybody may go, known or not; empty where nothing is shown without knowing who it is.
        run: what is done for somebody for whom LINE vouched: their LINE user ID, and the friend that they are here
            (``None`` for a stranger).
    """

    name: str
    anyway: str
    run: Callable[[HttpRequest, str, Follower | None], Answer]


def errand_of(account: Account, path: str) -> Errand | None:
    """What a path below the endpoint means for this account; ``None`` for what is not ours."""
    # An endpoint that was entered with a slash at its end may bring two of them.
    path = path.strip("/")
    if path.startswith(LINK_FOLDER):
        return _link(account, path.removeprefix(LINK_FOLDER))
    if path.startswith(COUPON_FOLDER):
        return _coupon(account, path.removeprefix(COUPON_FOLDER))
    if path.startswith(ROUTE_FOLDER):
        return _route(account, path.removeprefix(ROUTE_FOLDER))
    return _connect(account) if path == CONNECT else None


def _link(account: Account, token: str) -> Errand | None:
    link_id = read_link(token)
    if link_id is None:
        return None
    link = TrackedLink.objects.filter(pk=link_id, scenario__account=account).exclude(url="").first()
    if link is None:
        return None

    def run(request: HttpRequest, line_user_id: str, follower: Follower | None) -> Answer:
        if follower is not None:
            enrolment_id = run_asked(link, follower)
            count(request, link, follower, enrolment_id=enrolment_id, known_by=Click.KnownBy.LIFF)
            if begins_here(account, link.url):
                remember(request, follower, FollowerUser.Way.LIFF)
        return Answer(go=link.url)

    return Errand(name="link", anyway=link.url, run=run)


def _coupon(account: Account, token: str) -> Errand | None:
    said = read_coupon(token)
    if said is None:
        return None
    tickets = CouponTicket.objects.filter(pk=said.ticket_id, coupon_id=said.coupon_id)
    ticket = tickets.filter(coupon__account=account).first()
    if ticket is None:
        return None

    def run(request: HttpRequest, line_user_id: str, follower: Follower | None) -> Answer:
        if follower is None or follower.pk != ticket.follower_id:
            return Answer(say=Say.OTHER)
        return Answer(go=shown_path(said))

    return Errand(name="coupon", anyway="", run=run)


def _route(account: Account, token: str) -> Errand | None:
    opening = read_route(token)
    if opening is None:
        return None
    route = Route.objects.filter(pk=opening.route_id, account=account).select_related("account").first()
    if route is None:
        return None

    def run(request: HttpRequest, line_user_id: str, follower: Follower | None) -> Answer:
        is_friend = follower is not None and follower.is_friend
        if route.archived_at is None:
            is_friend = arrive(route, opening, line_user_id)
        return Answer(go=talk_url(account) if is_friend else add_friend_url(account))

    return Errand(name="route", anyway=add_friend_url(account), run=run)


def _connect(account: Account) -> Errand:
    def run(request: HttpRequest, line_user_id: str, follower: Follower | None) -> Answer:
        if follower is None:
            return Answer(say=Say.STRANGER)
        remember(request, follower, FollowerUser.Way.LIFF)
        return Answer(go=reverse("linesteps:connect", args=[account.pk]))

    return Errand(name="connect", anyway="", run=run)
