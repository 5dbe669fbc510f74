"""The address behind every link in a message: count the tap, then go where the database says."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views import View

from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.followers.site_users import FollowerUser
from linesteps.tracking.models import Click, TrackedLink
from linesteps.tracking.tokens import read
from linesteps.visits.address import redirect_with_friend
from linesteps.web.connect_request import begins_here, remember
from linesteps.web.counting import count, is_tap

logger = logging.getLogger("linesteps.web")


@method_decorator(login_not_required, name="dispatch")
class LinkView(View):
    """Redirects whoever comes; counts people only. Altered, guessed and unknown tokens get the same 404."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Count and redirect."""
        said = read(token)
        link = TrackedLink.objects.filter(pk=said.link_id).exclude(url="").first() if said else None
        if said is None or link is None:
            raise Http404
        response = _redirect(link.url)
        follower = Follower.objects.known().select_related("account").filter(pk=said.follower_id).first()
        if follower is not None:
            enrolment_id = said.enrolment_id if _exists(said.enrolment_id) else None
            count(request, link, follower, enrolment_id=enrolment_id, known_by=Click.KnownBy.SIGNED)
            if is_tap(request):
                if begins_here(follower.account, link.url):
                    # LINE itself looks later whether it is the friend who came.
                    remember(request, follower, FollowerUser.Way.ACCOUNT_LINK)
                _tell_who_comes(request, response, link.url, follower)
        return response

    def head(self, request: HttpRequest, token: str) -> HttpResponse:
        """The same way, never counted."""
        return self.get(request, token)


def _exists(enrolment_id: int) -> bool:
    return Enrolment.objects.filter(pk=enrolment_id).exists()


def _tell_who_comes(request: HttpRequest, response: HttpResponse, url: str, follower: Follower) -> None:
    try:
        redirect_with_friend(request, response, url, follower)
    except DatabaseError:
        # The same: whoever taps gets there.
        logger.exception("A friend arrives unknown.")


def _redirect(url: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(url)
    # The token must not leak to the destination, nor be answered from a cache uncounted.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
