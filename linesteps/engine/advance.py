"""Moving due runs, a batch at a time: claim, load facts, run pure steps, one commit.

A batch is grouped by where its runs stand; what steps must know is loaded for the whole group in
at most one query per condition. Nothing here talks to LINE: what is to be sent goes to the outbox
in the same commit.
"""

from __future__ import annotations

import logging
import traceback
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, transaction

from linesteps import bulk, clock
from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.engine.commit import commit
from linesteps.engine.models import Enrolment
from linesteps.engine.moves import Move
from linesteps.engine.versions import graph_of
from linesteps.errors import UnknownKindError
from linesteps.failpoints import failpoint
from linesteps.graph import MAX_HOPS, Context, Fact, Finish, Goto, Graph, Node, Result, WaitFor, WaitUntil
from linesteps.scenarios.models import Scenario
from linesteps.steps.kind import registry as step_kinds

logger = logging.getLogger("linesteps.engine")

#: Runs claimed in one transaction.
BATCH = 1000


@dataclass(kw_only=True)
class _Run:
    """One enrolment on its way through this batch."""

    move: Move
    is_resumed: bool
    hops: int = 0


def advance(*, limit: int = BATCH, scenario_id: int | None = None) -> int:
    """Move one batch of due runs as far as they go; returns how many were claimed.

    A run whose step raises is STUCK with the trace; the others go on. Everything about a run
    (position, visits, sends) is committed together, or nothing is.

    Args:
        limit: at most so many runs.
        scenario_id: only runs of this scenario (the simulator must not touch real ones).
    """
    moment = clock.now()
    with transaction.atomic():
        # Scenario ids first: a join in the claim would lock scenario rows and spoil the index scan.
        paused = list(Scenario.objects.filter(state=Scenario.State.PAUSED).values_list("pk", flat=True))
        due = Enrolment.objects.due(moment)
        if paused:
            due = due.exclude(scenario_id__in=paused)
        if scenario_id is not None:
            due = due.filter(scenario_id=scenario_id)
        enrolments = bulk.lock(due, limit=limit)
        if not enrolments:
            return 0
        failpoint("engine.after_claim")
        batch = _Batch(enrolments, moment)
        batch.walk()
        commit(batch.moves, moment)
        failpoint("engine.before_commit")
    failpoint("engine.after_commit")
    return len(enrolments)


@dataclass(kw_only=True)
class _Group:
    graph: Graph
    node: Node
    runs: list[_Run] = field(default_factory=list)


class _Batch:
    """The runs of one claim, walked hop by hop until each waits, finishes or is stuck."""

    def __init__(self, enrolments: list[Enrolment], moment: datetime) -> None:
        self.moment = moment
        self.zones = dict(
            Scenario.objects.filter(pk__in={row.scenario_id for row in enrolments}).values_list(
                "pk", "account__time_zone"
            )
        )
        self.moves = [Move(enrolment=row) for row in enrolments]
        self.active = [
            _Run(move=move, is_resumed=move.enrolment.status == Enrolment.Status.WAITING)
            for move in self.moves
        ]

    def walk(self) -> None:
        while self.active:
            groups = self._groups()
            self.active = []
            for group in groups:
                self._run_group(group)

    def _groups(self) -> list[_Group]:
        groups: dict[tuple[int, str], _Group] = {}
        for run in self.active:
            row = run.move.enrolment
            graph = graph_of(row.version_id)
            node = graph.nodes.get(row.step_id)
            if not row.step_id:
                run.move.finish(self.moment)
            elif node is None:
                run.move.stick(f"Step {row.step_id} is not in version {row.version_id}.")
            else:
                key = (row.version_id, row.step_id)
                groups.setdefault(key, _Group(graph=graph, node=node)).runs.append(run)
        return list(groups.values())

    def _run_group(self, group: _Group) -> None:
        try:
            kind = step_kinds.get(group.node.kind)
            facts = self._load(kind.facts(group.node.config), group.runs)
        except UnknownKindError as error:
            for run in group.runs:
                run.move.stick(str(error))
            return
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001 - any bug of a kind; the trace is logged and kept
            self._stick(group.runs)
            return
        for run in group.runs:
            try:
                result = kind.run(
                    group.node.config, self._context(run, facts[run.move.enrolment.follower_id])
                )
                self._follow(group, run, result)
            except Exception:  # noqa: BLE001 - as above
                # One broken step or value stops only this run; the trace waits for an operator.
                self._stick([run])

    def _load(self, facts: object, runs: list[_Run]) -> dict[int, dict[Fact, object]]:
        subjects = [
            Subject(
                follower_id=run.move.enrolment.follower_id,
                enrolment_id=run.move.enrolment.pk,
                entered_at=run.move.enrolment.entered_at,
            )
            for run in runs
        ]
        known: dict[int, dict[Fact, object]] = defaultdict(dict)
        for fact in dict.fromkeys(facts):  # type: ignore[call-overload]
            for follower_id, value in condition_kinds.get(fact.kind).load(fact.config, subjects).items():
                known[follower_id][fact] = value
        return known

    def _context(self, run: _Run, facts: dict[Fact, object]) -> Context:
        row = run.move.enrolment
        return Context(
            now=self.moment,
            time_zone=self.zones[row.scenario_id],
            enrolment_id=row.pk,
            follower_id=row.follower_id,
            entered_at=row.entered_at,
            arrived_at=row.arrived_at,
            is_resumed=run.is_resumed,
            facts=facts,
        )

    def _follow(self, group: _Group, run: _Run, result: Result) -> None:
        outcome = result.outcome
        if isinstance(outcome, WaitUntil):
            run.move.wait(outcome.at, frozenset())
            return
        if isinstance(outcome, WaitFor):
            run.move.wait(outcome.until, outcome.activities)
            return
        assert isinstance(outcome, Goto | Finish)  # noqa: S101
        port = outcome.port if isinstance(outcome, Goto) else "end"
        # Looked up first: a port that does not exist must not leave effects without their visit.
        target = None if isinstance(outcome, Finish) else group.node.ports[port]
        run.move.effects += [(effect, group.node, len(run.move.visits)) for effect in result.effects]
        run.move.visit(group.node, port, self.moment)
        run.hops += 1
        if target is None:
            run.move.finish(self.moment)
        elif run.hops >= MAX_HOPS:
            run.move.stick(f"More than {MAX_HOPS} steps without a wait.")
        else:
            run.move.arrive(target, self.moment)
            run.is_resumed = False
            self.active.append(run)

    def _stick(self, runs: list[_Run]) -> None:
        trouble = traceback.format_exc(limit=6)
        logger.exception("A step failed.", extra={"enrolments": [run.move.enrolment.pk for run in runs[:20]]})
        for run in runs:
            run.move.stick(trouble)
