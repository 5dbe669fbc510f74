"""Starts that the clock sets off: at each moment a round through the friends whom it is about, batch by batch.

A round is a row with a cursor, so that it goes on where it was cut off, and its moment stands in a unique
constraint, so that two workers begin it once. A date of a friend leaves one more row, ``StartCause``: the same
date sets the same scenario off once, whatever is published, repeated or set meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log

from linesteps import bulk, clock
from linesteps.conditions.filters import WHO
from linesteps.engine.enrol_together import enrol_together, note_refused, takes_in, who_can_start
from linesteps.engine.entry import refusals
from linesteps.engine.start_models import StartCause, StartRound
from linesteps.failpoints import failpoint
from linesteps.followers.models import Follower, FollowerAttribute
from linesteps.scenarios.models import Scenario, ScenarioTrigger
from linesteps.triggers.date_attribute import dates
from linesteps.triggers.kind import TriggerKind
from linesteps.triggers.kind import registry as trigger_kinds

logger = logging.getLogger("linesteps.engine")

#: Start conditions looked at in one transaction.
MOST_AT_ONCE = 100
#: A birthday that no worker saw is made up for so long. A rhythm makes up for its last moment only, however old.
LATE = timedelta(hours=24)
#: Moments of one start condition that are counted when no worker ran: more than a year of days.
_MOST_MISSED = 400
_DATE = "date_attribute"


def begin_rounds() -> int:
    """Begin a round for each start condition whose moment has come; returns how many were looked at."""
    moment = clock.now()
    with transaction.atomic():
        rows = ScenarioTrigger.objects.timed(moment).select_related("scenario__account")
        due = bulk.lock(rows.defer("scenario__steps", "scenario__triggers"), limit=MOST_AT_ONCE)
        for trigger in due:
            _begin(trigger, moment)
        failpoint("rounds.before_begin_commit")
    return len(due)


def _begin(trigger: ScenarioTrigger, moment: datetime) -> None:
    scenario = trigger.scenario
    if trigger.kind not in trigger_kinds:
        trigger.next_at = None
        trigger.save(update_fields=["next_at"])
        return
    kind, zone = trigger_kinds.get(trigger.kind), scenario.account.zone
    missed = _moments(trigger, kind, moment)
    meant = [at for at in missed if moment - at <= LATE] if trigger.kind == _DATE else missed[-1:]
    if takes_in(scenario):
        # Whoever is out of operation has no starts to make up for.
        for at in meant:
            StartRound.objects.get_or_create(
                scenario=scenario,
                key=f"{trigger.kind}:{trigger.config.get('attribute_id', '')}:{at:%Y-%m-%dT%H:%MZ}",
                defaults={"kind": trigger.kind, "config": trigger.config, "due_at": at, "begun_at": moment},
            )
        _tell_of_skipped(scenario, [at for at in missed if at not in meant])
    trigger.next_at = kind.next_time(trigger.config, moment, zone)
    trigger.planned_at = moment
    trigger.save(update_fields=["next_at", "planned_at"])


def _moments(trigger: ScenarioTrigger, kind: TriggerKind, moment: datetime) -> list[datetime]:
    """Those that have come since it was last looked at; none when the clock was put back."""
    zone, found, at = trigger.scenario.account.zone, [], trigger.next_at
    while at is not None and at <= moment:
        found.append(at)
        if len(found) >= _MOST_MISSED:
            # Far behind: go on right before now, where those stand that still count.
            at = max(at, moment - LATE - timedelta(days=62))
            found = found[-1:]
        at = kind.next_time(trigger.config, at, zone)
    return found


def _tell_of_skipped(scenario: Scenario, skipped: Sequence[datetime]) -> None:
    if not skipped:
        return
    data = {"count": len(skipped), "first": skipped[0].isoformat(), "last": skipped[-1].isoformat()}
    logger.warning("Starts were skipped, since no worker ran.", extra={"scenario": scenario.pk, **data})
    log(instance=scenario, action="linesteps.starts_skipped", data=data)


def go_round() -> int:
    """One batch of the oldest round that can go on; returns how many friends were looked at, at least 1.

    0 means that there is no round. A pause of the scenario holds it up; a scenario that takes in nobody any
    more ends it.
    """
    with transaction.atomic():
        rows = bulk.lock(StartRound.objects.pending(), limit=1)
        if not rows:
            return 0
        current = rows[0]
        size = bulk.batch_size(sqlite=500, others=2000)
        scenarios = Scenario.objects.starting().filter(pk=current.scenario_id).select_related("account")
        scenario = scenarios.defer("steps", "triggers").first()
        people = [] if scenario is None else _people(current, scenario, size)
        if scenario is not None and people:
            current.entered += _let_in(current, scenario, people)
            current.last_follower_id = people[-1]
        if len(people) < size:
            current.finished_at = clock.now()
        current.looked_at += len(people)
        current.save(update_fields=["entered", "last_follower_id", "finished_at", "looked_at"])
        failpoint("rounds.before_commit")
    return max(len(people), 1)


def _people(current: StartRound, scenario: Scenario, size: int) -> list[int]:
    """The next friends whom the round is about, by id. Who was no friend at its moment has missed it."""
    in_time = Q(last_followed_at__isnull=True) | Q(last_followed_at__lte=current.due_at)
    friends = Follower.objects.friends().filter(in_time, account=scenario.account_id)
    if current.kind != _DATE:
        rows = friends.filter(pk__gt=current.last_follower_id).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:size])
    _day, values = dates(current.config, current.due_at, scenario.account.zone)
    found = FollowerAttribute.objects.filter(
        attribute_id=current.config["attribute_id"],
        value__in=values,
        # A value that came later has missed the moment, too.
        set_at__lte=current.due_at,
        follower_id__gt=current.last_follower_id,
        follower__in=friends,
    )
    return list(found.order_by("follower_id").values_list("follower_id", flat=True)[:size])


def _let_in(current: StartRound, scenario: Scenario, people: Sequence[int]) -> int:
    kind, moment, ids = trigger_kinds.get(current.kind), clock.now(), list(people)
    if current.kind == _DATE:
        day, _values = dates(current.config, current.due_at, scenario.account.zone)
        columns = {
            "scenario_id": scenario.pk,
            "follower_id": ids,
            "key": f"{current.config['attribute_id']}:{day.isoformat()}",
            "at": moment,
        }
        ids = bulk.insert_missing(StartCause, columns, len(ids), returning="follower_id")
    again = ids if kind.repeats(current.config) else ()
    able = sorted(who_can_start(scenario, ids, again=again))
    refused = refusals(scenario, current.config.get(WHO) or [], able, moment)
    if current.kind == _DATE:
        # Of a rhythm the filter is what chooses; nobody was refused.
        note_refused(scenario, {pk: (current.kind, why) for pk, why in refused.items()}, moment)
    causes = {pk: current.kind for pk in able if pk not in refused}
    return len(enrol_together(scenario, causes, moment))
