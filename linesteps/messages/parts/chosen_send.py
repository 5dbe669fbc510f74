"""An earlier message of the scenario, as conditions about it choose it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.step_reference import StepReferenceBlock
from linesteps.messages.kind import Compiling, Problem


def which_send() -> tuple[str, blocks.Block]:
    """The field ``step``."""
    return "step", StepReferenceBlock(only=("send",), label=_("message"), required=False)


def chosen_send_problems(
    value: Mapping[str, Any], compiling: Compiling, *, none: Any, gone: Any
) -> list[Problem]:
    """Nothing chosen, or a message that is no longer there.

    Args:
        value: with ``step``.
        compiling: of the scenario.
        none: what to say if nothing is chosen.
        gone: what to say if it was deleted.
    """
    step_id = value.get("step") or ""
    if not step_id:
        return [Problem(message=none, path=("step",))]
    if compiling.step_kinds.get(step_id) != "send":
        return [Problem(message=gone, path=("step",))]
    return []
