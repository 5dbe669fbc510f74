"""A bound for what scenarios set off in each other: one that starts another, which starts the first one again."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from linesteps import bulk
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity
from linesteps.scenarios.models import Scenario

logger = logging.getLogger("linesteps.engine")

#: Steps may start the same scenario for the same friend so many times within this time.
MOST_STARTS, WITHIN = 3, timedelta(hours=1)


def stopped_rings(scenario: Scenario, activities: Sequence[Activity], moment: datetime) -> set[int]:
    """Ids of the followers whom these activities may not let into a scenario; at most two statements.

    Only what a step did can be refused. No step starts its own scenario again by way of a tag, and no ring of
    scenarios goes round for ever. A refusal stands in the friend's history, and ends the ring.

    Args:
        scenario: that would be started.
        activities: at most one for each start; ``scenario`` and ``source`` in their data say whether a step
            caused them. A follower whom something else lets in as well is not refused.
        moment: now (aware).
    """
    free = {one.follower_id for one in activities if one.data.get("source") != "scenario"}
    by_steps = {one.follower_id: one for one in activities if one.follower_id not in free}
    own = {pk for pk, one in by_steps.items() if one.data.get("scenario") == scenario.pk}
    others = {pk: one for pk, one in by_steps.items() if pk not in own}
    if not others:
        return own
    runs = Enrolment.objects.filter(
        bulk.among("follower_id", list(others)), scenario=scenario, entered_at__gt=moment - WITHIN
    )
    counted = runs.values_list("follower_id").annotate(count=Count("pk")).order_by()
    stopped = {pk for pk, count in counted if count >= MOST_STARTS}
    if stopped:
        _write({pk: others[pk] for pk in sorted(stopped)}, scenario, moment)
    return own | stopped


def may_start(scenario: Scenario, activity: Activity, moment: datetime) -> bool:
    """The same for one activity."""
    return activity.follower_id not in stopped_rings(scenario, [activity], moment)


def _write(stopped: Mapping[int, Activity], scenario: Scenario, moment: datetime) -> None:
    logger.warning("Scenarios start each other in a ring.", extra={"scenario": scenario.pk})
    about = {"scenario": scenario.pk, "name": scenario.name}
    columns = {
        "follower_id": list(stopped),
        "kind": "loop_stopped",
        "at": moment,
        "data": [{**about, "by": one.data.get("scenario")} for one in stopped.values()],
        "key": "",
        "handled_at": moment,
    }
    bulk.insert(Activity, columns, len(stopped))
