"""Graphs from plain steps without a database: what the compiler makes of kinds that ask nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from linesteps.accounts.models import Account
from linesteps.graph import Graph, Node
from linesteps.messages.kind import Compiling
from linesteps.steps.kind import registry as step_kinds
from linesteps.steps.stream import root_block
from linesteps.testing.build import Plain


def graph_of(steps: Sequence[Plain]) -> Graph:
    """The graph of plain steps, with nodes in the order in which a database may give them back."""
    root_block()
    nodes: dict[str, Node] = {}
    entry = _compile(steps, None, nodes)
    return Graph(entry=entry, nodes=dict(sorted(nodes.items())))


def _compile(steps: Sequence[Mapping[str, Any]], after: str | None, nodes: dict[str, Node]) -> str | None:
    begin = after
    for step in reversed(steps):
        kind = step_kinds.get(step["type"])
        config = kind.compile(step["value"], Compiling(account=Account(), scenario_id=0, step_id=step["id"]))
        ports = {one.port: _compile(one.steps, begin, nodes) for one in kind.paths(step["value"])}
        if not ports and not (kind.is_end() and kind.jump_target(config) is None):
            ports["next"] = kind.jump_target(config) or begin
        ports = dict(sorted(ports.items()))
        nodes[step["id"]] = Node(id=step["id"], kind=kind.name, config=config, ports=ports)
        begin = step["id"]
    return begin
