"""Which step follows which in a plain tree of steps, and which ways lead to a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from linesteps.messages.kind import UNREADABLE
from linesteps.steps.kind import Path
from linesteps.steps.kind import registry as step_kinds

Plain = Mapping[str, Any]


class ReadingOrder:
    """Paths rejoin behind their branch, however deep they are.

    Args:
        steps: the plain stream; may be unfinished.
    """

    def __init__(self, steps: Sequence[Plain]) -> None:
        #: All steps by id.
        self.steps: dict[str, Plain] = {}
        self._next: dict[str, Plain] = {}
        #: The branch around a step and the way inside it.
        self._around: dict[str, tuple[str, str]] = {}
        self.first = steps[0] if steps else None
        self._read(steps, None)

    def after(self, step_id: str) -> Plain | None:
        """The step behind this one, out of its path if need be; ``None`` at the end."""
        while step_id not in self._next:
            if step_id not in self._around:
                return None
            step_id = self._around[step_id][0]
        return self._next[step_id]

    def ways_to(self, step_id: str) -> dict[str, str]:
        """The way to take at each branch around a step."""
        found = {}
        while step_id in self._around:
            branch, port = self._around[step_id]
            found[branch] = port
            step_id = branch
        return found

    def _read(self, steps: Sequence[Plain], around: tuple[str, str] | None) -> None:
        for number, step in enumerate(steps):
            step_id = str(step.get("id") or "")
            self.steps[step_id] = step
            if number + 1 < len(steps):
                self._next[step_id] = steps[number + 1]
            if around is not None:
                self._around[step_id] = around
            for path in paths_of(step):
                self._read(path.steps, (step_id, path.port))


def paths_of(step: Plain) -> list[Path]:
    """The ways out of a step that have steps of their own; none for a step that cannot be read."""
    if step["type"] not in step_kinds:
        return []
    try:
        return list(step_kinds.get(step["type"]).paths(step["value"]))
    except UNREADABLE:
        return []
