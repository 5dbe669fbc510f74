"""What steps ask of other scenarios, done one friend after another right after their commit."""

from __future__ import annotations

from collections.abc import Callable

from linesteps import bulk, clock
from linesteps.engine.enrol import enrol
from linesteps.engine.enrol_together import note_refused
from linesteps.engine.entry import filters_of, refusals
from linesteps.engine.leave import leave
from linesteps.engine.loops import may_start
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Activity
from linesteps.scenarios.models import Scenario


def is_request(activity: Activity) -> bool:
    """Whether it asks for something."""
    return activity.kind in _ACTS


def do_request(activity: Activity) -> None:
    """Do what the activity asks for, if it is a request; all others are passed over."""
    act = _ACTS.get(activity.kind)
    if act is not None:
        act(activity)


def _start(activity: Activity) -> None:
    """Start the chosen scenario, under its own rules for coming back, if it is open to the friend."""
    scenario = (
        Scenario.objects.select_related("current_version").filter(pk=activity.data.get("target")).first()
    )
    moment, follower = clock.now(), activity.follower
    if scenario is None or not may_start(scenario, activity, moment):
        return
    refused = refusals(scenario, filters_of(scenario), [follower.pk], moment)
    if refused:
        note_refused(scenario, {pk: ("start_scenario", why) for pk, why in refused.items()}, moment)
    else:
        enrol(scenario, follower, cause="start_scenario")


def _end_others(activity: Activity) -> None:
    """End the friend's runs of other scenarios; what was sent stays sent, what was not tried is cancelled."""
    runs = Enrolment.objects.live().filter(follower=activity.follower)
    runs = runs.exclude(scenario_id=activity.data.get("scenario"))
    if activity.data.get("targets"):
        runs = runs.filter(scenario_id__in=activity.data["targets"])
    for run in bulk.lock(runs.order_by("id"), wait=True):
        leave(run, Enrolment.LeftReason.REPLACED)


_ACTS: dict[str, Callable[[Activity], None]] = {
    "start_scenario": _start,
    "end_others": _end_others,
}
