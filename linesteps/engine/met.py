"""Start conditions that activities met: who starts by them, asked and written for all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from linesteps.conditions.filters import WHO, Asked, Reason
from linesteps.engine.enrol import enrol
from linesteps.engine.enrol_together import enrol_together, note_refused, takes_in, who_can_start
from linesteps.engine.loops import stopped_rings
from linesteps.followers.models import Activity
from linesteps.routes.join import CAME
from linesteps.scenarios.models import Scenario, ScenarioTrigger
from linesteps.triggers.kind import registry as trigger_kinds

#: By account and kind of activity.
Listening = dict[tuple[int, str], list[ScenarioTrigger]]


@dataclass(frozen=True, kw_only=True)
class Met:
    """One start condition that one activity met; filters are not asked yet."""

    activity: Activity
    trigger: ScenarioTrigger

    @property
    def is_return(self) -> bool:
        """Whether the person just came back after a block."""
        is_added = self.activity.kind in {"followed", CAME}
        return is_added and not self.activity.data.get("is_first")


def listening_for(activities: Iterable[Activity]) -> Listening:
    """The start conditions that any of these activities may meet, in one query."""
    found: Listening = defaultdict(list)
    places = {(one.follower.account_id, one.kind) for one in activities}
    rows = ScenarioTrigger.objects.filter(
        account_id__in={account for account, _kind in places},
        activity_kind__in={kind for _account, kind in places},
    ).select_related("scenario")
    for trigger in rows.defer("scenario__steps", "scenario__triggers").order_by("id"):
        found[trigger.account_id, trigger.activity_kind].append(trigger)
    return found


def met_by(activity: Activity, triggers: Iterable[ScenarioTrigger]) -> list[Met]:
    """Those of the start conditions that the activity meets."""
    return [
        Met(activity=activity, trigger=trigger)
        for trigger in triggers
        if trigger.kind in trigger_kinds
        and trigger_kinds.get(trigger.kind).matches(trigger.config, activity.data)
    ]


def start_met(met: Sequence[Met], moment: datetime) -> None:
    """Start everybody whom a filter lets in, each scenario at most once for a person; refusals are written down.

    What is asked about people is loaded once for all of ``met``, as it is at this moment. Call it in a
    transaction.

    Args:
        met: in the order in which it happened, all of one batch.
        moment: now (aware).
    """
    by_scenario: dict[int, list[Met]] = defaultdict(list)
    for one in met:
        by_scenario[one.trigger.scenario_id].append(one)
    asked = _asked(met, moment)
    # Always in one order: two workers that start the same people must not wait for each other.
    for _pk, some in sorted(by_scenario.items()):
        scenario = some[0].trigger.scenario
        if takes_in(scenario):
            _start(scenario, [one for one in some if one.activity.follower.is_friend], asked, moment)


def _asked(met: Sequence[Met], moment: datetime) -> dict[int, Asked]:
    """By account, what is asked about the people of a batch; nothing is loaded before it is needed."""
    people: dict[int, set[int]] = defaultdict(set)
    zones: dict[int, str] = {}
    for one in met:
        follower = one.activity.follower
        if one.trigger.config.get(WHO):
            people[follower.account_id].add(follower.pk)
            zones[follower.account_id] = follower.account.time_zone
    return {account: Asked(sorted(ids), moment, zones[account]) for account, ids in people.items()}


def _start(scenario: Scenario, met: Sequence[Met], asked: dict[int, Asked], moment: datetime) -> None:
    # Who comes back after a block has rules of their own, and may be inside still.
    returning = {one.activity.follower_id for one in met if one.is_return}
    again = {
        one.activity.follower_id
        for one in met
        if trigger_kinds.get(one.trigger.kind).repeats(one.trigger.config)
    }
    ids = {one.activity.follower_id for one in met}
    able = who_can_start(scenario, ids - returning, again=again) | returning
    able -= stopped_rings(scenario, [one.activity for one in met if one.activity.follower_id in able], moment)
    causes: dict[int, Met] = {}
    refused: dict[int, tuple[str, Sequence[Reason]]] = {}
    for one in met:
        pk = one.activity.follower_id
        if pk not in able or pk in causes:
            continue
        filters = one.trigger.config.get(WHO) or []
        reasons = asked[scenario.account_id].refusal(filters, pk) if filters else None
        if reasons is None:
            causes[pk] = one
        else:
            refused.setdefault(pk, (one.trigger.kind, reasons))
    for pk, one in causes.items():
        if pk in returning:
            enrol(scenario, one.activity.follower, cause=one.trigger.kind, is_return=one.is_return)
    started = {pk: one.trigger.kind for pk, one in causes.items() if pk not in returning}
    enrol_together(scenario, started, moment)
    note_refused(scenario, {pk: why for pk, why in refused.items() if pk not in causes}, moment)
