"""A ready-made scenario, wherever it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from linesteps.scenarios.templates.words import goal_label, trade_label


@dataclass(frozen=True, kw_only=True)
class Template:
    """One ready-made scenario.

    Args:
        ref: its name in addresses: the stem of its file, or ``own-`` and the number of its row.
        title: for the gallery.
        summary: when it sends what.
        goal: a key of ``GOALS``, or a word of the site's own.
        trade: a key of ``TRADES``, or a word of the site's own.
        sends_on: the days on which somebody who gets most gets a message; empty when nobody said so.
        needs: what to do before publishing, besides coupons and links.
        data: what ``import_scenarios`` takes.
        coupons: the account's coupons by the key that they have in ``data``, where it was saved from one.
        row: the number of its ``ScenarioTemplate``, for those that editors saved.
    """

    ref: str
    title: str
    summary: str
    data: dict[str, Any]
    goal: str = ""
    trade: str = ""
    sends_on: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()
    coupons: Mapping[str, int] = field(default_factory=dict)
    row: int | None = None

    @property
    def key(self) -> str:
        """The stem of its file, by which ``linesteps_import --template`` knows it."""
        return self.ref

    @property
    def scenario(self) -> Mapping[str, Any]:
        """The entry of its scenario in the file."""
        entry: Mapping[str, Any] = self.data["scenarios"][0]
        return entry

    @property
    def steps(self) -> list[dict[str, Any]]:
        """Its steps as they stand in the file."""
        return list(self.scenario.get("steps") or [])

    @property
    def goal_label(self) -> str:
        """What it is for, in the reader's language."""
        return goal_label(self.goal)

    @property
    def trade_label(self) -> str:
        """For whom it is, in the reader's language."""
        return trade_label(self.trade)
