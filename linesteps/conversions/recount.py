"""Which successes some people had, and which message each counts for: worked out from facts alone.

The last touch gets it: of the start, the messages that LINE took, and the taps on them, the last one before the
success, if it is no more than the goal's days ago. Who was held out has only a start.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from linesteps import bulk
from linesteps.calls.kinds import GOAL_REACHED
from linesteps.calls.listening import listening
from linesteps.calls.tell import Happened, tell_systems
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Activity, Follower
from linesteps.goals.compiled import is_reached, worth
from linesteps.goals.models import Conversion, HeldOut, ScenarioGoal
from linesteps.outbox.models import Dispatch
from linesteps.tracking.models import Click

_START, _SENT, _TAPPED = (
    one.value for one in (Conversion.Touch.START, Conversion.Touch.SENT, Conversion.Touch.TAPPED)
)
#: Of things at one moment: who starts is written to, who is written to taps.
_RANK = {_START: 0, _SENT: 1, _TAPPED: 2}


class Touch(NamedTuple):
    """What may have brought a success about; sorted by time."""

    at: datetime
    rank: int
    enrolment_id: int
    step_id: str
    kind: str


class _Wanted(NamedTuple):
    """What a conversion says beside its key."""

    follower_id: int
    enrolment_id: int | None
    at: datetime
    value: Decimal | None
    touch: str
    step_id: str


def recount(scenario_id: int, follower_ids: Sequence[int]) -> int:
    """Make the successes of these people in a scenario what the facts say; returns how many there are.

    Whoever was erased is passed over: their facts are gone, and figures keep their counts. A fixed number of
    queries, however many people. Call it in a transaction.
    """
    erased = Follower.objects.filter(bulk.among("pk", follower_ids), status=Follower.Status.ERASED)
    ids = sorted(set(follower_ids) - set(erased.values_list("pk", flat=True)))
    goals = [goal.compiled() for goal in ScenarioGoal.objects.filter(scenario_id=scenario_id)]
    touches = _touches(scenario_id, ids)
    wanted: dict[tuple[str, int], _Wanted] = {}
    if goals and touches:
        kinds = {kind for goal in goals for kind in goal["activities"]}
        first = min(some[0].at for some in touches.values())
        rows = Activity.objects.filter(
            bulk.among("follower_id", list(touches)), kind__in=kinds, at__gte=first
        )
        for pk, follower_id, kind, at, data in rows.values_list("pk", "follower_id", "kind", "at", "data"):
            for goal in goals:
                if not is_reached(goal, kind, data):
                    continue
                touch = _last(touches[follower_id], at)
                if touch is not None and at - touch.at <= timedelta(days=goal["days"]):
                    wanted[goal["key"], pk] = _Wanted(
                        follower_id,
                        touch.enrolment_id or None,
                        at,
                        worth(goal, data),
                        touch.kind,
                        touch.step_id,
                    )
    _write(scenario_id, ids, wanted)
    return len(wanted)


def _last(touches: Sequence[Touch], at: datetime) -> Touch | None:
    found = bisect_right(touches, at, key=lambda touch: touch.at)
    return touches[found - 1] if found else None


def _touches(scenario_id: int, ids: Sequence[int]) -> dict[int, list[Touch]]:
    found: dict[int, list[Touch]] = defaultdict(list)
    mine = bulk.among("follower_id", ids)
    for pk, follower_id, at in Enrolment.objects.filter(mine, scenario_id=scenario_id).values_list(
        "pk", "follower_id", "entered_at"
    ):
        found[follower_id].append(Touch(at, _RANK[_START], pk, "", _START))
    for follower_id, at in HeldOut.objects.filter(mine, scenario_id=scenario_id).values_list(
        "follower_id", "at"
    ):
        found[follower_id].append(Touch(at, _RANK[_START], 0, "", _START))
    visits = StepVisit.objects.filter(
        mine,
        scenario_id=scenario_id,
        dispatch__status=Dispatch.Status.ACCEPTED,
    )
    for follower_id, run, step_id, settled_at in visits.values_list(
        "follower_id", "enrolment_id", "step_id", "dispatch__settled_at"
    ):
        if settled_at is not None:
            found[follower_id].append(Touch(settled_at, _RANK[_SENT], run, step_id, _SENT))
    taps = Click.objects.filter(mine, link__scenario_id=scenario_id, is_counted=True, enrolment__isnull=False)
    for follower_id, run, step_id, at in taps.values_list(
        "follower_id", "enrolment_id", "link__step_id", "at"
    ):
        found[follower_id].append(Touch(at, _RANK[_TAPPED], run, step_id, _TAPPED))
    for some in found.values():
        some.sort()
    return found


def _tell(scenario_id: int, new: Sequence[Conversion]) -> None:
    """Tell other systems of successes that were not known before. A goal that is drawn later finds old ones, too."""
    if new and (systems := listening({GOAL_REACHED})):
        things = [
            Happened(
                GOAL_REACHED,
                row.follower_id,
                row.at,
                {"goal": {"key": row.key}, "value": None if row.value is None else str(row.value)},
                scenario_id,
            )
            for row in new
        ]
        tell_systems(systems, things)


def _write(scenario_id: int, ids: Sequence[int], wanted: dict[tuple[str, int], _Wanted]) -> None:
    """The difference only, so that counting again writes nothing."""
    stored = Conversion.objects.filter(bulk.among("follower_id", ids), scenario_id=scenario_id)
    known = {(row.key, row.activity_id): row for row in stored}
    gone = [row.pk for key, row in known.items() if key not in wanted]
    if gone:
        Conversion.objects.filter(bulk.among("pk", gone)).delete()
    new, changed = [], []
    for (key, activity_id), values in wanted.items():
        row = known.get((key, activity_id))
        if row is None:
            new.append(
                Conversion(scenario_id=scenario_id, key=key, activity_id=activity_id, **values._asdict())
            )
        elif tuple(getattr(row, name) for name in _Wanted._fields) != tuple(values):
            for name, value in values._asdict().items():
                setattr(row, name, value)
            changed.append(row)
    Conversion.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    _tell(scenario_id, new)
    Conversion.objects.bulk_update(
        changed, [one for one in _Wanted._fields if one != "follower_id"], batch_size=200
    )
