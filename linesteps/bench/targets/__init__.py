"""One file for each target; ``ALL`` names them in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from linesteps.bench.figures import Figure
from linesteps.bench.plan import Plan
from linesteps.bench.targets import (
    cost,
    engine,
    limit,
    million,
    once,
    peers,
    punctual,
    sqlite,
    storage,
    storm,
    waiting,
    webhook,
)


class NotHere(Exception):
    """A target cannot be measured here; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A target of docs/reference/performance.md."""

    id: str
    title: str
    goal: str
    measure: Callable[[Plan], list[Figure]]


ALL = (
    Target(
        id="G1",
        title="engine: due followers moved",
        goal="25,000/s, 0.15 × one UPDATE, 100 × one task each, ten conditions 2 × one",
        measure=engine.measure,
    ),
    Target(
        id="G2",
        title="CPU for each follower, engine to LINE",
        goal="40 µs same message, 350 µs push, 1 ms carousel of ten",
        measure=cost.measure,
    ),
    Target(
        id="G3",
        title="growth, and a million",
        goal="1M in 60 s, 70,000 recipients/s, 200 MB, growth 2 ×",
        measure=million.measure,
    ),
    Target(
        id="G4",
        title="sending at LINE's limit",
        goal="95 % of 2,000/s with 0.7 core, never more",
        measure=limit.measure,
    ),
    Target(
        id="G5",
        title="cost depends on what is due",
        goal="claim grows 2 ×, idle tick 2 ms",
        measure=waiting.measure,
    ),
    Target(
        id="G6",
        title="punctual",
        goal="p99 5 s, 10 s after a kill, webhook to message 1 s",
        measure=punctual.measure,
    ),
    Target(
        id="G7",
        title="exactly once under kill -9",
        goal="0 lost, 0 accepted twice",
        measure=once.measure,
    ),
    Target(
        id="G8",
        title="webhook intake",
        goal="1,000/s, 0.17 × a bare view, p99 15 ms while sending",
        measure=webhook.measure,
    ),
    Target(
        id="G9",
        title="SQLite with several at once",
        goal="0 locked, writer's p99 25 ms",
        measure=sqlite.measure,
    ),
    Target(
        id="G10",
        title="storage",
        goal="2.1 row writes a step, 250 MB a million step rows",
        measure=storage.measure,
    ),
    Target(
        id="G11",
        title="against other ways to do it",
        goal="100 × one task each, personal push at 50 ms",
        measure=peers.measure,
    ),
    Target(
        id="G12",
        title="a storm of events",
        goal="100,000 events in 60 s, 0 lost, 0 started twice, flat memory",
        measure=storm.measure,
    ),
)
