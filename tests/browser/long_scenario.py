"""A scenario of two hundred steps."""

from __future__ import annotations

from typing import Any

from tests.admin.builders import branch, send, wait


def long_scenario() -> list[dict[str, Any]]:
    """Messages, gaps and branches."""
    steps: list[dict[str, Any]] = []
    for number in range(25):
        steps += [
            wait(3),
            send(f"News {number}"),
            wait(1),
            branch([send("A"), wait(2)], otherwise=[send("B")]),
        ]
        steps += [send("Bye")]
    return steps
