"""The cookie that ties a browser to a friend, and the token by which a friend arrives.

Both are bearer-like: whoever holds them is taken for the friend. So they open no personal data, end
after a while, and are worth nothing for one another (each has a seal of its own).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from linesteps import clock, conf
from linesteps.followers.models import Follower
from linesteps.seal import Seal
from linesteps.visits.models import VisitConsent

#: Only the server reads it.
COOKIE = "linesteps_visitor"
#: Says to the script that there is one, and nothing else: strangers' browsers need not ask the server.
FLAG = "linesteps_visits"
TIED_FOR = timedelta(days=90)
#: How long an answer may take after the tap.
ARRIVES_WITHIN = timedelta(minutes=30)

_COOKIE = Seal("linesteps visitor cookie", ">QQ")
_ARRIVAL = Seal("linesteps arrival", ">QQ")
T = TypeVar("T", bound=HttpResponse)


def arrival(follower: Follower) -> str:
    """What the address carries behind its ``#`` after a tap, where no server and no log ever sees it."""
    return _ARRIVAL.write(follower.pk, _seconds())


def arrived(token: str) -> Follower | None:
    """Who arrived with this; ``None`` if we did not write it, or too long ago, or nobody is asked any more."""
    said = _ARRIVAL.read(token)
    if said is None or not _is_within(said[1], ARRIVES_WITHIN):
        return None
    return _open_to_visits(said[0])


def tie(request: HttpRequest, response: T, follower: Follower) -> T:
    """From now on this browser is the friend's, whoever it was before."""
    shared: dict[str, Any] = {
        "max_age": int(TIED_FOR.total_seconds()),
        "secure": request.is_secure(),
        "samesite": "Lax",
        "path": "/",
    }
    response.set_cookie(COOKIE, _COOKIE.write(follower.pk, _seconds()), httponly=True, **shared)
    response.set_cookie(FLAG, "1", **shared)
    return response


def untie(response: T) -> T:
    """This browser is nobody's."""
    for name in (COOKIE, FLAG):
        response.delete_cookie(name, path="/", samesite="Lax")
    return response


def visitor(request: HttpRequest) -> Follower | None:
    """The friend who is visiting, if we may know. A browser that nobody tied costs no query.

    The site's own lookup (``LINESTEPS_VISITOR_LOOKUP``) goes first: a login knows better than a cookie.
    """
    if lookup := _called(conf.visitor_lookup()):
        found = lookup(request)
        if found is not None:
            return _logged_in(found)
    if COOKIE not in request.COOKIES:
        return None
    if manager := _called(conf.visitor_consent()):
        # Whoever took the consent back there need not tell us.
        return _tied(request) if manager(request) else None
    return _tied(request)


def has_consent(request: HttpRequest, follower: Follower) -> bool:
    """Whether this browser may be tied to the friend without asking.

    With the site's consent manager it decides. Otherwise both must have said yes: the browser's user,
    who carries a cookie of ours, and the friend, to whom the link belongs. A link that was forwarded
    to somebody else ties nobody.
    """
    if manager := _called(conf.visitor_consent()):
        return bool(manager(request))
    if COOKIE not in request.COOKIES or not _has_agreed(follower):
        return False
    return _tied(request) is not None


def asks_itself() -> bool:
    """Whether we ask, and not the site's consent manager."""
    return not conf.visitor_consent()


def _tied(request: HttpRequest) -> Follower | None:
    said = _COOKIE.read(request.COOKIES[COOKIE])
    if said is None or not _is_within(said[1], TIED_FOR):
        return None
    follower = _open_to_visits(said[0])
    if follower is None:
        return None
    consent = getattr(follower, "visit_consent", None)
    return follower if consent is not None and consent.is_given else None


def _logged_in(follower: Follower) -> Follower | None:
    found = _open_to_visits(follower.pk)
    consent = getattr(found, "visit_consent", None)
    # Whoever took it back keeps it back, logged in or not.
    return None if found is None or (consent is not None and not consent.is_given) else found


def _open_to_visits(follower_id: int) -> Follower | None:
    rows = Follower.objects.known().filter(account__sees_visits=True)
    return rows.select_related("account", "visit_consent").filter(pk=follower_id).first()


def _has_agreed(follower: Follower) -> bool:
    return VisitConsent.objects.filter(follower=follower, is_given=True).exists()


def _called(name: str) -> Callable[[HttpRequest], Any] | None:
    return import_string(name) if name else None


def _seconds() -> int:
    return int(clock.now().timestamp())


def _is_within(seconds: int, age: timedelta) -> bool:
    try:
        since = datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, OSError, ValueError):
        return False
    # A clock that went a little astray between two machines is no forgery.
    return -timedelta(minutes=5) <= clock.now() - since <= age
