"""Who is kept out of a scenario by lot, to see what it brings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from linesteps import bulk, doorbell
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity
from linesteps.goals.models import GoalDue, HeldOut
from linesteps.lots import lot
from linesteps.scenarios.models import Scenario

#: The history's word for a start that the lot kept from somebody.
KEPT_OUT = "held_out"


def is_held_out(scenario: Scenario, follower_id: int) -> bool:
    """Whether the lot keeps a follower out now, as was written down when the follower would have started."""
    if not scenario.holdout_percent:
        return False
    mine = {"scenario": scenario, "follower_id": follower_id}
    return HeldOut.objects.filter(**mine).exists() and not Enrolment.objects.filter(**mine).exists()


def held_out(scenario: Scenario, follower_ids: Collection[int], moment: datetime) -> set[int]:
    """Those of some followers whom the lot keeps out; it is drawn once for each, and kept with its time.

    Whoever was inside before is not kept out afterwards. Without a share that is kept out, nothing is asked.

    Args:
        scenario: that they would start.
        follower_ids: of its account.
        moment: now (aware).
    """
    if not scenario.holdout_percent or not follower_ids:
        return set()
    mine = bulk.among("follower_id", list(follower_ids))
    runs = Enrolment.objects.filter(mine, scenario=scenario)
    new = set(follower_ids) - set(runs.values_list("follower_id", flat=True))
    drawn = HeldOut.objects.filter(mine, scenario=scenario)
    known = set(drawn.values_list("follower_id", flat=True)) & new
    out = sorted(pk for pk in new - known if lot(f"holdout:{scenario.pk}", pk) < scenario.holdout_percent)
    if out:
        columns = {"scenario_id": scenario.pk, "follower_id": out, "at": moment}
        _tell(scenario, bulk.insert_missing(HeldOut, columns, len(out), returning="follower_id"), moment)
        GoalDue.objects.bulk_create(
            (GoalDue(scenario=scenario, follower_id=pk) for pk in out), ignore_conflicts=True
        )
        doorbell.ring("count_goals")
    return known.union(out)


def _tell(scenario: Scenario, follower_ids: Sequence[int], moment: datetime) -> None:
    """Rows of the histories, so that nobody wonders why these friends get nothing; they set nothing off."""
    columns = {
        "follower_id": list(follower_ids),
        "kind": KEPT_OUT,
        "at": moment,
        "data": [{"scenario": scenario.pk, "name": scenario.name} for _pk in follower_ids],
        "key": "",
        "handled_at": moment,
    }
    bulk.insert(Activity, columns, len(follower_ids))
