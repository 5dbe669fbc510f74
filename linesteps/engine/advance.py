"""Moving due runs, a batch at a time: claim, load facts, run pure steps, one commit.

Nothing here talks to LINE: what is to be sent goes to the outbox in the same commit.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from linesteps import bulk, clock
from linesteps.engine.batch import Batch
from linesteps.engine.commit import commit
from linesteps.engine.models import Enrolment
from linesteps.engine.moves import COLUMNS, Move
from linesteps.failpoints import failpoint
from linesteps.scenarios.paused import paused_scenarios


def _batch() -> int:
    """How many runs are moved in one transaction."""
    return bulk.batch_size(sqlite=500, others=2000)


def is_full(count: int) -> bool:
    """Whether a batch was as large as may be, so that more may be due."""
    return count >= _batch()


def _claimed(is_any_paused: bool, is_of_one: bool, goes_on: bool) -> models.QuerySet[Enrolment]:
    due: models.QuerySet[Enrolment] = Enrolment.objects.due(bulk.at("moment"))
    if is_any_paused:
        due = due.exclude(bulk.among("scenario_id", bulk.slot("paused")))
    if is_of_one:
        due = due.filter(scenario_id=bulk.slot("scenario"))
    if goes_on:
        due = bulk.beyond(due, ("due_at", "id"), (bulk.at("last_at"), bulk.slot("last_id")))
    return due.select_for_update(skip_locked=True, no_key=True)[: bulk.ANY_LIMIT]


_CLAIMED = bulk.Statement(_claimed, *COLUMNS)

#: When the last run of a claim was due, and its id.
_Place = tuple[datetime | None, int]


def advance(*, limit: int | None = None, scenario_id: int | None = None) -> int:
    """Move one batch of due runs as far as they go; returns how many were claimed.

    A run whose step raises is STUCK with the trace; the others go on. Everything about a run
    (position, visits, sends) is committed together, or nothing is.

    Args:
        limit: at most so many runs; as many as suit the database by default.
        scenario_id: only runs of this scenario (the simulator must not touch real ones).
    """
    return _advance(limit or _batch(), scenario_id, None)[0]


class Drain:
    """Batch after batch, each claimed from where the last one ended.

    When nothing is left from there, the next batch begins at the front again, where runs may have come in
    or been passed over because others held them.
    """

    def __init__(self) -> None:
        self._last: _Place | None = None

    def advance(self) -> int:
        """Like ``advance``; 0 only when nothing is due from the very front."""
        count, last = _advance(_batch(), None, self._last)
        if not count and self._last is not None:
            count, last = _advance(_batch(), None, None)
        self._last = last
        if count:
            # Briefly: a batch takes ten, and a hundred of them may follow each other.
            bulk.let_others_in(0.0011)
        return count


def _advance(limit: int, scenario_id: int | None, after: _Place | None) -> tuple[int, _Place | None]:
    """One batch; returns how many runs, and the last of them."""
    moment = clock.now()
    with transaction.atomic():
        # Scenario ids first: a join in the claim would lock scenario rows and spoil the index scan.
        paused = paused_scenarios()
        last_at, last_id = after or (None, None)
        rows = _CLAIMED(
            bool(paused), scenario_id is not None, after is not None,
            moment=moment, paused=paused, scenario=scenario_id, last_at=last_at, last_id=last_id, limit=limit,
        )  # fmt: skip
        moves = [Move(*row) for row in rows]
        if not moves:
            return 0, None
        last = (moves[-1].planned_at, moves[-1].pk)
        failpoint("engine.after_claim")
        Batch(moves, moment).walk()
        commit(moves, moment)
        failpoint("engine.before_commit")
    failpoint("engine.after_commit")
    return len(moves), last
