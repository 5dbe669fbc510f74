"""What a guard is asked, and what it may answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Protocol

from linesteps import bulk
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario

_TRANSACTIONAL = bulk.Statement(
    lambda: Scenario.every.filter(bulk.among("pk", bulk.slot("ids")), is_transactional=True).order_by(),
    "pk",
)


class Going:
    """A dispatch that is about to go, with those of its recipients for whom no guard has spoken yet.

    By dispatch, since most questions are about it and not about each person: an object for each would cost
    more than all that is asked (measured).
    """

    __slots__ = ("is_answer", "people", "row")

    def __init__(self, row: Dispatch) -> None:
        self.row = row
        #: Ids of followers.
        self.people: list[int] = [follower_id for follower_id, _line_id in row.recipients]
        #: Whether they did something just now, to which this is the answer.
        self.is_answer = row.is_prompt or row.endpoint == Dispatch.Endpoint.REPLY


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Not now.

    Args:
        until: when to look again (aware).
        reason: one of ``Reason``, or nothing where an editor need not know.
        behind: another dispatch of the batch that must be over first.
    """

    until: datetime
    reason: str = ""
    behind: Dispatch | None = None


@dataclass(frozen=True, kw_only=True)
class Drop:
    """Never; ``reason`` is one of ``Reason``."""

    reason: str


Verdict = Hold | Drop


class Said(NamedTuple):
    """What a guard says of some of those to whom a dispatch is about to go."""

    going: Going
    people: Collection[int]
    verdict: Verdict


class Batch:
    """What was claimed, and what several guards want to know of it.

    Args:
        rows: locked, never tried.
        moment: now, by ``linesteps.clock``.
        on_the_way: ids of followers to whom this worker is just sending something else.
    """

    def __init__(
        self, rows: Sequence[Dispatch], moment: datetime, on_the_way: Set[int] = frozenset()
    ) -> None:
        self.waiting = [going for row in rows if (going := Going(row)).people]
        self.moment = moment
        self.on_the_way = on_the_way
        self._scenario_ids = {row.scenario_id for row in rows if row.scenario_id}

    def heed(self, said: Said) -> None:
        """Ask nobody else about these people."""
        gone = set(said.people)
        said.going.people = [one for one in said.going.people if one not in gone]

    @cached_property
    def transactional(self) -> set[int]:
        """Ids of the batch's scenarios that frequency caps do not touch."""
        return set(_TRANSACTIONAL.column(ids=self._scenario_ids))


class Guard(Protocol):
    """A guard: at most one query of its own for the whole batch."""

    def __call__(self, batch: Batch) -> Iterable[Said]:
        """Verdicts for those who may not be sent to now; whoever is not named goes on."""
