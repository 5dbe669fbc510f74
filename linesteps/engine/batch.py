"""The runs of one claim, walked hop by hop until each waits, finishes or is stuck.

A batch is grouped by where its runs stand; what steps must know is loaded for a whole group in at most
one query per condition. The steps themselves are pure and asked for each run.
"""

from __future__ import annotations

import logging
import traceback
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import DatabaseError

from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.engine.effects import Act, write_acts
from linesteps.engine.effects import kinds as effect_kinds
from linesteps.engine.moves import SEND, Move
from linesteps.engine.versions import graph_of
from linesteps.errors import UnknownKindError
from linesteps.graph import MAX_HOPS, Context, Fact, Finish, Goto, Node, Result, WaitUntil
from linesteps.scenarios.models import Scenario
from linesteps.steps.kind import StepKind
from linesteps.steps.kind import registry as step_kinds

logger = logging.getLogger("linesteps.engine")

_NOTHING: Mapping[Fact, object] = {}


class Batch:
    """Moves that were claimed together.

    Args:
        moves: one for each run.
        moment: now (aware).
    """

    def __init__(self, moves: Sequence[Move], moment: datetime) -> None:
        self.moment = moment
        self.active = list(moves)
        scenarios = Scenario.objects.filter(pk__in={move.scenario_id for move in moves})
        self.zones: dict[int, str] = {}
        self.accounts: dict[int, int] = {}
        for pk, zone, account_id in scenarios.values_list("pk", "account__time_zone", "account_id"):
            self.zones[pk], self.accounts[pk] = zone, account_id
        #: What steps do besides sending, in order; not written yet.
        self._acts: list[Act] = []

    def walk(self) -> None:
        """Move every run as far as it goes, in memory; only what steps change of people is written on the way."""
        while self.active:
            groups: dict[tuple[int, str], list[Move]] = defaultdict(list)
            for move in self.active:
                groups[move.version_id, move.step_id].append(move)
            self.active = []
            for (version_id, step_id), group in groups.items():
                self._run_group(version_id, step_id, group)
        self._write_acts()

    def _run_group(self, version_id: int, step_id: str, moves: list[Move]) -> None:
        if not step_id:
            for move in moves:
                move.finish(self.moment)
            return
        node = graph_of(version_id).nodes.get(step_id)
        if node is None:
            for move in moves:
                move.stick(f"Step {step_id} is not in version {version_id}.")
            return
        try:
            kind = step_kinds.get(node.kind)
            facts = self._load(kind.facts(node.config), moves)
        except UnknownKindError as error:
            for move in moves:
                move.stick(str(error))
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001 - any bug of a kind; the trace is logged and kept
            self._stick(moves)
        else:
            self._run(kind, node, facts, moves)

    def _run(
        self, kind: StepKind, node: Node, facts: Mapping[int, Mapping[Fact, object]], moves: list[Move]
    ) -> None:
        run, config, follow = kind.run, node.config, self._follow
        for move in moves:
            try:
                follow(node, move, run(config, self._context(move, facts.get(move.follower_id, _NOTHING))))
            except Exception:  # noqa: BLE001 - as above
                # One broken step or value stops only this run; the trace waits for an operator.
                self._stick([move])

    def _load(self, facts: Sequence[Fact], moves: list[Move]) -> Mapping[int, Mapping[Fact, object]]:
        if not facts:
            return {}
        # A branch behind a step that puts a tag on sees the tag.
        self._write_acts()
        subjects = [
            Subject(follower_id=move.follower_id, enrolment_id=move.pk, entered_at=move.entered_at)
            for move in moves
        ]
        known: dict[int, dict[Fact, object]] = defaultdict(dict)
        for fact in dict.fromkeys(facts):
            for follower_id, value in condition_kinds.get(fact.kind).load(fact.config, subjects).items():
                known[follower_id][fact] = value
        return known

    def _context(self, move: Move, facts: Mapping[Fact, object]) -> Context:
        return Context(
            now=self.moment,
            time_zone=self.zones[move.scenario_id],
            enrolment_id=move.pk,
            follower_id=move.follower_id,
            entered_at=move.entered_at,
            arrived_at=move.arrived_at,
            is_resumed=move.is_resumed,
            facts=facts,
        )

    def _follow(self, node: Node, move: Move, result: Result) -> None:
        outcome = result.outcome
        if isinstance(outcome, Goto):
            # Looked up first: a port that does not exist must not leave effects without their visit.
            port, target = outcome.port, node.ports[outcome.port]
        elif isinstance(outcome, Finish):
            port, target = "end", None
        elif isinstance(outcome, WaitUntil):
            move.wait(outcome.at, frozenset())
            return
        else:
            move.wait(outcome.until, outcome.activities)
            return
        for effect in result.effects:
            if effect.kind != SEND and effect.kind not in effect_kinds:
                raise UnknownKindError(f"No effect is called {effect.kind!r}.")
        visit = move.visit(node, port)
        for effect in result.effects:
            if effect.kind == SEND:
                move.effects.append((effect, visit))
            else:
                self._acts.append(Act(move, node, effect, self.accounts[move.scenario_id]))
        move.hops += 1
        if target is None:
            move.finish(self.moment)
        elif move.hops >= MAX_HOPS:
            move.stick(f"More than {MAX_HOPS} steps without a wait.")
        else:
            move.arrive(target, self.moment)
            if node.config.get("coupons"):
                # Who got one is known once it is written, and what comes next may ask for it.
                move.go_on_later()
            else:
                self.active.append(move)

    def _write_acts(self) -> None:
        if self._acts:
            acts, self._acts = self._acts, []
            write_acts(acts, self.moment)

    def _stick(self, moves: list[Move]) -> None:
        trouble = traceback.format_exc(limit=6)
        logger.exception("A step failed.", extra={"enrolments": [move.pk for move in moves[:20]]})
        for move in moves:
            move.stick(trouble)
