"""Jump to another step of the same scenario: the only free way in the picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.step_reference import StepReferenceBlock
from linesteps.graph import Context, Result, leave_by
from linesteps.messages.kind import Compiling, Problem
from linesteps.steps.kind import StepKind, registry


class Jump(StepKind):
    """Goes on at a chosen step."""

    name = "jump"
    looks_at_person = False

    def block(self) -> blocks.Block:
        """The step to go on at."""
        return blocks.StructBlock(
            [("step", StepReferenceBlock(label=_("go on at"), required=False))],
            icon="redirect",
            label=_("Jump"),
            group=_("Course"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No target, or one that is gone. Loops without a wait are found by the compiler."""
        target = value.get("step") or ""
        if not target:
            return [Problem(message=_("Choose the step to go on at."), path=("step",))]
        if target not in compiling.step_kinds:
            return [
                Problem(message=_("The step to go on at was deleted. Choose another one."), path=("step",))
            ]
        if target == compiling.step_id:
            return [Problem(message=_("A jump cannot lead to itself."), path=("step",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The target."""
        return {"step": value["step"]}

    def jump_target(self, config: Mapping[str, Any]) -> str | None:
        """The chosen step."""
        return str(config["step"])

    def is_end(self) -> bool:
        """What follows in the same path is out of reach."""
        return True

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Go there."""
        return leave_by()

    def summary(self, value: Mapping[str, Any]) -> str:
        """That it goes on elsewhere."""
        return gettext("Go on at another step")


registry.register(Jump())
