"""What else may refuse a publication, beside the compiler.

Packages that know more than a scenario's own drawing (people, coupons, links) stand above this one in
the house. They register here once, when the site starts, so that no way to publish goes around them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from linesteps.scenarios.compiler import Found, ScenarioHasProblems

#: Given what is about to be published, names every error that stands against it; asks no network.
Guard = Callable[[Any], list[Found]]

_guards: list[Guard] = []


def register(guard: Guard) -> Guard:
    """Ask ``guard`` before each publication from now on; registering it twice asks it once."""
    if guard not in _guards:
        _guards.append(guard)
    return guard


def ask_guards(drawn: Any) -> None:
    """Let every guard look at ``drawn``, which compiles.

    Raises:
        ScenarioHasProblems: one of them found an error.
    """
    found = [one for guard in _guards for one in guard(drawn)]
    if found:
        raise ScenarioHasProblems(found)
