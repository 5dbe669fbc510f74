"""Where a segment is asked for: in scenarios, as a condition or as a start, and in other segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linesteps.audiences.models import Segment
from linesteps.broadcasts.models import Broadcast
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.refresh import versions_in_use

#: Kinds of conditions and start conditions whose value names a segment.
_NAMES_ONE = frozenset({"in_segment", "entered_segment", "left_segment"})


@dataclass(frozen=True, kw_only=True)
class Use:
    """One place.

    Args:
        name: of the scenario or segment.
        url: where it is changed.
        words: what it is there.
        is_live: whether friends are judged by it now; otherwise it stands in a draft only.
    """

    name: str
    url: str
    words: str
    is_live: bool


def uses_of(segment: Segment) -> list[Use]:
    """Every scenario that has not ended and every segment that asks for it; those that run first."""
    return uses_by(segment.account_id, lambda value: names_segment(value, segment.pk), but=segment)


def uses_by(account_id: int, names: Callable[[Any], bool], but: Segment | None = None) -> list[Use]:
    """Every scenario of an account that has not ended, and every segment, that names something.

    Args:
        account_id: whose.
        names: whether plain conditions, starts or steps name it.
        but: a segment that is not asked.
    """
    found = []
    scenarios = Scenario.objects.filter(account=account_id).exclude(state=Scenario.State.ENDED)
    for scenario in scenarios.select_related("account", "latest_revision", "current_version"):
        draft: Any = scenario.get_latest_revision_as_object()
        in_draft = names([plain(draft.triggers), plain(draft.steps)])
        is_live = scenario.live and (
            names(plain(scenario.triggers))
            or any(names(version.steps) for version in versions_in_use(scenario))
        )
        if in_draft or is_live:
            words = _("Scenario") if is_live else _("Scenario, in the draft only")
            url = reverse("linesteps_scenarios:edit", args=[scenario.pk])
            found.append(Use(name=scenario.name, url=url, words=words, is_live=is_live))
    for one in Broadcast.objects.unfinished().filter(account=account_id):
        if (but is not None and one.segment_id == but.pk) or names(one.who):
            url = reverse("linesteps_broadcasts:results", args=[one.pk])
            is_live = not one.is_draft
            found.append(Use(name=one.name, url=url, words=_("One-off send"), is_live=is_live))
    for other in Segment.objects.filter(account=account_id):
        if other != but and names(other.conditions):
            url = reverse("linesteps_segments:edit", args=[other.pk])
            found.append(Use(name=other.name, url=url, words=_("Segment"), is_live=True))
    return sorted(found, key=lambda use: (not use.is_live, use.name))


def names_segment(value: Any, pk: int) -> bool:
    """Whether plain conditions, starts or steps hold one that asks for the segment."""
    if isinstance(value, Mapping):
        inner = value.get("value")
        if value.get("type") in _NAMES_ONE and isinstance(inner, Mapping):
            return str(inner.get("segment") or "") == str(pk)
        return any(names_segment(part, pk) for part in value.values())
    return isinstance(value, list) and any(names_segment(part, pk) for part in value)
