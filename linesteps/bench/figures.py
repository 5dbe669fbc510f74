"""What a target measured, and whether that is enough."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value.

    Args:
        name: what it is.
        value: ``nan`` when it could not be measured here.
        unit: such as ``/s``.
        at_least: the goal, if more is better.
        at_most: the goal, if less is better.
        note: what the reader must know of it.
    """

    name: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """``met``, ``missed``, ``not measured``, or ``-`` where there is no goal."""
        if self.at_least is None and self.at_most is None:
            return "-"
        if math.isnan(self.value):
            return "not measured"
        is_low = self.at_least is not None and self.value < self.at_least
        is_high = self.at_most is not None and self.value > self.at_most
        return "missed" if is_low or is_high else "met"


def not_measured(
    name: str, why: str, unit: str = "", *, at_least: float | None = None, at_most: float | None = None
) -> Figure:
    """A part of a target that this build or this size of run cannot measure, with the reason."""
    return Figure(name=name, value=math.nan, unit=unit, at_least=at_least, at_most=at_most, note=why)


@dataclass(kw_only=True)
class Finding:
    """All of one target on one database.

    Args:
        target: such as ``G1``.
        title: what it is about.
        goal: what is to be reached, in a line.
        database: ``sqlite`` or ``postgresql``.
        figures: what was measured.
        not_run: why nothing was, if so.
        seconds: how long measuring took.
    """

    target: str
    title: str
    goal: str
    database: str
    figures: list[Figure] = field(default_factory=list)
    not_run: str = ""
    seconds: float = 0.0

    @property
    def verdict(self) -> str:
        """``missed`` if one figure missed its goal; ``met in part`` if some goal could not be measured."""
        verdicts = {figure.verdict for figure in self.figures}
        if "missed" in verdicts:
            return "missed"
        if "met" in verdicts:
            return "met in part" if "not measured" in verdicts else "met"
        return "not measured"

    @property
    def decisive(self) -> Figure | None:
        """The figure that the verdict hangs on: the first that missed, or else the first that has a goal."""
        with_goal = [figure for figure in self.figures if figure.verdict != "-"]
        missed = [figure for figure in with_goal if figure.verdict == "missed"]
        return next(iter(missed or with_goal), None)

    def to_json(self) -> dict[str, Any]:
        """For the JSON file; a value that could not be measured is null."""
        figures = [
            {**asdict(one), "value": None if math.isnan(one.value) else one.value, "verdict": one.verdict}
            for one in self.figures
        ]
        first = self.decisive
        return {
            **asdict(self),
            "figure": first.name if first else None,
            "value": None if first is None or math.isnan(first.value) else first.value,
            "verdict": self.verdict,
            "figures": figures,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Finding:
        """Read what ``to_json`` wrote."""
        figures = []
        for one in data["figures"]:
            values = {key: value for key, value in one.items() if key != "verdict"}
            figures.append(
                Figure(**{**values, "value": float("nan") if one["value"] is None else one["value"]})
            )
        rest = {key: data[key] for key in ("target", "title", "goal", "database", "not_run", "seconds")}
        return cls(**rest, figures=figures)
