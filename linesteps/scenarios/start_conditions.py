"""The start conditions of a drawn scenario: their problems, and what is stored of them for the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from linesteps.conditions.filters import WHO, Filter, compile_filter, filter_problems
from linesteps.messages.kind import Compiling, Problem, problems_of, unknown_kind
from linesteps.triggers.kind import registry

Plain = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class CompiledTrigger:
    """A start condition as it is stored; ``config[WHO]`` holds the filters that somebody must pass."""

    kind: str
    activity_kind: str
    config: Mapping[str, Any]


def check_starts(triggers: Sequence[Plain], compiling: Callable[[], Compiling]) -> list[Problem]:
    """What stands in the way; the path of each problem begins with the number of the start condition."""
    if not any(_is_start(one) for one in triggers):
        return [Problem(message=_("There is no start condition yet. Choose when somebody enters."), path=())]
    found = []
    for number, trigger in enumerate(triggers):
        if trigger["type"] not in registry:
            found.append(unknown_kind(trigger["type"], (number,)))
            continue
        for kind, place in ((registry.get(trigger["type"]), (number,)), (_Who(), (number, WHO))):
            for problem in problems_of(kind, trigger["value"], compiling()):
                found.append(replace(problem, path=(*place, *problem.path)))
    return found


def filter_of(trigger: Plain) -> Plain:
    """The filter that a drawn start condition carries, or that ``only_for`` is; empty for everybody."""
    found = trigger["value"].get(WHO) if _is_start(trigger) else trigger["value"]
    return found if isinstance(found, Mapping) else {}


def compile_starts(triggers: Sequence[Plain], compiling: Callable[[], Compiling]) -> list[CompiledTrigger]:
    """Those of a scenario without problems, in order."""
    of_all = [one["value"] for one in triggers if not _is_start(one)]
    found = []
    for trigger in triggers:
        kind = registry.get(trigger["type"])
        value = {name: part for name, part in trigger["value"].items() if name != WHO}
        config = kind.compile(value, compiling())
        if kind.is_start:
            config = {**config, WHO: _filters([trigger["value"].get(WHO), *of_all], compiling)}
        found.append(CompiledTrigger(kind=kind.name, activity_kind=kind.listens_to(config), config=config))
    return found


def _filters(values: Sequence[Any], compiling: Callable[[], Compiling]) -> list[Filter]:
    found = [compile_filter(value, compiling()) for value in values]
    return [one for one in found if one is not None]


class _Who:
    """The filter of a start condition, as something that ``problems_of`` can ask."""

    def problems(self, value: Plain, compiling: Compiling) -> list[Problem]:
        """Those of its conditions."""
        return filter_problems(value.get(WHO), compiling)


def _is_start(trigger: Plain) -> bool:
    return trigger["type"] not in registry or registry.get(trigger["type"]).is_start
