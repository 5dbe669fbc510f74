"""A bound for what scenarios set off in each other: one that starts another, which starts the first one again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity, Follower
from linesteps.scenarios.models import Scenario

logger = logging.getLogger("linesteps.engine")

#: Steps may start the same scenario for the same friend so many times within this time.
MOST_STARTS, WITHIN = 3, timedelta(hours=1)


def may_start(scenario: Scenario, follower: Follower, data: Mapping[str, Any], moment: datetime) -> bool:
    """Whether an activity may start a scenario; only what a step did can be refused.

    No step starts its own scenario again by way of a tag, and no ring of scenarios goes round for ever. A
    refusal stands in the friend's history, and ends the ring.

    Args:
        scenario: that would be started.
        follower: for whom.
        data: of the activity; ``scenario`` and ``source`` say whether a step caused it.
        moment: now (aware).
    """
    if data.get("source") != "scenario":
        return True
    if data.get("scenario") == scenario.pk:
        return False
    runs = Enrolment.objects.filter(scenario=scenario, follower=follower, entered_at__gt=moment - WITHIN)
    if runs.count() < MOST_STARTS:
        return True
    logger.warning("Scenarios start each other in a ring.", extra={"scenario": scenario.pk})
    Activity(
        follower=follower,
        kind="loop_stopped",
        at=moment,
        handled_at=moment,
        data={"scenario": scenario.pk, "name": scenario.name, "by": data.get("scenario")},
    ).save()
    return False
