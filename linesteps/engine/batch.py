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

from linesteps import bulk
from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.engine.answers import answers
from linesteps.engine.effects import Act, write_acts
from linesteps.engine.effects import kinds as effect_kinds
from linesteps.engine.exits import Known
from linesteps.engine.moves import SEND, Move
from linesteps.engine.sides import sides
from linesteps.engine.versions import graph_of
from linesteps.errors import UnknownKindError
from linesteps.graph import MAX_HOPS, Context, Effect, Fact, Finish, Goto, Node, Result, WaitFor, WaitUntil
from linesteps.scenarios.models import Scenario
from linesteps.steps.kind import StepKind
from linesteps.steps.kind import registry as step_kinds

logger = logging.getLogger("linesteps.engine")

_NOTHING: Mapping[Fact, object] = {}
#: In which time zone a scenario is meant, and whose it is.
_PLACES = bulk.Statement(
    lambda: Scenario.every.filter(bulk.among("pk", bulk.slot("ids"))).order_by(),
    "pk", "account__time_zone", "account_id",
)  # fmt: skip


class Batch:
    """Moves that were claimed together.

    Args:
        moves: one for each run.
        moment: now (aware).
    """

    def __init__(self, moves: Sequence[Move], moment: datetime) -> None:
        self.moment = moment
        self.active = list(moves)
        #: What exit rules must know, by version: asked once, and again when steps have changed something.
        self._exits: dict[int, Known] = {}
        self._all = tuple(moves)
        self.zones: dict[int, str] = {}
        self.accounts: dict[int, int] = {}
        for pk, zone, account_id in _PLACES(ids={move.scenario_id for move in moves}):
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
            moves = self._stay(version_id, moves)
            kind = step_kinds.get(node.kind)
            facts = self._load(kind.facts(node.config), moves)
            chosen = self._chosen(node, moves)
        except UnknownKindError as error:
            for move in moves:
                move.stick(str(error))
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001 - any bug of a kind; the trace is logged and kept
            self._stick(moves)
        else:
            self._run(kind, node, facts, moves, chosen)

    def _chosen(self, node: Node, moves: list[Move]) -> Mapping[int, str]:
        """What only the engine knows of each at this very step (``Context.side``)."""
        if node.config.get("compare"):
            return sides(node, moves)
        return answers(node, moves) if node.config.get("waits") else {}

    def _stay(self, version_id: int, moves: list[Move]) -> list[Move]:
        """Those who stay: an exit rule is asked before every step, so that nobody gets what came too late."""
        exits = graph_of(version_id).exits
        if not exits:
            return moves
        # A tag that a step has just put on may be what people leave by.
        self._write_acts()
        if version_id not in self._exits:
            standing = [
                move for move in self._all if move.version_id == version_id and move.due_at is not None
            ]
            self._exits[version_id] = Known(exits, standing)
        known, stay = self._exits[version_id], []
        for move in moves:
            if reason := known.reason(move, self._context(move, _NOTHING)):
                move.leave(reason, self.moment)
            else:
                stay.append(move)
        return stay

    def _run(
        self,
        kind: StepKind,
        node: Node,
        facts: Mapping[int, Mapping[Fact, object]],
        moves: list[Move],
        chosen: Mapping[int, str],
    ) -> None:
        run, config = kind.run, node.config
        same: dict[tuple[datetime, bool], Result] = {}
        # Those of whom the very same is said are moved on together.
        said: dict[int, tuple[Result, list[Move]]] = {}
        for move in moves:
            try:
                result = None if kind.looks_at_person else same.get((move.arrived_at, move.is_resumed))
                if result is None:
                    context = self._context(move, facts.get(move.follower_id, _NOTHING))
                    if chosen:
                        context = context._replace(side=chosen.get(move.follower_id, ""))
                    result = run(config, context)
                    if not kind.looks_at_person:
                        same[move.arrived_at, move.is_resumed] = result
            except Exception:  # noqa: BLE001 - as above
                # One broken step or value stops only this run; the trace waits for an operator.
                self._stick([move])
            else:
                # By identity, which no other result can get while this one is kept.
                said.setdefault(id(result), (result, []))[1].append(move)
        for result, group in said.values():
            try:
                self._follow(node, group, result)
            except Exception:  # noqa: BLE001 - as above
                self._stick(group)

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
        # By place: names would take twice as long, for each run and step.
        return Context(
            self.moment, self.zones[move.scenario_id], move.pk, move.follower_id, move.entered_at, move.arrived_at,
            move.is_resumed, facts,
        )  # fmt: skip

    def _follow(self, node: Node, moves: Sequence[Move], result: Result) -> None:
        """Do what a step says of these runs; raises before it changes any of them."""
        outcome = result.outcome
        for effect in result.effects:
            if effect.kind != SEND and effect.kind not in effect_kinds:
                raise UnknownKindError(f"No effect is called {effect.kind!r}.")
        if isinstance(outcome, WaitUntil | WaitFor):
            self._wait(node, moves, outcome, result.effects)
            return
        if isinstance(outcome, Goto):
            # Looked up first: a port that does not exist must not leave effects without their visit.
            port, target = outcome.port, node.ports[outcome.port]
        elif isinstance(outcome, Finish):
            port, target = "end", None
        else:
            raise TypeError(f"No step may end in {outcome!r}.")
        sends = [effect for effect in result.effects if effect.kind == SEND]
        acts = [effect for effect in result.effects if effect.kind != SEND]
        # Who got a coupon is known once it is written, and what comes next may ask for it.
        is_last_now = bool(node.config.get("coupons"))
        for move in moves:
            visit = move.visit(node, port)
            for effect in sends:
                move.effects.append((effect, visit))
            for effect in acts:
                self._acts.append(Act(move, node, effect, self.accounts[move.scenario_id]))
            move.hops += 1
            if target is None:
                move.finish(self.moment)
            elif move.hops >= MAX_HOPS:
                move.stick(f"More than {MAX_HOPS} steps without a wait.")
            else:
                move.arrive(target, self.moment)
                if is_last_now:
                    move.go_on_later()
                else:
                    self.active.append(move)

    def _wait(
        self, node: Node, moves: Sequence[Move], outcome: WaitUntil | WaitFor, effects: Sequence[Effect]
    ) -> None:
        # What is asked for while somebody stays; a message has its visit, so it is sent on leaving only.
        if any(effect.kind == SEND for effect in effects):
            raise UnknownKindError("A wait sends nothing.")
        if isinstance(outcome, WaitFor):
            until, activities = outcome.until, outcome.activities
        else:
            until, activities = outcome.at, frozenset()
        for move in moves:
            move.wait(until, activities)
            for effect in effects:
                self._acts.append(Act(move, node, effect, self.accounts[move.scenario_id]))

    def _write_acts(self) -> None:
        if self._acts:
            acts, self._acts = self._acts, []
            write_acts(acts, self.moment)
            self._exits.clear()

    def _stick(self, moves: list[Move]) -> None:
        trouble = traceback.format_exc(limit=6)
        logger.exception("A step failed.", extra={"enrolments": [move.pk for move in moves[:20]]})
        for move in moves:
            move.stick(trouble)
