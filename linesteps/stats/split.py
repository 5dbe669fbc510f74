"""Which path of a split does best, how sure that is, and whether it is sure enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from linesteps.stats.goals import Side
from linesteps.stats.proportions import chances_to_be_best

#: So sure it must be.
SURE = 0.95


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a path stands.

    Args:
        port: the path.
        label: what it is called.
        side: its figures.
        successes: by what the editor chose to compare.
        chance: how likely it is the best of all; ``None`` as long as nobody came by.
    """

    port: str
    label: str
    side: Side
    successes: int
    chance: float | None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What can be said of a split.

    Args:
        standings: in the order of the paths.
        best: the leading one; ``None`` as long as nobody came by.
        lacking: people whom the smallest path still lacks.
        days_left: days that the comparison still lacks.
    """

    standings: Sequence[Standing]
    best: Standing | None
    lacking: int
    days_left: int

    @property
    def is_ready(self) -> bool:
        """Whether so many people and days are over as the editor asked for."""
        return self.best is not None and not self.lacking and not self.days_left

    @property
    def is_sure(self) -> bool:
        """Whether the winner is beyond reasonable doubt."""
        return self.is_ready and self.best is not None and (self.best.chance or 0) >= SURE


def judge(config: Mapping[str, Any], sides: Mapping[str, Side], moment: datetime) -> Verdict:
    """Pure.

    Args:
        config: of the compiled split.
        sides: figures by port.
        moment: now (aware).
    """
    compare = config.get("compare") or {"by": "taps", "people": 0, "days": 0}
    found = [(path, sides.get(path["port"]) or Side()) for path in config["paths"]]
    counts = [
        (side.tapped if compare["by"] == "taps" else side.reached, side.people) for _path, side in found
    ]
    labels = compare.get("labels") or {}
    is_known = any(people for _count, people in counts)
    chances: Sequence[float | None] = chances_to_be_best(counts) if is_known else [None] * len(counts)
    standings = [
        Standing(
            port=path["port"],
            label=labels.get(path["port"], path["label"]),
            side=side,
            successes=count,
            chance=chance,
        )
        for (path, side), (count, _people), chance in zip(found, counts, chances, strict=True)
    ]
    times = [side.first_at for _path, side in found if side.first_at is not None]
    over = moment - min(times) if times else timedelta(0)
    left = timedelta(days=compare["days"]) - over
    return Verdict(
        standings=standings,
        best=max(standings, key=lambda one: one.chance or 0) if is_known else None,
        lacking=max(0, compare["people"] - min(people for _count, people in counts)),
        days_left=max(0, -(-left // timedelta(days=1))),
    )
