"""From what happened to what it sets off: runs that start, end or wake."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import DatabaseError, transaction

from linesteps import bulk, clock
from linesteps.accounts.models import Account
from linesteps.engine.events import people_of, understand
from linesteps.engine.goals import note_goals
from linesteps.engine.met import Met, listening_for, met_by, start_met
from linesteps.engine.requested import do_request, is_request
from linesteps.engine.told import tell_activities
from linesteps.engine.wake import Signs
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity, Follower
from linesteps.inbox.models import InboxEvent
from linesteps.line.client import Profile

logger = logging.getLogger("linesteps.engine")

#: Events handled in one transaction.
BATCH = 200

Profiles = dict[tuple[int, str], Profile | None]


def react(profiles: Profiles | None = None) -> int:
    """Handle one batch of stored events in the order in which they happened; returns how many.

    What they set off is asked and written for all of them together, as far as no two are of one person. One that
    cannot be handled is kept as FAILED with the reason, and the others go on. Events of a batch that other workers
    hold are left to them.

    Args:
        profiles: names of new friends by (account id, LINE user id), fetched before the transaction.
    """
    with transaction.atomic():
        locked = bulk.lock(InboxEvent.objects.waiting(), limit=BATCH)
        for some in _apart(_of_those_here(locked)):
            _handle(some, profiles or {})
        failpoint("inbox.after_react")
    return len(locked)


def _of_those_here(events: list[InboxEvent]) -> list[InboxEvent]:
    """With their accounts; what came while its account was being deleted is deleted, too."""
    accounts = Account.objects.in_bulk({event.account_id for event in events})
    lost = [event.pk for event in events if event.account_id not in accounts]
    if lost:
        InboxEvent.objects.filter(pk__in=lost).delete()
    here = [event for event in events if event.account_id in accounts]
    for event in here:
        event.account = accounts[event.account_id]
    return here


def _apart(events: Iterable[InboxEvent]) -> Iterator[list[InboxEvent]]:
    """Parts of the events, in order, in none of which anybody has two: what people do is handled in its order."""
    some: list[InboxEvent] = []
    people: set[tuple[int, str]] = set()
    for event in events:
        who = (event.account_id, event.line_user_id)
        if who in people:
            yield some
            some, people = [], set()
        some.append(event)
        if event.line_user_id:
            people.add(who)
    if some:
        yield some


def _handle(events: list[InboxEvent], profiles: Profiles) -> None:
    """All at once; if that fails, each half by itself, and so on, so that one bad event costs no other."""
    before = [(event.payload, event.line_user_id) for event in events]
    try:
        with transaction.atomic():
            known = people_of(events)
            with bulk.changes_written(list(known.values())):
                told = [one for event in events for one in understand(event, profiles, known)]
            set_off_together(told)
    except DatabaseError:
        # The connection or a lock, not the event: let the batch be done again.
        raise
    except Exception as error:
        for event, (payload, line_user_id) in zip(events, before, strict=True):
            event.payload, event.line_user_id, event.reason = payload, line_user_id, ""
        if len(events) > 1:
            middle = len(events) // 2
            _handle(events[:middle], profiles)
            _handle(events[middle:], profiles)
            return
        [event] = events
        logger.exception("An event could not be handled.", extra={"event": event.webhook_event_id})
        event.status, event.reason = InboxEvent.Status.FAILED, f"{type(error).__name__}: {error}"[:300]
    columns = {name: [getattr(event, name) for event in events] for name in ("status", "reason")}
    bulk.update(InboxEvent, [event.pk for event in events], columns)


def react_to_activities(*, limit: int | None = None) -> int:
    """Handle one batch of activities that came from elsewhere than a webhook; returns how many.

    However many they are, what they set off costs a few statements for each scenario and one for each condition
    that is asked. What one activity asks for by itself (``requested``) is done where it stands in the order.

    Args:
        limit: at most so many; as many as suit the database by default.
    """
    with transaction.atomic():
        rows = Activity.objects.unhandled()
        activities = bulk.lock(rows, limit=limit or bulk.batch_size(sqlite=500, others=2000))
        if not activities:
            return 0
        know_followers(activities)
        moment = clock.now()
        signs = Signs((one.follower_id, one.kind) for one in activities)
        signs.leave(moment)
        signs.wake(moment)
        note_goals(activities)
        tell_activities(activities)
        _start_in_order(activities, moment)
        handled = Activity.objects.filter(bulk.among("pk", [one.pk for one in activities]))
        handled.update(handled_at=moment)
        failpoint("engine.after_activities")
    return len(activities)


def know_followers(activities: Sequence[Activity]) -> None:
    """Give activities their followers, and those their accounts: two statements, and one object for each.

    A join would bring the account again with each activity, which costs more than all the rest of reading it.
    """
    ids = sorted({one.follower_id for one in activities})
    rows = Follower.objects.filter(bulk.among("pk", ids)).only("account", "status", "line_user_id")
    followers = {one.pk: one for one in rows}
    accounts = Account.objects.in_bulk({one.account_id for one in followers.values()})
    for follower in followers.values():
        follower.account = accounts[follower.account_id]
    for activity in activities:
        activity.follower = followers[activity.follower_id]


def _start_in_order(activities: Sequence[Activity], moment: datetime) -> None:
    """Start what the activities meet, together where nothing that one asks for by itself stands between."""
    listening = listening_for(activities)
    met: list[Met] = []
    people: set[int] = set()
    for activity in activities:
        if is_request(activity):
            if activity.follower_id in people:
                _start_all(met, moment)
                met, people = [], set()
            _request(activity)
        if found := met_by(activity, listening[activity.follower.account_id, activity.kind]):
            met += found
            people.add(activity.follower_id)
    _start_all(met, moment)


def _request(activity: Activity) -> None:
    try:
        with transaction.atomic():
            do_request(activity)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("Activity %s could not be handled.", activity.pk)


def _start_all(met: list[Met], moment: datetime) -> None:
    """All at once; if that fails, each half by itself, and so on, so that one bad start holds up nobody else."""
    if not met:
        return
    try:
        with transaction.atomic():
            start_met(met, moment)
    except DatabaseError:
        raise
    except Exception:
        if len(met) == 1:
            logger.exception("Activity %s could not be handled.", met[0].activity.pk)
            return
        middle = len(met) // 2
        _start_all(met[:middle], moment)
        _start_all(met[middle:], moment)


def set_off(activity: Activity) -> None:
    """Wake what waits for an activity, start what it triggers, and store it as handled."""
    set_off_together([activity])


def set_off_together(activities: Sequence[Activity]) -> None:
    """The same for many people's, each with its follower; no two are of one person."""
    if not activities:
        return
    moment = clock.now()
    signs = Signs((one.follower_id, one.kind) for one in activities)
    signs.wake(moment)
    for activity in activities:
        do_request(activity)
    listening = listening_for(activities)
    met = [one for each in activities for one in met_by(each, listening[each.follower.account_id, each.kind])]
    start_met(met, moment)
    _store(activities, moment)
    # Only now can a condition find them.
    signs.leave(clock.now())
    note_goals(activities)
    tell_activities(activities)


def _store(activities: Sequence[Activity], moment: datetime) -> None:
    for activity in activities:
        activity.handled_at = moment
        if activity.pk is not None:
            activity.save(update_fields=["handled_at"])
    new = [one for one in activities if one.pk is None]
    names = ("follower_id", "kind", "at", "data", "key", "handled_at")
    columns = {name: [getattr(one, name) for one in new] for name in names}
    for activity, pk in zip(new, bulk.insert(Activity, columns, len(new)), strict=True):
        activity.pk = pk
