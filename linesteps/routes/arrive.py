"""Somebody opens a route: counted at once, and written down as soon as LINE says who it is."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q

from linesteps import bulk, clock, doorbell
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity, Follower
from linesteps.routes.address import Opening
from linesteps.routes.join import OPENED, give_tags, join_late, told_as
from linesteps.routes.models import Route, RouteDay, RouteVisit


def count_opening(route: Route) -> None:
    """One more opening by a person, nobody knows whom."""
    day = clock.now().astimezone(route.account.zone).date()
    with transaction.atomic():
        days = RouteDay.objects.filter(route=route, day=day)
        if not days.update(seen=F("seen") + 1):
            # Of two at once, one makes the row.
            RouteDay.objects.get_or_create(route=route, day=day)
            days.update(seen=F("seen") + 1)


def arrive(route: Route, opening: Opening, line_user_id: str) -> bool:
    """Write down who opened the route, before they add the account; returns whether they are a friend already.

    The same opening by the same person is written once, however often the page tells of it. If LINE has told of the
    adding before, as when people add the account on LINE's own consent screen, the two are joined now.

    Args:
        route: with its account.
        opening: when the page was opened.
        line_user_id: as LINE vouched for it, never as a page said it.
    """
    with transaction.atomic():
        rows = Follower.objects.known().filter(account=route.account, line_user_id=line_user_id)
        follower = next(iter(bulk.lock(rows.order_by("pk"), wait=True)), None)
        is_friend = follower is not None and follower.is_friend
        if not _is_known(route, opening, line_user_id, follower):
            visit = RouteVisit.objects.create(
                route=route,
                follower=follower,
                line_user_id=line_user_id,
                seen_at=opening.seen_at,
                known_at=max(clock.now(), opening.seen_at),
            )
            if follower is not None and is_friend:
                join_late(follower)
                _welcome(visit, follower)
        failpoint("routes.before_commit")
    failpoint("routes.after_commit")
    return is_friend


def _is_known(route: Route, opening: Opening, line_user_id: str, follower: Follower | None) -> bool:
    theirs = Q(line_user_id=line_user_id)
    if follower is not None:
        theirs |= Q(follower=follower)
    return RouteVisit.objects.filter(theirs, route=route, seen_at=opening.seen_at).exists()


def _welcome(visit: RouteVisit, follower: Follower) -> None:
    """A friend who opened it, unless the adding turned out to belong to it."""
    visit.refresh_from_db(fields=["added_at"])
    if visit.added_at is not None:
        return
    visit.was_friend, visit.line_user_id = True, None
    visit.save(update_fields=["was_friend", "line_user_id"])
    Activity.of(follower, OPENED, visit.known_at, **told_as(visit.route)).save()
    if visit.route.tags_friends:
        give_tags(visit.route, follower)
    doorbell.ring("drain_inbox")
