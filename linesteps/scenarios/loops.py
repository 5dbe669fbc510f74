"""Ways that come back to where they were without any wait: nobody would ever come out."""

from __future__ import annotations

from linesteps.graph import Graph, Node
from linesteps.steps.kind import registry as step_kinds


def loop_from(graph: Graph, start: str, done: set[str]) -> str | None:
    """The id of a step that can be reached again from ``start`` without a wait, or ``None``."""
    stack: list[tuple[str, bool]] = [(start, False)]
    on_trail: set[str] = set()
    while stack:
        step_id, is_left = stack.pop()
        if is_left:
            on_trail.discard(step_id)
            done.add(step_id)
            continue
        if step_id in on_trail:
            return step_id
        if step_id in done or _surely_waits(graph.nodes[step_id]):
            continue
        on_trail.add(step_id)
        stack.append((step_id, True))
        for target in graph.nodes[step_id].ports.values():
            if target in on_trail:
                return step_id
            if target is not None:
                stack.append((target, False))
    return None


def _surely_waits(node: Node) -> bool:
    return step_kinds.get(node.kind).surely_waits(node.config)
