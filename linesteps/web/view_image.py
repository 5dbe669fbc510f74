"""The picture of one dot: whoever gets it has the message on a screen."""

from __future__ import annotations

import base64
import logging
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View

from linesteps import bulk
from linesteps.tracking.devices import is_person
from linesteps.tracking.sightings import image_loaded, read_image_token

logger = logging.getLogger("linesteps.web")

#: One transparent pixel; LINE takes PNG and JPEG (reference, “Flex Message”, image).
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNgYAAAAAMAASsJTYQAAAAASUVORK5CYII="
)
#: A phone that keeps it does not ask again, so that only the first look counts (design, platform.md 4.2).
_FOR_EVER = "public, max-age=31536000, immutable"
#: A person waits for nothing here, and pictures come by thousands: the sign is given up rather than the speed.
WAIT_SECONDS = 0.5


@method_decorator(login_not_required, name="dispatch")
class ViewImageView(View):
    """The same few bytes for everybody; altered and guessed addresses get 404."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Note who has it on the screen, unless it is a machine."""
        said = read_image_token(token)
        if said is None:
            raise Http404
        purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
        if is_person(request.method or "", request.headers.get("User-Agent", ""), purpose):
            try:
                bulk.persist(partial(_note, *said))
            except DatabaseError:
                logger.exception("A sign that a message was seen was not noted.")
                # Not to be kept, so that the next look asks again.
                return _dot("no-store")
            return _dot(_FOR_EVER)
        # A preview's copy must not keep the person's phone from asking.
        return _dot("no-store")

    def head(self, request: HttpRequest, token: str) -> HttpResponse:
        """The same without a picture; never a sign."""
        return self.get(request, token)


def _note(enrolment_id: int, seq: int) -> None:
    with bulk.hurried(WAIT_SECONDS):
        image_loaded(enrolment_id, seq)


def _dot(cache: str) -> HttpResponse:
    response = HttpResponse(DOT, content_type="image/png")
    response.headers["Cache-Control"] = cache
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
