"""Who tapped what in the messages of one step, and at what hour of the week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from linesteps.stats import measures
from linesteps.stats.scope import Scope
from linesteps.tracking.models import Click, TrackedLink


@dataclass(kw_only=True)
class LinkTaps:
    """One link or answer button of a step.

    Args:
        label: its words.
        url: where it leads; empty for an answer button.
        people: who tapped it.
        first: those of them who tapped it before any other link of the step.
        taps: how often it was tapped.
        vouched: those of the taps for which LINE said who it was; the others are known by the link they came by.
    """

    label: str
    url: str
    people: int = 0
    first: int = 0
    taps: int = 0
    vouched: int = 0


@dataclass(frozen=True, kw_only=True)
class Taps:
    """The taps of one step.

    Args:
        links: those of the step in their order, and those of older versions that were tapped.
        by_hour: taps by (weekday with Monday as 0, hour), in the account's time.
    """

    links: tuple[LinkTaps, ...]
    by_hour: Mapping[tuple[int, int], int] = field(default_factory=dict)

    @property
    def most(self) -> int:
        """The taps of the busiest hour."""
        return max(self.by_hour.values(), default=0)


def taps(scope: Scope, step_id: str, zone: ZoneInfo) -> Taps:
    """Taps on what was sent in the period; two queries.

    Args:
        scope: of one scenario.
        step_id: a send.
        zone: in which hours are meant.
    """
    rows = TrackedLink.objects.filter(scenario_id__in=scope.scenario_ids, step_id=step_id)
    links = {
        row.pk: LinkTaps(label=row.label, url=row.url) for row in rows.order_by("position", "-pk").iterator()
    }
    hours: Counter[tuple[int, int]] = Counter()
    people: set[tuple[int, int, int]] = set()
    began: set[tuple[int, int]] = set()
    found = measures.taps(scope).filter(link__step_id=step_id).order_by("at", "pk")
    for tap in found.iterator():
        link_id, follower_id, version_id, at = tap.link_id, tap.follower_id, tap.version_id, tap.at
        link, person = links[link_id], (follower_id, version_id)
        link.taps += 1
        link.vouched += tap.known_by != Click.KnownBy.SIGNED
        if (link_id, *person) not in people:
            people.add((link_id, *person))
            link.people += 1
        if person not in began:
            began.add(person)
            link.first += 1
        local = at.astimezone(zone)
        hours[(local.weekday(), local.hour)] += 1
    return Taps(links=tuple(links.values()), by_hour=dict(hours))
