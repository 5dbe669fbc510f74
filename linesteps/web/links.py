"""The address behind every link in a message: count the tap, then go where the database says."""

from __future__ import annotations

import logging
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views import View

from linesteps import bulk
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.tracking.devices import is_person
from linesteps.tracking.models import TrackedLink
from linesteps.tracking.record import record
from linesteps.tracking.tokens import read

logger = logging.getLogger("linesteps.web")

#: How long one try to write a tap down may wait for the database; a person stands at the door meanwhile.
WAIT_SECONDS = 0.5


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
        follower = Follower.objects.known().filter(pk=said.follower_id).first()
        if follower is not None:
            agent = request.headers.get("User-Agent", "")
            purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
            is_tap = is_person(request.method or "", agent, purpose)
            try:
                # Nobody taps again for us: a connection that broke is tried again before the tap is given up.
                bulk.persist(
                    partial(
                        _write_down,
                        link,
                        follower,
                        enrolment_id=_enrolment_of(said.enrolment_id),
                        is_person=is_tap,
                        user_agent=agent,
                    )
                )
            except DatabaseError:
                # A tap that cannot be written down must still lead where it leads.
                logger.exception("A tap was not counted.", extra={"link": link.pk})
        return _redirect(link.url)

    def head(self, request: HttpRequest, token: str) -> HttpResponse:
        """The same way, never counted."""
        return self.get(request, token)


def _write_down(
    link: TrackedLink, follower: Follower, *, enrolment_id: int | None, is_person: bool, user_agent: str
) -> None:
    with bulk.hurried(WAIT_SECONDS):
        record(link, follower, enrolment_id=enrolment_id, is_person=is_person, user_agent=user_agent)


def _enrolment_of(enrolment_id: int) -> int | None:
    return enrolment_id if Enrolment.objects.filter(pk=enrolment_id).exists() else None


def _redirect(url: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(url)
    # The token must not leak to the destination, nor be answered from a cache uncounted.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
