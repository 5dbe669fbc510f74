"""From what happened to what it sets off: runs that start, end or wake."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable

from django.db import DatabaseError, transaction

from linesteps import bulk, clock
from linesteps.engine.enrol import enrol
from linesteps.engine.events import understand
from linesteps.engine.loops import may_start
from linesteps.engine.requested import do_request, is_request
from linesteps.engine.wake import wake, wake_all
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity
from linesteps.inbox.models import InboxEvent
from linesteps.line.client import Profile
from linesteps.scenarios.models import ScenarioTrigger
from linesteps.triggers.kind import registry as trigger_kinds

logger = logging.getLogger("linesteps.engine")

#: Events handled in one transaction.
BATCH = 200

Profiles = dict[tuple[int, str], Profile | None]


def react(profiles: Profiles | None = None) -> int:
    """Handle one batch of stored events in the order in which they happened; returns how many.

    Each event has a savepoint: one that cannot be handled is kept as FAILED with the reason, and
    the others go on. Events of a batch that other workers hold are left to them.

    Args:
        profiles: names of new friends by (account id, LINE user id), fetched before the transaction.
    """
    with transaction.atomic():
        rows = InboxEvent.objects.waiting().select_related("account")
        events = bulk.lock(rows, limit=BATCH)
        for event in events:
            _handle_event(event, profiles or {})
        failpoint("inbox.after_react")
    return len(events)


def _handle_event(event: InboxEvent, profiles: Profiles) -> None:
    try:
        with transaction.atomic():
            activities = understand(event, profiles)
            for activity in activities:
                set_off(activity)
    except DatabaseError:
        # The connection or a lock, not the event: let the batch be done again.
        raise
    except Exception as error:
        logger.exception("An event could not be handled.", extra={"event": event.webhook_event_id})
        event.status, event.reason = InboxEvent.Status.FAILED, f"{type(error).__name__}: {error}"[:300]
    event.save(update_fields=["status", "reason"])


def react_to_activities() -> int:
    """Handle one batch of activities that came from elsewhere than a webhook; returns how many.

    What steps did to thousands is handled with a few statements, but for those whom it sets something off.
    """
    with transaction.atomic():
        rows = Activity.objects.unhandled().select_related("follower__account")
        activities = bulk.lock(rows, limit=BATCH)
        moment = clock.now()
        wake_all(((one.follower_id, one.kind) for one in activities), moment)
        listening = _listening(activities)
        for activity in activities:
            triggers = listening[activity.follower.account_id, activity.kind]
            if not triggers and not is_request(activity):
                continue
            try:
                with transaction.atomic():
                    _start(activity, triggers)
            except DatabaseError:
                raise
            except Exception:
                logger.exception("Activity %s could not be handled.", activity.pk)
        handled = Activity.objects.filter(bulk.among("pk", [one.pk for one in activities]))
        handled.update(handled_at=moment)
    return len(activities)


def set_off(activity: Activity) -> None:
    """Wake what waits for an activity, start what it triggers, and store it as handled."""
    wake(activity.follower_id, activity.kind, clock.now())
    _start(activity, _listening([activity])[activity.follower.account_id, activity.kind])
    activity.handled_at = clock.now()
    activity.save()


#: By account and kind of activity.
_Listening = dict[tuple[int, str], list[ScenarioTrigger]]


def _listening(activities: Iterable[Activity]) -> _Listening:
    """The triggers that any of these activities may set off, in one query."""
    found: _Listening = defaultdict(list)
    places = {(one.follower.account_id, one.kind) for one in activities}
    rows = ScenarioTrigger.objects.filter(
        account_id__in={account for account, _kind in places},
        activity_kind__in={kind for _account, kind in places},
    )
    for trigger in rows.select_related("scenario__current_version").order_by("id"):
        found[trigger.account_id, trigger.activity_kind].append(trigger)
    return found


def _start(activity: Activity, triggers: Iterable[ScenarioTrigger]) -> None:
    """Do what the activity asks for, and start each scenario one of whose triggers it sets off."""
    follower = activity.follower
    do_request(activity)
    started = set()
    for trigger in triggers:
        is_match = trigger.kind in trigger_kinds and trigger_kinds.get(trigger.kind).matches(
            trigger.config, activity.data
        )
        if not is_match or trigger.scenario_id in started:
            continue
        started.add(trigger.scenario_id)
        if may_start(trigger.scenario, follower, activity.data, clock.now()):
            is_return = activity.kind == "followed" and not activity.data.get("is_first")
            enrol(trigger.scenario, follower, cause=trigger.kind, is_return=is_return)
