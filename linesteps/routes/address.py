"""The addresses of a route: the public one, on posters for years, and the one that asks LINE who came.

The second carries a seal with the moment at which the page was opened, so that an adding on LINE's own consent screen,
of which LINE tells before our page hears who it is, is known to belong to it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse

from linesteps import clock, conf
from linesteps.accounts.address import liff_url
from linesteps.routes.models import Route
from linesteps.routes.window import FRESH
from linesteps.seal import Seal

#: Before the token in the address of a LIFF link.
LIFF_FOLDER = "r/"
#: Route, and when the page was opened (microseconds since 1970, which tell visits apart).
_SEAL = Seal("linesteps route token", ">QQ")


class Opening(NamedTuple):
    """One opening of a route's page."""

    route_id: int
    seen_at: datetime


def public_url(route: Route) -> str:
    """What stands in the QR code; empty while this site has no public address."""
    base = conf.public_base_url()
    try:
        return base + reverse("linesteps:route", args=[route.code]) if base else ""
    except NoReverseMatch:
        return ""


def write(opening: Opening) -> str:
    """The opening as text for an address or a cookie."""
    return _SEAL.write(opening.route_id, int(opening.seen_at.timestamp() * 1_000_000))


def read(text: str) -> Opening | None:
    """What a token says, or ``None`` when no key of ours signed it.

    One that is older than ``FRESH`` (left open, forwarded) says which route it is, and that it is opened now.
    """
    parts = _SEAL.read(text)
    if parts is None:
        return None
    seen_at, moment = datetime.fromtimestamp(parts[1] / 1_000_000, UTC), clock.now()
    return Opening(parts[0], seen_at if moment - FRESH <= seen_at <= moment else moment)


def is_fresh(text: str, route: Route) -> bool:
    """Whether a token is of this route and was written just now."""
    parts = _SEAL.read(text)
    if parts is None or parts[0] != route.pk:
        return False
    return bool(clock.now().timestamp() - parts[1] / 1_000_000 < _SAME)


#: Seconds within which the same browser opens the same page again, as with a reload.
_SAME = 600.0


def identified_url(opening: Opening, route: Route) -> str:
    """The LIFF link behind the page, for accounts with LIFF."""
    return liff_url(route.account, LIFF_FOLDER + write(opening))
