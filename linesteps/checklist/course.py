"""A scenario's course in time: where somebody who enters at a given moment can be, and when.

Nothing is simulated here: no person, no facts. Every way out of a step is followed, so that what is
found holds for the worst of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from linesteps.accounts.models import Account
from linesteps.accounts.quiet import PROMPT_WITHIN, after_quiet_hours
from linesteps.blocks.recursion import walk_plain
from linesteps.graph import Context, Graph, Node, WaitFor, WaitUntil
from linesteps.steps.kind import registry as step_kinds

#: Nobody is followed for longer than this after the start.
HORIZON = timedelta(days=400)
#: More places than this are not looked at: a scenario with that many is beyond any picture.
MOST_PLACES = 4000

#: A step and the moment at which somebody comes to it.
Place = tuple[str, datetime]


@dataclass(kw_only=True)
class Walk:
    """All places that somebody can come to, earlier ones first.

    Args:
        places: in an order in which no place comes before one that leads to it.
        leads_to: the places that come next.
        sent_at: when the message of a place goes out, quiet hours considered; only for sends.
    """

    places: list[Place] = field(default_factory=list)
    leads_to: dict[Place, list[Place]] = field(default_factory=dict)
    sent_at: dict[Place, datetime] = field(default_factory=dict)


class Course:
    """How one graph is walked.

    Args:
        graph: the compiled scenario.
        steps: the plain steps that it was compiled from. A stored graph has lost the order of its parts.
        account: in whose time zone and quiet hours it happens.
    """

    def __init__(self, graph: Graph, steps: Sequence[Mapping[str, Any]], account: Account) -> None:
        self.graph = graph
        self.steps = steps
        self.account = account
        #: By step id: the place in reading order, the longest stay, and the way that is left last.
        self.rank: dict[str, int] = {}
        self._stays: dict[str, timedelta] = {}
        self._last_port: dict[str, str] = {}
        self._walks: dict[datetime, Walk] = {}
        for step in walk_plain([dict(one) for one in steps]):
            step_id = str(step.get("id") or "")
            self.rank[step_id] = len(self.rank)
            if step["type"] in step_kinds:
                kind = step_kinds.get(step["type"])
                self._stays[step_id] = kind.duration(step["value"])
                for path in kind.paths(step["value"]):
                    self._last_port[step_id] = path.port

    def sends(self, step_id: str) -> bool:
        """Whether a message goes out at a step."""
        node = self.graph.nodes[step_id]
        return node.kind in step_kinds and bool(step_kinds.get(node.kind).preview(node.config))

    def leave(
        self, step_id: str, at: datetime, entered_at: datetime
    ) -> list[tuple[str, str | None, datetime]]:
        """Port, next step and moment of every way out for somebody who comes to a step at ``at``."""
        node = self.graph.nodes[step_id]
        if len(node.ports) <= 1:
            left_at = self._left_at(node, at, entered_at)
            return [(port, target, left_at) for port, target in node.ports.items()]
        # A sign can come at once; the last way is for those who gave none until the end.
        last = self._last_port.get(step_id)
        late = at + self._stays.get(step_id, timedelta())
        return [(port, target, late if port == last else at) for port, target in node.ports.items()]

    def walk(self, entered_at: datetime) -> Walk:
        """Everything that can happen to somebody who enters at ``entered_at`` (aware); walked once."""
        if entered_at not in self._walks:
            self._walks[entered_at] = self._walk(entered_at)
        return self._walks[entered_at]

    def _walk(self, entered_at: datetime) -> Walk:
        walk = Walk()
        if self.graph.entry is None:
            return walk
        stack: list[tuple[Place, bool]] = [((self.graph.entry, entered_at), False)]
        while stack:
            place, is_done = stack.pop()
            if is_done:
                walk.places.append(place)
                continue
            if place in walk.leads_to or len(walk.leads_to) >= MOST_PLACES:
                continue
            walk.leads_to[place] = self._after(place, entered_at)
            if self.sends(place[0]):
                walk.sent_at[place] = self._sent_at(place[1], entered_at)
            stack.append((place, True))
            stack += [(one, False) for one in walk.leads_to[place] if one not in walk.leads_to]
        # What was left last was reached first; sorting by time keeps that order among equals.
        walk.places.reverse()
        walk.places.sort(key=lambda place: place[1])
        return walk

    def _after(self, place: Place, entered_at: datetime) -> list[Place]:
        return [
            (target, left_at)
            for _port, target, left_at in self.leave(*place, entered_at)
            if target is not None and left_at - entered_at <= HORIZON
        ]

    def _sent_at(self, at: datetime, entered_at: datetime) -> datetime:
        # As the engine does: what answers the start is not held back.
        return at if at - entered_at <= PROMPT_WITHIN else after_quiet_hours(self.account, at)

    def _left_at(self, node: Node, at: datetime, entered_at: datetime) -> datetime:
        longest = at + self._stays.get(node.id, timedelta())
        if node.kind not in step_kinds:
            return longest
        kind = step_kinds.get(node.kind)
        context = Context(
            now=at,
            time_zone=self.account.time_zone,
            enrolment_id=0,
            follower_id=0,
            entered_at=entered_at,
            arrived_at=at,
        )
        try:
            # What must be known of a friend first cannot be told for everybody.
            outcome = None if kind.facts(node.config) else kind.run(node.config, context).outcome
        except Exception:  # noqa: BLE001 - a kind of the site; its longest stay will do
            return longest
        if isinstance(outcome, WaitUntil):
            return max(at, outcome.at)
        if isinstance(outcome, WaitFor):
            return max(at, outcome.until)
        return longest if outcome is None else at
