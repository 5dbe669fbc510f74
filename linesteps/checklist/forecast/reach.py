"""Which share of those who enter gets each message, and how long after the start."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from linesteps.checklist.course import Course

#: Forecasts look no further than this.
HORIZON = timedelta(days=125)
_MOST_MOVES = 20_000
_NOTHING = 1e-9

#: How the people at a step part: share by port; a step that is not in it is not known.
Shares = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One message as a part of all who enter gets it.

    Args:
        step_id: the step that sends it.
        after: how long after the start.
        share: between 0 and 1.
        is_first: whether nothing was sent to them before.
    """

    step_id: str
    after: timedelta
    share: float
    is_first: bool


def arrivals(course: Course, shares: Shares, entered_at: datetime) -> list[Arrival]:
    """Every message that somebody who enters at ``entered_at`` may get within the horizon.

    Where it is not known how people part, all of them are counted on every way, but where the ways
    meet again, nobody is counted twice.
    """
    return _Reach(course, shares).walk(entered_at)


@dataclass(frozen=True, kw_only=True)
class _Group:
    """A part of those who entered, on its way.

    Args:
        step_id: where they come to, at ``at``.
        share: how many of all they are.
        lap: how often a jump has led them back.
        partings: where they parted from others and nobody knows how, so that all were counted on each way.
        is_first: whether nothing was sent to them yet.
    """

    step_id: str
    at: datetime
    share: float
    lap: int = 0
    partings: tuple[int, ...] = ()
    is_first: bool = True


class _Reach:
    def __init__(self, course: Course, shares: Shares) -> None:
        self.course = course
        self.shares = shares
        #: How many came to each parting, and how many of those were counted at each step behind it.
        self.parted: list[float] = []
        self.counted: dict[tuple[str, int, int], float] = {}
        self.queue: list[tuple[datetime, int, int, _Group]] = []
        self.pushed = 0

    def walk(self, entered_at: datetime) -> list[Arrival]:
        found: list[Arrival] = []
        if self.course.graph.entry is not None:
            self._push(_Group(step_id=self.course.graph.entry, at=entered_at, share=1.0))
        while self.queue and self.pushed < _MOST_MOVES:
            group = self._without_doubles(heapq.heappop(self.queue)[-1])
            if group.share <= _NOTHING:
                continue
            if self.course.sends(group.step_id):
                after = group.at - entered_at
                found.append(
                    Arrival(step_id=group.step_id, after=after, share=group.share, is_first=group.is_first)
                )
                group = replace(group, is_first=False)
            for onward in self._onwards(group, entered_at):
                self._push(onward)
        return found

    def _onwards(self, group: _Group, entered_at: datetime) -> Iterator[_Group]:
        ways = self.course.leave(group.step_id, group.at, entered_at)
        known = self.shares.get(group.step_id) if len(ways) > 1 else None
        partings = group.partings
        if len(ways) > 1 and known is None:
            self.parted.append(group.share)
            partings = (*partings, len(self.parted) - 1)
        for port, target, left_at in ways:
            if target is not None and left_at - entered_at <= HORIZON:
                is_back = self.course.rank[target] <= self.course.rank[group.step_id]
                yield replace(
                    group,
                    step_id=target,
                    at=left_at,
                    share=group.share * (1.0 if known is None else known.get(port, 0.0)),
                    lap=group.lap + is_back,
                    partings=partings,
                )

    def _push(self, group: _Group) -> None:
        self.pushed += 1
        # In the order of time; at the same moment, in reading order.
        entry = (group.at, self.course.rank[group.step_id], self.pushed, group)
        heapq.heappush(self.queue, entry)

    def _without_doubles(self, group: _Group) -> _Group:
        """The group without those who were counted here before, on another way from the same parting."""
        share = group.share
        keys = [(group.step_id, group.lap, parting) for parting in group.partings]
        for key in keys:
            share = min(share, self.parted[key[-1]] - self.counted.get(key, 0.0))
        share = max(share, 0.0)
        for key in keys:
            self.counted[key] = self.counted.get(key, 0.0) + share
        return replace(group, share=share)
