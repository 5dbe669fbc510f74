"""Joining an adding to the visit that led to it, in whichever order and however often the two become known.

LINE's webhook tells of an adding without saying where it came from (reference, “Follow event”); the page tells of a
visit. An adding belongs to the last visit that was opened before it, at most ``WINDOW`` earlier, and to one only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from linesteps import bulk, doorbell
from linesteps.followers.models import Activity, Follower, FollowerAttribute
from linesteps.followers.tags import add_tag
from linesteps.routes.models import Route, RouteVisit
from linesteps.routes.window import WINDOW

#: What is told of an adding by a route, and of a friend who opens one.
CAME, OPENED = "came_by_route", "route_opened"
_BATCH = 100


def join(follower: Follower, at: datetime) -> Activity | None:
    """Join an adding to its visit, if it has one; returns the unsaved activity that tells of it.

    Call it in a transaction, with the follower locked and its status written. Doing it again joins nothing more.

    Args:
        follower: who was added.
        at: LINE's time of the adding.
    """
    rows = RouteVisit.objects.pending().filter(
        line_user_id=follower.line_user_id, route__account=follower.account_id, seen_at__lte=at
    )
    visits = bulk.lock(rows.select_related("route").order_by("known_at", "pk"), wait=True)
    if not visits:
        return None
    is_joined = RouteVisit.objects.filter(follower=follower, added_at=at).exists()
    found = None
    for visit in reversed(visits):
        visit.follower, visit.line_user_id = follower, None
        if found is None and not is_joined and visit.known_at >= at - WINDOW:
            found = visit
            visit.added_at, visit.left_at = at, _left(follower, at)
        visit.save(update_fields=["follower", "line_user_id", "added_at", "left_at"])
    if found is None:
        return None
    give_tags(found.route, follower)
    is_first = follower.first_followed_at is None or follower.first_followed_at >= at
    return Activity.of(follower, CAME, at, **told_as(found.route), is_first=is_first)


def give_tags(route: Route, follower: Follower) -> None:
    """Put the route's tags on."""
    for tag in route.tags.all():
        add_tag(follower, tag.name, FollowerAttribute.Source.LIFF.value)


def told_as(route: Route) -> dict[str, Any]:
    """A route as an activity tells of it."""
    return {"route": route.pk, "name": route.name}


def note_left(follower: Follower, at: datetime) -> None:
    """The person blocked the account: whoever came by a route stays in its figures as one who left."""
    came = RouteVisit.objects.filter(follower=follower, added_at__lt=at)
    came.filter(Q(left_at__isnull=True) | Q(left_at__gt=at)).update(left_at=at)


def join_left_over() -> int:
    """Join those whose adding and visit were written in the same moment; returns how many.

    Neither saw the other then: each transaction looked before the other one was committed.
    """
    found = list(RouteVisit.objects.left_over().values_list("line_user_id", "route__account")[:_BATCH])
    for line_user_id, account in dict.fromkeys(found):
        with transaction.atomic():
            rows = Follower.objects.friends().filter(account=account, line_user_id=line_user_id)
            for follower in bulk.lock(rows.order_by("pk"), wait=True):
                join_late(follower)
    return len(found)


def join_late(follower: Follower) -> None:
    """Join an adding of which LINE told before the page did; what it sets off is done soon.

    Call it in a transaction, with the follower locked.
    """
    if follower.last_followed_at is None:
        return
    came = join(follower, follower.last_followed_at)
    if came is not None:
        came.save()
        doorbell.ring("drain_inbox")


def forget(account_id: int, line_user_id: str) -> None:
    """Forget visits of a person whose data is erased and who is not joined to them yet."""
    RouteVisit.objects.pending().filter(line_user_id=line_user_id, route__account=account_id).delete()


def _left(follower: Follower, at: datetime) -> datetime | None:
    """When they left again, if LINE told of that first."""
    is_gone = follower.status == Follower.Status.BLOCKED
    return follower.status_at if is_gone and follower.status_at and follower.status_at > at else None
