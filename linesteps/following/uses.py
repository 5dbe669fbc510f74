"""Where a message of the library stands: in what runs, and in drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from linesteps.blocks.recursion import walk_plain
from linesteps.broadcasts.course import course_of
from linesteps.broadcasts.models import Broadcast
from linesteps.library.models import LibraryMessage
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.refresh import versions_in_use
from linesteps.steps.kind import registry as step_kinds


@dataclass(kw_only=True)
class Use:
    """A scenario with the message in it.

    Args:
        scenario: the live row.
        steps: names of the steps by id.
        is_live: whether friends get it there; otherwise it stands in a draft only.
    """

    scenario: Scenario
    steps: dict[str, str] = field(default_factory=dict)
    is_live: bool = False


def uses_of(message: LibraryMessage) -> list[Use]:
    """Every scenario, and every one-off send that is not over, that links to ``message``, those that run first."""
    scenarios = Scenario.objects.select_related("account", "latest_revision").exclude(
        state=Scenario.State.ENDED
    )
    if message.account_id is not None:
        # A draft may still hold it after the message was given to another account.
        scenarios = scenarios.filter(Q(account=message.account_id) | Q(has_unpublished_changes=True))
    found = []
    for scenario in scenarios:
        use = Use(scenario=scenario)
        for version in versions_in_use(scenario):
            for step_id, title in _steps_with(message, version.steps):
                use.steps[step_id], use.is_live = title, True
        draft = scenario.get_latest_revision_as_object()
        use.steps.update(dict(_steps_with(message, plain(draft.steps))))
        if use.steps:
            found.append(use)
    for one in Broadcast.objects.unfinished().select_related("account", "scenario"):
        course = course_of(one)
        if steps := dict(_steps_with(message, plain(course.steps))):
            found.append(Use(scenario=course, steps=steps, is_live=not one.is_draft))
    return sorted(found, key=lambda use: (not use.is_live, use.scenario.name))


def _steps_with(message: LibraryMessage, steps: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for step in walk_plain(steps):
        value = step["value"]
        parts = value.get("messages") if isinstance(value, Mapping) else None
        if any(_is_link(part, message.pk) for part in parts or []) and step["type"] in step_kinds:
            yield str(step["id"]), step_kinds.get(step["type"]).summary(value)


def _is_link(part: Mapping[str, Any], pk: int) -> bool:
    value = part.get("value")
    return part.get("type") == "library" and isinstance(value, Mapping) and value.get("message") == pk
