"""The checklist as a guard: no way to publish goes around it."""

from __future__ import annotations

from typing import Any

from linesteps.checklist.look import errors, look, refusing_checks
from linesteps.checklist.seen import Seen
from linesteps.scenarios.compiler import Found


def guard(drawn: Any) -> list[Found]:
    """Every error of every check; what only the network could tell counts if it was asked lately.

    Called inside the transaction that publishes, so nothing is asked over the network here: whoever
    publishes for a person asks before (``linesteps.checklist.look.ask``), and a schedule goes on with
    what is known.
    """
    return [one.as_found() for one in errors(look(Seen(drawn), checks=refusing_checks()))]
