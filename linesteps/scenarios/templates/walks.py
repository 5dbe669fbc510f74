"""The ways through a scenario that a friend can take, with the day and time of each message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from linesteps.steps.kind import Path, StepKind
from linesteps.steps.kind import registry as step_kinds

#: More ways than anybody looks at.
MOST_WALKS = 12
_PER_DAY = {"minutes": 24 * 60, "hours": 24, "days": 1}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One message on the way.

    Args:
        step_id: of the send.
        day: days after the start, ``None`` where that differs from friend to friend.
        at: the clock time, such as ``19:00``; empty for whenever the friend comes there.
        is_at_once: whether nobody waits for it.
    """

    step_id: str
    day: int | None
    at: str
    is_at_once: bool = False


@dataclass(frozen=True, kw_only=True)
class Walk:
    """What one friend gets.

    Args:
        choices: the path that was taken at each branch, in words.
        moments: what was sent, in order.
    """

    choices: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    #: Days since the start.
    time: float | None = 0.0
    at: str = ""
    is_over: bool = False

    @property
    def last_day(self) -> int:
        """The day of the last message."""
        return max((moment.day or 0 for moment in self.moments), default=0)


def walks(steps: Sequence[Mapping[str, Any]]) -> list[Walk]:
    """Every way that differs from the others by a choice, in the order of the paths.

    Args:
        steps: plain, as stored or as they stand in a file. Jumps are not followed.
    """
    return _go(steps, [Walk()])


def longest(found: Sequence[Walk]) -> Walk:
    """The first of those on which a friend gets most."""
    return max(found, key=lambda walk: len(walk.moments))


def _go(steps: Sequence[Mapping[str, Any]], found: list[Walk]) -> list[Walk]:
    for step in steps:
        if step["type"] not in step_kinds:
            continue
        kind = step_kinds.get(step["type"])
        found = [after for walk in found for after in ([walk] if walk.is_over else _step(kind, step, walk))]
        found = found[:MOST_WALKS]
    return found


def _step(kind: StepKind, step: Mapping[str, Any], walk: Walk) -> list[Walk]:
    value = step["value"]
    if kind.name == "send":
        day = None if walk.time is None else int(walk.time)
        is_at_once = walk.time == 0 and not walk.at
        moment = Moment(step_id=str(step.get("id") or ""), day=day, at=walk.at, is_at_once=is_at_once)
        return [replace(walk, moments=(*walk.moments, moment))]
    if kind.name == "wait":
        return [_wait(walk, value)]
    if kind.is_end():
        return [replace(walk, is_over=True)]
    paths = list(kind.paths(value))
    if kind.name == "wait_date":
        # The day differs from friend to friend; whoever has none goes on at once.
        ways = [(paths[0], replace(walk, time=None, at="")), *((path, walk) for path in paths[1:])]
        return [one for path, way in ways for one in _go(path.steps, [_choose(way, path)])]
    if paths:
        return [one for path in paths for one in _go(path.steps, [_into(walk, path, paths[-1], kind, value)])]
    return [_later(walk, kind.duration(value).total_seconds() / 86400)]


def _into(walk: Walk, path: Path, last: Path, kind: StepKind, value: Mapping[str, Any]) -> Walk:
    """A branch that waits for a sign is left at once by it, and at the end of its time by the last path."""
    chosen = _choose(walk, path)
    return _later(chosen, kind.duration(value).total_seconds() / 86400) if path == last else chosen


def _choose(walk: Walk, path: Path) -> Walk:
    return replace(walk, choices=(*walk.choices, path.label))


def _wait(walk: Walk, value: Mapping[str, Any]) -> Walk:
    amount, unit = value.get("amount") or 0, value.get("unit") or "days"
    if value.get("until") or value.get("weekdays") or not isinstance(amount, int) or unit not in _PER_DAY:
        return replace(walk, time=None, at="")
    at = str(value.get("at") or "")[:5]
    later = _later(walk, amount / _PER_DAY[unit])
    # The clock time of an earlier wait still holds after whole days.
    return replace(later, at=at or (walk.at if unit == "days" else ""))


def _later(walk: Walk, days: float) -> Walk:
    if not days or walk.time is None:
        return walk
    return replace(walk, time=walk.time + days, at=walk.at if days == int(days) else "")
