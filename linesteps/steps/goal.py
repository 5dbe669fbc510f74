"""Goal: whoever comes past here has reached it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.graph import Context, Effect, Goto, Result
from linesteps.messages.kind import Compiling, Problem
from linesteps.steps.kind import StepKind, registry


class Goal(StepKind):
    """A mark on the way, such as “booked”: it is counted, and everybody goes on."""

    name = "goal"
    looks_at_person = False

    def block(self) -> blocks.Block:
        """What it is called."""
        name = blocks.CharBlock(
            label=_("name"),
            required=False,
            max_length=60,
            help_text=_("Such as “Booked”. Whoever comes past here counts as a success in the results."),
        )
        return blocks.StructBlock(
            [("name", name)], icon="success", label=_("Goal mark"), label_format="{name}", group=_("Course")
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No name."""
        if not (value.get("name") or "").strip():
            return [Problem(message=_("Say what was reached here."), path=("name",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The name, and whose it is."""
        return {"name": value["name"].strip()}

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Say so, and go on."""
        return Result(outcome=Goto(), effects=(Effect(kind="goal", data=config),))

    def summary(self, value: Mapping[str, Any]) -> str:
        """What was reached."""
        return gettext("Goal: %(name)s") % {"name": value.get("name") or "…"}


registry.register(Goal())
