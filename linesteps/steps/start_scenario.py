"""Start another scenario for the friend, and go on here or end here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.scenario_reference import ScenarioReferenceBlock, scenario_named, scenario_names
from linesteps.graph import Context, Effect, Finish, Goto, Result
from linesteps.messages.kind import Compiling, Problem
from linesteps.steps.kind import StepKind, registry


class StartScenario(StepKind):
    """The other scenario's own rules say who may come again; it starts right after this step."""

    name = "start_scenario"

    def block(self) -> blocks.Block:
        """Which scenario, and what becomes of this one."""
        return blocks.StructBlock(
            [
                ("scenario", ScenarioReferenceBlock(label=_("scenario"))),
                (
                    "is_end",
                    blocks.BooleanBlock(
                        label=_("end this scenario for the friend"),
                        required=False,
                        help_text=_("Otherwise both go on side by side."),
                    ),
                ),
            ],
            icon="redirect",
            label=_("Start another scenario"),
            group=_("Course"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """None chosen, this very one, or one of another account; a warning if it takes in nobody now."""
        if not value.get("scenario"):
            return [Problem(message=_("Choose the scenario to start."), path=("scenario",))]
        if str(value["scenario"]) == str(compiling.scenario_id):
            text = gettext("A scenario cannot start itself. To go back to an earlier step, use a jump.")
            return [Problem(message=text, path=("scenario",))]
        scenario = scenario_named(value["scenario"], compiling.account.pk)
        if scenario is None:
            text = gettext("This scenario is gone, or belongs to another account. Choose another one.")
            return [Problem(message=text, path=("scenario",))]
        if not scenario.live or scenario.state != "active":
            text = gettext("“%(name)s” takes in nobody now. Publish it, or friends just go on here.")
            return [Problem(message=text % {"name": scenario.name}, path=("scenario",), is_error=False)]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The scenario by its id."""
        return {"target": int(value["scenario"]), "is_end": bool(value.get("is_end"))}

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Ask for the start, and go on or finish."""
        effects = (Effect(kind="start_scenario", data={"target": config["target"]}),)
        return Result(outcome=Finish() if config["is_end"] else Goto(), effects=effects)

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which scenario."""
        chosen = str(value.get("scenario") or "")
        name = scenario_names().get(chosen, "…") if chosen else "…"
        if value.get("is_end"):
            return gettext("Go over to the scenario “%(name)s”") % {"name": name}
        return gettext("Start the scenario “%(name)s” as well") % {"name": name}


registry.register(StartScenario())
