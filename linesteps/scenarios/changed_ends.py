"""What somebody changed of a scenario's goals and of when people leave early, in sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linesteps.conditions.kind import registry as condition_kinds
from linesteps.goals.kind import registry as goal_kinds

Plain = Mapping[str, Any]


def changed_ends(before: Plain, after: Plain) -> Iterator[str]:
    """A sentence for each of the two that differs.

    Args:
        before: ``goals`` and ``exit_rules`` as plain streams; a draft of former times has neither.
        after: the same, later.
    """
    for name, kinds, label in (
        ("goals", goal_kinds, _("Goals")),
        ("exit_rules", condition_kinds, _("Leave early as soon as")),
    ):
        old, new = (side.get(name) or [] for side in (before, after))
        if [(one["type"], one["value"]) for one in old] == [(one["type"], one["value"]) for one in new]:
            continue
        words = [_words(kinds, side) for side in (old, new)]
        if words[0] == words[1]:
            yield _("%(part)s changed") % {"part": label}
        else:
            yield f"{label}: {words[0] or '–'} → {words[1] or '–'}"


def _words(kinds: Any, stream: Sequence[Plain]) -> str:
    return " / ".join(
        str(one["value"].get("name") or kinds.get(one["type"]).summary(one["value"]))
        for one in stream
        if one["type"] in kinds
    )
