"""A tap on a link or an answer of one of the scenario's own messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.step_reference import StepReferenceBlock
from linesteps.goals.kind import GoalKind, days_problems, goal_block, registry
from linesteps.messages.kind import Compiling, Problem


class TappedLinkGoal(GoalKind):
    """By the message; without one, a tap on any message of this scenario."""

    name = "tapped_link"
    activities = frozenset({"link_clicked"})

    def block(self) -> blocks.Block:
        """Which message."""
        step = StepReferenceBlock(
            only=("send",),
            required=False,
            label=_("message"),
            help_text=_("Left empty: any message of this scenario."),
        )
        return goal_block(("step", step), label=_("Link tapped"), icon="link")

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A message that is gone."""
        found = days_problems(value)
        step = value.get("step")
        if step and compiling.step_kinds.get(str(step)) != "send":
            text = gettext("The message that is meant is gone. Choose another one.")
            found.insert(0, Problem(message=text, path=("step",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The steps whose taps count."""
        if value.get("step"):
            return {"steps": [str(value["step"])]}
        return {"steps": sorted(step for step, kind in compiling.step_kinds.items() if kind == "send")}

    def matches(self, config: Mapping[str, Any], kind: str, data: Mapping[str, Any]) -> bool:
        """By the step whose message was tapped."""
        return data.get("step") in config["steps"]

    def summary(self, value: Mapping[str, Any]) -> str:
        """A tap."""
        return (
            gettext("a tap on the chosen message") if value.get("step") else gettext("a tap on any message")
        )


registry.register(TappedLinkGoal())
