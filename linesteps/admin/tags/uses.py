"""Which scenarios say a tag: drafts, published versions, and older versions with people inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linesteps.engine.models import Enrolment
from linesteps.followers.models import FormerTagName, Tag
from linesteps.scenarios.models import Scenario, ScenarioTrigger, ScenarioVersion

#: Where steps, conditions and start conditions keep names of tags.
_PLACES = ("tag", "add", "remove")


def scenarios_with(tag: Tag) -> list[Scenario]:
    """The account's scenarios that say the tag by this or a former name, in the order of their names."""
    names = {tag.name, *FormerTagName.objects.filter(tag=tag).values_list("name", flat=True)}
    found = {row.pk for row in Scenario.objects.filter(account=tag.account_id) if _drawn(row) & names}
    live = Enrolment.objects.live().filter(scenario__account=tag.account_id).values("version")
    versions = ScenarioVersion.objects.filter(pk__in=live) | ScenarioVersion.objects.filter(
        pk__in=Scenario.objects.filter(account=tag.account_id, live=True).values("current_version")
    )
    for scenario_id, graph in versions.values_list("scenario_id", "graph"):
        if set(_names_in(graph)) & names:
            found.add(scenario_id)
    triggers = ScenarioTrigger.objects.filter(account=tag.account_id).values_list("scenario_id", "config")
    found |= {scenario_id for scenario_id, config in triggers if set(_names_in(config)) & names}
    return list(Scenario.objects.filter(pk__in=found).order_by("name"))


def _drawn(scenario: Scenario) -> set[str]:
    drawn: Any = scenario
    return {*_names_in(list(drawn.steps.raw_data)), *_names_in(list(drawn.triggers.raw_data))}


def _names_in(value: Any) -> Iterator[str]:
    """All texts below a key that holds names of tags."""
    if isinstance(value, list):
        for one in value:
            yield from _names_in(one)
    elif hasattr(value, "items"):
        for key, inside in value.items():
            yield from _texts(inside) if key in _PLACES else _names_in(inside)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif hasattr(value, "items"):
        for inside in value.values():
            yield from _texts(inside)
