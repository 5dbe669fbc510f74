"""The task: whoever is due is counted anew, some people of one scenario at a time."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction

from linesteps import bulk, doorbell
from linesteps.conversions.recount import recount
from linesteps.engine.models import Enrolment
from linesteps.goals.models import GoalDue, HeldOut

#: People counted in one transaction, and those noted at once when a whole scenario is.
BATCH, _NOTED = 500, 5000


def count_goals() -> int:
    """Count one batch of people; returns how many rows were worked off. Doing it twice changes nothing."""
    with transaction.atomic():
        whole = bulk.lock(GoalDue.objects.filter(follower__isnull=True).order_by("pk"), limit=1)
        if whole:
            _note_some(whole[0])
            return 1
        rows = bulk.lock(GoalDue.objects.order_by("scenario_id", "pk"), limit=BATCH)
        people: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            if row.follower_id is not None:
                people[row.scenario_id].append(row.follower_id)
        GoalDue.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for scenario_id, ids in people.items():
            recount(scenario_id, ids)
    return len(rows)


def count_all(scenario_id: int) -> None:
    """Ask that everybody's successes in a scenario are counted anew."""
    GoalDue.objects.create(scenario_id=scenario_id)
    doorbell.ring("count_goals")


def _note_some(whole: GoalDue) -> None:
    """The next people of a scenario; the row goes once there are no more."""
    ids: set[int] = set()
    for model in (Enrolment, HeldOut):
        rows = model._default_manager.filter(scenario_id=whole.scenario_id, follower_id__gt=whole.last_id)
        found = rows.order_by("follower_id").values_list("follower_id", flat=True).distinct()
        ids |= set(found[:_NOTED])
    some = sorted(ids)[:_NOTED]
    if not some:
        whole.delete()
        return
    columns = {"scenario_id": whole.scenario_id, "follower_id": some, "last_id": 0}
    bulk.insert_missing(GoalDue, columns, len(some), returning="follower_id")
    whole.last_id = some[-1]
    whole.save(update_fields=["last_id"])
