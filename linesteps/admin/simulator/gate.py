"""Kept trials as a gate before publishing: what has become different is a problem to mend or to accept."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linesteps.messages.kind import Problem
from linesteps.scenarios.compiler import Found
from linesteps.simulator.cases import run_cases


def failing_checks(drawn: Any) -> list[Found]:
    """One problem for each kept trial of a scenario that comes out differently on its draft.

    Call only for a draft without errors.
    """
    found = []
    for result in run_cases(drawn):
        if result.is_ok:
            continue
        text = _(
            "The check “%(name)s” comes out differently. %(difference)s"
            " If that is right, say so under “Try it”, “Checks before publishing”."
        ) % {"name": result.case.name, "difference": result.difference}
        found.append(Found(problem=Problem(message=text, step_id=result.step_id), place=("steps",)))
    return found
