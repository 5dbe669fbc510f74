"""The page of an entry route: counts that somebody came, and leads on to adding the account.

What stands on posters is this page and no address of LINE's: it is counted, it can be led elsewhere later, and it
works without LIFF, without scripts and on a computer. Who it is, it leaves to LINE (``web/liff.py``).
"""

from __future__ import annotations

import logging
import re

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views import View

from linesteps import bulk, clock
from linesteps.accounts.address import add_friend_url
from linesteps.routes.address import Opening, identified_url, is_fresh, read, write
from linesteps.routes.arrive import count_opening
from linesteps.routes.models import Route
from linesteps.routes.qr import picture
from linesteps.tracking.devices import device_of
from linesteps.web.counting import WAIT_SECONDS, is_tap
from linesteps.web.language import language_for

logger = logging.getLogger("linesteps.web")

#: Keeps a reload from counting again; it says which page was opened when, and nothing else.
COOKIE, COOKIE_SECONDS = "ls_route", 600
#: In LINE's own browser, where its addresses open at once (as public logs show; LINE documents none).
_IN_LINE = re.compile(r"\bLine/\d")


@method_decorator(login_not_required, name="dispatch")
class RouteView(View):
    """A page for people; machines and previews see the same, and are not counted."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Count, and lead on."""
        route = Route.objects.select_related("account").filter(code=code.lower()).first()
        if route is None:
            raise Http404
        kept = request.COOKIES.get(COOKIE, "")
        is_again = is_fresh(kept, route)
        opening = (read(kept) if is_again else None) or Opening(route.pk, clock.now())
        counts = route.archived_at is None and is_tap(request)
        if counts and not is_again:
            _count(route)
        account = route.account
        knows = account.has_liff and route.archived_at is None
        go = identified_url(opening, route) if knows else add_friend_url(account)
        agent = request.headers.get("User-Agent", "")
        if go and _IN_LINE.search(agent):
            response: HttpResponse = redirect(go)
        else:
            response = _page(request, route, go, agent)
        if counts:
            response.set_cookie(
                COOKIE,
                write(opening),
                max_age=COOKIE_SECONDS,
                path=request.path,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def head(self, request: HttpRequest, code: str) -> HttpResponse:
        """The same, never counted."""
        return self.get(request, code)


def _count(route: Route) -> None:
    try:
        with bulk.hurried(WAIT_SECONDS):
            count_opening(route)
    except DatabaseError:
        # Whoever comes gets there all the same.
        logger.exception("An opening of a route was not counted.", extra={"route": route.pk})


def _page(request: HttpRequest, route: Route, go: str, agent: str) -> HttpResponse:
    language = language_for(request, route.account)
    device = device_of(agent)
    with override(language):
        context = {
            "shop": route.account.name,
            "language": language,
            "title": route.poster_title,
            "text": route.poster_text,
            "go": go,
            "add_friend": add_friend_url(route.account),
            "qr": picture(go) if go and device is not None and device.os == "other" else "",
        }
        return render(request, "linesteps/web/route.html", context)
