"""The compiled form of a scenario: plain values that the engine walks. Imports no Django.

A graph is immutable once published; node identity is (version, step id).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

#: How many steps one follower may pass without a wait before the run counts as a loop.
MAX_HOPS = 50


@dataclass(frozen=True, kw_only=True)
class Node:
    """One step. ``ports`` leads each way out to the next step's id, or to ``None``: the end."""

    id: str
    kind: str
    config: Mapping[str, Any]
    ports: Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """All steps of a version and the one that comes first (``None``: an empty scenario).

    ``exits`` says when people leave wherever they stand (``linesteps/scenarios/exits.py``); empty for never.
    """

    entry: str | None
    nodes: Mapping[str, Node]
    exits: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The stored form."""
        nodes = {
            node.id: {"kind": node.kind, "config": dict(node.config), "ports": dict(node.ports)}
            for node in self.nodes.values()
        }
        found: dict[str, Any] = {"entry": self.entry, "nodes": nodes}
        # Left out where there are none, so that what was stored before stays the same.
        return {**found, "exits": dict(self.exits)} if self.exits else found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Graph:
        """Read the stored form."""
        nodes = {
            step_id: Node(id=step_id, kind=raw["kind"], config=raw["config"], ports=raw["ports"])
            for step_id, raw in data["nodes"].items()
        }
        return cls(entry=data["entry"], nodes=nodes, exits=data.get("exits") or {})

    def content_hash(self) -> str:
        """A SHA-256 that is the same exactly when the stored form is."""
        text = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def along(data: Mapping[str, Any]) -> list[str]:
    """The step ids of a stored form in the order in which people come to them; those that nobody comes to at the end.

    The stored form itself has no order: PostgreSQL keeps JSON in another one than it was written in.
    """
    nodes = data.get("nodes", {})
    # A dict, for its order; it grows while it is walked.
    found = dict.fromkeys([data["entry"]] if data.get("entry") in nodes else [])
    ahead = list(found)
    for step_id in ahead:
        ports = nodes[step_id].get("ports", {})
        ways = [ports[port] for port in sorted(ports) if ports[port] in nodes and ports[port] not in found]
        for way in dict.fromkeys(ways):
            found[way] = None
            ahead.append(way)
    return [*found, *sorted(nodes.keys() - found.keys())]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that must be known of each follower in a batch before a step can run.

    Args:
        kind: the condition kind that knows how to load it.
        config: that condition's compiled config.
    """

    kind: str
    config: Mapping[str, Any] = field(hash=False, compare=False)
    key: str = ""

    @classmethod
    def of(cls, kind: str, config: Mapping[str, Any]) -> Fact:
        """A fact whose identity is its kind and the content of its config, which must not change any more."""
        known = _facts.get(id(config))
        # The object itself is kept, so that no other can get its id.
        if known is not None and known.config is config and known.kind == kind:
            return known
        if len(_facts) >= _FACTS_KEPT:
            _facts.clear()
        fact = _facts[id(config)] = cls(kind=kind, config=config, key=json.dumps(config, sort_keys=True))
        return fact


#: Each condition's fact by the id of its config: asked for by every run, and slow to make (measured).
_facts: dict[int, Fact] = {}
_FACTS_KEPT = 4096


class Context(NamedTuple):
    """All that a step may know: it reads no clock, database or network. A tuple, since each visit needs one."""

    now: datetime
    #: The account's zone name, in which clock times are meant.
    time_zone: str
    enrolment_id: int
    follower_id: int
    entered_at: datetime
    arrived_at: datetime
    #: False on arrival; True when a wait at this very step is over or was broken by an event.
    is_resumed: bool = False
    facts: Mapping[Fact, Any] = MappingProxyType({})
    #: At a step that compares its paths: the one that this follower took before, or that has won. At one that waits
    #: for another system: what came of the call (``engine/answers.py``). Else empty.
    side: str = ""


@dataclass(frozen=True, kw_only=True)
class Goto:
    """Leave by a port."""

    port: str = "next"


@dataclass(frozen=True, kw_only=True)
class WaitUntil:
    """Stay, and run again at a time (aware)."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class WaitFor:
    """Stay, and run again when one of these activity kinds happens, at the latest at ``until``."""

    until: datetime
    activities: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Finish:
    """Leave the scenario at its end."""


Outcome = Goto | WaitUntil | WaitFor | Finish


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Something that the engine does in the same commit.

    Args:
        kind: ``send``, or one of ``linesteps/engine/effects``.
        data: plain JSON, what it is about; mostly the step's own config, so that nothing is copied for each run.
    """

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What running a step says: where to go, and what to do on the way."""

    outcome: Outcome
    effects: tuple[Effect, ...] = ()


@lru_cache(maxsize=256)
def leave_by(port: str = "next") -> Result:
    """Going on by a port, and nothing else; one object for all, since a branch says it of each follower."""
    return Result(outcome=Goto(port=port))
