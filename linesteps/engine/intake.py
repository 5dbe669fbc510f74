"""Letting people in who were friends before a scenario was published: on request, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from linesteps import bulk, clock, doorbell
from linesteps.accounts.quiet import after_quiet_hours
from linesteps.conditions.filters import Filter
from linesteps.engine.enrol_together import enrol_together
from linesteps.engine.entry import filters_of, refusals
from linesteps.engine.models import Enrolment, Intake
from linesteps.failpoints import failpoint
from linesteps.followers.models import Follower, FollowerQuerySet
from linesteps.scenarios.models import Scenario

#: Followers looked at in one transaction, and in one go when they are counted.
BATCH, COUNTED_AT_ONCE = 100, 5_000
#: The same for a one-off send: nothing that people do waits for it meanwhile.
BATCH_OF_BROADCAST = 1_000
#: Who is to come bit by bit comes in portions of about so long.
PORTION = timedelta(minutes=1)
_TASK = "take_in_friends"


def candidates(scenario: Scenario) -> FollowerQuerySet:
    """Friends who can start: not those who are inside or were, unless it may run again for them."""
    friends = Follower.objects.friends().filter(account=scenario.account_id)
    if scenario.pk is None:
        return friends
    runs = Enrolment.objects.filter(scenario=scenario)
    known = runs.live() if scenario.can_repeat else runs
    return friends.exclude(pk__in=known.values("follower"))


def count_candidates(scenario: Scenario, who: Filter | None = None) -> int:
    """How many of them the scenario's own filter, and a further one, let in; nothing is written.

    One query for each condition and 5,000 friends.
    """
    return count_let_in(scenario, _filters(scenario, who))


def count_let_in(scenario: Scenario, filters: Sequence[Filter]) -> int:
    """How many candidates these filters let in, and no others are asked; the same number of queries."""
    if not filters:
        return candidates(scenario).count()
    moment, found, last = clock.now(), 0, 0
    while ids := _next(scenario, last, COUNTED_AT_ONCE):
        found += len(ids) - len(refusals(scenario, filters, ids, moment))
        last = ids[-1]
    return found


def request_intake(
    scenario: Scenario, user: Any = None, who: Filter | None = None, *, wanted: int = 0
) -> Intake | None:
    """Ask that every candidate starts; ``None`` when that was asked for before and is still under way.

    Args:
        scenario: a live row that takes in people.
        user: who asks.
        who: a compiled filter beside the scenario's own.
        wanted: how many were counted, for the words about its progress.
    """
    try:
        with transaction.atomic():
            intake = Intake.objects.create(
                scenario=scenario,
                requested_by=user,
                requested_at=clock.now(),
                filters=_filters(scenario, who),
                wanted=wanted,
            )
    except IntegrityError:
        return None
    doorbell.ring(_TASK)
    return intake


def request_intake_for(scenario: Scenario, *, cause: str, about: str, filters: Sequence[Filter]) -> bool:
    """Ask the same without an editor, once for ``about``; False when it was asked for before.

    Args:
        scenario: a live row.
        cause: the kind of start condition.
        about: what set it off, at most 100 characters.
        filters: of the start condition (``config[WHO]``): its own, and that of the scenario as a whole.
    """
    _intake, is_new = Intake.objects.get_or_create(
        scenario=scenario,
        about=about,
        defaults={"cause": cause, "requested_at": clock.now(), "filters": list(filters)},
    )
    if is_new:
        doorbell.ring(_TASK)
    return is_new


def stop_intake(scenario: Scenario) -> bool:
    """Start nobody else; whoever has started goes on. False when nothing was under way."""
    with transaction.atomic():
        rows = Intake.objects.filter(scenario=scenario, finished_at__isnull=True).order_by("pk")
        found = bulk.lock(rows, wait=True)
        for intake in found:
            intake.is_stopped, intake.finished_at = True, clock.now()
            intake.save(update_fields=["is_stopped", "finished_at"])
    return bool(found)


def take_in() -> int:
    """Let one batch in for the oldest request; returns how many friends were looked at, and 0 at its end.

    A request whose scenario takes in nobody any more ends there; a pause only holds it up.
    """
    with transaction.atomic():
        moment = clock.now()
        rows = bulk.lock(Intake.objects.pending(moment), limit=1)
        if not rows:
            return 0
        intake = rows[0]
        scenario = Scenario.every.starting().filter(pk=intake.scenario_id).select_related("account").first()
        if scenario is None:
            intake.finished_at = moment
            looked_at = 0
        elif _rests(intake, scenario, moment):
            looked_at = 1
        else:
            looked_at = _take_some(intake, scenario, moment)
        intake.save()
        failpoint("intake.before_commit")
    return looked_at


def _take_some(intake: Intake, scenario: Scenario, moment: datetime) -> int:
    """Look at the next batch, and let in who passes; a portion of them if they come bit by bit."""
    batch = BATCH_OF_BROADCAST if scenario.is_broadcast else BATCH
    ids = list(_next(scenario, intake.last_follower_id, batch))
    is_last = len(ids) < batch
    refused = refusals(scenario, intake.filters, ids, moment) if ids else {}
    let_in = [pk for pk in ids if pk not in refused]
    if intake.per_hour and len(let_in) > (most := _portion(intake.per_hour)):
        # The others are asked again when their turn comes.
        let_in, is_last = let_in[:most], False
        ids = ids[: ids.index(let_in[-1]) + 1]
    entered = len(enrol_together(scenario, dict.fromkeys(let_in, intake.cause), moment))
    intake.entered += entered
    if ids:
        intake.last_follower_id = ids[-1]
    if is_last:
        intake.finished_at = moment
    elif intake.per_hour and entered:
        # A worker that comes a little late catches up; what a pause left over is not made up for.
        began = max(intake.due_at or moment, moment - PORTION)
        intake.due_at = began + timedelta(hours=entered / intake.per_hour)
    return len(ids)


def _portion(per_hour: int) -> int:
    return max(int(per_hour * (PORTION / timedelta(hours=1))), 1)


def _rests(intake: Intake, scenario: Scenario, moment: datetime) -> bool:
    """Whether quiet hours have begun: who starts in them would be sent to in one go when they end."""
    end = after_quiet_hours(scenario.account, moment)
    if not intake.per_hour or end <= moment:
        return False
    intake.due_at = end
    return True


def _filters(scenario: Scenario, who: Filter | None) -> list[Filter]:
    return [*filters_of(scenario), *([who] if who else [])]


def _next(scenario: Scenario, last: int, count: int) -> Sequence[int]:
    rows = candidates(scenario).filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:count])
