"""Letting many followers into a scenario at once: a few statements, however many they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from linesteps import bulk, doorbell
from linesteps.conditions.filters import Reason
from linesteps.engine.holdout import held_out
from linesteps.engine.models import LIVE, Enrolment
from linesteps.engine.told import tell_entered
from linesteps.engine.versions import graph_of
from linesteps.failpoints import failpoint
from linesteps.followers.models import Activity
from linesteps.scenarios.asked import asked_about, ring_for
from linesteps.scenarios.models import Scenario

#: The history's word for a start that a filter refused.
NOT_STARTED = "not_started"


def takes_in(scenario: Scenario) -> bool:
    """Whether anybody can enter now: it runs and is published."""
    return bool(scenario.state == Scenario.State.ACTIVE and scenario.live and scenario.current_version_id)


def who_can_start(
    scenario: Scenario, follower_ids: Collection[int], *, again: Collection[int] = ()
) -> set[int]:
    """Those who are not inside, and were not before unless they may start again; one query.

    Args:
        scenario: whose rules for coming back count.
        follower_ids: friends of its account.
        again: those who may start again in any case.
    """
    runs = Enrolment.objects.filter(bulk.among("follower_id", list(follower_ids)), scenario=scenario)
    able = set(follower_ids)
    for follower_id, status in runs.values_list("follower_id", "status"):
        if status in LIVE or not (scenario.can_repeat or follower_id in again):
            able.discard(follower_id)
    return able


def enrol_together(scenario: Scenario, causes: Mapping[int, str], moment: datetime) -> list[int]:
    """Start followers at the first step, inside the caller's transaction; returns who did, in ascending order.

    Whoever came in by another way at this very moment is left alone: the unique index decides.

    Args:
        scenario: one that takes in people.
        causes: by follower id the trigger kind; friends who can start (``who_can_start``).
        moment: now (aware).
    """
    version_id = scenario.current_version_id
    if not causes or version_id is None or not takes_in(scenario):
        return []
    # Always in one order: two workers that meet in a row must not wait for each other.
    ids = sorted(set(causes) - held_out(scenario, causes, moment))
    columns = {
        "scenario_id": scenario.pk,
        "version_id": version_id,
        "follower_id": ids,
        "status": Enrolment.Status.RUNNING.value,
        "step_id": graph_of(version_id).entry or "",
        "arrived_at": moment,
        "seq": 0,
        "due_at": moment,
        "wakes_on": "",
        "resume_at": None,
        "cause": [causes[pk] for pk in ids],
        "entered_at": moment,
        "ended_at": None,
        "left_reason": "",
        "trouble": "",
    }
    entered = bulk.insert_missing(Enrolment, columns, len(ids), returning="follower_id")
    about = {"scenario": scenario.pk, "name": scenario.name}
    asked = asked_about([scenario.pk] if entered else [])
    data = [{**about, "cause": causes[pk]} for pk in entered]
    _write("entered", entered, data, moment, is_told=bool(asked))
    ring_for(asked)
    tell_entered(entered, scenario.pk, causes, moment)
    if entered:
        doorbell.ring("advance_due")
    failpoint("engine.after_enrol")
    return entered


def note_refused(
    scenario: Scenario, refused: Mapping[int, tuple[str, Sequence[Reason]]], moment: datetime
) -> None:
    """Write into the histories of friends why they did not start.

    Args:
        scenario: that they would have entered.
        refused: by follower id the cause, and which conditions did not hold.
        moment: now (aware).
    """
    ids = sorted(refused)
    about = {"scenario": scenario.pk, "name": scenario.name}
    data = [{**about, "cause": refused[pk][0], "why": list(refused[pk][1])} for pk in ids]
    _write(NOT_STARTED, ids, data, moment)


def _write(
    kind: str,
    ids: Sequence[int],
    data: Sequence[dict[str, object]],
    moment: datetime,
    *,
    is_told: bool = False,
) -> None:
    """Rows of the history; they set nothing off unless they are told to the engine."""
    columns = {
        "follower_id": list(ids),
        "kind": kind,
        "at": moment,
        "data": list(data),
        "key": "",
        "handled_at": None if is_told else moment,
    }
    bulk.insert(Activity, columns, len(ids))
