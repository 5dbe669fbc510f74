"""What a guard is asked, and what it may answer."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario


@dataclass(frozen=True, eq=False, slots=True)
class Addressee:
    """One person to whom one dispatch is about to go; equal to itself only, since hashing a row is slow."""

    row: Dispatch
    follower_id: int
    line_user_id: str

    @property
    def is_answer(self) -> bool:
        """Whether the person did something just now, to which this is the answer."""
        return self.row.is_prompt or self.row.endpoint == Dispatch.Endpoint.REPLY


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
Verdicts = Mapping[Addressee, Verdict]


class Batch:
    """What was claimed, and what several guards want to know of it.

    Args:
        waiting: those for whom no guard has spoken yet.
        moment: now, by ``linesteps.clock``.
        on_the_way: ids of followers to whom this worker is just sending something else.
    """

    def __init__(
        self, waiting: Sequence[Addressee], moment: datetime, on_the_way: Container[int] = ()
    ) -> None:
        self.waiting = list(waiting)
        self.moment = moment
        self.on_the_way = on_the_way
        self._scenario_ids = {one.row.scenario_id for one in waiting if one.row.scenario_id}

    @cached_property
    def transactional(self) -> set[int]:
        """Ids of the batch's scenarios that frequency caps do not touch."""
        rows = Scenario.objects.filter(pk__in=self._scenario_ids, is_transactional=True)
        return set(rows.values_list("pk", flat=True))


class Guard(Protocol):
    """A guard: at most one query of its own for the whole batch."""

    def __call__(self, batch: Batch) -> Verdicts:
        """Verdicts for those who may not be sent to now; whoever is not named goes on."""
