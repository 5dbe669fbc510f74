"""Writing down a tap on a link without keeping anybody waiting at the door."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.http import HttpRequest

from linesteps import bulk
from linesteps.followers.models import Follower
from linesteps.tracking.devices import is_person
from linesteps.tracking.models import Click, TrackedLink
from linesteps.tracking.record import record

logger = logging.getLogger("linesteps.web")

#: How long one try to write a tap down may wait for the database; a person stands at the door meanwhile.
WAIT_SECONDS = 0.5


def is_tap(request: HttpRequest) -> bool:
    """Whether a person opened the address, rather than a preview, prefetch or crawler."""
    purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return is_person(request.method or "", request.headers.get("User-Agent", ""), purpose)


def count(
    request: HttpRequest,
    link: TrackedLink,
    follower: Follower,
    *,
    enrolment_id: int | None,
    known_by: Click.KnownBy,
) -> None:
    """Write the tap down; one that cannot be written down must still lead where it leads, so nothing is raised."""
    # A page that LINE vouched for has posted a person's token; only a link that is opened may be a machine.
    is_by_person = request.method == "POST" or is_tap(request)

    def write_down() -> None:
        with bulk.hurried(WAIT_SECONDS):
            record(
                link,
                follower,
                enrolment_id=enrolment_id,
                is_person=is_by_person,
                known_by=known_by,
                user_agent=request.headers.get("User-Agent", ""),
            )

    try:
        # Nobody taps again for us: a connection that broke is tried again before the tap is given up.
        bulk.persist(write_down)
    except DatabaseError:
        logger.exception("A tap was not counted.", extra={"link": link.pk})
