"""Unknown path: at a branch by attributes, those of whom nothing is known must not fall through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.followers.models import Follower
from linesteps.steps.kind import registry as step_kinds

#: A way of its own for people of whom the asked fact is not known.
UNKNOWN = "unknown"


class UnknownPath(Check):
    """Branches whose conditions have no answer for a part of the friends, who then get nothing."""

    name = "unknown_path"
    can_refuse = False

    def title(self) -> str:
        """What it is about."""
        return _("Friends who are not known well")

    def look(self, seen: Seen) -> list[Finding]:
        """Each branch whose way for them is empty, with their share; nothing without such a branch."""
        branches = [(step_id, _unknown(part.config)) for step_id, part in seen.parts.items()]
        asked = [(step_id, unknown) for step_id, unknown in branches if unknown is not None]
        if not asked:
            return []
        friends = Follower.objects.friends().filter(account=seen.account)
        total = friends.count()
        found = []
        for step_id, unknown in asked:
            port, steps = _way_of_unknown(seen, step_id)
            count = 0 if steps or not total else friends.filter(unknown).count()
            if count:
                share = max(round(100 * count / total), 1)
                found.append(
                    Finding(level=Level.WARNING, text=_words(port, share), step_id=step_id, place=("steps",))
                )
        return found or [
            Finding(level=Level.OK, text=_("Friends of whom something is not known have a path."))
        ]


def _words(port: str, share: int) -> str:
    if port == UNKNOWN:
        return _("The “Unknown” path is empty; %(share)s%% of friends go there.") % {"share": share}
    text = _(
        "The “Everyone else” path is empty; %(share)s%% of friends go there because nothing is known of them."
    )
    return text % {"share": share}


def _unknown(config: Mapping[str, Any]) -> Q | None:
    """Friends for whom a condition of a branch has no answer; ``None`` for other steps and conditions."""
    found = None
    for condition in _conditions(config):
        unknown = condition_kinds.get(condition["kind"]).unknown_to(condition["config"])
        if unknown is not None:
            found = unknown if found is None else found | unknown
    return found


def _conditions(config: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for path in config.get("paths") or []:
        for condition in path.get("conditions") or []:
            if condition.get("kind") in condition_kinds:
                yield condition


def _way_of_unknown(seen: Seen, step_id: str) -> tuple[str, list[Any]]:
    """The way that they take, and its steps: one of their own, or else the last."""
    ways = list(step_kinds.get(seen.kind_of[step_id]).paths(seen.values[step_id]))
    way = next((one for one in ways if one.port == UNKNOWN), ways[-1])
    return way.port, list(way.steps)


registry.register(UnknownPath())
